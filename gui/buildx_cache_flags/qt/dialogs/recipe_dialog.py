"""A recipe before it is applied: when to use it, what it costs, and what it would change in the form."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from buildx_cache_flags.core.check.problems import Excerpt, Fix, Problem
from buildx_cache_flags.core.draft import Draft, differences
from buildx_cache_flags.core.outcome import judge
from buildx_cache_flags.core.pasted.pasting import Pasted
from buildx_cache_flags.core.recipes import Recipe, applying, recipe_bases
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.wording import listed
from buildx_cache_flags.qt import roles
from buildx_cache_flags.qt.dialogs.buttons import DialogButtons
from buildx_cache_flags.qt.dialogs.finding_list import Findings
from buildx_cache_flags.qt.explain.problem_list import SeverityIcon
from buildx_cache_flags.qt.form.image_card import IMAGE
from buildx_cache_flags.qt.form.text_editors import TextField
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.dress import dress
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.wrapping import breakable

_NEEDED = "Enter your image. The cache is stored next to it."


class RecipeDialog(QDialog):
    """Shows what a recipe would change; the form changes only with Apply, in one step.

    A form without any place for the cache gets its image here.
    """

    def __init__(self, store: FormStore, recipe: Recipe, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._store = store
        self._recipe = recipe
        self._asks = not recipe_bases.has_place(store.draft, store.catalog)
        present = judge(store.draft, None, store.catalog, with_variables=True).problems
        self._known = {(problem.code, problem.message) for problem in present}
        self.setWindowTitle(f"Recipe: {recipe.name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.image = TextField(self)
        if self._asks:
            self.image.setText(store.draft.image)
        self.findings = Findings()
        self.buttons = DialogButtons("Apply")
        self.apply_button = self.buttons.main
        self.cancel_button = self.buttons.cancel
        self._lay_out()
        self.image.textChanged.connect(self._show)
        self.findings.fixed.connect(lambda _, fixed: self.image.setText(fixed))
        self.buttons.accepted.connect(self._apply)
        self.buttons.rejected.connect(self.reject)
        self._show()
        width = 72 * theme.GRID
        layout = self.layout()
        needed = layout.totalHeightForWidth(width) if layout is not None else 0
        # As high as it has to be: its sentences wrap.
        self.resize(width, min(max(needed, self.sizeHint().height(), 30 * theme.GRID), 80 * theme.GRID))
        (self.image if self._asks else self.apply_button).setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID * 2, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID * 2)
        title = _wrapped(self._recipe.name)
        title.setFont(theme.heading(title.font()))
        roles.mark(title, "heading")
        layout.addWidget(title)
        layout.addLayout(self._facts())
        if self._too_old():
            layout.addLayout(_warning(self._too_old()))
        layout.addWidget(self.findings, 1)
        layout.addWidget(self.buttons)

    def _facts(self) -> QGridLayout:
        """When and cost, and the image where it is asked for, as name and text beside each other."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GRID * 2)
        grid.setVerticalSpacing(theme.GRID)
        grid.setColumnStretch(1, 1)
        for name, text in (("When", self._recipe.when), ("Cost", self._recipe.cost), ("Needs", self._needs())):
            if text:
                grid.addWidget(_name(name), grid.rowCount(), 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(_wrapped(text), grid.rowCount() - 1, 1)
        self.image.setVisible(self._asks)
        if self._asks:
            label = _name("&Image")
            label.setBuddy(self.image)
            self.image.setAccessibleName("Image: name and tag")
            self.image.setPlaceholderText(IMAGE.placeholder)
            grid.addWidget(label, grid.rowCount(), 0)
            grid.addWidget(self.image, grid.rowCount() - 1, 1)
        return grid

    def _needs(self) -> str:
        """The first release it is meant for, where not every release that can be chosen is as new."""
        oldest = min(self._store.catalog.releases.releases, default=self._store.catalog.releases.current)
        since = self._recipe.since
        return f"BuildKit {versions.text(since)} or later." if since > oldest else ""

    def _too_old(self) -> str:
        """What is to be said where the chosen BuildKit is older than the recipe."""
        version = self._store.catalog.release(self._store.draft.buildkit)
        ignored = self._recipe.too_new(self._store.catalog, version)
        if version >= self._recipe.since and not ignored:
            return ""
        result = f" and silently ignores {listed(ignored, 'and')}" if ignored else ""
        return f"BuildKit {versions.text(version)} is too old for this recipe{result}."

    def _before(self) -> Draft:
        draft = self._store.draft
        return replace(draft, image=self.image.text()) if self._asks else draft

    def _show(self) -> None:
        before = self._before()
        if self._asks and not before.image:
            self.findings.show_sentences([_NEEDED])
            self._offer(apply=False)
            return
        after = applying.apply(self._recipe, before, self._store.catalog)
        found = self._problems(after)
        said = differences.lines(self._store.draft, after, self._store.catalog)
        pasted = Pasted(after, (), tuple(_shown(problem, before.image) for problem in found), found=True)
        self.findings.show_pasted(pasted, said)
        self._order_tabs()
        wrong = self._asks and any(problem.severity == "error" for problem in found)
        self._offer(apply=bool(said) and not wrong, nothing=not said)

    def _problems(self, after: Draft) -> list[Problem]:
        """What is wrong with the image that was typed here; else what the recipe itself would bring."""
        catalog = self._store.catalog
        found = judge(after, None, catalog, with_variables=True).problems
        image = [problem for problem in found if problem.place.option is None and problem.parameter == "image"]
        if self._asks and image:
            return image
        return [
            problem
            for problem in found
            if problem.severity != "hint"
            and problem.trait != "release"
            and (problem.code, problem.message) not in self._known
        ]

    def _offer(self, *, apply: bool, nothing: bool = False) -> None:
        self.apply_button.setEnabled(apply)
        self.cancel_button.setText("Close" if nothing else "Cancel")
        (self.cancel_button if nothing else self.apply_button).setDefault(True)

    def _order_tabs(self) -> None:
        """Tab goes by age, and what is to be fixed is younger than the buttons below it."""
        before: QWidget = self.findings
        for button in self.findings.findChildren(QPushButton):
            self.setTabOrder(before, button)
            before = button

    def _apply(self) -> None:
        self._store.replace(applying.apply(self._recipe, self._before(), self._store.catalog))
        self.accept()


def _shown(problem: Problem, image: str) -> Problem:
    """*problem* as a list of findings shows it; the image can be fixed there."""
    is_image = problem.place.option is None
    change = problem.fix.changes[0] if problem.fix and is_image else None
    message = breakable(problem.message if is_image else f"{problem.place.title}: {problem.message}")
    fixed = change.value if change and change.place.parameter == "image" else None
    fix = None if fixed is None else Fix(f"Use {fixed}", value=fixed)
    return problem._replace(message=message, fix=fix, excerpt=Excerpt(image, 0, len(image)))


def _wrapped(text: str) -> Label:
    label = Label(breakable(text))
    label.setWordWrap(True)
    return label


def _name(text: str) -> Label:
    label = Label(text)
    label.setForegroundRole(theme.Role.PlaceholderText)
    return label


def _warning(text: str) -> QHBoxLayout:
    icon = SeverityIcon()
    icon.show_icon("warning")
    line = QHBoxLayout()
    line.setSpacing(theme.GRID)
    line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(_wrapped(text), 1)
    return line
