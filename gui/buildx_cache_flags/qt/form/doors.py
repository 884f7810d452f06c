"""Three ways to begin, where nothing is filled in yet."""

from typing import Final

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from buildx_cache_flags.qt import plain
from buildx_cache_flags.qt.look import paint, theme

_SIDE: Final = 16
_GAP: Final = 12
_LINES: Final = 2
_LEAST: Final = 100
"""Pixels that a door may shrink to before all of them stand below each other."""


class Door(QPushButton):
    """A card that can be pressed: a title, and what is behind it in a line or two."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        # A button is never narrower than its hint otherwise, and nothing would bring the doors below each other.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        plain.focus_by_key_and_click(self)

    def sizeHint(self) -> QSize:
        bold, small = QFontMetrics(theme.title(self.font())), QFontMetrics(theme.small(self.font()))
        high = bold.height() + 4 + _LINES * small.lineSpacing() + 2 * _SIDE - 4
        return QSize(bold.horizontalAdvance(self._title) + 2 * _SIDE, high)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink, area = QPainter(self), theme.current().ink, self.rect()
        painter.setRenderHint(paint.AA)
        lit = self.underMouse() or self.isDown()
        paint.box(painter, area, paint.CARD, ink.soft if lit else ink.card, ink.frame_pen if lit else ink.line_pen)
        if self.hasFocus():
            paint.ring(painter, area, paint.CARD, ink.ring_pen)
        inner = area.adjusted(_SIDE, _SIDE - 4, -_SIDE, 0)
        painter.setFont(theme.title(self.font()))
        painter.drawText(inner, plain.LEFT | plain.TOP, self._title)
        high = painter.fontMetrics().height() + 4
        painter.setFont(theme.small(self.font()))
        painter.setOpacity(0.75)
        painter.drawText(inner.adjusted(0, high, 0, 0), plain.LEFT | plain.TOP | plain.WRAPPED, self._text)

    def room(self) -> QRect:
        """The whole door."""
        return self.rect()


class Doors(QWidget):
    """A recipe, what one has already, or a project."""

    recipe_asked = Signal()
    paste_asked = Signal()
    open_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.recipe = Door("Start from a recipe", "Branches, pull requests, monorepos, Amazon ECR…")
        self.paste = Door("Paste what you have", "A flag, a command, a workflow or a Compose file")
        self.open = Door("Open a file", "Finds every cache flag in it and checks them")
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, theme.GRID + 4)
        layout.setSpacing(_GAP)
        for door in self.all:
            layout.addWidget(door, 1)
        self.recipe.clicked.connect(self.recipe_asked)
        self.paste.clicked.connect(self.paste_asked)
        self.open.clicked.connect(self.open_asked)

    def minimumSizeHint(self) -> QSize:
        """Every title is whole, at least where they stand below each other."""
        return QSize(max(door.sizeHint().width() for door in self.all), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand below each other where their titles have no room side by side."""
        super().resizeEvent(event)
        # They are equally wide.
        wanted = len(self.all) * self.minimumSizeHint().width() + (len(self.all) - 1) * _GAP
        directions = QBoxLayout.Direction
        direction = directions.LeftToRight if wanted <= self.width() else directions.TopToBottom
        if direction != self._layout.direction():
            self._layout.setDirection(direction)

    @property
    def all(self) -> tuple[Door, ...]:
        """From left to right."""
        return self.recipe, self.paste, self.open
