"""One card for each entry, its rows made from the table by one loop."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from buildx_cache_flags.core.entries import TYPE
from buildx_cache_flags.core.parameters import Option, Parameter
from buildx_cache_flags.core.problems import SEVERITIES, Place, Problem
from buildx_cache_flags.core.rows import RowState, row_state
from buildx_cache_flags.qt import icons, theme
from buildx_cache_flags.qt.editors import EDITORS
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
        painter.setBrush(theme.current().card)
        painter.setPen(QPen(theme.current().line, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def name_width(widget: QWidget) -> int:
    """The width of the column of names: enough for the longest documented one."""
    return QFontMetrics(theme.mono(widget.font())).horizontalAdvance("force-compression")


def tool_button(icon: str, text: str) -> QToolButton:
    """A flat button with an icon, named by its tool tip."""
    button = QToolButton()
    button.setIcon(icons.icon(icon))
    button.setAutoRaise(True)
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button


class EntryCard(Card):
    """The card of one entry: a row for every documented parameter, and one for whatever else it carries."""

    row_made = Signal(object)

    def __init__(self, store: FormStore, option: Option, index: int) -> None:
        super().__init__()
        self._store = store
        self.option: Option = option
        self.index = index
        self.rows: dict[str, Row] = {}
        self._add_header()
        for parameter in store.table.rows(option):
            self._add_row(parameter)

    def _add_header(self) -> None:
        self._title = QLabel()
        self._title.setFont(theme.mono(theme.small(self.font())))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._up = tool_button("up", "Move up")
        self._down = tool_button("down", "Move down")
        self._remove = tool_button("remove", "Remove this entry")
        header = QHBoxLayout()
        header.setContentsMargins(theme.GRID, 0, theme.GRID // 2, 0)
        header.setSpacing(0)
        header.addWidget(self._title, 1)
        for button in (self._up, self._down, self._remove):
            header.addWidget(button)
        self.body.addLayout(header)
        self._up.clicked.connect(lambda: self._store.move_entry(self.option, self.index, self.index - 1))
        self._down.clicked.connect(lambda: self._store.move_entry(self.option, self.index, self.index + 1))
        self._remove.clicked.connect(lambda: self._store.remove_entry(self.option, self.index))

    def _add_row(self, parameter: Parameter) -> Row:
        editor = EDITORS[parameter.kind](parameter)
        row = Row(parameter, editor, Place(self.option, self.index, parameter.name), name_width(self))
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
        self._update_extras([key for key in dict(entry.fields) if _is_extra(key, documented, table.type, entry.type)])
        for name, row in self.rows.items():
            row.setVisible(described or name not in table.by_name or entry.get(name) is not None)
            state = row_state(draft, self.option, self.index, row.parameter, table)
            self._update_row(row, state)

    def _update_header(self, title: str, count: int) -> None:
        number = f"{self.index + 1}  " if count > 1 else ""
        self._title.setText(number + title)
        for button in (self._up, self._down):
            button.setVisible(count > 1)
        self._up.setEnabled(self.index > 0)
        self._down.setEnabled(self.index < count - 1)

    def _update_row(self, row: Row, state: RowState) -> None:
        evaluation = self._store.evaluation
        problems = evaluation.at(row.place) if evaluation else ()
        row.update_row(state, worst(problems), touched=row.place in self._store.touched or state.raw is not None)

    def _update_extras(self, keys: list[str]) -> None:
        """One row for each attribute that the table has no row for, so that nothing that was pasted is hidden."""
        documented = {parameter.name for parameter in self._store.table.rows(self.option)}
        for name in [name for name in self.rows if name not in documented and name not in keys]:
            row = self.rows.pop(name)
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
        next(iter(self.rows.values())).editor.field.setFocus()


def _is_extra(key: str, documented: set[str], table_type: str, entry_type: str) -> bool:
    if key == TYPE:
        return entry_type != table_type
    return key not in documented


def worst(problems: tuple[Problem, ...]) -> Problem | None:
    """The most severe of *problems*; the first of equals."""
    return min(problems, key=lambda problem: SEVERITIES.index(problem.severity), default=None)


def rows_of(cards: list[EntryCard]) -> Iterator[Row]:
    """All rows of some cards, in order."""
    for card in cards:
        yield from card.rows.values()
