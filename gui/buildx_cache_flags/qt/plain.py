"""Some of Qt's settings by number.

The first use of ``Qt.…`` makes Python classes of all its enumerations, which takes 12 ms: a seventh of what an empty
window takes to start.  Whatever is shown in the first frame therefore sets Qt's own properties, which take numbers.
"""

from typing import Final

from PySide6.QtCore import QObject

LEFT: Final = 0x1
RIGHT: Final = 0x2
TOP: Final = 0x20
MIDDLE: Final = 0x80
CENTRE: Final = 0x4
WRAPPED: Final = 0x1000
HIDDEN_KEYS: Final = 0x8000
"""Flags for drawing text: where it stands, whether it is wrapped between words, and whether "&&" is one "&"."""


def lay_out(slider_or_splitter: QObject, *, horizontal: bool) -> None:
    """Lay it out from left to right, or from top to bottom."""
    slider_or_splitter.setProperty("orientation", 1 if horizontal else 2)


def focus_by_key_and_click(widget: QObject) -> None:
    """Take the focus by Tab and by a click, but not by the wheel."""
    widget.setProperty("focusPolicy", 11)


def no_focus(widget: QObject) -> None:
    """Never take the focus."""
    widget.setProperty("focusPolicy", 0)


def only_vertical(area: QObject) -> None:
    """Never show a horizontal scroll bar."""
    area.setProperty("horizontalScrollBarPolicy", 1)


def plain_text(label: QObject) -> None:
    """Show text as it stands, also where it looks like HTML."""
    label.setProperty("textFormat", 0)
