"""Four fonts beside the system's, as factors of its size, each made once."""

from functools import cache
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

SMALL: Final = 0.9
CODE: Final = 0.9
HEADING: Final = 1.16
_ROOM: Final = QRect(0, 0, 1000, 1000)


@cache
def small(font: QFont) -> QFont:
    """*font* for help and other second voices."""
    return _scaled(font, SMALL)


@cache
def title(font: QFont) -> QFont:
    """*font* for the title of a row."""
    result = QFont(font)
    result.setWeight(QFont.Weight.DemiBold)
    return result


@cache
def heading(font: QFont) -> QFont:
    """*font* for the heading of a part of the window."""
    result = _scaled(font, HEADING)
    result.setWeight(QFont.Weight.DemiBold)
    return result


@cache
def mono(font: QFont) -> QFont:
    """The monospaced font, for names, values and the command, beside text in *font*."""
    result = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    result.setPointSizeF(font.pointSizeF() * CODE)
    return result


def height_of_line(metrics: QFontMetrics) -> int:
    """Pixels of one line in a label, which rounds up what letters have behind the point."""
    # As QLabel asks it: the font's own height is rounded, and may be a pixel too low.
    return metrics.boundingRect(_ROOM, 0, "x").height()


def height_of_control(font: QFont) -> int:
    """Pixels of the height of a field, a button or a segment beside text in *font*."""
    return max(34, QFontMetrics(font).height() + 16)


def width_of_control(font: QFont) -> int:
    """Pixels of the column of controls beside text in *font*."""
    return max(300, round(QFontMetrics(font).height() * 17.5))


def _scaled(font: QFont, factor: float) -> QFont:
    result = QFont(font)
    result.setPointSizeF(font.pointSizeF() * factor)
    return result
