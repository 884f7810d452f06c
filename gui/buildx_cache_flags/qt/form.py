"""The form: the image, the entries to write and the entries to read, in one scroll area."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from buildx_cache_flags.core.parameters import OPTIONS, Option
from buildx_cache_flags.core.problems import Place
from buildx_cache_flags.qt import icons, theme
from buildx_cache_flags.qt.card import EntryCard
from buildx_cache_flags.qt.image_card import ImageCard
from buildx_cache_flags.qt.row import Row
from buildx_cache_flags.qt.store import FormStore

_TITLES: dict[Option, str] = {"cache-to": "Write the cache", "cache-from": "Read the cache"}
_EMPTY: dict[Option, str] = {
    "cache-to": "Nothing is written: this build only reads a cache.",
    "cache-from": "Nothing is read: this build starts without a cache.",
}


class EntrySection(QWidget):
    """All entries of one option: a heading with a button to add one, and a card for each."""

    row_made = Signal(object)

    def __init__(self, store: FormStore, option: Option) -> None:
        super().__init__()
        self._store = store
        self._option: Option = option
        self.cards: list[EntryCard] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GRID)
        self._layout.addLayout(self._heading())
        self._empty = QLabel(_EMPTY[option])
        self._empty.setWordWrap(True)
        self._empty.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._empty.hide()
        self._layout.addWidget(self._empty)

    def _heading(self) -> QHBoxLayout:
        option = QLabel(f"--{self._option}")
        option.setFont(theme.mono(theme.small(self.font())))
        option.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.add_button = QToolButton()
        self.add_button.setIcon(icons.icon("add"))
        self.add_button.setText("Add")
        self.add_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.add_button.setAutoRaise(True)
        self.add_button.setToolTip(f"Add another --{self._option}")
        self.add_button.setAccessibleName(f"Add another --{self._option}")
        self.add_button.clicked.connect(self._add_clicked)
        return _heading_row(_TITLES[self._option], option, self.add_button)

    def _add_clicked(self) -> None:
        self._store.add_entry(self._option)
        self.cards[-1].focus_first()

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

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        layout.addLayout(_heading_row("Image"))
        self.image = ImageCard(store)
        layout.addWidget(self.image)
        self.sections = {option: EntrySection(store, option) for option in OPTIONS}
        for section in self.sections.values():
            section.row_made.connect(self._watch)
            layout.addSpacing(theme.GRID)
            layout.addWidget(section)
        layout.addStretch(1)
        for row in self.image.rows.values():
            self._watch(row)
        self.update_form()
        self.setWidget(body)
        store.changed.connect(self.update_form)

    def update_form(self) -> None:
        """Bring every row in step with the store."""
        self.image.update_card()
        for section in self.sections.values():
            section.update_section()

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
        row.pointed.connect(self.pointed)

    def place_of(self, widget: QWidget | None) -> Place | None:
        """The place of the row that *widget* is part of."""
        while widget is not None and widget is not self:
            if isinstance(widget, Row):
                return widget.place
            widget = widget.parentWidget()
        return None

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        moved = super().focusNextPrevChild(next)
        self._keep_visible()
        return moved

    def _keep_visible(self) -> None:
        focused = self.window().focusWidget()
        row = self.row(place) if (place := self.place_of(focused)) else None
        if row is not None:
            self.ensureWidgetVisible(row)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def top_of(self, row: Row) -> int:
        """How far down *row* stands in the visible part, in pixels."""
        return row.mapTo(self, QPoint(0, 0)).y()


def _heading_row(title: str, *widgets: QWidget) -> QHBoxLayout:
    heading = QLabel(title)
    heading.setFont(theme.heading(heading.font()))
    row = QHBoxLayout()
    row.setSpacing(theme.GRID)
    row.addWidget(heading)
    for number, widget in enumerate(widgets):
        if number == len(widgets) - 1 and isinstance(widget, QToolButton):
            row.addStretch(1)
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignBaseline if isinstance(widget, QLabel) else Qt.AlignmentFlag(0))
    if not widgets:
        row.addStretch(1)
    return row
