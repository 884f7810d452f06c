"""The head of a group of rows, which opens and closes it."""

from PySide6 import QtCore
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton

from buildx_cache_flags.core.catalog.parameters import Group
from buildx_cache_flags.qt import plain
from buildx_cache_flags.qt.form.line import LOWEST, SIDE, FormLine
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.ink import Ink

_CHEVRON = 24


class GroupHead(FormLine):
    """Title, a summary of what is set, how much of it is wrong, and whether the group is open.

    It keeps no state beside what it is told, and asks to be opened or closed with ``toggled``.
    """

    toggled = Signal(str)
    tinted = True

    def __init__(self, group: Group) -> None:
        super().__init__()
        self.group = group
        self.is_open = group.open
        self.summary = ""
        self._wrong = 0
        self._title = Label(group.title, self)
        self._title.setFont(theme.title(self.font()))
        # Above the title, so that a click on that is one on the head.
        self.button = _Whole(self)
        self._title.setBuddy(self.button)
        # It is a box that is checked while the group is open.
        self.button.setAccessibleName(f"Show {group.title}")
        self.button.setCheckable(True)
        self.button.setChecked(self.is_open)
        self.button.toggled.connect(self._turned)
        bold, small = QFontMetrics(theme.title(self.font())), QFontMetrics(theme.small(self.font()))
        self.setFixedHeight(max(LOWEST, theme.height_of_line(bold) + small.height() + 2 * theme.GRID + 4))
        self._top = (self.height() - theme.height_of_line(bold) - small.height() - 1) // 2
        self._title.setGeometry(SIDE, self._top, bold.horizontalAdvance(group.title) + 3, theme.height_of_line(bold))

    def _turned(self, on: bool) -> None:
        if on != self.is_open:
            self.button.setChecked(self.is_open)
            self.toggled.emit(self.group.name)

    def show_group(self, summary: str, wrong: int, *, is_open: bool) -> None:
        """Show *summary*, that *wrong* of its rows have an error, and whether it is open."""
        if (summary, wrong, is_open) == (self.summary, self._wrong, self.is_open):
            return
        self.summary, self._wrong, self.is_open = summary, wrong, is_open
        self.button.setChecked(is_open)
        said = f"{summary}, {self.count}" if wrong else summary
        self.button.setAccessibleDescription(f"{said}. {'Open' if is_open else 'Closed'}")
        self.update()

    @property
    def count(self) -> str:
        """How much is wrong, in words; empty where nothing is."""
        if not self._wrong:
            return ""
        return f"{self._wrong} problem{'s' if self._wrong > 1 else ''}"

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.button.setGeometry(self.rect())

    def draw(self, painter: QPainter, ink: Ink) -> None:
        area = self.rect().adjusted(SIDE, theme.GRID, -SIDE - _CHEVRON, -theme.GRID)
        x, y = self.width() - SIDE - 4, self.height() / 2
        paint.chevron(painter, x, y, ink.chevron_pen, "down" if self.is_open else "right")
        if self.count:
            painter.save()
            painter.setPen(theme.current().severity("error"))
            painter.setFont(theme.title(self.font()))
            painter.drawText(area, plain.RIGHT | plain.MIDDLE, self.count)
            area.setRight(area.right() - painter.fontMetrics().horizontalAdvance(self.count) - theme.GRID)
            painter.restore()
        painter.setFont(theme.small(self.font()))
        metrics = painter.fontMetrics()
        level = self._title.geometry().bottom() + 2 + metrics.ascent()
        painter.drawText(area.x(), level, _cut(metrics, self.summary, area.width()))
        if self.button.hasFocus():
            paint.ring(painter, self.rect().adjusted(4, 4, -4, -4), paint.CONTROL, ink.ring_pen)


def _cut(metrics: QFontMetrics, text: str, width: int) -> str:
    return (
        text
        if metrics.horizontalAdvance(text) <= width
        else metrics.elidedText(text, QtCore.Qt.TextElideMode.ElideRight, width)
    )


class _Whole(QPushButton):
    """The whole head can be pressed; the card draws it."""

    def sizeHint(self) -> QSize:
        return QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw nothing."""
