"""A quiet scroll bar."""

from typing import Final, Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar

from buildx_cache_flags.qt.look import paint, theme

_END: Final = 14
"""Pixels of Fusion's buttons at both ends, between which a handle can be dragged."""
_SHORTEST: Final = 26
_THIN: Final = 5


class ThinBar(QScrollBar):
    """A vertical scroll bar with a thin handle, where Fusion has its own, on the surface of what it scrolls."""

    def __init__(self, surface: Literal["page", "card", "code"] = "page") -> None:
        super().__init__()
        self._surface = surface

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        paint.bar(painter, QRectF(self.rect()), getattr(ink, self._surface))
        span, room = self.maximum() - self.minimum(), self.height() - 2 * _END
        if span <= 0 or room <= 0:
            return
        painter.setRenderHint(paint.AA)
        long = max(room * self.pageStep() / (span + self.pageStep()), _SHORTEST)
        top = _END + (room - long) * (self.sliderPosition() - self.minimum()) / span
        # Quieter than any control, until it is pointed at.
        painter.setOpacity(1 if self.underMouse() or self.isSliderDown() else 0.55)
        handle = ink.code_muted if self._surface == "code" else ink.frame
        paint.bar(painter, QRectF((self.width() - _THIN) / 2, top, _THIN, long), handle, _THIN / 2)
