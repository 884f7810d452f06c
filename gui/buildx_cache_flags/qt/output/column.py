"""The right side of the window: where the command goes, the command, Copy, and the tabs that explain it."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.explain.tokens import explain
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.qt import announce
from buildx_cache_flags.qt.explain.problem_list import ProblemList
from buildx_cache_flags.qt.explain.tabs import Tabs
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.controls import Button
from buildx_cache_flags.qt.output import standing
from buildx_cache_flags.qt.output.command_view import CommandView, Panel
from buildx_cache_flags.qt.output.copy_bar import CopyBar
from buildx_cache_flags.qt.output.news import News
from buildx_cache_flags.qt.output.target_bar import TargetBar
from buildx_cache_flags.qt.soon import Soon
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    from buildx_cache_flags.qt.explain.before import BeforeYouRun
    from buildx_cache_flags.qt.explain.command_words import Words
    from buildx_cache_flags.qt.explain.explained import ExplainedPage
    from buildx_cache_flags.qt.explain.registry_page import RegistryPage

PAUSE: Final = 50
"""Milliseconds without a keystroke before the explanations follow."""


class Output(QWidget):
    """The right side.  Only the page under the tabs scrolls, so that Copy is always there."""

    copy_asked = Signal()
    text_asked = Signal(str)
    """A text beside the command is to be copied."""
    offer_asked = Signal(str)
    """What a step before the build has to paste is to be shown, or what a cache can't do."""
    save_asked = Signal()
    fix_asked = Signal()
    pointed = Signal(object)
    chosen = Signal(object)

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self._store = store
        self._rest = Soon(self._update_rest, self)
        self._below = Soon(self._update_below, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._update_below)
        self._place: Place | None = None
        self._stacked = False
        self.meaning: ExplainedPage | None = None
        self.before: BeforeYouRun | None = None
        self.registry: RegistryPage | None = None
        self.words: Words | None = None
        self.bar = TargetBar(store)
        self.preview = CommandView()
        self.panel = Panel(self.preview)
        self.copy = CopyBar(store)
        self.problems = ProblemList()
        self.tabs = Tabs()
        self._explained = QWidget()
        self.explained_tab = self.tabs.add("Explained", self._explained)
        self.problems_tab = self.tabs.add("Problems", self.problems)
        self.problems.before = self.tabs.bar
        self._news = News(self)
        self._lay_out()
        self._join()
        self.bar.update_bar()

    def _lay_out(self) -> None:
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(2 * theme.GRID)
        self._layout.addWidget(self.bar)
        self._layout.addWidget(self.panel)
        self._layout.addWidget(self.copy)
        self._layout.addWidget(self.tabs, 1)
        self._set_margins()
        QVBoxLayout(self._explained).setContentsMargins(0, 0, 0, 0)

    def _join(self) -> None:
        self.copy.button.clicked.connect(self.copy_asked)
        self.copy.save_asked.connect(self.save_asked)
        self.copy.fix_asked.connect(self.fix_asked)
        self.preview.pointed.connect(self.pointed)
        self.problems.chosen.connect(self.chosen)
        self.problems.fixed.connect(self._fix)
        self._store.changed.connect(self.update_output)
        self._store.view_changed.connect(self._view_changed)

    def _set_margins(self) -> None:
        side = 0 if self._stacked else 3 * theme.GRID
        self._layout.setContentsMargins(side + (not self._stacked), 3 * theme.GRID, side, theme.GRID)

    def set_stacked(self, stacked: bool) -> None:
        """Stand in a column with the form, which scrolls, and leave Copy to the bar below; or alone again."""
        self._stacked = stacked
        self._set_margins()
        self.tabs.set_scrolls(not stacked)
        if stacked:
            self.panel.set_most(0)
        else:
            self._layout.insertWidget(2, self.copy)
            self._fit_panel()

    def minimumSizeHint(self) -> QSize:
        """Never narrower than what is in it, which can't be scrolled sideways."""
        least = super().minimumSizeHint()
        return least if self._stacked else QSize(least.width(), 40 * theme.GRID)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._stacked:
            self._fit_panel()

    def _fit_panel(self) -> None:
        """Half the height is the command's at most, and never so much that nothing is left for the rest."""
        rest = self.bar.heightForWidth(self.bar.width()) + self.copy.sizeHint().height()
        rest += self.tabs.minimumSizeHint().height() + 10 * theme.GRID
        self.panel.set_most(max(min(self.height() // 2, self.height() - rest), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._stacked:
            return
        painter, ink = QPainter(self), theme.current().ink
        painter.fillRect(self.rect(), ink.card)
        painter.fillPath(paint.rounded(self.rect().toRectF().adjusted(0, 0, 1 - self.width(), 0), 0), ink.line)

    def update_output(self) -> None:
        """Show command, problems and meaning as the store has them."""
        outcome = self._store.outcome
        if outcome is None:
            return
        in_file = not TARGETS[self._store.view.target].shell
        self.preview.show_rendered(outcome.rendered, outcome.problems, in_file=in_file)
        if self._store.typing:
            self._rest.ask()
        else:
            self.panel.fit(may_shrink=True)
            self._update_rest()

    def _view_changed(self) -> None:
        self.update_output()
        self.panel.fit(may_shrink=True)

    def _update_rest(self) -> None:
        outcome = self._store.outcome
        if outcome is None:
            return
        touched = self._store.touched
        self.bar.update_bar()
        self.problems.show_problems(outcome.problems, touched)
        stands = standing.of(outcome.problems, touched, self._store.draft, self._store.catalog, text=outcome.text)
        self.copy.show_standing(stands)
        self._count(outcome.problems, touched)
        if self._store.typing:
            self._pause.start()
        else:
            self._below.ask()

    def _count(self, problems: tuple[Problem, ...], touched: set[Place]) -> None:
        """Behind the title of the tab: the problems, or where there is none the tips."""
        real = [one for one in problems if not standing.is_quiet(one, touched)]
        wrong = [one for one in real if one.severity != "hint"]
        counted = wrong or real
        severities = {one.severity for one in counted}
        worst = next((one for one in ("error", "warning") if one in severities), "hint")
        noun = "problem" if wrong else "tip"
        said = f"{len(counted)} {noun}{'' if len(counted) == 1 else 's'}" if counted else ""
        self.problems_tab.set_count(len(counted), worst, said)  # type: ignore[arg-type]

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
            self.meaning, self.before, self.words = self._add_pages()
        self.meaning.update_meaning()
        self.before.update_steps()
        if self.registry is not None:
            self.registry.update_refs()
        target = TARGETS[self._store.view.target]
        file = None if target.shell or target.script else outcome.rendered
        self.words.show_tokens(explain(outcome.command, self._store.catalog, file))
        self._news.heard(outcome.problems, self._store.touched)

    def _add_pages(self) -> "tuple[ExplainedPage, BeforeYouRun, Words]":
        from buildx_cache_flags.qt.explain.before import BeforeYouRun
        from buildx_cache_flags.qt.explain.command_words import Words
        from buildx_cache_flags.qt.explain.explained import ExplainedPage

        meaning, before, words = ExplainedPage(self._store), BeforeYouRun(self._store, self.tabs.bar), Words()
        layout = self._explained.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(meaning)
        layout.addSpacing(2 * theme.GRID)
        layout.addWidget(words)
        limits = Button("What a cache can't do…", "link")
        limits.clicked.connect(lambda: self.offer_asked.emit("limits"))
        layout.addWidget(limits, 0, Qt.AlignmentFlag.AlignLeft)
        # What is made late goes to the end of the order of Tab, behind the bar above.
        self.setTabOrder(self.tabs.bar, limits)
        self.before_tab = self.tabs.add("Before you run", before, "Before")
        self._registry_holder = QWidget()
        QVBoxLayout(self._registry_holder).setContentsMargins(0, 0, 0, 0)
        self.registry_tab = self.tabs.add("In the registry", self._registry_holder, "Registry")
        self.tabs.bar.currentChanged.connect(lambda _: self._show_registry())
        before.get_ready()
        before.copy_asked.connect(self.text_asked)
        before.offer_asked.connect(self.offer_asked)
        words.pointed.connect(self.pointed)
        words.light(self._place)
        return meaning, before, words

    def _show_registry(self) -> None:
        """Make the page when it is first looked at; until then nothing of it is imported."""
        if self.registry is None and self.registry_tab.is_shown:
            from buildx_cache_flags.qt.explain.registry_page import RegistryPage

            self.registry = RegistryPage(self._store)
            layout = self._registry_holder.layout()
            assert layout is not None
            layout.addWidget(self.registry)
            self.registry.update_refs()

    def _fix(self, problems: tuple[Problem, ...]) -> None:
        """Fix what one sentence is about, in one step."""
        draft = self._store.draft
        for problem in problems:
            if problem.fix is not None:
                draft = problem.fix.apply(draft, self._store.catalog)
        self._store.replace(draft)

    def show_copied(self, outcome: str, tool: str) -> None:
        """Say how the copy went, to who listens too."""
        self.copy.show_copied(outcome, tool)
        if outcome != "pending":
            announce.say(self.copy.button.accessibleName(), self.copy.button)

    def light(self, place: Place | None) -> None:
        """Light the tokens of *place*."""
        self._place = place
        self.preview.light(place)
        if self.words is not None:
            self.words.light(place)

    def reveal(self, widget: QWidget) -> None:
        """Scroll the page under the tabs so that *widget* is in view, where it is there."""
        if self.tabs.area.isAncestorOf(widget):
            self.tabs.area.ensureWidgetVisible(widget)
