"""Qt's own controls with a painted face: only ``paintEvent`` is ours, so that keys, roles and relations are Qt's."""

from bisect import bisect_right
from typing import Literal

from PySide6.QtCore import QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget

from buildx_cache_flags.qt import plain
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.wheel import Wheel

INSET = 11
"""Pixels between the frame of a control and its text."""
CHEVRON = 28
"""Pixels at the end of a drop-down for its arrow head."""
SIDE = 20
"""Pixels across the mark of a check box."""
AROUND = 2
"""Pixels around it, for the ring of the focus."""


class DropDown(QComboBox):
    """A drop-down; a text that is longer than its room ends in an ellipsis and is whole in the list.

    ``refused`` turns its frame, because of a problem.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refused = False
        # Only so wide as its layout makes it: the longest item would decide otherwise.
        self.setProperty("sizeAdjustPolicy", 2)
        self.setMinimumContentsLength(6)
        plain.focus_by_key_and_click(self)
        self._wheel = Wheel(self)
        self.setMinimumHeight(theme.height_of_control(self.font()))

    @property
    def refused(self) -> bool:
        """Whether the frame says that there is an error."""
        return self._refused

    def set_refused(self, refused: bool) -> None:
        """Turn the frame, or turn it back."""
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
        area = self.rect()
        paint.box(painter, area, paint.CONTROL, ink.field, ink.error_pen if self._refused else ink.frame_pen)
        if self.hasFocus():
            paint.ring(painter, area, paint.CONTROL, ink.ring_pen)
        paint.chevron(painter, area.width() - CHEVRON / 2 - 2, area.height() / 2, ink.chevron_pen)
        self.draw_text(painter, area.adjusted(INSET, 0, -CHEVRON, 0))

    def draw_text(self, painter: QPainter, room: QRect) -> None:
        """Draw the present item into *room*."""
        self.draw_whole(painter, room, self.currentText())

    def draw_whole(self, painter: QPainter, room: QRect, text: str) -> None:
        """Draw *text* into *room*, with an ellipsis where it is longer."""
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(text) > room.width():
            text = elided(metrics, text, room.width())
        painter.drawText(room, plain.LEFT | plain.MIDDLE, text)


class CheckBox(QCheckBox):
    """A box with a mark, and a text beside it where it has one; half a mark where it is neither on nor off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._refused = False

    @property
    def refused(self) -> bool:
        """Whether the frame says that there is an error."""
        return self._refused

    def set_refused(self, refused: bool) -> None:
        """Turn the frame because of an error, or turn it back."""
        if refused != self._refused:
            self._refused = refused
            self.update()

    def sizeHint(self) -> QSize:
        side = self._side() + 2 * AROUND
        metrics, text = self.fontMetrics(), self.text()
        wide = metrics.horizontalAdvance(text) + theme.GRID + AROUND if text else 0
        return QSize(side + wide, max(side, metrics.height() + 2 * AROUND))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def mark(self) -> QRect:
        """The square of the mark."""
        side = self._side()
        return QRect(AROUND, (self.height() - side) // 2, side, side)

    def _side(self) -> int:
        return max(SIDE, round(self.fontMetrics().height() * 0.85))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        square = self.mark()
        half = self._is_half()
        filled = half or self.isChecked()
        edge = ink.error_pen if self._refused else None if filled else ink.frame_pen
        paint.box(painter, square, 5, ink.accent if filled else ink.field, edge)
        if half:
            paint.bar(
                painter, QRectF(square).adjusted(5, 0.45 * square.height(), -5, -0.45 * square.height()), ink.on_accent
            )
        elif filled:
            paint.tick(painter, square, ink.tick_pen)
        if self.hasFocus():
            paint.ring(painter, square.adjusted(-AROUND, -AROUND, AROUND, AROUND), 7, ink.ring_pen)
        if self.text():
            room = self.rect().adjusted(self._side() + 2 * AROUND + theme.GRID, 0, 0, 0)
            painter.drawText(room, plain.LEFT | plain.MIDDLE, self.text())

    def _is_half(self) -> bool:
        # A box has three states only where its text is no boolean.
        return self.isTristate() and self.checkState().value == 1


Kind = Literal["outline", "quiet", "primary", "link"]


class Button(QPushButton):
    """A push button: outlined, as quiet as text, filled with the accent, or a link in the accent's colour.

    ``opens`` draws the arrow head of what opens a menu; it is no part of the text, and so of no accessible name.
    """

    def __init__(
        self, text: str, kind: Kind = "outline", *, opens: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._opens = opens
        if kind == "primary":
            self.setFont(theme.title(self.font()))
        roles = {"primary": theme.Role.HighlightedText, "quiet": theme.Role.PlaceholderText, "link": theme.Role.Link}
        if kind in roles:
            self.setForegroundRole(roles[kind])
        plain.focus_by_key_and_click(self)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        beside = 2 * INSET + 4 if self._kind in ("outline", "primary") else 2 * theme.GRID
        wide = metrics.horizontalAdvance(self.text()) + beside + (20 if self._opens else 0)
        height = theme.height_of_control(self.font())
        return QSize(max(wide, height), height if self._kind in ("outline", "primary") else height - 6)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        area = self.rect()
        pressed = self.isDown() or self.isChecked()
        if self._kind == "primary":
            paint.box(painter, area, paint.CONTROL, ink.accent if self.isEnabled() else ink.line, None)
        elif self._kind == "outline":
            fill = ink.soft if pressed or self.underMouse() else ink.field
            paint.box(painter, area, paint.CONTROL, fill, ink.frame_pen)
        elif pressed or self.underMouse():
            paint.box(painter, area, paint.CONTROL, ink.soft, None)
        if self.hasFocus():
            inside = 2 if self._kind == "primary" else 0
            pen = ink.tick_pen if self._kind == "primary" else ink.ring_pen
            paint.ring(painter, area.adjusted(inside, inside, -inside, -inside), paint.CONTROL - inside, pen)
        if self._opens:
            paint.chevron(painter, area.width() - 17, area.height() / 2 + 1, ink.chevron_pen)
            area = area.adjusted(0, 0, -18, 0)
        if not self.isEnabled():
            painter.setOpacity(0.6)
        painter.drawText(area, plain.MIDDLE | plain.CENTRE | plain.HIDDEN_KEYS, self.text())


def elided(metrics: QFontMetrics, text: str, width: int) -> str:
    """*text* with as many letters as fit, and an ellipsis; without Qt's enumeration of ways to elide."""
    room = width - metrics.horizontalAdvance("…")
    # By halves: a value that was pasted may have thousands of letters, and is painted anew with each.
    kept = bisect_right(range(len(text)), room, key=lambda count: metrics.horizontalAdvance(text[:count])) - 1
    return f"{text[: max(kept, 0)]}…"
