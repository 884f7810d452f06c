"""The slider of a level, with a mark where each group of levels begins that give the same result."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QEnterEvent, QPainter, QPainterPath, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSlider

from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.wheel import Wheel

HANDLE: Final = 15
"""Pixels across Fusion's handle, which a click has to hit."""
_KNOB: Final = 8.5
MARK: Final = 5
"""Pixels of a mark."""
BELOW: Final = 9
"""Pixels from the groove down to the marks."""


class LevelSlider(QSlider):
    """A slider whose marks stand under the handle's middle when it is there; unset, its knob is hollow."""

    def __init__(self) -> None:
        # With a parent, Qt's other constructor is looked at too, which takes a namespace of 90 enumerations.
        super().__init__()
        self._marks: tuple[int, ...] = ()
        self._refused = False
        self._wheel = Wheel(self)

    @property
    def marks(self) -> tuple[int, ...]:
        """The levels that are marked."""
        return self._marks

    def set_marks(self, marks: tuple[int, ...]) -> None:
        """Mark these levels."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def set_refused(self, refused: bool) -> None:
        """Turn the groove because of an error, or turn it back."""
        if refused != self._refused:
            self._refused = refused
            self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._wheel.enter()
        super().enterEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._wheel.is_meant(event):
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        y, x = self.height() / 2, self.x_of(self.sliderPosition())
        done = ink.error if self._refused else ink.accent
        paint.bar(painter, QRectF(0, y - 2, self.width(), 4), ink.frame, 2)
        paint.bar(painter, QRectF(0, y - 2, x, 4), done, 2)
        for mark in self._marks:
            if self.minimum() <= mark <= self.maximum():
                paint.bar(painter, QRectF(self.x_of(mark) - 0.5, y + BELOW, 1, MARK), ink.muted)
        knob = QPainterPath()
        knob.addEllipse(QPointF(x, y), _KNOB, _KNOB)
        is_set = self.sliderPosition() > self.minimum()
        painter.fillPath(knob, done if is_set else ink.field)
        painter.strokePath(knob, ink.frame_pen)
        if self.hasFocus():
            around = QPainterPath()
            around.addEllipse(QPointF(x, y), _KNOB + 2.5, _KNOB + 2.5)
            painter.strokePath(around, ink.ring_pen)

    def x_of(self, level: int) -> float:
        """Where the handle's middle is at *level*, in pixels from the left."""
        span = max(self.maximum() - self.minimum(), 1)
        return HANDLE / 2 + (self.width() - HANDLE) * (level - self.minimum()) / span
