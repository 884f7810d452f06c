"""Where the parts of a row stand: the control at the right of the texts, or under them where there is little room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics

from buildx_cache_flags.qt.form.line import LOWEST, SIDE
from buildx_cache_flags.qt.form.message import height_of
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import INSET

if TYPE_CHECKING:
    from buildx_cache_flags.qt.form.row import Row

GAP: Final = 16
"""Pixels between the texts and the control."""
ABOVE: Final = 10
"""Pixels above the texts, at least."""
ARROW: Final = 24
_IN_TEXT: Final = 6
"""Pixels between the title and the name beside it."""
_BELOW: Final = 2
"""Pixels between the title and the line under it."""
_NARROWEST_TEXT: Final = 11.5
_NARROWEST_CONTROL: Final = 12.5
"""In heights of a line of text: below either, the control goes under the texts."""


class Places(NamedTuple):
    """Rectangles in the row's own pixels; ``frames`` are those around its text fields."""

    height: int
    title: QRect
    name: QRect
    message: QRect
    editor: QRect
    frames: tuple[QRect, ...]
    fix: QRect
    reset: QRect


def arranged(row: Row, width: int) -> Places:
    """Where everything stands in *width* pixels; 0: nobody knows yet, and only the height counts."""
    line = row.fontMetrics().height()
    wide = theme.width_of_control(row.font())
    width = width or 2 * SIDE + GAP + 2 * wide
    inner = width - 2 * SIDE
    if row.editor.compact:
        control = row.editor_widget.sizeHint().width()
        text = inner - GAP - control
        title = row.title.text()
        is_narrow = text < min(_NARROWEST_TEXT * line, QFontMetrics(theme.title(row.font())).horizontalAdvance(title))
    else:
        text = max(inner - GAP - wide, round(_NARROWEST_TEXT * line))
        control = min(inner - GAP - text, wide)
        is_narrow = control < min(_NARROWEST_CONTROL * line, wide)
    if is_narrow:
        return _stacked(row, width)
    return _beside(row, width, text, control)


def _beside(row: Row, width: int, text: int, control: int) -> Places:
    high = theme.height_of_control(row.font())
    title, name, reset, used = _head(row, text)
    small = QFontMetrics(theme.small(row.font()))
    still = used + (_BELOW + height_of(small, row.parameter.help, text) if row.parameter.help else 0)
    lowest = max(LOWEST, high + 2 * (ABOVE + 1), still + 2 * ABOVE)
    top = (lowest - still) // 2
    message = QRect(SIDE, top + used + _BELOW, text, row.message.height(small, text))
    editor = QRect(width - SIDE - control, (lowest - high) // 2, control, high)
    fix = _fix(row, editor.bottom() + 1 + _IN_TEXT, width - SIDE, width - 2 * SIDE)
    if row.message.text and fix.intersects(message):
        # Beside a small control, such as a box, a button is wider than what is above it.
        fix.moveTop(message.bottom() + 1 + _IN_TEXT)
    bottom = max(message.bottom() + 1, fix.bottom() + 1 if not fix.isEmpty() else 0)
    # What comes under the help makes the row higher and moves nothing that stands in it.
    height = max(lowest, bottom + ABOVE)
    return _made(row, height, top, title, name, message, editor, fix, reset)


def _stacked(row: Row, width: int) -> Places:
    inner, high = width - 2 * SIDE, theme.height_of_control(row.font())
    title, name, reset, used = _head(row, inner)
    small = QFontMetrics(theme.small(row.font()))
    message = QRect(SIDE, ABOVE + used + _BELOW, inner, row.message.height(small, inner))
    below = message.bottom() + 1 if row.message.text else ABOVE + used
    widest = row.editor_widget.sizeHint().width() if row.editor.compact else 2 * theme.width_of_control(row.font())
    editor = QRect(SIDE, below + _IN_TEXT, min(inner, widest), high)
    fix = _fix(row, editor.bottom() + 1 + _IN_TEXT, SIDE + editor.width(), inner)
    height = (fix.bottom() if not fix.isEmpty() else editor.bottom()) + 1 + ABOVE + 2
    return _made(row, height, ABOVE, title, name, message, editor, fix, reset)


def _head(row: Row, width: int) -> tuple[QRect, QRect, QRect, int]:
    """Title, name and reset arrow from their own top on, and the height of them all; what has no room goes below."""
    bold, mono = QFontMetrics(theme.title(row.font())), QFontMetrics(theme.mono(row.font()))
    text = row.title.text().replace("&&", "&")
    # Letters may reach out of their own width.
    wanted = bold.horizontalAdvance(text) + 3 if len(text) < width else width
    title = QRect(SIDE, 0, min(wanted, width), theme.height_of_line(bold))
    if wanted > width:
        title.setHeight(row.title.heightForWidth(width))
    spare = ARROW + _IN_TEXT if row.buttons[1] is not None else 0
    end, base = title.right() + 1, title.bottom() + 1 - theme.height_of_line(bold)
    used = title.height()
    name = QRect()
    if row.name_beside:
        long = mono.horizontalAdvance(row.name_beside)
        level = base + bold.ascent() - mono.ascent()
        if title.width() + _IN_TEXT + long + spare <= width:
            name = QRect(end + _IN_TEXT, level, long, mono.height())
        else:
            name = QRect(SIDE, title.bottom() + 2, min(long, width), mono.height())
            used, base = name.bottom() + 1, name.y() - (theme.height_of_line(bold) - mono.height()) // 2
        end = name.right() + 1
    at = min(end + 2, SIDE + width - ARROW)
    reset = QRect(at, base + (theme.height_of_line(bold) - ARROW) // 2, ARROW, ARROW)
    return title, name, reset, used


def _fix(row: Row, top: int, right: int, most: int) -> QRect:
    button = row.buttons[0]
    if button is None:
        return QRect()
    hint = button.sizeHint()
    width = min(hint.width(), most)
    return QRect(right - width, top, width, hint.height())


def _made(
    row: Row, height: int, top: int, title: QRect, name: QRect, message: QRect, editor: QRect, fix: QRect, reset: QRect
) -> Places:
    for part in (title, name, reset):
        part.translate(QPoint(0, top))
    whole, frames = editor, row.editor.frames(editor)
    if row.editor.framed and row.editor.framed[0] is row.editor_widget:
        # The frame is painted around the field, which fills what is inside of it.
        whole = editor.adjusted(INSET, 2, -INSET, -2)
    return Places(height, title, name, message, whole, frames, fix, reset)
