"""How the card paints a row: its mark, the frames of its fields, buildx's name, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QFontMetrics, QPainter

from buildx_cache_flags.qt.look import paint, theme

if TYPE_CHECKING:
    from buildx_cache_flags.qt.form.row import Row
    from buildx_cache_flags.qt.form.row_places import Places
    from buildx_cache_flags.qt.look.ink import Ink

BAR: Final = 3
"""Pixels of the bar that marks a row whose value is written."""


def draw(row: Row, places: Places, painter: QPainter, ink: Ink) -> None:
    """Paint *row*, everything of which stands at *places*."""
    if row.lit:
        paint.bar(painter, QRectF(row.rect()).adjusted(1, 1, -1, 0), ink.soft)
    if row.is_set:
        paint.bar(painter, QRectF(1, 10, BAR, row.height() - 20), ink.accent, BAR / 2)
    for frame, field in zip(places.frames, row.editor.framed, strict=True):
        paint.box(painter, frame, paint.CONTROL, ink.field, ink.error_pen if row.editor.refused else ink.frame_pen)
        if field.hasFocus():
            paint.ring(painter, frame, paint.CONTROL, ink.ring_pen)
    if row.name_beside:
        painter.setFont(theme.mono(row.font()))
        metrics = painter.fontMetrics()
        painter.drawText(
            places.name.topLeft() + QPoint(0, metrics.ascent()), fitting(metrics, row.name_beside, places.name.width())
        )
    painter.setFont(theme.small(row.font()))
    row.message.draw(painter, places.message)


def fitting(metrics: QFontMetrics, text: str, width: int) -> str:
    """*text*, cut in the middle where it is wider than *width* pixels."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    return metrics.elidedText(text, QtCore.Qt.TextElideMode.ElideMiddle, width)
