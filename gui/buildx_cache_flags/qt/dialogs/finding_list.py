"""What a paste would change, what buildx refuses in it, and what is left out."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.differences import Difference
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.pasted.pasting import LeftOut, Pasted
from buildx_cache_flags.core.text.wording import capital, shown
from buildx_cache_flags.qt import literal, roles
from buildx_cache_flags.qt.dialogs.diff_list import DiffList
from buildx_cache_flags.qt.explain.problem_list import LONGEST_LABEL, SeverityIcon
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import Button

MOST_HEIGHT = 44 * theme.GRID
"""Pixels of height that are asked for."""
MOST = 200
"""Lines of one list that are shown; a longer one ends with how many there are more."""


class Findings(QScrollArea):
    """Three short lists, made anew for every text."""

    fixed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("What will change")
        self.show_pasted(None, ())

    def show_sentences(self, sentences: Iterable[str]) -> None:
        """Show what is to be said where nothing was read."""
        self.show_pasted(None, (), tuple(sentences))

    def show_pasted(
        self, pasted: Pasted | None, changes: Sequence[Difference], sentences: tuple[str, ...] = ()
    ) -> None:
        """Show what *pasted* gives: *changes* say what will be different, *sentences* what is wrong as a whole."""
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        for sentence in sentences:
            layout.addWidget(_sentence(sentence))
        if pasted is not None:
            self._add_problems(layout, pasted)
            if pasted.found:
                _add_changes(layout, changes)
            left_out = [_left_out(part) for part in pasted.left_out]
            _add_list(layout, "Left out" if pasted.found else "Nothing recognised", left_out)
        layout.addStretch(1)
        self.setWidget(body)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as what is shown, up to a limit; more is scrolled."""
        body, width = self.widget(), max(self.viewport().width(), 56 * theme.GRID)
        layout = body.layout() if body is not None else None
        if layout is None:
            return QSize(width, MOST_HEIGHT)
        high = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        return QSize(width, min(high + theme.GRID, MOST_HEIGHT))

    def texts(self) -> list[str]:
        """Every sentence that is shown, in order."""
        return [label.text() for label in self.findChildren(QLabel)]

    def _add_problems(self, layout: QVBoxLayout, pasted: Pasted) -> None:
        if pasted.problems:
            layout.addWidget(_title("Problems"))
        for problem in pasted.problems[:MOST]:
            layout.addWidget(self._problem(problem))

    def _problem(self, problem: Problem) -> QWidget:
        item = QWidget()
        row = QHBoxLayout(item)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID)
        icon = SeverityIcon()
        icon.show_icon(problem.severity)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(_sentence(problem.message), 1)
        fixed = problem.fix.value if problem.fix else None
        given = problem.excerpt.text if problem.excerpt else ""
        if fixed is not None:
            label = problem.fix.label if problem.fix and problem.fix.label else "Fix"
            button = Button(label.replace("&", "&&") if len(label) <= LONGEST_LABEL else "Fix")
            literal.tip(button, f"Use {fixed}")
            button.setAccessibleName(f"{label}: use {fixed}")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda: self.fixed.emit(given, fixed))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return item


def _left_out(part: LeftOut) -> str:
    where = f" (line {part.line})" if isinstance(part, LeftOutAt) and part.line else ""
    return f"{shown(part.text)}{where}: {part.reason}." if part.text else f"{capital(part.reason)}{where}."


def _add_list(layout: QVBoxLayout, title: str, sentences: Iterable[str]) -> None:
    given = list(sentences)
    if not given:
        return
    layout.addWidget(_title(title))
    for sentence in given[:MOST]:
        layout.addWidget(_sentence(sentence))
    if len(given) > MOST:
        layout.addWidget(_sentence(f"… and {len(given) - MOST} more."))
    layout.addSpacing(theme.GRID)


def _add_changes(layout: QVBoxLayout, changes: Sequence[Difference]) -> None:
    layout.addWidget(_title("What will change"))
    layout.addWidget(DiffList(changes) if changes else _sentence("Nothing changes: the form already has this."))
    layout.addSpacing(theme.GRID)


def _title(text: str) -> Label:
    label = Label(text)
    label.setFont(theme.heading(label.font()))
    roles.mark(label, "heading")
    return label


def _sentence(text: str) -> Label:
    label = Label(text)
    label.setWordWrap(True)
    return label
