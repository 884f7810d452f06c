"""Contrast as WCAG counts it, and colours that are moved until they have enough."""

from typing import Final

from PySide6.QtGui import QColor

AA: Final = 4.5
"""The contrast that WCAG asks of text."""
MARK: Final = 3.0
"""The contrast that WCAG asks of controls, their frames and marks."""

_STEPS: Final = 32
"""From a colour to black or white."""


def contrast(first: QColor, second: QColor) -> float:
    """The contrast of two colours as WCAG counts it, from 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: QColor, surface: QColor) -> QColor:
    """*colour*, opaque, moved towards black or white no further than AA contrast with *surface* needs.

    Towards white on a dark surface and black on a light one: whichever is further away has AA contrast with anything.
    """
    end = furthest(surface)
    steps = (mixed(end, colour, step / _STEPS) for step in range(_STEPS))
    return next((found for found in steps if contrast(found, surface) >= AA), end)


def furthest(surface: QColor) -> QColor:
    """Black or white, whichever has more contrast with *surface*."""
    white, black = QColor("white"), QColor("black")
    return white if contrast(white, surface) > contrast(black, surface) else black


def mixed(over: QColor, surface: QColor, share: float) -> QColor:
    """*share* (0 to 1) of one colour over another, opaque."""
    parts = zip((over.red(), over.green(), over.blue()), (surface.red(), surface.green(), surface.blue()), strict=True)
    return QColor(*(round(below + (above - below) * share) for above, below in parts))


def _luminance(colour: QColor) -> float:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
