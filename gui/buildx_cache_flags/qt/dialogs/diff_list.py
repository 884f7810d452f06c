"""What will change, as a diff: a line for each value that goes or comes."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from buildx_cache_flags.core.draft.differences import Difference, Sign
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.wrapping import breakable

MOST: Final = 200
"""Lines that are shown; a longer diff ends with how many there are more."""
_TONES: Final[dict[Sign, str]] = {"-": "error", "+": "good"}


class DiffLine(Label):
    """One line on the tint of what it says."""

    def __init__(self, difference: Difference) -> None:
        super().__init__(breakable(difference.line))
        self._sign: Sign = difference.sign
        self.setFont(theme.mono(self.font()))
        self.setWordWrap(True)
        self.setIndent(theme.GRID)
        self.setContentsMargins(0, 3, theme.GRID, 3)
        self.setAccessibleName(difference.spoken)
        if difference.sign == " ":
            self.setForegroundRole(theme.Role.PlaceholderText)

    def paintEvent(self, event: QPaintEvent) -> None:
        tone = _TONES.get(self._sign)
        if tone is not None:
            painter = QPainter(self)
            painter.setOpacity(0.12)
            paint.bar(painter, self.rect().toRectF(), getattr(theme.current().ink, tone))
            painter.end()
        super().paintEvent(event)


class DiffList(QWidget):
    """All lines, one under the other."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        for difference in differences[:MOST]:
            layout.addWidget(DiffLine(difference))
        if len(differences) > MOST:
            layout.addWidget(Label(f"… and {len(differences) - MOST} more lines"))
