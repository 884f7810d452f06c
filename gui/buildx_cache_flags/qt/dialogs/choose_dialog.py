"""Help me choose: a few questions that lead to a recipe, with the reasons; the form changes only with the recipe itself."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from buildx_cache_flags.core.recipes import Recipes, choosing
from buildx_cache_flags.core.recipes.choosing import Recommendation
from buildx_cache_flags.qt import announce
from buildx_cache_flags.qt.dialogs.buttons import DialogButtons
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.dress import dress
from buildx_cache_flags.qt.look.segments import SegmentChoice, Segments
from buildx_cache_flags.qt.store import FormStore

_WIDTH: Final = 94 * theme.GRID
_HIGH: Final = 76 * theme.GRID


class ChooseDialog(QDialog):
    """Asks, and shows at once where the answers lead."""

    chosen = Signal(object)
    """The advice that is to be followed: its recipe is shown next."""

    def __init__(self, store: FormStore, recipes: Recipes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._recipes = recipes
        self.setWindowTitle("Help me choose a recipe")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.questions = self._questions(store)
        self._name = Label()
        self._name.setFont(theme.heading(self._name.font()))
        self._reasons: list[Label] = []
        self._cost = Label()
        self._cost.setForegroundRole(theme.Role.PlaceholderText)
        self.buttons = DialogButtons("Show the recipe…")
        self._lay_out()
        for asked in self.questions.values():
            asked.chosen.connect(self._answered)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self._show()
        self.resize(_WIDTH, min(self._needed(), _HIGH))
        next(iter(self.questions.values())).field.setFocus()

    @property
    def advice(self) -> Recommendation:
        """Where the answers lead now."""
        return choosing.advise({key: asked.value for key, asked in self.questions.items()}, self._recipes)

    def texts(self) -> list[str]:
        """What is said of the recipe, in order."""
        labels = [self._name, *self._reasons, self._cost]
        return [label.text() for label in labels if not label.isHidden()]

    def _questions(self, store: FormStore) -> dict[str, Segments]:
        target = store.view.target if store.draft.image or store.draft.writes else ""
        known = choosing.known(store.draft, target, store.catalog)
        made: dict[str, Segments] = {}
        for question in choosing.load().questions:
            choices = (SegmentChoice(answer.key, answer.text) for answer in question.answers)
            made[question.key] = Segments(question.text, choices)
            made[question.key].set_value(question.answer(known.get(question.key, "")).key)
        return made

    def _lay_out(self) -> None:
        body = QWidget()
        inside = self._inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, theme.GRID, 0)
        inside.setSpacing(theme.GRID)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID + theme.GRID // 2)
        grid.setColumnStretch(1, 1)
        for row, question in enumerate(choosing.load().questions):
            label = Label(question.text)
            label.setFont(theme.title(label.font()))
            grid.addWidget(label, row, 0)
            grid.addWidget(self.questions[question.key], row, 1)
        inside.addLayout(grid)
        inside.addSpacing(2 * theme.GRID)
        for said in (self._name, self._cost):
            said.setWordWrap(True)
            inside.addWidget(said)
        inside.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        layout.setSpacing(2 * theme.GRID)
        layout.addWidget(area, 1)
        layout.addWidget(self.buttons)

    def _needed(self) -> int:
        """The height at which nothing has to be scrolled, whatever is answered."""
        room = _WIDTH - 5 * theme.GRID
        return self._inside.heightForWidth(room) + self.buttons.sizeHint().height() + 14 * theme.GRID

    def _answered(self) -> None:
        before = self._name.text()
        self._show()
        if self._name.text() != before:
            announce.say(self._name.text(), self._name)

    def _show(self) -> None:
        advice = self.advice
        self._name.setText(advice.recipe.name)
        while len(self._reasons) < len(advice.reasons):
            label = Label()
            label.setWordWrap(True)
            self._inside.insertWidget(self._inside.indexOf(self._cost), label)
            self._reasons.append(label)
        for number, label in enumerate(self._reasons):
            label.setText(advice.reasons[number] if number < len(advice.reasons) else "")
            label.setVisible(number < len(advice.reasons))
        self._cost.setText(f"Cost: {advice.recipe.cost}" if advice.recipe.cost else "")
        self._cost.setVisible(bool(advice.recipe.cost))

    def _accept(self) -> None:
        advice = self.advice
        self.accept()
        self.chosen.emit(advice)
