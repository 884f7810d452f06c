"""The form: the image, the entries to write and the entries to read, in one scroll area."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6 import QtCore
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QToolButton, QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt import later, literal, plain
from buildx_cache_flags.qt.form.card import EntryCard
from buildx_cache_flags.qt.form.heading import Heading
from buildx_cache_flags.qt.form.image_card import ImageCard
from buildx_cache_flags.qt.form.row import Row
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.soon import Soon
from buildx_cache_flags.qt.store import FormStore

_TITLES: dict[Option, str] = {"cache-to": "Write the cache", "cache-from": "Read the cache"}
_EMPTY: dict[Option, str] = {
    "cache-to": "Nothing is written: this build only reads a cache.",
    "cache-from": "Nothing is read: this build starts without a cache.",
}


class EntrySection(QWidget):
    """All entries of one option: a heading with a button to add one, and a card for each."""

    row_made = Signal(object)
    copy_asked = Signal(str, int)

    def __init__(self, store: FormStore, option: Option) -> None:
        super().__init__()
        self._store = store
        self._option: Option = option
        self.cards: list[EntryCard] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GRID)
        self._heading = Heading(_TITLES[option], f"--{option}")
        self._layout.addWidget(self._heading)
        self._empty = Label(_EMPTY[option])
        self._empty.setWordWrap(True)
        self._empty.setForegroundRole(theme.Role.PlaceholderText)
        self._empty.hide()
        self._layout.addWidget(self._empty)
        later.do(self._add_button)

    def _add_button(self) -> None:
        from buildx_cache_flags.qt import icons

        self.add_button = QToolButton()
        self.add_button.setIcon(icons.icon("add"))
        self.add_button.setText("Add")
        self.add_button.setToolButtonStyle(QtCore.Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add_button.setAutoRaise(True)
        literal.tip(self.add_button, f"Add another --{self._option}")
        self.add_button.setAccessibleName(f"Add another --{self._option}")
        self.add_button.clicked.connect(self._add_clicked)
        self._heading.add_button(self.add_button)

    def _add_clicked(self) -> None:
        self._store.add_entry(self._option)
        self.cards[-1].focus_first()

    def _remove(self, index: int) -> None:
        """The button that was pressed goes with its entry, so the focus moves to what takes its place."""
        self._store.remove_entry(self._option, index)
        if self.cards:
            self.cards[min(index, len(self.cards) - 1)].focus_first()
        else:
            self.add_button.setFocus()

    def _move(self, index: int, to: int) -> None:
        self._store.move_entry(self._option, index, to)
        self.cards[to].focus_mover(up=to < index)

    def update_section(self) -> None:
        """Show as many cards as there are entries, each with its entry."""
        entries = self._store.draft.entries(self._option)
        while len(self.cards) > len(entries):
            card = self.cards.pop()
            self._layout.removeWidget(card)
            card.hide()
            card.deleteLater()
        while len(self.cards) < len(entries):
            card = EntryCard(self._store, self._option, len(self.cards))
            card.row_made.connect(self.row_made)
            card.remove_asked.connect(self._remove)
            card.move_asked.connect(self._move)
            card.copy_asked.connect(self.copy_asked)
            self.cards.append(card)
            self._layout.addWidget(card)
            for row in card.rows.values():
                self.row_made.emit(row)
        self._empty.setVisible(not entries)
        for card in self.cards:
            card.update_card()


class Form(QScrollArea):
    """The left side of the window."""

    pointed = Signal(object)
    """The place of the row that is pointed at or focused; ``None`` when there is none."""
    copy_asked = Signal(str, int)
    """Option and index of the entry that is to be copied alone."""

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self._tabs_ordered = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        plain.only_vertical(self)
        plain.no_focus(self)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        layout.addWidget(Heading("Image"))
        self.image = ImageCard(store)
        layout.addWidget(self.image)
        self.sections = {option: EntrySection(store, option) for option in OPTIONS}
        for section in self.sections.values():
            section.row_made.connect(self._watch)
            section.copy_asked.connect(self.copy_asked)
            layout.addSpacing(theme.GRID)
            layout.addWidget(section)
        layout.addStretch(1)
        for row in self.image.rows.values():
            self._watch(row)
        self.image.update_card()
        first, *others = self.sections.values()
        first.update_section()
        for section in others:
            # Nobody sees it before scrolling, but the scroll bar should know of it at once.
            section.setMinimumHeight(15 * theme.GRID)
        later.do(self._complete)
        self._body = body
        self.setWidget(body)

    def _complete(self) -> None:
        for section in self.sections.values():
            section.setMinimumHeight(0)
        self.update_form()
        self._fields_soon = Soon(self.update_form, self)
        self._store.changed.connect(self._changed)
        self._store.view_changed.connect(self.update_form)

    def _changed(self) -> None:
        # While somebody types, the command comes first, and the fields behind it.
        if self._store.typing:
            self._fields_soon.ask()
        else:
            self.update_form()

    def minimumSizeHint(self) -> QtCore.QSize:
        """Never narrower than what is in it, which can't be scrolled sideways."""
        width = self._body.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QtCore.QSize(width, super().minimumSizeHint().height())

    def update_form(self) -> None:
        """Bring every row in step with the store."""
        self.image.update_card()
        for section in self.sections.values():
            section.update_section()
        if not self._tabs_ordered:
            self._tabs_ordered = True
            self.updateGeometry()
            for before, after in pairwise(self._fields()):
                QWidget.setTabOrder(before, after)

    def _fields(self) -> Iterator[QWidget]:
        """Everything that Tab stops at, in the order of the eye; what was made last would come last otherwise."""
        yield from _stops(self.image)
        for section in self.sections.values():
            yield section.add_button
            for card in section.cards:
                yield card.type_choice
                yield from card.buttons
                for row in card.rows.values():
                    yield from _stops(row)

    def rows(self) -> Iterator[Row]:
        """Every row, from top to bottom."""
        yield from self.image.rows.values()
        for section in self.sections.values():
            for card in section.cards:
                yield from card.rows.values()

    def row(self, place: Place) -> Row | None:
        """The row of *place*, where there is one."""
        return next((row for row in self.rows() if row.place == place), None)

    def light(self, place: Place | None) -> None:
        """Light the row of *place*, and no other."""
        for row in self.rows():
            row.set_lit(row.place == place)

    def go_to(self, place: Place) -> None:
        """Put the focus on the row of *place* and scroll it into view."""
        row = self.row(place)
        if row is not None:
            row.editor.field.setFocus()
            self.ensureWidgetVisible(row)

    def focus_start(self) -> None:
        """Put the focus where a newcomer starts: on the ref that is written to."""
        cards = self.sections["cache-to"].cards or self.sections["cache-from"].cards
        if cards:
            cards[0].focus_first()

    def _watch(self, row: Row) -> None:
        self._tabs_ordered = False
        row.pointed.connect(self.pointed)

    def place_of(self, widget: QWidget | None) -> Place | None:
        """The place of the row that *widget* is part of."""
        while widget is not None and widget is not self:
            if isinstance(widget, Row):
                return widget.place
            widget = widget.parentWidget()
        return None

    def reveal(self, widget: QWidget) -> None:
        """Scroll the row of *widget* into view, whole where it has one."""
        row = self.row(place) if (place := self.place_of(widget)) else None
        self.ensureWidgetVisible(row or widget)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()


def _stops(widget: QWidget) -> Iterator[QWidget]:
    for child in widget.findChildren(QWidget):
        # The list that drops down from a box is a window of its own.
        if child.focusPolicy() & QtCore.Qt.FocusPolicy.TabFocus and child.window() is widget.window():
            yield child
