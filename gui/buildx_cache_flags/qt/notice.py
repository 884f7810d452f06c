"""A line under the toolbar for what has to be said once and keeps nobody from working."""

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from buildx_cache_flags.qt import icons
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.wrapping import breakable


class Notice(QWidget):
    """One sentence after the other, until somebody closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(theme.Role.ToolTipBase)
        self.icon = Label()
        self.icon.setPixmap(icons.icon("warning").pixmap(2 * theme.GRID, 2 * theme.GRID))
        self.text = Label()
        self.text.setWordWrap(True)
        self.text.setForegroundRole(theme.Role.ToolTipText)
        self.close_button = QToolButton()
        self.close_button.setText("Close")
        self.close_button.setAccessibleName("Close the notice")
        self.close_button.setAutoRaise(True)
        self.close_button.clicked.connect(lambda: self.say(""))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, theme.GRID // 2)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self.icon)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.close_button)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show *sentence*; nothing is shown where it is empty."""
        self.text.setText(breakable(sentence))
        self.text.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleEvent(self.text, QAccessible.Event.Alert))
