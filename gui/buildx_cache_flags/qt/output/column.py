"""The right side of the window: where the command goes, the command, Copy, the problems, and what it all does."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.explain.tokens import explain
from buildx_cache_flags.core.targets import TARGETS, Target
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.explain.problem_list import ProblemList, is_quiet
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.output.command_view import Preview
from buildx_cache_flags.qt.output.primary_button import PrimaryButton
from buildx_cache_flags.qt.soon import Soon
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    from buildx_cache_flags.qt.explain.before import BeforeYouRun
    from buildx_cache_flags.qt.explain.meaning import Meaning
    from buildx_cache_flags.qt.explain.words import Words

COPY_KEYS = "Ctrl+Shift+C"
_WHILE_OPEN = "Copied while this window is open"
PAUSE = 50
"""Milliseconds without a keystroke before the explanations follow."""


class TargetBar(QWidget):
    """Where the command goes and how it is written."""

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self.targets = QComboBox()
        self.targets.setAccessibleName("Copy for")
        self.targets.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for target in TARGETS.values():
            if target.whole:
                self.targets.addItem(target.label, target.name)
        self.flags_only = QRadioButton("flags only")
        self.whole = QRadioButton("whole command")
        self.one_line = QCheckBox("one line")
        self.defaults = QCheckBox("write defaults too")
        self.bake_objects = QCheckBox("caches as objects")
        literal.tip(self.flags_only, "The cache flags alone, to put into a command of your own.")
        literal.tip(self.whole, "The whole docker buildx build command.")
        literal.tip(self.one_line, "Everything on one line, for places that continue no lines.")
        literal.tip(self.defaults, "Write out what would count anyway, so that everybody sees it.")
        literal.tip(
            self.bake_objects, "Write each cache entry as an object instead of a string. Needs buildx 0.20 or later."
        )
        self._extent = QButtonGroup(self)
        self._extent.addButton(self.flags_only)
        self._extent.addButton(self.whole)
        self._lay_out()
        self.targets.activated.connect(lambda index: self._set(target=self.targets.itemData(index)))
        self.flags_only.clicked.connect(lambda: self._set(whole=False))
        self.whole.clicked.connect(lambda: self._set(whole=True))
        self.one_line.clicked.connect(lambda on: self._set(one_line=on))
        self.defaults.clicked.connect(lambda on: self._set(defaults=on))
        self.bake_objects.clicked.connect(lambda on: self._set(bake_objects=on))

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GRID * 2)
        grid.setVerticalSpacing(theme.GRID // 2)
        label = Label("Copy for")
        label.setBuddy(self.targets)
        head = QHBoxLayout()
        head.setSpacing(theme.GRID)
        head.addWidget(label)
        head.addWidget(self.targets, 1)
        grid.addLayout(head, 0, 0, 1, 2)
        grid.addWidget(self.whole, 1, 0)
        grid.addWidget(self.flags_only, 1, 1)
        grid.addWidget(self.one_line, 2, 0)
        grid.addWidget(self.defaults, 2, 1)
        grid.addWidget(self.bake_objects, 1, 0, 1, 2)
        grid.setColumnStretch(1, 1)

    def _set(self, **changes: object) -> None:
        self._store.set_view(self._store.view._replace(**changes))  # type: ignore[arg-type]

    def update_bar(self) -> None:
        """Show the view as the store has it."""
        view = self._store.view
        self.targets.setCurrentIndex(self.targets.findData(view.target))
        (self.whole if view.whole else self.flags_only).setChecked(True)
        self.one_line.setChecked(view.one_line)
        self.defaults.setChecked(view.defaults)
        self.bake_objects.setChecked(view.bake_objects)
        self._offer(TARGETS[view.target])

    def _offer(self, target: Target) -> None:
        """Offer only what makes a difference for *target*."""
        for button in (self.whole, self.flags_only):
            button.setVisible(target.shell)
        self.bake_objects.setVisible(target.objects is not None)
        self.one_line.setEnabled(target.wraps)


class CopyButton(QWidget):
    """The big button, and under it how the copy went or why there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.button = PrimaryButton()
        self.button.setMinimumHeight(max(theme.GRID * 5, self.button.sizeHint().height()))
        literal.tip(self.button, f"Copy the command ({COPY_KEYS})")
        self.note = Label()
        self.note.setWordWrap(True)
        self.note.setFont(theme.small(self.font()))
        self.note.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.note.setMinimumHeight(self.note.fontMetrics().lineSpacing())
        self.since = Label()
        self.since.setFont(theme.small(self.font()))
        self.since.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.since.hide()
        self.save = QPushButton("Save as…")
        self.save.setMinimumHeight(self.button.minimumHeight())
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addWidget(self.button, 0, 0)
        layout.addWidget(self.save, 0, 1)
        layout.addWidget(self.note, 1, 0, 1, 2)
        layout.addWidget(self.since, 2, 0, 1, 2)
        layout.setColumnStretch(0, 1)
        self.show_ready("")

    def show_ready(self, why_not: str) -> None:
        """Offer to copy; *why_not* disables the button and says what to do first."""
        self.button.setText(f"Copy   {COPY_KEYS}")
        self.button.show_icon("copy")
        self.button.setEnabled(not why_not)
        self.save.setEnabled(not why_not)
        self.button.setAccessibleName(f"Copy. {why_not}" if why_not else "Copy")
        self.note.setText(why_not)

    def show_since(self, text: str) -> None:
        """Show when the command was copied last, and whether it has changed since."""
        self.since.setText(text)
        self.since.setVisible(bool(text))

    def show_copied(self, outcome: str, tool: str) -> None:
        """Say how the copy went."""
        notes = {
            "kept": "The text stays on the clipboard after this window is closed.",
            "missing": f"No tool keeps it longer: install {tool} to paste after closing." if tool else "",
            "failed": f"{tool} did not keep it, so paste before closing.",
            "altered": f"{tool} put something else on the clipboard. Select the command and copy it with Ctrl+C.",
            "replaced": "Something else was copied since.",
            "pending": "",
        }
        texts = {"missing": _WHILE_OPEN, "failed": _WHILE_OPEN, "altered": "Not copied"}
        self.button.setText(texts.get(outcome, "Copied"))
        self.button.show_icon("copy" if outcome == "altered" else "done")
        self.button.setAccessibleName(f"{self.button.text()}. {notes[outcome]}")
        self.note.setText(notes[outcome])


