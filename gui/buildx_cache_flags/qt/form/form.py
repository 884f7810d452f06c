"""The form: the image, the entries to write and the entries to read, in one scroll area."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt import announce, later, plain
from buildx_cache_flags.qt.form.card import Card, card_of
from buildx_cache_flags.qt.form.doors import Doors
from buildx_cache_flags.qt.form.entry_card import EntryCard
from buildx_cache_flags.qt.form.groups import Groups
from buildx_cache_flags.qt.form.heading import Heading
from buildx_cache_flags.qt.form.image_card import ImageCard
from buildx_cache_flags.qt.form.row import Row, row_of
from buildx_cache_flags.qt.form.row_filter import RowFilter
from buildx_cache_flags.qt.form.section import EntrySection
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.thin_bar import ThinBar
from buildx_cache_flags.qt.soon import Soon
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    from buildx_cache_flags.qt.form.filter_bar import FilterBar

WIDEST: Final = 720
"""Pixels across the form at most; it stands in the middle of what is more."""
_LEFT, _RIGHT = 32, 24
_NARROW: Final = 16
"""Pixels beside the form, and where there is little room."""


class Form(QScrollArea):
    """The left side of the window."""

    pointed = Signal(object)
    """The place of the row that is pointed at or focused; ``None`` when there is none."""
    copy_asked = Signal(str, int)
    """Option and index of the entry that is to be copied alone."""
    read_asked = Signal(object, str)
    """The text at a place is a whole flag, to be read as one."""

    def __init__(self, store: FormStore, groups: Groups | None = None) -> None:
        """*groups* are those of a form that gives way to this one."""
        super().__init__()
        self._store = store
        self._tabs_ordered = False
        self._needed = 0
        self.groups = groups or Groups()
        self.filter = RowFilter()
        self.filter_bar: FilterBar | None = None
        self.setVerticalScrollBar(ThinBar())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        plain.only_vertical(self)
        plain.no_focus(self)
        body = QWidget()
        self._layout = layout = QVBoxLayout(body)
        layout.setSpacing(theme.GRID)
        self.doors = Doors()
        layout.addWidget(self.doors)
        self._top = Heading("Image")
        layout.addWidget(self._top)
        self.image = ImageCard(store, self.filter)
        layout.addWidget(self.image)
        self.sections: dict[Option, EntrySection] = {
            option: EntrySection(store, option, self.groups, self.filter) for option in OPTIONS
        }
        for section in self.sections.values():
            section.row_made.connect(self._watch)
            section.copy_asked.connect(self.copy_asked)
            layout.addSpacing(theme.GRID + theme.GRID // 2)
            layout.addWidget(section)
        layout.addStretch(1)
        for row in self.image.rows.values():
            self._watch(row)
        self.image.row_made.connect(self._watch)
        self.image.update_card()
        self._show_doors()
        first, *others = self.sections.values()
        first.update_section()
        for section in others:
            # Nobody sees it before scrolling, but the scroll bar should know of it at once.
            section.setMinimumHeight(15 * theme.GRID)
        later.do(self._complete)
        self._body = body
        self._set_margins()
        self.setWidget(body)

    def _complete(self) -> None:
        for section in self.sections.values():
            section.setMinimumHeight(0)
        self._add_filter_bar()
        self.update_form()
        self._fields_soon = Soon(self.update_form, self)
        self._store.changed.connect(self._changed)
        self._store.view_changed.connect(self.update_form)
        QApplication.instance().focusChanged.connect(self._draw_rings)  # type: ignore[union-attr]

    def _add_filter_bar(self) -> None:
        from buildx_cache_flags.qt.form.filter_bar import FilterBar

        self.filter_bar = FilterBar(self.filter)
        self.filter_bar.left.connect(self._focus_found)
        self._top.add_bar(self.filter_bar)
        self.filter.changed.connect(self._filtered)

    def _changed(self) -> None:
        # While somebody types, the command comes first, and the fields behind it.
        if self._store.typing:
            self._fields_soon.ask()
        else:
            self.update_form()

    def _show_doors(self) -> None:
        """Three ways to begin, until there is anything that a beginning would replace."""
        begun = not self._store.draft.same(type(self._store.draft)())
        if begun != self.doors.isHidden():
            self.doors.setVisible(not begun)

    # --------------------------------------------------------------------------------------------------------- room

    def minimumSizeHint(self) -> QSize:
        """Never narrower than what is in it, which can't be scrolled sideways."""
        needed = self._narrowest() + 2 * _NARROW
        return QSize(needed + self.verticalScrollBar().sizeHint().width(), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(WIDEST + 2 * _LEFT + self.verticalScrollBar().sizeHint().width(), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._set_margins()
        super().resizeEvent(event)

    def _narrowest(self) -> int:
        """Pixels across that what is in the form needs."""
        margins = self._layout.contentsMargins()
        return self._body.minimumSizeHint().width() - margins.left() - margins.right()

    def make_room(self) -> None:
        """Be as wide as the letters of this machine need, where that is more than usual."""
        self._needed = self._narrowest()
        self._set_margins()

    def _set_margins(self) -> None:
        """Put the form into the middle of its pane, at most so wide."""
        room, left, right = self.viewport().width(), _NARROW, _NARROW
        if room >= max(70 * theme.GRID, self._needed + _LEFT + _RIGHT):
            left, right = _LEFT, _RIGHT
        spare = max(room - left - right - max(WIDEST, self._needed), 0)
        left, right = left + spare // 2, right + spare - spare // 2
        margins = self._layout.contentsMargins()
        if (margins.left(), margins.right()) != (left, right):
            self._layout.setContentsMargins(left, 3 * theme.GRID, right, 3 * theme.GRID)

    # ------------------------------------------------------------------------------------------------------ content

    def update_form(self) -> None:
        """Bring every row in step with the store."""
        self.image.update_card()
        for section in self.sections.values():
            section.update_section()
        self._show_doors()
        self._order_tabs()

    def _order_tabs(self) -> None:
        if not self._tabs_ordered:
            self._tabs_ordered = True
            self.updateGeometry()
            for before, after in pairwise(self.stops()):
                QWidget.setTabOrder(before, after)

    def stops(self) -> Iterator[QWidget]:
        """Everything that Tab stops at, in the order of the eye; what was made last would come last otherwise."""
        yield from self.doors.all
        if self.filter_bar is not None:
            yield from self.filter_bar.stops()
        yield from self.image.stops()
        for section in self.sections.values():
            yield from section.stops()

    def rows(self) -> Iterator[Row]:
        """Every row, from top to bottom."""
        yield from self.image.every_row()
        for section in self.sections.values():
            for card in section.cards:
                yield from card.rows.values()

    def row(self, place: Place) -> Row | None:
        """The row of *place*, where there is one."""
        return next((row for row in self.rows() if row.place == place), None)

    def show_row(self, place: Place) -> Row | None:
        """The row of *place*, with its group open."""
        row = self.row(place)
        if row is not None and not self.filter.finds(row):
            self.filter.search("")
        self.image.show_row(place)
        card = card_of(row)
        if row is not None and isinstance(card, EntryCard):
            card.show_row(row)
        elif row is not None:
            row.show()
        return row

    # ------------------------------------------------------------------------------------------------------- filter

    def go_to_search(self) -> None:
        """Go to the search."""
        if self.filter_bar is not None:
            self.ensureWidgetVisible(self.filter_bar.search)
            self.filter_bar.search.setFocus()
            self.filter_bar.search.selectAll()

    def _focus_found(self) -> None:
        """Go to the first row that was found."""
        row = next((row for row in self.rows() if not row.isHidden()), None)
        if row is not None:
            self.go_to(row.place)

    def _filtered(self) -> None:
        """Say how many rows are left; a screen reader hears nothing else of it."""
        self._tabs_ordered = False
        self._order_tabs()
        hidden = sum(card.hidden.count for card in self.findChildren(Card))
        announce.say(f"{hidden} row{'' if hidden == 1 else 's'} hidden" if hidden else "All rows shown", self)

    def light(self, place: Place | None) -> None:
        """Light the row of *place*, and no other."""
        for row in self.rows():
            row.set_lit(row.place == place)

    def _watch(self, row: Row) -> None:
        self._tabs_ordered = False
        row.pointed.connect(self.pointed)
        row.read_asked.connect(self.read_asked)

    # -------------------------------------------------------------------------------------------------------- focus

    def go_to(self, place: Place) -> None:
        """Put the focus on the row of *place* and scroll it into view."""
        row = self.show_row(place)
        if row is not None:
            row.editor.field.setFocus()
            self.ensureWidgetVisible(row)

    def focus_start(self) -> None:
        """Put the focus where a newcomer starts: on the image, or, where that is named, on the ref that is written to."""
        image = self.image.rows["image"].editor.field
        cards = self.sections["cache-to"].cards or self.sections["cache-from"].cards
        if self._store.draft.image and cards:
            cards[0].focus_first()
        else:
            image.setFocus()

    def place_of(self, widget: QWidget | None) -> Place | None:
        """The place of the row that *widget* is part of."""
        row = row_of(widget)
        return row.place if row is not None and self.isAncestorOf(row) else None

    def reveal(self, widget: QWidget) -> None:
        """Scroll the row of *widget* into view, whole where it has one."""
        self.ensureWidgetVisible(row_of(widget) or widget)

    def _draw_rings(self, old: QWidget | None, new: QWidget | None) -> None:
        """The frame of a text field is painted by its card, and so is the ring of the focus."""
        left = card_of(old) if self.filter.only_set else None
        if left is not None and self.isAncestorOf(left) and isinstance(left, EntryCard | ImageCard):
            # A row that is not set stays only as long as somebody is in it.
            left.show_rows()
        for widget in (old, new):
            line = row_of(widget) or (widget.parentWidget() if widget is not None else None)
            if line is not None and self.isAncestorOf(line):
                line.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()
