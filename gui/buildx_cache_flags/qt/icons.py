"""Line icons of one weight, drawn in the colour of the text they stand beside and sharp at every scale."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPainterPath, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QApplication

UNITS: Final = 16
"""Every icon is drawn on a square of so many units."""
WEIGHT: Final = 1.5


def _lines(path: QPainterPath, *points: tuple[float, float]) -> None:
    first, *rest = points
    path.moveTo(*first)
    for point in rest:
        path.lineTo(*point)


def _reset(path: QPainterPath) -> None:
    path.arcMoveTo(QRectF(3.5, 3.5, 9, 9), 150)
    path.arcTo(QRectF(3.5, 3.5, 9, 9), 150, -290)
    _lines(path, (3.2, 2.8), (3.6, 6.2), (7, 5.6))


def _undo(path: QPainterPath) -> None:
    _lines(path, (6, 3), (3, 6), (6, 9))
    path.moveTo(3, 6)
    path.lineTo(9.5, 6)
    path.arcTo(QRectF(6.5, 6, 6.5, 6.5), 90, -180)
    path.lineTo(6, 12.5)


def _redo(path: QPainterPath) -> None:
    _lines(path, (10, 3), (13, 6), (10, 9))
    path.moveTo(13, 6)
    path.lineTo(6.5, 6)
    path.arcTo(QRectF(3, 6, 6.5, 6.5), 90, 180)
    path.lineTo(10, 12.5)


def _add(path: QPainterPath) -> None:
    _lines(path, (8, 3), (8, 13))
    _lines(path, (3, 8), (13, 8))


def _remove(path: QPainterPath) -> None:
    _lines(path, (4, 4), (12, 12))
    _lines(path, (12, 4), (4, 12))


def _up(path: QPainterPath) -> None:
    _lines(path, (4, 10), (8, 6), (12, 10))


def _down(path: QPainterPath) -> None:
    _lines(path, (4, 6), (8, 10), (12, 6))


def _paste(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(3, 3.5, 10, 10.5), 1.5, 1.5)
    path.addRoundedRect(QRectF(5.75, 1.75, 4.5, 3.5), 1, 1)


def _copy(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(5.5, 5.5, 8.5, 8.5), 1.5, 1.5)
    _lines(path, (3.5, 10.5), (2, 10.5), (2, 2), (10.5, 2), (10.5, 3.5))


def _done(path: QPainterPath) -> None:
    _lines(path, (3, 8.5), (6.5, 12), (13, 4.5))


def _error(path: QPainterPath) -> None:
    path.addEllipse(QPointF(8, 8), 6, 6)
    _lines(path, (5.8, 5.8), (10.2, 10.2))
    _lines(path, (10.2, 5.8), (5.8, 10.2))


def _warning(path: QPainterPath) -> None:
    _lines(path, (8, 2.2), (14.2, 13.4), (1.8, 13.4), (8, 2.2))
    _lines(path, (8, 6.5), (8, 9.5))
    _lines(path, (8, 11.4), (8, 11.6))


def _hint(path: QPainterPath) -> None:
    path.addEllipse(QPointF(8, 8), 6, 6)
    _lines(path, (8, 7.4), (8, 11))
    _lines(path, (8, 4.9), (8, 5.1))


def _start(path: QPainterPath) -> None:
    _lines(path, (4, 14), (4, 2.5), (13, 5.75), (4, 9))


def _next(path: QPainterPath) -> None:
    _lines(path, (3, 8), (13, 8))
    _lines(path, (9, 4), (13, 8), (9, 12))


_DRAWINGS: Final[dict[str, Callable[[QPainterPath], None]]] = {
    "reset": _reset,
    "undo": _undo,
    "redo": _redo,
    "add": _add,
    "remove": _remove,
    "up": _up,
    "down": _down,
    "paste": _paste,
    "copy": _copy,
    "done": _done,
    "error": _error,
    "warning": _warning,
    "hint": _hint,
    "next": _next,
    "start": _start,
}
_paths: dict[str, QPainterPath] = {}


def draw(painter: QPainter, name: str, rect: QRectF, colour: QColor) -> None:
    """Draw icon *name* into the square *rect*."""
    if rect.isEmpty():
        return
    if name not in _paths:
        path = _paths[name] = QPainterPath()
        _DRAWINGS[name](path)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / UNITS, rect.height() / UNITS)
    cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.strokePath(_paths[name], QPen(colour, WEIGHT, Qt.PenStyle.SolidLine, cap, join))
    painter.restore()


class _Engine(QIconEngine):
    """Draws a line icon in the palette's text colour, whatever that is at the time."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        colour = QApplication.palette().color(group, QPalette.ColorRole.ButtonText)
        if mode == QIcon.Mode.Disabled:
            colour.setAlphaF(0.5)
        draw(painter, self._name, QRectF(rect), colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        if pixmap.isNull():
            # In an empty size there is nothing to draw on.
            return pixmap
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._name)


def icon(name: str) -> QIcon:
    """The icon *name* for a button."""
    return QIcon(_Engine(name))
