"""The one button that stands out: filled with the accent while it can be pressed."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton

from buildx_cache_flags.qt import icons
from buildx_cache_flags.qt.look import theme

RADIUS = 6


class PrimaryButton(QPushButton):
    """A button painted in the accent; disabled it is as quiet as any other surface."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = ""

    def show_icon(self, name: str) -> None:
        """Show the line icon *name* before the text."""
        self._icon = name
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.GRID * 5)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.current().line if not self.isEnabled() else self._fill(), 1))
        painter.setBrush(self._fill())
        box = QRectF(self.rect()).adjusted(2.5, 2.5, -2.5, -2.5)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        if self.hasFocus():
            self._draw_focus(painter)
        self._draw_label(painter, box)

    def _fill(self) -> QColor:
        if not self.isEnabled():
            return theme.current().card
        colour = theme.current().primary
        if self.isDown():
            return colour.darker(120)
        return colour.darker(108) if self.underMouse() else colour

    def _draw_focus(self, painter: QPainter) -> None:
        ring = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        painter.setBrush(QColor(0, 0, 0, 0))
        painter.setPen(QPen(self.palette().text().color(), 1.5))
        painter.drawRoundedRect(ring, RADIUS + 1, RADIUS + 1)

    def _draw_label(self, painter: QPainter, box: QRectF) -> None:
        colour = QColor("white") if self.isEnabled() else theme.current().muted
        side, gap = self.fontMetrics().height(), theme.GRID
        width = self.fontMetrics().horizontalAdvance(self.text())
        left = box.center().x() - (width + side + gap) / 2
        icons.draw(painter, self._icon or "copy", QRectF(left, box.center().y() - side / 2, side, side), colour)
        painter.setPen(colour)
        baseline = box.center().y() + (self.fontMetrics().ascent() - self.fontMetrics().descent()) / 2
        painter.drawText(int(left + side + gap), int(baseline), self.text())
