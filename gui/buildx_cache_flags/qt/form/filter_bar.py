"""The search over the rows of the form, and the switch for those that are set; both stand beside the first heading."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.form.row_filter import RowFilter
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.controls import CheckBox
from buildx_cache_flags.qt.shortcuts import FIND_KEYS, ONLY_SET_KEYS

_INSET: Final = 9
_LETTERS: Final = 7
"""Letters that the field has room for at least."""
_WIDEST: Final = 24


class _Search(QLineEdit):
    """A line edit without a frame; Escape empties it, and Enter or the arrow down goes to what was found."""

    left = Signal()
    focused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrame(False)
        self.setAutoFillBackground(True)
        self.setFont(theme.small(self.font()))
        self.setPlaceholderText("Find a parameter")
        self.setAccessibleName("Find a parameter in the form")
        literal.tip(self, f"Show only the rows with this name ({FIND_KEYS}). Esc shows all.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit()


class _Frame(QWidget):
    """The painted frame of the search."""

    def __init__(self, search: _Search) -> None:
        super().__init__()
        self._search = search
        search.focused.connect(self.update)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_INSET, 2, _INSET, 2)
        layout.addWidget(search)
        self.setFixedHeight(theme.height_of_control(self.font()) - 6)
        letter = search.fontMetrics().horizontalAdvance("n")
        self.setMinimumWidth(_LETTERS * letter + 2 * _INSET)
        self.setMaximumWidth(_WIDEST * letter + 2 * _INSET)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        paint.box(painter, self.rect(), paint.CONTROL, ink.field, ink.frame_pen)
        if self._search.hasFocus():
            paint.ring(painter, self.rect(), paint.CONTROL, ink.ring_pen)


class FilterBar(QWidget):
    """Shows what the filter is, and changes it."""

    left = Signal()
    """On to the rows that were found."""

    def __init__(self, row_filter: RowFilter) -> None:
        super().__init__()
        self._filter = row_filter
        self.search = _Search()
        self.search.textChanged.connect(row_filter.search)
        self.search.left.connect(self.left)
        self.only_set = CheckBox()
        self.only_set.setText("Only what is set")
        self.only_set.setFont(theme.small(self.font()))
        # Else it would take its share of the room that the search can use.
        self.only_set.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        literal.tip(self.only_set, f"Show only the parameters that are set ({ONLY_SET_KEYS})")
        self.only_set.clicked.connect(row_filter.show_only_set)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addWidget(_Frame(self.search), 1)
        layout.addWidget(self.only_set)
        row_filter.changed.connect(self._update)
        self._update()

    def _update(self) -> None:
        self.only_set.setChecked(self._filter.only_set)
        if not self._filter.searches and self.search.text().strip():
            self.search.clear()

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab stops at."""
        return self.search, self.only_set
