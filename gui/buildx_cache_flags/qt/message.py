"""The line under a row: help, or the problem that took its place, always in the same height."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from buildx_cache_flags.core.problems import Problem
from buildx_cache_flags.qt import icons, theme

LINES = 2


class MessageLine(QWidget):
    """Shows up to two lines of text and keeps their room free, so that nothing jumps when a problem appears.

    What does not fit ends in an ellipsis; the tool tip has it all.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.small(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._text = ""
        self._icon = ""
        self._cut = False

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
        return QSize(100, self.fontMetrics().lineSpacing() * LINES)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and not self._cut:
            return True
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self._text)
        return super().event(event)

    def _colour(self) -> QColor:
        if self._icon in ("error", "warning", "hint"):
            return theme.current().severity(self._icon)  # type: ignore[arg-type]
        return theme.current().muted

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = self._colour()
        painter.setPen(colour)
        height = self.fontMetrics().height()
        left = 0
        if self._icon:
            icons.draw(painter, self._icon, QRectF(0, 0, height, height), colour)
            left = height + theme.GRID // 2
        self._cut = draw_lines(painter, self._text, QRectF(left, 0, self.width() - left, self.height()), LINES)


def draw_lines(painter: QPainter, text: str, rect: QRectF, lines: int) -> bool:
    """Draw *text* in at most so many *lines*, the last one elided; tell whether anything was cut."""
    metrics = painter.fontMetrics()
    layout = QTextLayout(text, painter.font())
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
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
            rest = metrics.elidedText(text[line.textStart() :], Qt.TextElideMode.ElideRight, int(rect.width()))
            top = rect.top() + number * metrics.lineSpacing()
            box = QRectF(rect.left(), top, rect.width(), metrics.height())
            painter.drawText(box, Qt.TextFlag.TextSingleLine, rest)
            cut = True
            break
        drawn = True
        line.draw(painter, rect.topLeft())
    layout.endLayout()
    return cut or (not drawn and bool(text))
