"""The line of a card that says how many of its rows are not shown, and brings them back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from buildx_cache_flags.qt import later, plain
from buildx_cache_flags.qt.form.line import SIDE, FormLine
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.ink import Ink

if TYPE_CHECKING:
    from buildx_cache_flags.qt.look.controls import Button


class HiddenRows(FormLine):
    """Only there while any are hidden."""

    show_asked = Signal()
    tinted = True

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.button: Button | None = None
        self.setFixedHeight(theme.height_of_control(self.font()) + 6)
        self.hide()
        later.do(self._make_button)

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self.count} row{'' if self.count == 1 else 's'} hidden"

    def show_count(self, count: int) -> None:
        """Say that so many rows are hidden; the line has to lie on its card already."""
        if count == self.count:
            return
        self.count = count
        self._name_button()
        self.setVisible(count > 0)
        self.update()

    def _make_button(self) -> None:
        from buildx_cache_flags.qt.look.controls import Button

        self.button = Button("Show all", "link", parent=self)
        self.button.clicked.connect(self.show_asked)
        self._name_button()
        self._arrange()
        self.button.show()

    def _name_button(self) -> None:
        if self.button is not None:
            self.button.setAccessibleName(f"Show all rows: {self.text}")

    def stops(self) -> Iterator[QWidget]:
        """What Tab stops at."""
        if self.button is not None:
            yield self.button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        if self.button is not None:
            size = self.button.sizeHint()
            place = QRect(self.width() - size.width() - theme.GRID, (self.height() - size.height()) // 2, 0, 0)
            place.setSize(size)
            self.button.setGeometry(place)

    def draw(self, painter: QPainter, ink: Ink) -> None:
        painter.setFont(theme.small(self.font()))
        painter.drawText(self.rect().adjusted(SIDE, 0, -SIDE, 0), plain.LEFT | plain.MIDDLE, self.text)
