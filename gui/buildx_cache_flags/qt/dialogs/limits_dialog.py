"""What a cache can't do: one limit below the other, each with what to do and a link."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from buildx_cache_flags.core.explain import limits
from buildx_cache_flags.qt.explain.before import LinkedText
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import Button
from buildx_cache_flags.qt.look.thin_bar import ThinBar
from buildx_cache_flags.qt.wrapping import breakable

_WIDTH = 76 * theme.GRID
_HIGH = 76 * theme.GRID


class LimitsDialog(QDialog):
    """Shows them all; it changes nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(limits.TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body = QWidget()
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, theme.GRID, 0)
        inside.setSpacing(theme.GRID // 2)
        self.links: list[LinkedText] = []
        for number, limit in enumerate(limits.load()):
            if number:
                inside.addSpacing(2 * theme.GRID)
            title, text, todo = _wrapped(limit.title), _wrapped(limit.text), LinkedText()
            title.setFont(theme.title(title.font()))
            todo.show_text(breakable(limit.todo), limit.link)
            text.setForegroundRole(theme.Role.PlaceholderText)
            for widget in (title, text, todo):
                inside.addWidget(widget)
            self.links.append(todo)
        inside.addStretch(1)
        self.area = QScrollArea()
        self.area.setVerticalScrollBar(ThinBar())
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(limits.TITLE)
        self.area.setWidget(body)
        self.close_button = Button("Close", "primary")
        buttons = QDialogButtonBox()
        buttons.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        layout.setSpacing(2 * theme.GRID)
        layout.addWidget(self.area, 1)
        layout.addWidget(buttons)
        self.resize(_WIDTH, _HIGH)
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    def texts(self) -> list[str]:
        """The titles and the reasons, in order."""
        return [label.text().replace("\u200b", "") for label in self.area.findChildren(Label)]


def _wrapped(text: str) -> Label:
    label = Label(breakable(text))
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
