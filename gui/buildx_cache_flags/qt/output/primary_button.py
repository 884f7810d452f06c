"""The one button that stands out: filled with the accent while it can be pressed, dashed where something is missing."""

from typing import Final, Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton

from buildx_cache_flags.qt import icons, plain
from buildx_cache_flags.qt.look import paint, theme

Face = Literal["primary", "quiet", "missing"]
"""Filled with the accent; outlined beside one that is; a dashed place that says what is missing."""

RADIUS: Final = 10.0
HINT_GAP: Final = 10
"""Pixels between the text and its keys."""


class PrimaryButton(QPushButton):
    """A button painted in the accent, with its keys behind the text; disabled it is as quiet as any other surface."""

    def __init__(self) -> None:
        super().__init__()
        self._face: Face = "primary"
        self._icon = ""
        self._keys = ""
        self.setAutoDefault(False)

    def show_as(self, face: Face, text: str, keys: str = "", icon: str = "") -> None:
        """Take a face and a text, with *keys* dimmer behind it and an *icon* in front."""
        if (face, text, keys, icon) != (self._face, self.text(), self._keys, self._icon):
            self._face, self._keys, self._icon = face, keys, icon
            self.setText(text)
            self.updateGeometry()
            self.update()

    def _bold(self) -> QFontMetrics:
        return QFontMetrics(theme.title(self.font()))

    def _wide(self, *, keys: bool) -> int:
        metrics = self._bold()
        wide = metrics.horizontalAdvance(self.text()) + (metrics.height() + theme.GRID if self._icon else 0)
        return wide + (self._keys_wide() if keys else 0)

    def _keys_wide(self) -> int:
        return QFontMetrics(theme.small(self.font())).horizontalAdvance(self._keys) + HINT_GAP if self._keys else 0

    def sizeHint(self) -> QSize:
        return QSize(self._wide(keys=True) + 4 * theme.GRID, max(5 * theme.GRID + 4, self._bold().height() + 26))

    def minimumSizeHint(self) -> QSize:
        """Room for the text; the keys go where there is none for them, and a sentence ends in an ellipsis."""
        wide = 16 * theme.GRID if self._face == "missing" else self._wide(keys=False) + 3 * theme.GRID
        return QSize(wide, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        filled = self._face == "primary" and self.isEnabled()
        if filled:
            paint.box(painter, self.rect(), RADIUS, ink.accent, None)
            if self.isDown() or self.underMouse():
                painter.setOpacity(0.2 if self.isDown() else 0.1)
                paint.box(painter, self.rect(), RADIUS, ink.on_accent, None)
                painter.setOpacity(1)
        elif self._face == "missing":
            dashed = QPen(ink.frame_pen)
            dashed.setDashPattern([4, 3])
            paint.box(painter, self.rect(), RADIUS, None, dashed)
        else:
            fill = ink.soft if self.isEnabled() and (self.isDown() or self.underMouse()) else ink.field
            paint.box(painter, self.rect(), RADIUS, fill, ink.frame_pen if self.isEnabled() else ink.line_pen)
        if self.hasFocus():
            inside = 3 if filled else 0
            pen = ink.tick_pen if filled else ink.ring_pen
            paint.ring(painter, self.rect().adjusted(inside, inside, -inside, -inside), RADIUS - inside, pen)
        self._draw_label(painter, filled)

    def _draw_label(self, painter: QPainter, filled: bool) -> None:
        ink, room = theme.current().ink, self.rect().adjusted(theme.GRID, 0, -theme.GRID, 0)
        painter.setPen(QPen(ink.on_accent if filled else ink.text if self.isEnabled() else ink.muted, 1))
        small = self._face != "primary"
        keys = self._keys if self._wide(keys=True) <= room.width() else ""
        left = room.center().x() - (self._wide(keys=bool(keys))) // 2
        side = self._bold().height()
        if self._icon:
            colour = (ink.on_accent if filled else ink.text).color()
            icons.draw(painter, self._icon, QRectF(left, room.center().y() - side / 2, side, side), colour)
            left += side + theme.GRID
        painter.setFont(self.font() if small else theme.title(self.font()))
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(self.text()) > room.width():
            cut = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, plain.MIDDLE | plain.CENTRE, cut)
            return
        if not self._icon and not keys:
            painter.drawText(room, plain.MIDDLE | plain.CENTRE, self.text())
            return
        wide = metrics.horizontalAdvance(self.text())
        painter.drawText(QRect(left, room.top(), wide + 2, room.height()), plain.MIDDLE | plain.LEFT, self.text())
        if keys:
            painter.setFont(theme.small(self.font()))
            painter.setOpacity(0.85)
            end = QRect(left + wide + HINT_GAP, room.top(), self._keys_wide(), room.height())
            painter.drawText(end, plain.MIDDLE | plain.LEFT, keys)
