"""The other options of the build in the image's card: a head, and a row for each; nothing where there are none."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from buildx_cache_flags.core.catalog.parameters import Group, Parameter
from buildx_cache_flags.core.draft.place import OTHERS, Place
from buildx_cache_flags.core.draft.rows import RowState
from buildx_cache_flags.qt.form.card import worst
from buildx_cache_flags.qt.form.editors import ReferenceEditor
from buildx_cache_flags.qt.form.group_head import GroupHead
from buildx_cache_flags.qt.form.line import FormLine
from buildx_cache_flags.qt.form.row import Row
from buildx_cache_flags.qt.form.row_filter import RowFilter
from buildx_cache_flags.qt.store import FormStore

_GROUP: Final = Group(OTHERS, "Other options", open=True)
_HELP: Final = "Kept and written again. Not checked."


class OptionRow(Row):
    """The row of one option, whose arrow removes it."""

    removes = True

    def __init__(self, number: int) -> None:
        parameter = Parameter(
            f"option {number + 1}",
            (),
            "text",
            label=f"Option {number + 1}",
            placeholder="--build-arg NAME=value",
            help=_HELP,
            explanation="An option of docker buildx build that isn't about the cache, with its value as docker gets "
            "it, without quotes. ${NAME} is a variable.",
        )
        super().__init__(parameter, ReferenceEditor(parameter), Place(None, number, OTHERS), "")

    @property
    def spoken(self) -> str:
        """The number and the option itself, by which it is also found."""
        return f"{self.parameter.label} {_name(self.state.raw or '')}".strip()


def _name(text: str) -> str:
    return text.strip().split(" ", 1)[0].partition("=")[0]


class OtherOptions(QObject):
    """As many rows as the draft has other options, under a head that opens and closes them."""

    row_made = Signal(object)
    changed = Signal()
    """Rows came or went, or the group was opened or closed."""
    emptied = Signal()
    """The row with the focus was the last one, and is gone."""

    def __init__(self, store: FormStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self._head: GroupHead | None = None
        self._is_open = True
        self.rows: list[OptionRow] = []

    @property
    def lines(self) -> list[FormLine]:
        """The head and the rows; nothing where there are no other options."""
        return [self._head, *self.rows] if self.rows and self._head is not None else []

    def update_options(self) -> None:
        """Show the options as the store has them."""
        texts = self._store.draft.others
        before = len(self.rows)
        lost_focus = False
        while len(self.rows) > len(texts):
            row = self.rows.pop()
            lost_focus |= row.isAncestorOf(row.window().focusWidget())
            row.hide()
            row.deleteLater()
        while len(self.rows) < len(texts):
            self._add_row()
        if self._head is not None and not texts:
            self._head.hide()
        if len(texts) != before:
            self.changed.emit()
        for row, text in zip(self.rows, texts, strict=True):
            problem = worst(self._store.problems_at(row.place))
            row.update_row(RowState(text), problem, touched=bool(text.strip()))
        self._update_head()
        if lost_focus and self.rows:
            self.rows[-1].editor.field.setFocus()
        elif lost_focus:
            self.emptied.emit()
        if len(texts) == before + 1 and texts[-1] == "":
            self._open(True)
            self.rows[-1].editor.field.setFocus()

    def _add_row(self) -> None:
        if self._head is None:
            self._head = GroupHead(_GROUP)
            self._head.toggled.connect(lambda _: self._open(not self._is_open))
        row = OptionRow(len(self.rows))
        row.edited.connect(self._store.set_value)
        row.reset.connect(self._store.reset)
        row.fixed.connect(lambda problem: self._store.apply(problem.fix))
        self.rows.append(row)
        if not self._is_open:
            row.hide()
        self.row_made.emit(row)

    def _open(self, is_open: bool) -> None:
        self._is_open = is_open
        for row in self.rows:
            row.setVisible(is_open)
        self._update_head()
        self.changed.emit()

    def _update_head(self) -> None:
        if self._head is None or not self.rows:
            return
        if self._head.isHidden():
            self._head.show()
        names = [_name(text) for text in self._store.draft.others if text.strip()]
        said = ", ".join(dict.fromkeys(names)) or "none yet"
        self._head.show_group(said, sum(row.is_wrong for row in self.rows), is_open=self._is_open)

    def show_found(self, row_filter: RowFilter) -> int:
        """Show the rows that the filter shows; how many it hides."""
        found = [row_filter.shows(row) for row in self.rows]
        for row, shown in zip(self.rows, found, strict=True):
            row.setVisible(shown and (self._is_open or row_filter.searches))
        if self._head is not None:
            self._head.setVisible(any(found))
        return found.count(False)

    def show_row(self, place: Place) -> None:
        """Open the group where *place* is in it."""
        if place.parameter == OTHERS and not self._is_open:
            self._open(True)

    def stops(self) -> Iterator[QWidget]:
        """What Tab stops at, from top to bottom."""
        if self._head is not None and self.rows:
            yield self._head.button
        for row in self.rows:
            yield from row.stops()
