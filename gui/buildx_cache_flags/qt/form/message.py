"""The lines under the title of a row: help, or the problem or the advice that took its place."""

from typing import Final, Literal

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFontMetrics, QPainter

from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.qt import plain
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.wrapping import breakable

LINES: Final = 8
"""Lines that a message may take; a longer one ends in an ellipsis and is whole in the row's tool tip."""
_FLAGS: Final = plain.LEFT | plain.TOP | plain.WRAPPED
_HIGH: Final = 100_000


class MessageLine:
    """Text with an icon, painted by the card that the row lies on: a widget of its own would only cost time."""

    def __init__(self) -> None:
        self._text = ""
        self._icon: Severity | Literal[""] = ""

    def show_help(self, text: str) -> bool:
        """Show *text* as help; whether that is something else than before."""
        return self._show(text, "")

    def show_problem(self, problem: Problem) -> bool:
        """Show the problem."""
        return self._show(problem.message, problem.severity)

    def show_advice(self, text: str) -> bool:
        """Show what is recommended."""
        return self._show(text, "hint")

    @property
    def text(self) -> str:
        """The whole text, also where it is cut on the screen."""
        return self._text

    @property
    def icon(self) -> str:
        """``error``, ``warning``, ``hint``, or empty for help."""
        return self._icon

    def _show(self, text: str, icon: Severity | Literal[""]) -> bool:
        changed = (text, icon) != (self._text, self._icon)
        self._text, self._icon = text, icon
        return changed

    def height(self, metrics: QFontMetrics, width: int) -> int:
        """Pixels that the text takes in *width*."""
        if not self._text:
            return 0
        return min(height_of(metrics, self._text, width - self._indent(metrics)), LINES * metrics.lineSpacing())

    def is_cut(self, metrics: QFontMetrics, width: int) -> bool:
        """Whether the text has more lines than it may take."""
        return height_of(metrics, self._text, width - self._indent(metrics)) > LINES * metrics.lineSpacing()

    def _indent(self, metrics: QFontMetrics) -> int:
        return metrics.height() + theme.GRID // 2 if self._icon else 0

    def draw(self, painter: QPainter, rect: QRect) -> None:
        """Draw icon and text into *rect*, help in the painter's colour."""
        metrics = painter.fontMetrics()
        if self._icon:
            from buildx_cache_flags.qt import icons

            painter.save()
            colour = theme.current().severity(self._icon)
            painter.setPen(colour)
            side = metrics.height()
            icons.draw(painter, self._icon, QRectF(rect.left(), rect.top(), side, side), colour)
            _draw_lines(painter, self._text, rect.adjusted(self._indent(metrics), 0, 0, 0))
            painter.restore()
        else:
            _draw_lines(painter, self._text, rect)


def height_of(metrics: QFontMetrics, text: str, width: int) -> int:
    """Pixels that *text* takes in *width*, wrapped."""
    if not text:
        return 0
    # A long text is never measured whole: what fits into so many lines is far shorter.
    if len(text) > LINES * max(width, 1):
        return _HIGH
    return metrics.boundingRect(QRect(0, 0, max(width, 1), _HIGH), _FLAGS, breakable(text)).height()


def _draw_lines(painter: QPainter, text: str, rect: QRect) -> None:
    """Draw *text*, its last line elided where there are too many."""
    metrics = painter.fontMetrics()
    if height_of(metrics, text, rect.width()) <= LINES * metrics.lineSpacing():
        painter.drawText(rect, _FLAGS, breakable(text))
    else:
        painter.drawText(rect, _FLAGS, breakable(_shortened(metrics, text, rect.width())))


def _shortened(metrics: QFontMetrics, text: str, width: int) -> str:
    """As much of *text* as its lines have room for, found by halving."""
    low, high = 0, min(len(text), LINES * max(width, 1) - 1)
    while low < high:
        middle = (low + high + 1) // 2
        if height_of(metrics, f"{text[:middle]}…", width) <= LINES * metrics.lineSpacing():
            low = middle
        else:
            high = middle - 1
    return f"{text[:low]}…"
