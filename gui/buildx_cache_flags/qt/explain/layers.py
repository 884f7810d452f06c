"""The layers of a cache: a bar with each as wide as it is large, and the largest of them by name."""

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from buildx_cache_flags.core.cachemanifest import sentences
from buildx_cache_flags.core.cachemanifest.inventory import Layer
from buildx_cache_flags.qt import literal, plain
from buildx_cache_flags.qt.look import paint, theme

MOST: Final = 12
"""Layers that are listed."""
BAR: Final = 16
GAP: Final = 2


class LayerTable(QWidget):
    """Layers, largest first."""

    def __init__(self) -> None:
        super().__init__()
        self._layers: tuple[Layer, ...] = ()
        self._rows: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_layers(self, layers: tuple[Layer, ...]) -> None:
        """Show *layers*; nothing where there are none."""
        self._layers = tuple(sorted(layers, key=lambda layer: -layer.size))
        self._rows = [
            (
                f"{layer.digest[:19]}  {layer.compression}",
                f"{sentences.size(layer.size)}  {layer.created[:10]}".rstrip(),
            )
            for layer in self._layers[:MOST]
        ]
        more = self._layers[MOST:]
        if more:
            size = sentences.size(sum(layer.size for layer in more))
            self._rows.append((f"and {sentences.counted(len(more), 'more layer')}", size))
        said = "; ".join(f"{name}, {size}" for name, size in self._rows)
        self.setAccessibleName(f"{sentences.counted(len(layers), 'layer')}: {said}" if layers else "")
        literal.tip(self, "Each part of the bar is a layer, as wide as it is large." if layers else "")
        self.setVisible(bool(layers))
        self.updateGeometry()
        self.update()

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What the lines say: name and compression, and size with the day."""
        return self._rows

    def _line(self) -> int:
        return self.fontMetrics().height() + 6

    def sizeHint(self) -> QSize:
        return QSize(200, BAR + theme.GRID + len(self._rows) * self._line())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        whole = sum(layer.size for layer in self._layers) or 1
        left, wide = 0.0, self.width() - GAP * max(len(self._layers) - 1, 0)
        for layer in self._layers:
            part = max(wide * layer.size / whole, 1.0)
            painter.fillPath(paint.rounded(QRectF(left, 0, part, BAR), 2), ink.accent)
            left += part + GAP
        painter.setFont(theme.mono(theme.small(self.font())))
        top = BAR + theme.GRID
        for name, size in self._rows:
            room = QRectF(0, top, self.width(), self._line())
            painter.setPen(QPen(ink.text, 1))
            painter.drawText(room, plain.LEFT | plain.MIDDLE, name)
            painter.setPen(QPen(ink.muted, 1))
            painter.drawText(room, plain.RIGHT | plain.MIDDLE, size)
            top += self._line()
