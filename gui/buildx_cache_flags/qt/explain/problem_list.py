"""The list of problems with a button for each fix."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.severity import SEVERITIES
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import icons, literal
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.wrapping import breakable

LONGEST_LABEL = 34
"""Characters of a fix's label that its button shows; the tool tip has all of it."""


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
    """One problem: icon, where, the sentence, and its fix.  A click goes to the field."""

    chosen = Signal(object)
    fixed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.problem: Problem | None = None
        self._icon = SeverityIcon()
        self._text = Label()
        self._text.setWordWrap(True)
        self._place = Label()
        self._place.setFont(theme.mono(theme.small(self.font())))
        self._place.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._place.setWordWrap(True)
        self.button = QPushButton()
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(lambda: self.fixed.emit(self.problem))
        self._lay_out()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._place)
        texts.addWidget(self._text)
        texts.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, theme.GRID // 2, 0, theme.GRID // 2)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)

    def show_problem(self, problem: Problem, *, quiet: bool) -> None:
        """Show *problem*; a *quiet* one is the next step and not yet a mistake."""
        self.problem = problem
        self._icon.show_icon("next" if quiet else problem.severity)
        self._place.setText(breakable(visible(str(problem.place))))
        self._place.setVisible(bool(str(problem.place)))
        self._text.setText(breakable(problem.message))
        self.setAccessibleName(f"{'next' if quiet else problem.severity}: {problem.message}")
        label = problem.fix.label if problem.fix else ""
        self.button.setVisible(problem.fix is not None)
        short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
        self.button.setText(short.replace("&", "&&"))
        literal.tip(self.button, label if short != label else "")
        self.button.setAccessibleName(f"{label}: {problem.message}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.problem is not None:
            self.chosen.emit(self.problem.place)
        super().mousePressEvent(event)


class ProblemList(QWidget):
    """Shows problems, the worst first; items are kept and filled anew, because they change with every keystroke."""

    chosen = Signal(object)
    fixed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.items: list[ProblemItem] = []
        self.before: QWidget | None = None
        self._shown: tuple[object, ...] = ()
        self._title = Label()
        self._title.setFont(theme.heading(self.font()))
        self._none = Label("Nothing stands in the way.")
        self._none.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._none)

    def show_problems(self, problems: tuple[Problem, ...], touched: set[Place]) -> None:
        """Show *problems*; errors of fields never touched are shown as the next step."""
        ordered = sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity))
        quiet = [is_quiet(problem, touched) for problem in ordered]
        shown = (*ordered, *quiet)
        if shown == self._shown and self._shown:
            return
        self._shown = shown
        real = len(ordered) - sum(quiet)
        self._title.setText(f"Problems ({real})" if real else "Next" if any(quiet) else "No problems")
        self._none.setVisible(not ordered)
        while len(self.items) < len(ordered):
            self._add_item()
        for item, problem, is_next in zip(self.items, ordered, quiet, strict=False):
            item.show_problem(problem, quiet=is_next)
        for number, item in enumerate(self.items):
            item.setVisible(number < len(ordered))

    def _add_item(self) -> None:
        item = ProblemItem()
        item.chosen.connect(self.chosen)
        item.fixed.connect(self.fixed)
        self.items.append(item)
        self._layout.addWidget(item)
        # Tab goes by age, and this button is younger than whatever stands below it or above the window.
        before = self.items[-2].button if len(self.items) > 1 else self.before
        if before is not None:
            self.setTabOrder(before, item.button)


def is_quiet(problem: Problem, touched: set[Place]) -> bool:
    """Whether *problem* is only that something is still missing that nobody has come to yet."""
    return problem.trait == "missing" and problem.place.parameter != "" and problem.place not in touched
