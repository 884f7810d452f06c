"""The heading of a part of the form: its title, the flag that it makes, and room for a button."""

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QWidget

from buildx_cache_flags.qt import roles
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme


class Heading(QWidget):
    """Title and flag stand on one line of text, although their sizes differ."""

    def __init__(self, title: str, flag: str = "") -> None:
        super().__init__()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(theme.GRID)
        name = Label(title)
        name.setFont(theme.heading(self.font()))
        roles.mark(name, "heading")
        self._line.addWidget(name)
        if flag:
            self._line.addWidget(_flag(flag, QFontMetrics(name.font())))
        # The height of the button, which comes later.
        self._line.addStrut(theme.height_of_control(self.font()) - 6)
        self._line.addStretch(1)

    def add_button(self, button: QWidget) -> None:
        """Put *button* at the end of the line."""
        self._line.addWidget(button)

    def add_bar(self, bar: QWidget) -> None:
        """Put *bar* at the end of the line, where it takes as much of it as it can use."""
        self._line.addWidget(bar, 2)


def _flag(text: str, beside: QFontMetrics) -> Label:
    flag = Label(text)
    flag.setFont(theme.mono(flag.font()))
    flag.setForegroundRole(theme.Role.PlaceholderText)
    own = QFontMetrics(flag.font())
    # Both are centred, so that the smaller one has to come down to the same line.
    flag.setContentsMargins(0, (beside.ascent() - beside.descent()) - (own.ascent() - own.descent()), 0, 0)
    return flag
