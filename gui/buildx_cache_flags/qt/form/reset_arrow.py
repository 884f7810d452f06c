"""The arrow that resets a row: quiet, beside the name of what it resets."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from buildx_cache_flags.qt import icons, literal
from buildx_cache_flags.qt.look import paint, theme

_SIDE = 13


class ResetArrow(QToolButton):
    """A tool button that is only its icon until it is pointed at."""

    def __init__(self, name: str, parent: QWidget, *, removes: bool = False) -> None:
        """*removes* says that the row goes with its value."""
        super().__init__(parent)
        literal.tip(self, "Remove this option" if removes else "Reset to the default")
        self.setAccessibleName(f"Remove {name}" if removes else f"Reset {name}")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme.current()
        painter.setRenderHint(paint.AA)
        if self.underMouse():
            paint.box(painter, self.rect(), paint.CONTROL, look.ink.soft, None)
        if self.hasFocus():
            paint.ring(painter, self.rect(), paint.CONTROL, look.ink.ring_pen)
        side = min(max(_SIDE, round(self.fontMetrics().height() * 0.7)), self.width() - 2)
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        icons.draw(painter, "reset", QRectF(left, top, side, side), look.muted)