class Output(QScrollArea):
    """The right side."""

    copy_asked = Signal()
    text_asked = Signal(str)
    """A text beside the command is to be copied."""
    save_asked = Signal()
    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rest = Soon(self._update_rest, self)
        self._below = Soon(self._update_below, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._update_below)
        self._place: Place | None = None
        self.meaning: Meaning | None = None
        self.before: BeforeYouRun | None = None
        self.words: Words | None = None
        self.bar = TargetBar(store)
        self.preview = Preview()
        self.copy = CopyButton()
        self.problems = ProblemList()
        self.problems.before = self.copy.save
        self._lay_out()
        self.copy.button.clicked.connect(self.copy_asked)
        self.copy.save.clicked.connect(self.save_asked)
        self.preview.pointed.connect(self.pointed)
        self.problems.chosen.connect(self.chosen)
        self.problems.fixed.connect(lambda problem: store.apply(problem.fix))
        store.changed.connect(self.update_output)
        store.view_changed.connect(self.update_output)
        self.bar.update_bar()

    def _lay_out(self) -> None:
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self.bar)
        layout.addWidget(self.preview)
        layout.addWidget(self.copy)
        layout.addWidget(self.problems)
        layout.addStretch(1)
        self.preview.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._body = body
        self.setWidget(body)

    def minimumSizeHint(self) -> QSize:
        """Never narrower than what is in it, which can't be scrolled sideways."""
        width = self._body.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        return QSize(width, super().minimumSizeHint().height())

    def update_output(self) -> None:
        """Show command, problems and meaning as the store has them."""
        outcome = self._store.outcome
        if outcome is None:
            return
        self.preview.show_rendered(outcome.rendered, outcome.problems)
        if self._store.typing:
            self._rest.ask()
        else:
            self._update_rest()

    def _update_rest(self) -> None:
        outcome = self._store.outcome
        if outcome is None:
            return
        self.bar.update_bar()
        self.problems.show_problems(outcome.problems, self._store.touched)
        self.copy.show_ready(why_not(outcome.errors, self._store.touched) or self._empty())
        if self._store.typing:
            self._pause.start()
        else:
            self._below.ask()

    @property
    def explained(self) -> bool:
        """Whether the explanations are in step with the command."""
        return not self._pause.isActive()

    def _update_below(self) -> None:
        """Show what explains the command, which nobody reads while typing."""
        self._pause.stop()
        outcome = self._store.outcome
        if outcome is None:
            return
        if self.meaning is None or self.before is None or self.words is None:
            self.meaning, self.before, self.words = self._add_below()
        self.meaning.update_meaning()
        self.before.update_steps()
        target = TARGETS[self._store.view.target]
        file = None if target.shell or target.script else outcome.rendered
        self.words.show_tokens(explain(outcome.command, self._store.catalog, file))

    def _add_below(self) -> "tuple[Meaning, BeforeYouRun, Words]":
        from buildx_cache_flags.qt.explain.before import BeforeYouRun
        from buildx_cache_flags.qt.explain.meaning import Meaning
        from buildx_cache_flags.qt.explain.words import Words

        last = self.problems.items[-1].button if self.problems.items else self.copy.save
        below = Meaning(self._store), BeforeYouRun(self._store, last), Words()
        layout = self._body.layout()
        assert isinstance(layout, QVBoxLayout)
        for part in below:
            layout.insertSpacing(layout.count() - 1, theme.GRID)
            layout.insertWidget(layout.count() - 1, part)
        below[1].get_ready()
        below[1].copy_asked.connect(self.text_asked)
        below[2].pointed.connect(self.pointed)
        below[2].light(self._place)
        return below

    def _empty(self) -> str:
        return "" if self._store.text else "There is nothing to copy: add an entry first."

    def light(self, place: Place | None) -> None:
        """Light the tokens of *place*."""
        self._place = place
        self.preview.light(place)
        if self.words is not None:
            self.words.light(place)


def why_not(errors: tuple[Problem, ...], touched: set[Place]) -> str:
    """Why nothing can be copied; empty where it can."""
    if not errors:
        return ""
    first = errors[0]
    if len(errors) == 1 and is_quiet(first, touched):
        return f"Fill in {first.place} to copy the command."
    if len(errors) == 1:
        return f"Mend {first.place} first: it has an error." if str(first.place) else "Mend the error first."
    return f"Mend the {len(errors)} errors first; {errors[0].place} has one."
