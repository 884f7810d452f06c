"""Shapes that every painted widget is made of; nothing here is kept out of the first frame (see :mod:`.ink`)."""

from typing import Final, Literal

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

CARD: Final = 12.0
CONTROL: Final = 8.0
"""Pixels of the radius of a card's corners, and of a control's."""

AA: Final = QPainter.RenderHint.Antialiasing


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    """The outline of *rect* with round corners."""
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def box(painter: QPainter, rect: QRect, radius: float, fill: QBrush | None, edge: QPen | None) -> None:
    """A surface with a thin edge that lies inside of *rect*, in whole pixels."""
    path = rounded(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius)
    if fill is not None:
        painter.fillPath(path, fill)
    if edge is not None:
        painter.strokePath(path, edge)


def bar(painter: QPainter, rect: QRectF, fill: QBrush, radius: float = 0.0) -> None:
    """A filled rectangle without an edge, such as a hairline."""
    painter.fillPath(rounded(rect, radius), fill)


def ring(painter: QPainter, rect: QRect, radius: float, pen: QPen) -> None:
    """The frame, two pixels wide, of what has the focus."""
    painter.strokePath(rounded(QRectF(rect).adjusted(1, 1, -1, -1), radius), pen)


def chevron(painter: QPainter, x: float, y: float, pen: QPen, towards: Literal["down", "right", "up"] = "down") -> None:
    """A small arrow head around a point, in step with the letters beside it."""
    path = QPainterPath()
    short = max(2.0, painter.fontMetrics().height() / 9.5)
    wide = 2 * short
    if towards == "right":
        path.moveTo(x - short, y - wide)
        path.lineTo(x + short, y)
        path.lineTo(x - short, y + wide)
    else:
        tip = short if towards == "down" else -short
        path.moveTo(x - wide, y - tip)
        path.lineTo(x, y + tip)
        path.lineTo(x + wide, y - tip)
    painter.strokePath(path, pen)


def tick(painter: QPainter, rect: QRect, pen: QPen) -> None:
    """The mark of a box that is on, into the square *rect*."""
    path, side, x, y = QPainterPath(), rect.width(), rect.x(), rect.y()
    path.moveTo(x + 0.25 * side, y + 0.53 * side)
    path.lineTo(x + 0.44 * side, y + 0.7 * side)
    path.lineTo(x + 0.75 * side, y + 0.33 * side)
    painter.strokePath(path, pen)
