"""Whether form and command stand beside each other, and how wide the window and each of them is."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSplitter, QWidget

from buildx_cache_flags.qt import room
from buildx_cache_flags.qt.look import paint, theme

if TYPE_CHECKING:
    from buildx_cache_flags.qt.columns import Columns

NARROW_EMS: Final = 62
"""Below this many widths of an "m" the two columns become one, also where both would still fit."""
NARROW_LETTERS: Final = 104
"""The same in letters of one width, whose "i" is as wide as the "m"."""


class Arrangement:
    """Gives the columns of *window* their widths; before there are columns, the *empty* place of the command."""

    def __init__(self, window: QWidget, splitter: QSplitter, empty: QWidget) -> None:
        self._window = window
        self._splitter = splitter
        self._empty = empty
        self.columns: Columns | None = None
        self._share: float | None = None
        self._narrow: bool | None = None
        self._both = 0

    def paint(self, painter: QPainter, held: int) -> None:
        """Paint the surfaces of what comes behind the first frame; *held* is the height of the toolbar."""
        width, ink = self._window.width(), theme.current().ink
        paint.bar(painter, QRectF(0, 0, width, held), ink.card)
        paint.bar(painter, QRectF(0, held - 1, width, 1), ink.line)
        if self._empty.isVisible():
            paint.bar(painter, self._empty.geometry().translated(self._splitter.pos()).toRectF(), ink.card)

    def take(self, columns: "Columns") -> "Columns":
        """Arrange *columns* from now on."""
        self.columns = columns
        columns.share = self._share
        return columns

    @property
    def share(self) -> float | None:
        """The form's share of the width, where a person has set it."""
        return self._share if self.columns is None else self.columns.share

    @share.setter
    def share(self, share: float | None) -> None:
        self._share = share
        if self.columns is not None:
            self.columns.share = share

    def make(self, form: QWidget, output: QWidget, toolbar: QWidget) -> None:
        """Let nothing of the three be cut."""
        needed = [column.minimumSizeHint().width() for column in (form, output)]
        self._both = sum(needed) + self._splitter.handleWidth()
        self._window.setMinimumWidth(max(*needed, toolbar.minimumSizeHint().width()))
        sizes = self._splitter.sizes()
        if len(sizes) > 1 and sizes[0] < needed[0]:
            self._splitter.setSizes([needed[0], sum(sizes) - needed[0]])
        self.arrange()

    def arrange(self) -> None:
        """Put the columns beside each other, or one below the other where there is little room."""
        # What the columns need is only known once both are there, and the first frame should look like the next.
        width, metrics = self._window.width(), self._window.fontMetrics()
        usual = max(metrics.horizontalAdvance("m") * NARROW_EMS, metrics.horizontalAdvance("i") * NARROW_LETTERS)
        narrow = width < max(usual, self._both)
        if self.columns is not None:
            self.columns.arrange(narrow=narrow, width=width)
        elif narrow != self._narrow:
            # Behind the first frame, the command comes to the end of the form.
            self._narrow = narrow
            self._empty.setVisible(not narrow)
            pane = room.form_width(width, self._share)
            self._splitter.setSizes([pane, width - pane])
