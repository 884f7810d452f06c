"""The list of problems: a card for each sentence, with a button for its fix and one that says why."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.severity import SEVERITIES, Severity
from buildx_cache_flags.core.check.fix_all import loses_nothing
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import icons, literal, roles
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.controls import Button
from buildx_cache_flags.qt.output.standing import is_quiet
from buildx_cache_flags.qt.wrapping import breakable

LONGEST_LABEL = 34
"""Characters of a fix's label that its button shows; the tool tip has all of it."""
MOST_PLACES = 4
"""Places of one sentence that are named; the others are counted."""

NARROW_EMS = 32
"""Below this many widths of an "m" a fix stands under its sentence."""


class SeverityIcon(QWidget):
    """The icon of a severity, as high as a line of text."""

    def __init__(self) -> None:
        super().__init__()
        self._name = "hint"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str) -> None:
        """Show the icon of ``error``, ``warning``, ``hint`` or ``next``."""
        self._name = name
        self.update()

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height()
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        colour = colours.muted if self._name == "next" else colours.severity(self._name)  # type: ignore[arg-type]
        icons.draw(QPainter(self), self._name, QRectF(self.rect()), colour)


class ProblemItem(QWidget):
    """One sentence, where it is said of, and its fix.  A click goes to the field."""

    chosen = Signal(object)
    fixed = Signal(object)
    """The problems that are to be fixed."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: tuple[Problem, ...] = ()
        roles.mark(self, "group")
        self._tone: Severity | None = None
        self._icon = SeverityIcon()
        self._text = Label()
        self._text.setWordWrap(True)
        self._place = Label()
        self._place.setFont(theme.mono(self.font()))
        self._place.setForegroundRole(theme.Role.PlaceholderText)
        self._place.setWordWrap(True)
        self.button = Button("")
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(lambda: self.fixed.emit(self.fixable))
        self.why = Button("Why?", "link")
        self.why.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.why.clicked.connect(self._explain)
        self._lay_out()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._place)
        texts.addWidget(self._text)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 10, 12, 10)
        self._grid.setHorizontalSpacing(theme.GRID + 2)
        self._grid.setVerticalSpacing(theme.GRID)
        self._grid.addWidget(self._icon, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addLayout(texts, 0, 1)
        self._grid.setColumnStretch(1, 1)
        self._actions = QWidget()
        beside = QHBoxLayout(self._actions)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.GRID)
        beside.addWidget(self.button)
        beside.addWidget(self.why)
        self._is_narrow: bool | None = None
        self._place_button(narrow=False)

    def _place_button(self, *, narrow: bool) -> None:
        """Put the fix behind its sentence, or under it where that has little room."""
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignVCenter
            self._grid.addWidget(self._actions, int(narrow), 1 if narrow else 2, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button(narrow=self.width() < self.fontMetrics().horizontalAdvance("m") * NARROW_EMS)

    @property
    def problem(self) -> Problem | None:
        """The problem; the first of several that are said in one sentence."""
        return self.problems[0] if self.problems else None

    @property
    def fixable(self) -> tuple[Problem, ...]:
        """The problems that the button fixes: all of them, where nothing is lost by that."""
        alike = [one for one in self.problems if one.fix is not None]
        if len(alike) > 1 and all(one.fix is not None and loses_nothing(one.fix) for one in alike):
            return tuple(alike)
        return tuple(alike[:1])

    def show_problems(self, problems: tuple[Problem, ...], *, quiet: bool) -> None:
        """Show *problems*, which all say the same; a *quiet* one is the next step and not yet a mistake."""
        self.problems = problems
        problem = problems[0]
        self._tone = None if quiet else problem.severity
        self._icon.show_icon("next" if quiet else problem.severity)
        where = _places(problems)
        self._place.setText(breakable(where))
        self._place.setVisible(bool(where))
        self._text.setText(breakable(problem.message))
        self.setAccessibleName(f"{'next' if quiet else problem.severity}: {problem.message}")
        self.setAccessibleDescription(where)
        label = problem.fix.label if problem.fix else ""
        self.button.setVisible(problem.fix is not None)
        short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
        if len(self.fixable) > 1:
            short = f"{short} (all {len(self.fixable)})"
        self.button.setText(short.replace("&", "&&"))
        literal.tip(self.button, label if short != label else "")
        self.button.setAccessibleName(f"{label}: {problem.message}" if label else "")
        self.why.setAccessibleName(f"Why? {problem.message}")
        self.update()

    def _explain(self) -> None:
        from buildx_cache_flags.qt.dialogs.why_dialog import WhyDialog

        if self.problem is not None:
            WhyDialog(self.problem, self.window()).open()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.problem is not None:
            self.chosen.emit(self.problem.place)
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        fill = getattr(ink, f"{self._tone}_soft") if self._tone else ink.group
        paint.box(painter, self.rect(), paint.CONTROL, fill, None if self._tone else ink.line_pen)


def _places(problems: tuple[Problem, ...]) -> str:
    named = list(dict.fromkeys(filter(None, (problem.place.title for problem in problems))))
    more = len(named) - MOST_PLACES
    return " · ".join([*map(visible, named[:MOST_PLACES]), *([f"{more} more"] if more > 0 else [])])


class ProblemList(QWidget):
    """Shows problems, the worst first; items are kept and filled anew, because they change with every keystroke."""

    chosen = Signal(object)
    fixed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.items: list[ProblemItem] = []
        self.before: QWidget | None = None
        self._shown: tuple[object, ...] = ()
        self._none = Label("No problems. Ready to copy.")
        self._none.setForegroundRole(theme.Role.PlaceholderText)
        self._none.setWordWrap(True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GRID)
        self._layout.addWidget(self._none)

    def show_problems(self, problems: tuple[Problem, ...], touched: set[Place]) -> None:
        """Show *problems*; errors of fields never touched are shown as the next step."""
        gathered = gather(problems, touched)
        shown = (*gathered.items(),)
        if shown == self._shown and self._shown:
            return
        self._shown = shown
        self._none.setVisible(not gathered)
        while len(self.items) < len(gathered):
            self._add_item()
        for item, (key, same) in zip(self.items, gathered.items(), strict=False):
            item.show_problems(same, quiet=key[0])
        for number, item in enumerate(self.items):
            item.setVisible(number < len(gathered))

    def _add_item(self) -> None:
        item = ProblemItem()
        item.chosen.connect(self.chosen)
        item.fixed.connect(self.fixed)
        self._layout.addWidget(item)
        # Tab goes by age, and this button is younger than whatever stands below it.
        before = self.items[-1].why if self.items else self.before
        if before is not None:
            self.setTabOrder(before, item.button)
        self.setTabOrder(item.button, item.why)
        self.items.append(item)


Key = tuple[bool, str, str, str]


def gather(problems: tuple[Problem, ...], touched: set[Place]) -> dict[Key, tuple[Problem, ...]]:
    """The problems by what they say and whether they are quiet, the worst first: one sentence for those that say the same."""
    found: dict[Key, tuple[Problem, ...]] = {}
    for problem in sorted(problems, key=lambda one: SEVERITIES.index(one.severity)):
        label = problem.fix.label if problem.fix else ""
        key = (is_quiet(problem, touched), problem.severity, problem.message, label)
        found[key] = (*found.get(key, ()), problem)
    return found
