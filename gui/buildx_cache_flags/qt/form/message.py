"""The line under a row: help, or the problem that took its place, always in the same height."""

from typing import Final

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.qt import plain
from buildx_cache_flags.qt.look import theme

LINES: Final = 2
_FLAGS: Final = plain.LEFT | plain.TOP | plain.WRAPPED


class MessageLine:
    """Up to two lines of text, painted by the row they belong to: a widget of their own would only cost time.

    What does not fit ends in an ellipsis; the row's tool tip then has it all.
    """

    def __init__(self, row: QWidget) -> None:
        self._row = row
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
            self._row.update()

    def _colour(self) -> QColor:
        if self._icon in ("error", "warning", "hint"):
            return theme.current().severity(self._icon)  # type: ignore[arg-type]
        return theme.current().muted

    def is_cut(self, metrics: QFontMetrics, rect: QRect) -> bool:
        """Whether *rect* is too small for the whole text."""
        room = rect.adjusted(metrics.height() + theme.GRID // 2 if self._icon else 0, 0, 0, 0)
        return not fits(metrics, self._text, room, LINES)

    def draw(self, painter: QPainter, rect: QRect) -> None:
        """Draw icon and text into *rect*, help in the painter's colour."""
        if self._icon:
            from buildx_cache_flags.qt import icons

            colour = self._colour()
            painter.setPen(colour)
            height = painter.fontMetrics().height()
            icons.draw(painter, self._icon, QRectF(rect.left(), rect.top(), height, height), colour)
            rect = rect.adjusted(height + theme.GRID // 2, 0, 0, 0)
        draw_lines(painter, self._text, rect, LINES)


def fits(metrics: QFontMetrics, text: str, rect: QRect, lines: int) -> bool:
    """Whether *text* needs no more than so many *lines* of *rect*."""
    # A long text is never measured whole: what fits into so many lines is far shorter.
    if len(text) > rect.width():
        return False
    needed = metrics.boundingRect(rect, _FLAGS, text)
    return needed.height() <= metrics.lineSpacing() * lines and needed.width() <= rect.width()


def draw_lines(painter: QPainter, text: str, rect: QRect, lines: int) -> None:
    """Draw *text* in at most so many *lines*, the last one elided."""
    if fits(painter.fontMetrics(), text, rect, lines):
        painter.drawText(rect, _FLAGS, text)
    else:
        _draw_cut(painter, text, rect, lines)


def _draw_cut(painter: QPainter, text: str, rect: QRect, lines: int) -> None:
    metrics = painter.fontMetrics()
    layout = QtGui.QTextLayout(text, painter.font())
    option = QtGui.QTextOption(QtCore.Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QtGui.QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
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
            break
        line.draw(painter, QPointF(rect.topLeft()))
    layout.endLayout()
