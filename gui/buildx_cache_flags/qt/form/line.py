"""What stands in a card from top to bottom: rows, the head of a group, and what belongs to the whole card."""

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from buildx_cache_flags.qt.look.ink import Ink

SIDE = 16
"""Pixels at both sides of a line."""
LOWEST = 56
"""Pixels of height that a line has at least."""


class FormLine(QWidget):
    """One line of a card, which paints it: one paint event for all lines is far cheaper than one for each."""

    tinted = False
    """Whether it lies on the surface of a head."""

    def draw(self, painter: QPainter, ink: Ink) -> None:
        """Draw what is no widget, from the line's own corner on; the painter's pen has the colour of help."""
