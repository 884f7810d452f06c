"""Help me choose: from the recipes' menu to the recipe that is applied, by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.recipes import choosing
from buildx_cache_flags.qt.dialogs.choose_dialog import ChooseDialog
from buildx_cache_flags.qt.dialogs.recipe_dialog import RecipeDialog
from buildx_cache_flags.qt.look.segments import Segments
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import Open, activate
from tests.qt.person import Key, settle, wait_for

FILLED = Draft(image="ghcr.io/acme/app:1.4")


def in_front(window: Window, kind: type[QDialog]) -> QDialog:
    found: list[QDialog] = []

    def look() -> bool:
        found[:] = [one for one in window.findChildren(kind) if one.isVisible()]
        return bool(found)

    wait_for(look)
    settle()
    activate(found[0])
    # Arrow keys move the focus, which only a window in front has.
    wait_for(lambda: (on := QApplication.focusWidget()) is not None and found[0].isAncestorOf(on))
    return found[0]


def choosing_in(window: Window) -> ChooseDialog:
    window.toolbar.choose_recipe()
    dialog = in_front(window, ChooseDialog)
    assert isinstance(dialog, ChooseDialog)
    return dialog


def press(dialog: QDialog, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(dialog.windowHandle(), key)
        settle()


def go_on(dialog: ChooseDialog, asked: Segments) -> None:
    """Give the next answer: a list goes down, and segments side by side go to the right."""
    press(dialog, Key.Key_Right if asked.field in asked.buttons.values() else Key.Key_Down)


@pytest.mark.window_system
def test_answers_lead_to_a_recipe_by_keyboard_alone(open_window: Open) -> None:
    window = open_window(FILLED)
    dialog = choosing_in(window)
    where = dialog.questions["where"]
    assert dialog.focusWidget() is where.field
    go_on(dialog, where)
    assert where.value == "gitlab"
    # One press of Tab for each question, however it is shown.
    press(dialog, Key.Key_Tab, Key.Key_Tab)
    assert dialog.focusWidget() is dialog.questions["who"].field
    go_on(dialog, dialog.questions["who"])
    assert dialog.questions["who"].value == "branches"
    advice = dialog.advice
    assert advice.recipe.key == "branch"
    assert dialog.texts() == [advice.recipe.name, *advice.reasons, f"Cost: {advice.recipe.cost}"]
    press(dialog, Key.Key_Return)
    recipe = in_front(window, RecipeDialog)
    assert recipe.windowTitle() == f"Recipe: {advice.recipe.name}"
    # Nothing has changed so far.
    assert window.store.draft == FILLED
    assert window.store.view.target == "bash"
    assert isinstance(recipe, RecipeDialog)
    press(recipe, Key.Key_Return)
    wait_for(lambda: window.store.draft != FILLED)
    assert window.store.draft.writes[0].get("ref") == "ghcr.io/acme/app:buildcache-${BRANCH}"
    assert window.store.view.target == "gitlab-ci"


def test_what_the_form_says_is_answered(open_window: Open) -> None:
    window = open_window(FILLED)
    dialog = choosing_in(window)
    assert dialog.questions["registry"].value == "ghcr"
    dialog.reject()
    assert window.store.draft == FILLED


def test_cancelled_nothing_changes(open_window: Open) -> None:
    window = open_window(FILLED)
    dialog = choosing_in(window)
    go_on(dialog, dialog.questions["where"])
    assert dialog.questions["where"].value == "gitlab"
    press(dialog, Key.Key_Escape)
    wait_for(lambda: not [one for one in window.findChildren(ChooseDialog) if one.isVisible()])
    assert window.store.draft == FILLED
    assert window.store.view.target == "bash"


def test_every_question_has_its_name_and_the_reasons_are_plain_text(open_window: Open) -> None:
    dialog = choosing_in(open_window(Draft()))
    for question in choosing.load().questions:
        asked = dialog.questions[question.key]
        assert asked.accessibleName() == question.text
        assert [button.text() for button in asked.buttons.values()] == [answer.text for answer in question.answers]
    labels = [dialog._name, dialog._cost, *dialog._reasons]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    dialog.reject()


def test_nothing_is_cut_off_in_large_letters(open_window: Open) -> None:
    window = open_window(Draft())
    font = QApplication.font()
    font.setPointSizeF(font.pointSizeF() * 1.6)
    dialog = choosing_in(window)
    dialog.setFont(font)
    dialog.resize(480, 400)
    settle()
    for asked in dialog.questions.values():
        # A drop-down where the segments have no room.
        assert asked.field.width() <= asked.width()
    dialog.reject()
