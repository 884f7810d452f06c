"""The surface that a group of rows lies on."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGroupBox, QWidget

from buildx_cache_flags.qt.look import paint, theme


class Surface(QGroupBox):
    """A card with round corners and a thin edge.  It is a group box, so that it is a named group for who listens."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A group box keeps a place for its title, which this one has not.
        self.setContentsMargins(0, 0, 0, 0)
        if name:
            self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        paint.box(painter, self.rect(), paint.CARD, ink.card, ink.line_pen)
