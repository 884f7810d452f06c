"""The slider of a level, with a mark where each group of levels begins that give the same result."""

from PySide6 import QtWidgets
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider

from buildx_cache_flags.qt.look import theme

MARK = 4
"""Pixels of a mark, under the groove."""


class LevelSlider(QSlider):
    """A slider whose marks stand under the handle's middle when it is there."""

    def __init__(self) -> None:
        # With a parent, Qt's other constructor is looked at too, which takes a namespace of 90 enumerations.
        super().__init__()
        self._marks: tuple[int, ...] = ()

    @property
    def marks(self) -> tuple[int, ...]:
        """The levels that are marked."""
        return self._marks

    def set_marks(self, marks: tuple[int, ...]) -> None:
        """Mark these levels."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._marks:
            self._draw_marks()

    def _draw_marks(self) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(theme.current().muted, 1))
        bottom = self.height() - 1
        for mark in self._marks:
            if self.minimum() <= mark <= self.maximum():
                x = self.x_of(mark)
                painter.drawLine(QPointF(x, bottom - MARK), QPointF(x, bottom))

    def x_of(self, level: int) -> float:
        """Where the handle's middle is at *level*, in pixels from the left."""
        option = QtWidgets.QStyleOptionSlider()
        self.initStyleOption(option)
        option.sliderPosition = option.sliderValue = level
        style = QtWidgets.QStyle
        part = style.SubControl.SC_SliderHandle
        handle = self.style().subControlRect(style.ComplexControl.CC_Slider, option, part, self)
        return handle.x() + handle.width() / 2
