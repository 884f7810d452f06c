"""The line under a row: help, or the problem that took its place, always in the same height."""

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from buildx_cache_flags.core.problems import Problem
from buildx_cache_flags.qt import plain, theme

LINES = 2


class MessageLine(QWidget):
    """Shows up to two lines of text and keeps their room free, so that nothing jumps when a problem appears.

    What does not fit ends in an ellipsis; the tool tip has it all.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.small(self.font()))
        self.setForegroundRole(theme.Role.PlaceholderText)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES)
        self._text = ""
        self._icon = ""

    def show_help(self, text: str) -> None:
        """Show *text* as help."""
        self._show(text, "")

    def show_problem(self, problem: Problem, *, quiet: bool = False) -> None:
        """Show the problem; a *quiet* one is not red yet, because its field was never touched."""
        self._show(problem.message, "next" if quiet else problem.severity)

    @property
    def text(self) -> str:
        """The whole text, also where it is cut on the screen."""
        return self._text

    @property
    def icon(self) -> str:
        """``error``, ``warning``, ``hint``, ``next``, or empty for help."""
        return self._icon

    def _show(self, text: str, icon: str) -> None:
        if (text, icon) != (self._text, self._icon):
            self._text, self._icon = text, icon
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(100, self.height())

    def _colour(self) -> QColor:
        if self._icon in ("error", "warning", "hint"):
            return theme.current().severity(self._icon)  # type: ignore[arg-type]
        return theme.current().muted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = QPainter(self), self.rect()
        if self._icon:
            from buildx_cache_flags.qt import icons

            colour = self._colour()
            painter.setPen(colour)
            height = painter.fontMetrics().height()
            icons.draw(painter, self._icon, QRectF(0, 0, height, height), colour)
            rect = rect.adjusted(height + theme.GRID // 2, 0, 0, 0)
        cut = draw_lines(painter, self._text, rect, LINES)
        if cut or self.toolTip():
            self.setToolTip(self._text if cut else "")


def draw_lines(painter: QPainter, text: str, rect: QRect, lines: int) -> bool:
    """Draw *text* in at most so many *lines*, the last one elided; tell whether anything was cut."""
    flags = plain.LEFT | plain.TOP | plain.WRAPPED
    # A long text is never measured whole: what fits into so many lines is far shorter.
    if len(text) < rect.width():
        needed = painter.fontMetrics().boundingRect(rect, flags, text)
        if needed.height() <= painter.fontMetrics().lineSpacing() * lines and needed.width() <= rect.width():
            painter.drawText(rect, flags, text)
            return False
    return _draw_cut(painter, text, rect, lines)


def _draw_cut(painter: QPainter, text: str, rect: QRect, lines: int) -> bool:
    metrics = painter.fontMetrics()
    layout = QtGui.QTextLayout(text, painter.font())
    layout.setTextOption(QtGui.QTextOption(QtCore.Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    drawn = cut = False
    for number in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(rect.width())
        line.setPosition(QPointF(0, number * metrics.lineSpacing()))
        end = line.textStart() + line.textLength()
        if number == lines - 1 and end < len(text):
            rest = metrics.elidedText(text[line.textStart() :], QtCore.Qt.TextElideMode.ElideRight, rect.width())
            top = rect.top() + number * metrics.lineSpacing()
            box = QRectF(rect.left(), top, rect.width(), metrics.height())
            painter.drawText(box, QtCore.Qt.TextFlag.TextSingleLine, rest)
            cut = True
            break
        drawn = True
        line.draw(painter, QPointF(rect.topLeft()))
    layout.endLayout()
    return cut or (not drawn and bool(text))
