"""One card for each entry, its rows made from the table by one loop."""

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.parameters import Kind, Option, Parameter
from buildx_cache_flags.core.draft.entries import TYPE, Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.draft.rows import row_state, summary
from buildx_cache_flags.qt import later
from buildx_cache_flags.qt.form.card import Card, worst
from buildx_cache_flags.qt.form.editors import EDITORS
from buildx_cache_flags.qt.form.footer import Footer
from buildx_cache_flags.qt.form.group_head import GroupHead
from buildx_cache_flags.qt.form.groups import Groups
from buildx_cache_flags.qt.form.line import FormLine
from buildx_cache_flags.qt.form.row import Row
from buildx_cache_flags.qt.form.row_filter import RowFilter
from buildx_cache_flags.qt.form.type_line import TypeLine
from buildx_cache_flags.qt.look.segments import Segments
from buildx_cache_flags.qt.store import FormStore

EXTRA_HELP = "Pasted with the entry, and kept unchanged."
_NAMES: dict[Option, str] = {"cache-to": "Write the cache", "cache-from": "Read the cache"}


class EntryCard(Card):
    """The card of one entry: a row for every documented parameter, and one for whatever else it carries."""

    row_made = Signal(object)
    remove_asked = Signal(int)
    move_asked = Signal(int, int)
    copy_asked = Signal(str, int)

    def __init__(self, store: FormStore, option: Option, index: int, groups: Groups, row_filter: RowFilter) -> None:
        super().__init__(f"{_NAMES[option]}, entry {index + 1}")
        self._store = store
        self.option: Option = option
        self.index = index
        self.rows: dict[str, Row] = {}
        self.heads: dict[str, GroupHead] = {}
        self._groups = groups
        groups.recalled.connect(self._recall_groups)
        self._filter = row_filter
        row_filter.changed.connect(self._filter_changed)
        self.hidden.show_asked.connect(row_filter.clear)
        self._opened: dict[str, bool] = {}
        self._narrowed: dict[str, bool] = {}
        self._stirred: dict[str, bool] = {}
        self._lost_focus = False
        self._backend: Backend | None = None
        self._type = TypeLine()
        self._type.chosen.connect(lambda name: self._store.set_type(self.option, self.index, name))
        self.footer = Footer()
        self.footer.copy_asked.connect(lambda: self.copy_asked.emit(self.option, self.index))
        self.footer.moved.connect(lambda by: self.move_asked.emit(self.index, self.index + by))
        self.footer.remove_asked.connect(lambda: self.remove_asked.emit(self.index))
        self._show_type()
        self._set_order()
        later.do(self._complete)

    @property
    def type_choice(self) -> Segments:
        """The choice of the type, which is there behind the first frame."""
        return self._type.segments or self._type.offer(self._store.catalog, self.option)

    def _complete(self) -> None:
        self.type_choice.set_value(self._entry.type)
        self.footer.make_buttons()
        self._update_frame()

    def _show_type(self) -> None:
        """Have the rows of the entry's type, made anew where it is another one than before."""
        backend = self._store.catalog.backend(self._entry.type)
        if backend is self._backend:
            return
        self._backend = backend
        for name in list(self.rows):
            self._take_row(name)
        for head in self.heads.values():
            head.hide()
            head.deleteLater()
        self.heads = {}
        documented = self._documented()
        for group in backend.groups if backend else ():
            if any(parameter.group == group.name for parameter in documented):
                self.heads[group.name] = head = GroupHead(group)
                head.toggled.connect(self._toggle)
                self._opened[group.name] = self._groups.is_open(group)
        for parameter in documented:
            self._add_row(parameter)

    @property
    def _entry(self) -> Entry:
        return self._store.draft.entries(self.option)[self.index]

    def _documented(self) -> tuple[Parameter, ...]:
        return self._backend.rows(self.option) if self._backend else ()

    def _take_row(self, name: str) -> None:
        row = self.rows.pop(name)
        self._lost_focus |= row.isAncestorOf(self.window().focusWidget())
        row.hide()
        row.deleteLater()

    def _add_row(self, parameter: Parameter) -> Row:
        editor = EDITORS[parameter.kind](parameter)
        row = Row(parameter, editor, Place(self.option, self.index, parameter.name))
        row.edited.connect(self._store.set_value)
        row.reset.connect(self._store.reset)
        row.write_always.connect(self._store.write_always)
        row.fixed.connect(lambda problem: self._store.apply(problem.fix))
        self.rows[parameter.name] = row
        if not self._opened.get(parameter.group, True):
            # Only that: shown before it has a parent, it would be a window.
            row.hide()
        self.row_made.emit(row)
        return row

    def _set_order(self) -> None:
        """The address and what stands alone first, then the groups, each under its head."""
        lines: list[FormLine] = [self._type]
        lines += [row for row in self.rows.values() if row.parameter.group not in self.heads]
        for name, head in self.heads.items():
            lines += [head, *(row for row in self.rows.values() if row.parameter.group == name)]
        self.set_lines([*lines, self.hidden, self.footer])

    # ------------------------------------------------------------------------------------------------------- groups

    def _toggle(self, name: str) -> None:
        """A person opens or closes a group, which is remembered, unless only a part of its rows is looked at."""
        is_open = not self._is_open(name)
        if self._filter.narrows:
            self._narrowed[name] = is_open
            self.show_rows()
        else:
            self._groups.remember(name, is_open=is_open)
            self._open(name, is_open=is_open)

    def _is_open(self, name: str) -> bool:
        # Whoever looks for something wants to see it, and what a group is usually like stays as it is.
        return self._narrowed.get(name, True) if self._filter.narrows else self._opened.get(name, True)

    def _filter_changed(self) -> None:
        self._narrowed.clear()
        self.show_rows()

    def _recall_groups(self) -> None:
        for name, head in self.heads.items():
            self._open(name, is_open=self._groups.is_open(head.group))

    def _open(self, name: str, *, is_open: bool) -> None:
        self._opened[name] = is_open
        self.show_rows()

    def show_rows(self) -> None:
        """Show the rows that the filter shows, where their group is open, and the heads that have any."""
        found = {name for name, row in self.rows.items() if self._filter.shows(row)}
        for name, row in self.rows.items():
            row.setVisible(name in found and self._is_open(row.parameter.group))
        groups = {self.rows[name].parameter.group for name in found}
        for name, head in self.heads.items():
            head.setVisible(name in groups)
            self._update_head(name)
        self.hidden.show_count(len(self.rows) - len(found))
        self.update()

    def show_row(self, row: Row) -> None:
        """Open the group that *row* is in, and show it also where it is not set."""
        group = row.parameter.group
        if group in self.heads and not self._is_open(group):
            self._narrowed[group] = True
            self._open(group, is_open=True)
        row.show()

    def _rows_of(self, name: str) -> list[Row]:
        return [row for row in self.rows.values() if row.parameter.group == name]

    def _update_heads(self) -> None:
        for name in self.heads:
            rows = self._rows_of(name)
            stirred = any(row.is_set or row.is_wrong for row in rows)
            # It opens by itself when something in it becomes set or wrong, and whoever closes it then is right.
            if stirred and not self._stirred.get(name) and not self._opened[name]:
                self._open(name, is_open=True)
            self._stirred[name] = stirred
            self._update_head(name)
        if self._filter.narrows:
            self.show_rows()

    def _update_head(self, name: str) -> None:
        rows, head = self._rows_of(name), self.heads[name]
        said = summary(head.group, [(row.parameter, row.state) for row in rows])
        head.show_group(said, sum(row.is_wrong for row in rows), is_open=self._is_open(name))

    # ------------------------------------------------------------------------------------------------------ content

    def update_card(self) -> None:
        """Show the entry as the store has it."""
        draft, catalog = self._store.draft, self._store.catalog
        entry = draft.entries(self.option)[self.index]
        self._show_type()
        documented = {parameter.name for parameter in self._documented()}
        known = {TYPE, *documented} if self._backend else documented
        keys = dict.fromkeys((TYPE, *(key for key, _ in entry.fields)))
        self._update_extras([key for key in keys if key not in known])
        self._set_order()
        for row in self.rows.values():
            state = row_state(draft, self.option, self.index, row.parameter, catalog)
            touched = row.place in self._store.touched or state.raw is not None
            row.update_row(state, worst(self._store.problems_at(row.place)), touched=touched)
        self._update_heads()
        self._update_frame()
        if self._lost_focus:
            self._lost_focus = False
            self.focus_first()

    def _update_frame(self) -> None:
        """Type, number and buttons."""
        count = len(self._store.draft.entries(self.option))
        self._type.show_number(f"{self.index + 1} of {count}" if count > 1 else "")
        if self._type.segments is not None:
            self._type.segments.set_value(self._entry.type)
        self.footer.name(self.option, self.index, count)
        outcome = self._store.outcome
        if self.footer.copy is not None and outcome is not None:
            # An entry with an error is no more copied alone than in the command.
            wrong = {(problem.place.option, problem.place.entry) for problem in outcome.errors}
            self.footer.copy.setEnabled((self.option, self.index) not in wrong)

    def _update_extras(self, keys: list[str]) -> None:
        """One row for each attribute that the table has no row for, so that nothing that was pasted is hidden."""
        documented = {parameter.name for parameter in self._documented()}
        for name in [name for name in self.rows if name not in documented and name not in keys]:
            self._take_row(name)
        for key in keys:
            if key not in self.rows:
                self._add_row(self._extra(key))

    def _extra(self, key: str) -> Parameter:
        known = self._backend.read_by(key, self.option) if self._backend else None
        kind: Kind = "secret" if known and known.secret else "reference"
        label = known.label if known else ""
        help_ = known.help if known else EXTRA_HELP
        return Parameter(key, (self.option,), kind, label=label, help=help_, documented=False)

    # -------------------------------------------------------------------------------------------------------- focus

    def stops(self) -> Iterator[QWidget]:
        """What Tab stops at, from top to bottom."""
        if self._type.segments is not None:
            yield from self._type.segments.buttons.values()
            if self._type.segments.drop_down is not None:
                yield self._type.segments.drop_down
        for line in self.lines:
            if isinstance(line, Row):
                yield from line.stops()
            elif isinstance(line, GroupHead):
                yield line.button
        yield from self.hidden.stops()
        yield from self.footer.stops()

    def focus_first(self) -> None:
        """Put the focus into the first field."""
        first = next((line for line in self.visible_lines() if isinstance(line, Row)), None)
        if first is not None:
            first.editor.field.setFocus()
        else:
            self.type_choice.field.setFocus()

    def focus_mover(self, up: bool) -> None:
        """Put the focus on the button that moves the entry on, or back where it can't go any further."""
        footer = self.footer
        wanted, other = (footer.up, footer.down) if up else (footer.down, footer.up)
        (wanted if wanted.isEnabled() else other).setFocus()
