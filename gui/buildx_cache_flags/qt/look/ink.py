"""Brushes and pens for what is painted, made once for each scheme.

They come from a palette: ``QBrush(QColor)``, ``QPen(QColor)``, ``setPen``, ``setBrush`` and ``fillRect`` each make
Python classes of Qt's whole namespace, which the first frame would wait for; a palette's brush, ``QPen(brush, width)``,
``fillPath`` and ``strokePath`` don't.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from PySide6.QtGui import QBrush, QColor, QPalette, QPen

_Group = QPalette.ColorGroup
_Role = QPalette.ColorRole
_PLACES: Final = tuple(
    product(
        (_Group.Active, _Group.Inactive, _Group.Disabled),
        (_Role.Window, _Role.Base, _Role.Button, _Role.Text, _Role.Mid, _Role.Dark, _Role.Light, _Role.Link),
    )
)


class Shades(NamedTuple):
    """The colours of everything that is painted, in one scheme.

    ``soft`` is the accent as a thin wash, ``on_accent`` what is read on it; ``error_soft`` and the like are washes
    behind a problem.  Those of the command panel are dark in both schemes.
    """

    page: str
    card: str
    group: str
    field: str
    line: str
    frame: str
    text: str
    muted: str
    accent: str
    soft: str
    on_accent: str
    error: str
    error_soft: str
    warning: str
    warning_soft: str
    hint: str
    hint_soft: str
    good: str
    code: str
    code_text: str
    code_flag: str
    code_value: str
    code_muted: str
    code_lit: str


class Ink:
    """For each of :class:`Shades` a brush of its name; pens for the lines that are drawn with them."""

    page: QBrush
    card: QBrush
    group: QBrush
    field: QBrush
    line: QBrush
    frame: QBrush
    text: QBrush
    muted: QBrush
    accent: QBrush
    soft: QBrush
    on_accent: QBrush
    error: QBrush
    error_soft: QBrush
    warning: QBrush
    warning_soft: QBrush
    hint: QBrush
    hint_soft: QBrush
    good: QBrush
    code: QBrush
    code_text: QBrush
    code_flag: QBrush
    code_value: QBrush
    code_muted: QBrush
    code_lit: QBrush

    def __init__(self, shades: Shades) -> None:
        for name, brush in _brushes(shades):
            setattr(self, name, brush)
        self.line_pen = QPen(self.line, 1.0)
        self.frame_pen = QPen(self.frame, 1.0)
        self.error_pen = QPen(self.error, 1.0)
        self.warning_pen = QPen(self.warning, 1.0)
        self.ring_pen = QPen(self.accent, 2.0)
        self.tick_pen = QPen(self.on_accent, 2.0)
        self.chevron_pen = QPen(self.muted, 1.5)


def _brushes(shades: Shades) -> Iterator[tuple[str, QBrush]]:
    box = QPalette()
    for (group, role), (name, colour) in zip(_PLACES, shades._asdict().items(), strict=True):
        box.setColor(group, role, QColor(colour))
        yield name, box.brush(group, role)
