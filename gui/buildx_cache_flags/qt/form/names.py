"""The column of names: as wide as the longest documented name needs in whatever font there is."""

from functools import cache
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontMetrics

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.qt.look import theme

OF_THE_IMAGE: Final = ("image", "output", "context")
"""The names in the card of the image, which no table has."""
LONGEST: Final = 24
"""Characters that the column has room for; a longer name is cut, and whole in its tool tip."""

_ANYWHERE: Final = QRect(0, 0, 10_000, 10_000)


def column(font: QFont, catalog: Catalog) -> int:
    """The width in pixels of the column of names beside text in *font*; the same in all cards."""
    documented = {parameter.name for option in OPTIONS for parameter in catalog.default.rows(option)}
    return _width(font, tuple(sorted(documented | set(OF_THE_IMAGE))))


@cache
def _width(font: QFont, names: tuple[str, ...]) -> int:
    metrics = QFontMetrics(theme.mono(font))
    return min(max(_needed(metrics, name) for name in names), _needed(metrics, "0" * LONGEST))


def _needed(metrics: QFontMetrics, text: str) -> int:
    """As a label counts: letters may reach out of their own width."""
    return max(metrics.boundingRect(_ANYWHERE, 0, text).width(), metrics.horizontalAdvance(text))
