"""The page of the settings: theme, size of text, and the tour again.  What is chosen counts at once or says when."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import text_size, theme
from buildx_cache_flags.qt.look.controls import Button, DropDown
from buildx_cache_flags.qt.look.dress import dress
from buildx_cache_flags.qt.look.segments import SegmentChoice, Segments
from buildx_cache_flags.qt.memory import TEXT_SIZES, Memory

_THEMES: Final = {"system": "System", "light": "Light", "dark": "Dark"}


class SettingsDialog(QDialog):
    """Changes what is remembered of the application as a whole."""

    tour_asked = Signal()

    def __init__(self, parent: QWidget | None = None, memory: Memory | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._memory = memory or Memory()
        self._labels: list[tuple[Label, Callable[[QFont], QFont]]] = []
        self.setWindowTitle("Settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        choices = [SegmentChoice(name, text) for name, text in _THEMES.items()]
        self.appearance = Segments("Theme", choices)
        self.appearance.set_value(theme.current().appearance)
        self.points = DropDown()
        self.points.addItem("System", 0)
        for points in TEXT_SIZES:
            self.points.addItem(f"{points} pt", points)
        self.points.setCurrentIndex(self.points.findData(self._memory.text_size()))
        self.points.setAccessibleName("Text size")
        self.tour = Button("Show the tour again")
        self.done_button = Button("Done", "primary")
        self.done_button.setDefault(True)
        self._lay_out()
        self.appearance.chosen.connect(self._choose_appearance)
        self.points.currentIndexChanged.connect(self._choose_size)
        self.tour.clicked.connect(self._show_tour)
        self.done_button.clicked.connect(self.accept)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * theme.GRID)
        grid.setVerticalSpacing(2 * theme.GRID)
        grid.setColumnStretch(0, 1)
        rows: tuple[tuple[str, str, QWidget], ...] = (
            ("Theme", "System follows your desktop.", self.appearance),
            ("Text size", "8 to 24 points. System follows your desktop.", self.points),
            ("Tour", "Three steps that show how the window works.", self.tour),
        )
        for number, (title, help_text, control) in enumerate(rows):
            name, more = _texts(title, help_text, control)
            self._labels += [(name, theme.title), (more, theme.small)]
            both = QVBoxLayout()
            both.setSpacing(2)
            both.addStretch(1)
            both.addWidget(name)
            both.addWidget(more)
            both.addStretch(1)
            grid.addLayout(both, number, 0)
            grid.addWidget(control, number, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        side = 3 * theme.GRID
        layout.setContentsMargins(side, side, side, side)
        layout.setSpacing(3 * theme.GRID)
        layout.addLayout(grid)
        layout.addWidget(self.done_button, 0, Qt.AlignmentFlag.AlignRight)
        self.resize(64 * theme.GRID, self.sizeHint().height())

    def _choose_appearance(self, name: str) -> None:
        theme.current().choose(next(known for known in theme.APPEARANCES if known == name))

    def _choose_size(self, index: int) -> None:
        chosen = int(self.points.itemData(index))
        self._memory.keep_text_size(chosen)
        text_size.use(chosen)
        for label, font in self._labels:
            label.setFont(font(self.font()))
        self.resize(self.width(), self.sizeHint().height())

    def _show_tour(self) -> None:
        self.accept()
        self.tour_asked.emit()


def _texts(title: str, help_text: str, control: QWidget) -> tuple[Label, Label]:
    name, more = Label(title), Label(help_text)
    name.setFont(theme.title(name.font()))
    name.setBuddy(control)
    more.setFont(theme.small(more.font()))
    more.setForegroundRole(theme.Role.PlaceholderText)
    more.setWordWrap(True)
    return name, more
