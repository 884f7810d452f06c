"""The last line of an entry's card: what can be done with the entry as a whole."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.form.line import FormLine
from buildx_cache_flags.qt.look import theme


class Footer(FormLine):
    """Buttons to copy the entry alone, to move it, and to remove it; they come behind the first frame."""

    copy_asked = Signal()
    moved = Signal(int)
    remove_asked = Signal()
    tinted = True

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.height_of_control(self.font()) + 6)
        self.copy: QPushButton | None = None

    def make_buttons(self) -> None:
        """Make the buttons."""
        from buildx_cache_flags.qt.look.controls import Button

        self.copy, self.up, self.down = (Button(text, "quiet") for text in ("Copy entry", "Move up", "Move down"))
        self.remove = Button("Remove", "quiet")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID, 0, theme.GRID, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addStretch(1)
        for button in self.buttons:
            layout.addWidget(button)
        self.copy.clicked.connect(self.copy_asked)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self.remove_asked)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """All buttons, from left to right; none in the first frame."""
        return () if self.copy is None else (self.copy, self.up, self.down, self.remove)

    def name(self, option: Option, index: int, count: int) -> None:
        """Say which entry, *index* of *count*, the buttons are about."""
        if self.copy is None:
            return
        entry = f"{option} {index + 1}"
        for button, what in zip(self.buttons, ("Copy", "Move up", "Move down", "Remove"), strict=True):
            name = f"{what}: {entry}"
            if button.accessibleName() != name:
                button.setAccessibleName(name)
        literal.tip(self.copy, f"Copy this --{option} only")
        literal.tip(self.remove, f"Remove this --{option}")
        self.up.setVisible(count > 1)
        self.down.setVisible(count > 1)
        self.up.setEnabled(index > 0)
        self.down.setEnabled(index < count - 1)

    def stops(self) -> Iterator[QWidget]:
        """What Tab stops at."""
        yield from self.buttons
