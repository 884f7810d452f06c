"""One card for each entry, its rows made from the table by one loop."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from buildx_cache_flags.core.entries import TYPE
from buildx_cache_flags.core.parameters import Option, Parameter
from buildx_cache_flags.core.problems import SEVERITIES, Place, Problem
from buildx_cache_flags.core.rows import RowState, row_state
from buildx_cache_flags.qt import later, literal, names, theme
from buildx_cache_flags.qt.editors import EDITORS
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.row import Row
from buildx_cache_flags.qt.store import FormStore

RADIUS = 6
EXTRA_HELP = "Pasted along; kept as it stands."


class Card(QWidget):
    """A quiet surface with rounded corners."""

    def __init__(self) -> None:
        super().__init__()
        self.body = QVBoxLayout(self)
        margin = theme.GRID
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        # Paths, because a painter's own pen and brush are among what plain.py keeps out of the first frame.
        painter.fillPath(outline, self.palette().alternateBase())
        pen = QPen()
        pen.setColor(theme.current().line)
        painter.strokePath(outline, pen)


def tool_button(icon: str, text: str) -> QToolButton:
    """A flat button with an icon, named by its tool tip."""
    from buildx_cache_flags.qt import icons

    button = QToolButton()
    button.setIcon(icons.icon(icon))
    button.setAutoRaise(True)
    literal.tip(button, text)
    button.setAccessibleName(text)
    return button


class EntryCard(Card):
    """The card of one entry: a row for every documented parameter, and one for whatever else it carries."""

    row_made = Signal(object)
    remove_asked = Signal(int)
    move_asked = Signal(int, int)
    copy_asked = Signal(str, int)

    def __init__(self, store: FormStore, option: Option, index: int) -> None:
        super().__init__()
        self._store = store
        self.option: Option = option
        self.index = index
        self.rows: dict[str, Row] = {}
        self._lost_focus = False
        self._add_header()
        for parameter in store.table.rows(option):
            self._add_row(parameter)

    def _add_header(self) -> None:
        self._title = Label()
        self._title.setFont(theme.mono(theme.small(self.font())))
        self._title.setForegroundRole(theme.Role.PlaceholderText)
        self._header = QHBoxLayout()
        self._header.setContentsMargins(theme.GRID, 0, theme.GRID // 2, 0)
        self._header.setSpacing(0)
        self._header.addStrut(3 * theme.GRID)
        self._header.addWidget(self._title, 1)
        self.body.addLayout(self._header)
        self._has_buttons = False
        later.do(self._add_buttons)

    def _add_buttons(self) -> None:
        self._copy = tool_button("copy", "Copy this entry only")
        self._up = tool_button("up", "Move up")
        self._down = tool_button("down", "Move down")
        self._remove = tool_button("remove", "Remove this entry")
        self.buttons = (self._copy, self._up, self._down, self._remove)
        for button in self.buttons:
            self._header.addWidget(button)
        self._has_buttons = True
        self._update_buttons()
        self._copy.clicked.connect(lambda: self.copy_asked.emit(self.option, self.index))
        self._up.clicked.connect(lambda: self.move_asked.emit(self.index, self.index - 1))
        self._down.clicked.connect(lambda: self.move_asked.emit(self.index, self.index + 1))
        self._remove.clicked.connect(lambda: self.remove_asked.emit(self.index))

    def _add_row(self, parameter: Parameter) -> Row:
        editor = EDITORS[parameter.kind](parameter)
        row = Row(
            parameter,
            editor,
            Place(self.option, self.index, parameter.name),
            names.column(self.font(), self._store.table),
        )
        row.edited.connect(self._store.set_value)
        row.reset.connect(self._store.reset)
        row.write_always.connect(self._store.write_always)
        self.rows[parameter.name] = row
        self.body.addWidget(row)
        self.row_made.emit(row)
        return row

    def update_card(self) -> None:
        """Show the entry as the store has it."""
        draft, table = self._store.draft, self._store.table
        entries = draft.entries(self.option)
        entry = entries[self.index]
        described = entry.type == table.type
        self._update_header(f"type={entry.type}" if described else "", len(entries))
        documented = {parameter.name for parameter in table.rows(self.option)} if described else set()
        keys = dict.fromkeys((TYPE, *(key for key, _ in entry.fields)))
        self._update_extras([key for key in keys if _is_extra(key, documented, table.type, entry.type)])
        self._update_copy()
        for name, row in self.rows.items():
            row.setVisible(described or name not in table.by_name or entry.get(name) is not None)
            state = row_state(draft, self.option, self.index, row.parameter, table)
            self._update_row(row, state)
        if self._lost_focus:
            self._lost_focus = False
            self.focus_first()

    def _update_header(self, title: str, count: int) -> None:
        number = f"{self.index + 1}  " if count > 1 else ""
        self._title.setText(number + title)
        if self._has_buttons:
            self._update_buttons()

    def _update_copy(self) -> None:
        """An entry with an error is no more copied alone than in the command."""
        written = self._store.written
        if self._has_buttons and written is not None:
            wrong = {(problem.place.option, problem.place.entry) for problem in written.errors}
            self._copy.setEnabled((self.option, self.index) not in wrong)

    def _update_buttons(self) -> None:
        count = len(self._store.draft.entries(self.option))
        for button in (self._up, self._down):
            button.setVisible(count > 1)
        self._up.setEnabled(self.index > 0)
        self._down.setEnabled(self.index < count - 1)

    def _update_row(self, row: Row, state: RowState) -> None:
        problems = self._store.problems_at(row.place)
        row.update_row(state, worst(problems), touched=row.place in self._store.touched or state.raw is not None)

    def _update_extras(self, keys: list[str]) -> None:
        """One row for each attribute that the table has no row for, so that nothing that was pasted is hidden."""
        documented = {parameter.name for parameter in self._store.table.rows(self.option)}
        focused = self.window().focusWidget()
        for name in [name for name in self.rows if name not in documented and name not in keys]:
            row = self.rows.pop(name)
            self._lost_focus |= row.isAncestorOf(focused)
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        for key in keys:
            if key not in self.rows:
                self._add_row(self._extra(key))

    def _extra(self, key: str) -> Parameter:
        known = self._store.table.by_name.get(key)
        help_text = known.help if known and self.option in known.options else EXTRA_HELP
        return Parameter(key, (self.option,), "reference", help=help_text, documented=False)

    def focus_first(self) -> None:
        """Put the focus into the first field."""
        next(row for row in self.rows.values() if not row.isHidden()).editor.field.setFocus()

    def focus_mover(self, up: bool) -> None:
        """Put the focus on the button that moves the entry on, or back where it can't go any further."""
        wanted, other = (self._up, self._down) if up else (self._down, self._up)
        (wanted if wanted.isEnabled() else other).setFocus()


def _is_extra(key: str, documented: set[str], table_type: str, entry_type: str) -> bool:
    if key == TYPE:
        return entry_type != table_type
    return key not in documented


def worst(problems: tuple[Problem, ...]) -> Problem | None:
    """The most severe of *problems*; the first of equals."""
    return min(problems, key=lambda problem: SEVERITIES.index(problem.severity), default=None)
