"""One card for each entry, its rows made from the table by one loop."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.parameters import Kind, Option, Parameter
from buildx_cache_flags.core.catalog.severity import SEVERITIES
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.entries import TYPE, Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.draft.rows import RowState, row_state
from buildx_cache_flags.qt import later, literal
from buildx_cache_flags.qt.form import names
from buildx_cache_flags.qt.form.editors import EDITORS, block_wheel
from buildx_cache_flags.qt.form.row import Row
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
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
        self._backend: Backend | None = None
        self._add_header()
        self._show_type()

    def _add_header(self) -> None:
        self._title = Label()
        self._title.setFont(theme.mono(theme.small(self.font())))
        self._title.setForegroundRole(theme.Role.PlaceholderText)
        self._header = QHBoxLayout()
        self._header.setContentsMargins(theme.GRID, 0, theme.GRID // 2, 0)
        self._header.setSpacing(0)
        # As high as the choice of the type, which comes behind the first frame and must move nothing.
        self._header.addStrut(self._header_height())
        self._header.addWidget(self._title, 1)
        self.body.addLayout(self._header)
        self._has_buttons = False
        later.do(self._add_buttons)

    def _header_height(self) -> int:
        return max(3 * theme.GRID, self.fontMetrics().height() + theme.GRID)

    def _show_type(self) -> None:
        """Have the rows of the entry's type, made anew where it is another one than before."""
        backend = self._store.catalog.backend(self._entry.type)
        if backend is self._backend:
            return
        self._backend = backend
        for name in list(self.rows):
            self._take_row(name)
        for parameter in self._documented():
            self._add_row(parameter)

    @property
    def _entry(self) -> Entry:
        return self._store.draft.entries(self.option)[self.index]

    def _documented(self) -> tuple[Parameter, ...]:
        return self._backend.rows(self.option) if self._backend else ()

    def _take_row(self, name: str) -> None:
        row = self.rows.pop(name)
        self._lost_focus |= row.isAncestorOf(self.window().focusWidget())
        self.body.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _add_type_choice(self) -> None:
        self.type_choice = QComboBox()
        self.type_choice.setAccessibleName(f"type: where the cache of --{self.option} is kept")
        literal.tip(self.type_choice, "Where the cache is kept")
        for name in self._store.catalog.types_of(self.option):
            backend = self._store.catalog.backend(name)
            self.type_choice.addItem(backend.title if backend and backend.title else name, name)
            if backend is not None:
                said = "\n".join(filter(None, (backend.good, backend.keeps, backend.limits)))
                self.type_choice.setItemData(self.type_choice.count() - 1, said, Qt.ItemDataRole.ToolTipRole)
        self.type_choice.setFixedHeight(self._header_height())
        block_wheel(self.type_choice)
        self.type_choice.activated.connect(self._type_chosen)
        self._header.insertWidget(self._header.indexOf(self._title) + 1, self.type_choice)

    def _type_chosen(self, number: int) -> None:
        self._store.set_type(self.option, self.index, self.type_choice.itemData(number))

    def _add_buttons(self) -> None:
        self._add_type_choice()
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
            names.column(self.font(), self._store.catalog),
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
        draft, catalog = self._store.draft, self._store.catalog
        entries = draft.entries(self.option)
        entry = entries[self.index]
        self._show_type()
        self._update_header(f"type={entry.type}" if self._backend else "", len(entries))
        documented = {parameter.name for parameter in self._documented()}
        known = {TYPE, *documented} if self._backend else documented
        keys = dict.fromkeys((TYPE, *(key for key, _ in entry.fields)))
        self._update_extras([key for key in keys if key not in known])
        self._update_copy()
        for row in self.rows.values():
            self._update_row(row, row_state(draft, self.option, self.index, row.parameter, catalog))
        if self._lost_focus:
            self._lost_focus = False
            self.focus_first()

    def _update_header(self, title: str, count: int) -> None:
        number = f"{self.index + 1}  " if count > 1 else ""
        self._title.setText(number + title)
        if self._has_buttons:
            self.type_choice.setCurrentIndex(self.type_choice.findData(self._entry.type))
            self._update_buttons()

    def _update_copy(self) -> None:
        """An entry with an error is no more copied alone than in the command."""
        outcome = self._store.outcome
        if self._has_buttons and outcome is not None:
            wrong = {(problem.place.option, problem.place.entry) for problem in outcome.errors}
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
        documented = {parameter.name for parameter in self._documented()}
        for name in [name for name in self.rows if name not in documented and name not in keys]:
            self._take_row(name)
        for key in keys:
            if key not in self.rows:
                self._add_row(self._extra(key))

    def _extra(self, key: str) -> Parameter:
        known = self._backend.read_by(key, self.option) if self._backend else None
        kind: Kind = "secret" if known and known.secret else "reference"
        return Parameter(key, (self.option,), kind, help=known.help if known else EXTRA_HELP, documented=False)

    def focus_first(self) -> None:
        """Put the focus into the first field."""
        first = next((row for row in self.rows.values() if not row.isHidden()), None)
        if first is not None:
            first.editor.field.setFocus()
        elif self._has_buttons:
            self.type_choice.setFocus()

    def focus_mover(self, up: bool) -> None:
        """Put the focus on the button that moves the entry on, or back where it can't go any further."""
        wanted, other = (self._up, self._down) if up else (self._down, self._up)
        (wanted if wanted.isEnabled() else other).setFocus()


def worst(problems: tuple[Problem, ...]) -> Problem | None:
    """The most severe of *problems*; the first of equals."""
    return min(problems, key=lambda problem: SEVERITIES.index(problem.severity), default=None)
