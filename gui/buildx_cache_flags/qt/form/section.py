"""All entries of one flag: a heading with a button to add one, and a card for each."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.qt import later, literal
from buildx_cache_flags.qt.form.entry_card import EntryCard
from buildx_cache_flags.qt.form.groups import Groups
from buildx_cache_flags.qt.form.heading import Heading
from buildx_cache_flags.qt.form.row_filter import RowFilter
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore

_TITLES: dict[Option, str] = {"cache-to": "Write the cache", "cache-from": "Read the cache"}
_EMPTY: dict[Option, str] = {
    "cache-to": "No cache is written. This build only reads.",
    "cache-from": "No cache is read. Every build starts cold.",
}


class EntrySection(QWidget):
    """All entries of one option: a heading with a button to add one, and a card for each."""

    row_made = Signal(object)
    copy_asked = Signal(str, int)

    def __init__(self, store: FormStore, option: Option, groups: Groups, row_filter: RowFilter) -> None:
        super().__init__()
        self._store = store
        self._option: Option = option
        self._groups = groups
        self._filter = row_filter
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
        from buildx_cache_flags.qt.look.controls import Button

        self.add_button = Button("+ Add another", "quiet")
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
            card = EntryCard(self._store, self._option, len(self.cards), self._groups, self._filter)
            card.row_made.connect(self.row_made)
            card.remove_asked.connect(self._remove)
            card.move_asked.connect(self._move)
            card.copy_asked.connect(self.copy_asked)
            self.cards.append(card)
            self._layout.addWidget(card)
            for row in card.rows.values():
                self.row_made.emit(row)
        if self._empty.isHidden() == (not entries):
            self._empty.setVisible(not entries)
        if hasattr(self, "add_button"):
            self.add_button.setText("+ Add another" if entries else "+ Add one")
        for card in self.cards:
            card.update_card()

    def stops(self) -> Iterator[QWidget]:
        """What Tab stops at, from top to bottom."""
        yield self.add_button
        for card in self.cards:
            yield from card.stops()
