"""Start from: recipes out of the menu, seen before they are applied, and one's own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QToolTip,
    QWidget,
)

from buildx_cache_flags import resources
from buildx_cache_flags.core import recipes
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry, parse
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.recipes import applying, storage
from buildx_cache_flags.core.recipes.storage import Saved
from buildx_cache_flags.qt.dialogs import recipe_menu
from buildx_cache_flags.qt.dialogs.recipe_dialog import RecipeDialog
from buildx_cache_flags.qt.dialogs.recipe_manager import RecipeManager
from buildx_cache_flags.qt.dialogs.recipe_saving import SaveRecipeDialog
from buildx_cache_flags.qt.memory import Memory
from buildx_cache_flags.qt.window import Window
from tests import strategies
from tests.qt.conftest import Open, activate
from tests.qt.person import CONTROL, NONE, SHIFT, Key, Person, settle, wait_for
from tests.qt.surroundings import run_python

REF = "ghcr.io/acme/app:cache"
FILLED = Draft(image="ghcr.io/acme/app:1.4", writes=parse(f"type=registry,ref={REF},mode=min")).with_following(True)
LONG = "registry.gitlab.com/a-very-long-group-name/another-subgroup-name/one-more/application:buildcache"
CROWDED = Draft(
    buildkit="0.8",
    writes=parse(f"type=registry,ref={LONG},compression=zstd,odd=1"),
    reads=parse(f"type=registry,ref={LONG}-1") + parse(f"type=registry,ref={LONG}-2"),
    following=False,
)
RECIPES = recipes.load(resources.path("recipes.toml"), strategies.catalog())
MINE = Saved("Mine & yours", ("type=registry,ref={ref}-x,mode=max",), ("type=registry,ref={ref}-x",))
Modifier = Qt.KeyboardModifier
ALT = Qt.KeyboardModifier.AltModifier
WAIT = 150
"""Milliseconds after which a button that was pressed by its shortcut is up again."""
CHOOSE, SAVE, MANAGE = "Help me choose…", "Save as recipe…", "Manage recipes…"

AnyDialog = TypeVar("AnyDialog", bound=QDialog)


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where one's own recipes are in this test."""
    path = tmp_path / "settings" / "recipes.json"
    monkeypatch.setattr(recipe_menu, "recipes_file", lambda: path)
    return path


@pytest.fixture
def filled(open_window: Open) -> Person:
    return Person(open_window(FILLED))


def in_menu(person: Person, do: Callable[[QMenu], None], key: Key = Key.Key_S, modifier: Modifier = ALT) -> None:
    """Open the menu by keyboard, and *do* something in it; Qt waits until it is closed."""
    done: list[bool] = []
    patience = iter(range(200))

    def act() -> None:
        menu = QApplication.activePopupWidget()
        if menu is None and next(patience, None) is not None:
            QTimer.singleShot(5, act)
            return
        assert isinstance(menu, QMenu), "no menu opens"
        try:
            do(menu)
            done.append(True)
        finally:
            menu.close()

    QTest.qWait(WAIT)
    QTimer.singleShot(0, act)
    person.key(key, modifier)
    wait_for(lambda: done)


def offered(person: Person) -> list[str]:
    """What the menu offers, without lines between."""
    texts: list[str] = []
    in_menu(person, lambda menu: texts.extend(one.text() for one in menu.actions() if not one.isSeparator()))
    return texts


def choose(person: Person, text: str, kind: type[AnyDialog]) -> AnyDialog:
    """Pick an entry of the menu by keyboard, and wait for the dialog that it opens."""
    back_in(person.window)
    in_menu(person, lambda menu: person.menu(text))
    return dialog(kind)


def dialog(kind: type[AnyDialog]) -> AnyDialog:
    """The dialog of this kind that is open, in front."""
    found: list[AnyDialog] = []

    def look() -> bool:
        found[:] = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
        return bool(found)

    wait_for(look)
    activate(found[0])
    return found[0]


def press(in_front: QDialog, *keys: Key | str) -> None:
    """Press keys one after another in a dialog."""
    for key in keys:
        QTest.keyClick(in_front.windowHandle(), key)  # type: ignore[arg-type]
        settle()


def write(in_front: QDialog, text: str) -> None:
    """Put *text* in place of what the focused line edit of a dialog holds."""
    QTest.keyClick(in_front.windowHandle(), Key.Key_A, CONTROL)
    press(in_front, *text)


def back_in(window: Window) -> None:
    """Wait until every dialog is gone; without a window manager nothing comes to the front by itself."""
    wait_for(lambda: not any(isinstance(one, QDialog) and one.isVisible() for one in QApplication.topLevelWidgets()))
    activate(window)
    settle()


def said_in(in_front: RecipeDialog) -> str:
    """What a dialog says it will change, without the places where a line may break."""
    return "\n".join(in_front.findings.texts()).replace("\u200b", "")


# ---------------------------------------------------------------------------------------------------------- the menu


def test_the_menu_has_every_recipe_and_what_to_do_with_ones_own(filled: Person) -> None:
    assert offered(filled) == [*(recipe.name for recipe in RECIPES.recipes), CHOOSE, SAVE, MANAGE]


def test_the_menu_is_the_first_thing_in_the_bar(filled: Person) -> None:
    bar = filled.window.toolbar
    assert bar.start.x() < bar.paste.x()
    filled.tab_to(bar.start)
    filled.key(Key.Key_Tab)
    assert filled.focus is bar.paste
    filled.key(Key.Key_Tab, SHIFT)
    opened: list[QMenu] = []
    in_menu(filled, opened.append, Key.Key_Space, NONE)
    assert opened == [bar.start.menu()]


def test_when_to_use_a_recipe_is_said_beside_the_menu(filled: Person) -> None:
    def said(text: str) -> None:
        wait_for(lambda: QToolTip.text().replace("\n", " ") == text)

    def walk(menu: QMenu) -> None:
        # A menu that has only just opened is told that the pointer is not on it, which takes a tip away.
        QTest.qWait(WAIT)
        for recipe in RECIPES.recipes[:3]:
            filled.key(Key.Key_Down)
            said(recipe.when)
        filled.key(Key.Key_Up)
        said(RECIPES.recipes[1].when)
        while menu.activeAction().text() != CHOOSE:
            filled.key(Key.Key_Down)
        said("Four questions lead to a recipe, and say why.")
        filled.key(Key.Key_Down)
        assert menu.activeAction().text() == SAVE
        wait_for(lambda: not QToolTip.isVisible())

    in_menu(filled, walk)


def test_nothing_is_loaded_before_it_is_asked_for(tmp_path: Path) -> None:
    script = (
        "import sys, json\n"
        "from buildx_cache_flags import app\n"
        "from buildx_cache_flags.qt import window\n"
        "closed = window.Window.closeEvent\n"
        "def note(self, event):\n"
        "    print(self.toolbar.start.accessibleName(), *[n for n in sys.modules if 'recipe' in n or 'storage' in n])\n"
        "    closed(self, event)\n"
        "window.Window.closeEvent = note\n"
        "sys.exit(app.run())"
    )
    ended = run_python(tmp_path, "-c", script, env={"BUILDX_CACHE_FLAGS_QUIT_AFTER_MS": "300"})
    assert (ended.status, ended.output, ended.errors) == (0, "Start from a recipe\n", "")


def test_ones_own_recipes_are_kept_beside_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    settings = Memory()._settings
    assert isinstance(settings, QSettings)
    assert recipe_menu.recipes_file().parent == Path(settings.fileName()).parent
    assert recipe_menu.recipes_file().name == "recipes.json"


# ------------------------------------------------------------------------------------------------------ the preview


@pytest.mark.parametrize("recipe", RECIPES.recipes, ids=lambda recipe: recipe.key)
def test_a_recipe_is_shown_applied_and_undone_by_keyboard(filled: Person, recipe: recipes.Recipe) -> None:
    window = filled.window
    in_front = choose(filled, recipe.name, RecipeDialog)
    texts = [label.text() for label in in_front.findChildren(QLabel)]
    assert {recipe.name, recipe.when, recipe.cost} <= set(texts)
    assert "What will change" in texts
    assert window.store.draft == FILLED, "nothing changes before it is applied"
    expected = applying.apply(recipe, FILLED, window.store.catalog)
    if expected == FILLED:
        assert "Nothing changes: the form already has this." in texts
        assert not in_front.apply_button.isEnabled()
        press(in_front, Key.Key_Return)
        back_in(window)
        assert not window.store.can_undo
        return
    assert QApplication.focusWidget() is in_front.apply_button
    press(in_front, Key.Key_Return)
    back_in(window)
    assert window.store.draft.same(expected)
    place = Place("cache-to" if expected.writes else "cache-from", 0, "ref")
    assert filled.focus is filled.row(place).editor.field
    filled.key(Key.Key_Z, CONTROL)
    assert window.store.draft.same(FILLED)
    assert not window.store.can_undo, "it was one step"
    filled.key(Key.Key_Z, CONTROL | SHIFT)
    assert window.store.draft.same(expected)


def test_what_will_change_is_said(filled: Person) -> None:
    in_front = choose(filled, "A cache for each branch", RecipeDialog)
    said = said_in(in_front)
    lines = said.splitlines()
    at = lines.index(f"- ref={REF}")
    assert lines[at + 1] == f"+ ref={REF}-${{BRANCH}}"
    assert {"- mode=min", "+ mode=max"} <= set(lines)
    assert f"+ --cache-from type=registry,ref={REF}-main" in lines
    press(in_front, Key.Key_Escape)
    back_in(filled.window)


def test_a_recipe_that_is_cancelled_changes_nothing(filled: Person) -> None:
    for key in (Key.Key_Escape, None):
        in_front = choose(filled, "Smallest upload", RecipeDialog)
        if key is None:
            press(in_front, Key.Key_Tab, Key.Key_Space)
        else:
            press(in_front, key)
        back_in(filled.window)
    assert filled.window.store.draft == FILLED
    assert not filled.window.store.can_undo


def test_a_builder_that_is_too_old_is_told_of(open_window: Open) -> None:
    old = Person(open_window(Draft(buildkit="0.10", writes=parse(REF))))
    in_front = choose(old, "A cache that can't break the build", RecipeDialog)
    texts = [label.text() for label in in_front.findChildren(QLabel)]
    assert "BuildKit 0.10 is too old for this recipe and silently ignores ignore-error." in texts
    assert "BuildKit 0.11 or later." in texts
    assert in_front.apply_button.isEnabled()
    press(in_front, Key.Key_Escape)
    in_front = choose(old, "Multi-stage build in CI", RecipeDialog)
    assert not any("too old" in label.text() for label in in_front.findChildren(QLabel))
    press(in_front, Key.Key_Escape)
    back_in(old.window)


def test_a_problem_that_comes_with_the_recipe_is_said(open_window: Open) -> None:
    ref = f"a/b:{'x' * 125}"
    person = Person(open_window(Draft(writes=parse(ref), reads=parse(ref), following=False)))
    in_front = choose(person, "A cache for each branch", RecipeDialog)
    said = said_in(in_front)
    assert "Read cache 2 › ref: The tag has 130 characters" in said
    press(in_front, Key.Key_Escape)
    back_in(person.window)


# --------------------------------------------------------------------------------------------- a form without a place


@pytest.mark.window_system
def test_an_empty_form_gets_its_image_with_the_recipe(person: Person) -> None:
    window = person.window
    in_front = choose(person, "Multi-stage build in CI", RecipeDialog)
    assert QApplication.focusWidget() is in_front.image
    assert not in_front.apply_button.isEnabled()
    press(in_front, Key.Key_Return)
    assert in_front.isVisible(), "there is nothing to apply yet"
    write(in_front, "ghcr.io/acme/app:1.4")
    said = said_in(in_front)
    assert "+ -t ghcr.io/acme/app:1.4" in said
    assert "ref=ghcr.io/acme/app:buildcache" in said
    assert window.store.draft == Draft()
    press(in_front, Key.Key_Return)
    back_in(window)
    assert window.store.draft.image == "ghcr.io/acme/app:1.4"
    assert window.store.draft.writes[0].get("ref") == "ghcr.io/acme/app:buildcache"
    assert window.store.draft.writes[0].get("compression") == "zstd"
    person.key(Key.Key_Z, CONTROL)
    assert window.store.draft == Draft()
    assert not window.store.can_undo


def test_a_wrong_image_is_said_as_in_the_form_and_fixed(person: Person) -> None:
    window = person.window
    in_front = choose(person, "Docker's defaults", RecipeDialog)
    write(in_front, "ghcr.io/Acme/app")
    said = in_front.findings.texts()
    assert not in_front.apply_button.isEnabled()
    (mend,) = (button for button in in_front.findings.findChildren(QPushButton))
    press(in_front, Key.Key_Tab, Key.Key_Tab)
    assert QApplication.focusWidget() is mend, "it stands below the image and above the buttons"
    press(in_front, Key.Key_Space)
    assert in_front.image.text() == "ghcr.io/acme/app"
    press(in_front, Key.Key_Return)
    back_in(window)
    assert window.store.draft.image == "ghcr.io/acme/app"
    window.store.set_value(Place(parameter="image"), "ghcr.io/Acme/app")
    (problem,) = window.store.problems_at(Place(parameter="image"))
    assert problem.message in said


def test_a_form_with_a_place_is_not_asked(open_window: Open) -> None:
    for draft in (Draft(image="a/b"), Draft(reads=parse("a/b"), writes=(Entry(),), following=False)):
        person = Person(open_window(draft))
        in_front = choose(person, "Smallest upload", RecipeDialog)
        assert not in_front.image.isVisible()
        press(in_front, Key.Key_Escape)
        back_in(person.window)


# -------------------------------------------------------------------------------------------------------- one's own


def save_as(person: Person, name: str) -> SaveRecipeDialog:
    """Save the form under *name* by keyboard; the dialog is left open where it can't be saved."""
    in_front = choose(person, SAVE, SaveRecipeDialog)
    assert QApplication.focusWidget() is in_front.name
    write(in_front, name)
    return in_front


def test_the_form_is_saved_and_used_in_another_window(open_window: Open, filled: Person, file: Path) -> None:
    in_front = save_as(filled, "Nightly")
    shown = " ".join(label.text() for label in in_front.findChildren(QLabel)).replace("\u200b", "")
    assert "--cache-to type=registry,ref={ref},mode=min" in shown
    press(in_front, Key.Key_Return)
    back_in(filled.window)
    assert storage.read(file).recipes == (
        Saved("Nightly", ("type=registry,ref={ref},mode=min",), ("type=registry,ref={ref}",)),
    )
    assert filled.window.store.draft == FILLED
    assert "Nightly" in offered(filled)
    other = Person(open_window(Draft(writes=parse("x/y:z"))))
    press(choose(other, "Nightly", RecipeDialog), Key.Key_Return)
    back_in(other.window)
    assert other.window.store.draft.writes == parse("type=registry,ref=x/y:z,mode=min")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (" ", "Give the recipe a name."),
        ("x" * 61, "The name has 61 characters, and at most 60 are allowed. Shorten it."),
        ("smallest upload", "“smallest upload” is a built-in recipe. Use another name."),
    ],
)
def test_a_name_that_can_not_be_is_said(filled: Person, file: Path, name: str, sentence: str) -> None:
    in_front = save_as(filled, name)
    assert in_front.said.text().replace("\u200b", "") == sentence
    assert not in_front.save_button.isEnabled()
    press(in_front, Key.Key_Return)
    assert in_front.isVisible()
    press(in_front, Key.Key_Escape)
    back_in(filled.window)
    assert not file.exists()


def test_a_name_that_is_used_can_be_replaced(filled: Person, file: Path) -> None:
    storage.save(file, MINE)
    in_front = save_as(filled, "mine & yours")
    assert in_front.said.text() == "You already have a recipe called “Mine & yours”. Saving replaces it."
    assert in_front.save_button.text() == "Replace"
    press(in_front, Key.Key_Return)
    back_in(filled.window)
    assert [(saved.name, len(saved.writes)) for saved in storage.read(file).recipes] == [("mine & yours", 1)]
    assert storage.read(file).recipes[0].writes != MINE.writes


def test_another_window_that_was_quicker_is_not_overwritten(filled: Person, file: Path) -> None:
    in_front = save_as(filled, "Mine & yours")
    storage.save(file, MINE)
    press(in_front, Key.Key_Return)
    assert in_front.isVisible()
    assert ". Saving replaces it." in in_front.said.text()
    assert storage.read(file).recipes == (MINE,)
    press(in_front, Key.Key_Escape)
    back_in(filled.window)


def test_what_can_not_be_written_is_said(filled: Person, file: Path) -> None:
    file.parent.write_text("a file where the folder should be", encoding="utf-8")
    in_front = save_as(filled, "Mine")
    press(in_front, Key.Key_Return)
    assert in_front.isVisible()
    assert "can't be" in in_front.said.text()
    press(in_front, Key.Key_Escape)
    back_in(filled.window)


def test_a_recipe_is_renamed_by_keyboard(filled: Person, file: Path) -> None:
    storage.save(file, MINE)
    storage.save(file, MINE._replace(name="Other"))
    in_front = choose(filled, MANAGE, RecipeManager)
    assert QApplication.focusWidget() is in_front.list
    rename(in_front, "Ours")
    assert [saved.name for saved in storage.read(file).recipes] == ["Ours", "Other"]
    rename(in_front, "other")
    assert in_front.said.text() == "You already have a recipe called “Other”."
    assert in_front.list.item(0).text() == "Ours", "what was refused does not stay"
    rename(in_front, " ")
    assert in_front.said.text() == "Give the recipe a name."
    press(in_front, Key.Key_F2, "x", Key.Key_Escape)
    assert in_front.isVisible()
    assert [saved.name for saved in storage.read(file).recipes] == ["Ours", "Other"]
    press(in_front, Key.Key_Escape)
    back_in(filled.window)
    assert "Ours" in offered(filled)


def rename(manager: RecipeManager, name: str) -> None:
    press(manager, Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    write(manager, name)
    press(manager, Key.Key_Return)
    assert manager.isVisible(), "Enter ends the editing alone"
    assert QApplication.focusWidget() is manager.list


def test_a_recipe_is_deleted_by_keyboard_once_it_was_asked_for(filled: Person, file: Path) -> None:
    storage.save(file, MINE)
    storage.save(file, MINE._replace(name="Other"))
    in_front = choose(filled, MANAGE, RecipeManager)
    press(in_front, Key.Key_Delete)
    box = dialog(QMessageBox)
    assert box.text() == "Delete “Mine & yours”? This can't be undone."
    press(box, Key.Key_Return)
    assert len(storage.read(file).recipes) == 2, "Enter cancels"
    for name in ("Mine & yours", "Other"):
        assert dialog(RecipeManager).list.currentItem().text() == name
        press(in_front, Key.Key_Delete)
        box = dialog(QMessageBox)
        (delete,) = (button for button in box.buttons() if button.text() == "Delete")
        delete.setFocus()
        press(box, Key.Key_Space)
        dialog(RecipeManager)
    assert storage.read(file).recipes == ()
    assert in_front.said.text() == "You have no recipes of your own."
    assert not in_front.rename_button.isEnabled()
    press(in_front, Key.Key_Delete, Key.Key_F2)
    assert dialog(RecipeManager) is in_front
    press(in_front, Key.Key_Escape)
    back_in(filled.window)


def test_what_another_window_took_out_is_gone_here_too(filled: Person, file: Path) -> None:
    storage.save(file, MINE)
    in_front = choose(filled, MANAGE, RecipeManager)
    storage.delete(file, MINE.name)
    rename(in_front, "Ours")
    assert in_front.said.text() == "The recipe “Mine & yours” no longer exists."
    assert in_front.list.count() == 0
    press(in_front, Key.Key_Escape)
    back_in(filled.window)


def test_a_broken_file_is_said_and_kept(filled: Person, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("{", encoding="utf-8")
    problem = "Can't read your recipes…"
    assert offered(filled)[-3:] == [problem, SAVE, MANAGE]
    box = choose(filled, problem, QMessageBox)
    assert box.text().startswith(f"Your recipes in {file} can't be read: line 1 is not valid JSON.")
    press(box, Key.Key_Return)
    press(save_as(filled, "Mine"), Key.Key_Return)
    box = dialog(QMessageBox)
    aside = file.with_name("recipes-unreadable-1.json")
    assert box.text() == f"The file that can't be read is kept as {aside}."
    press(box, Key.Key_Return)
    back_in(filled.window)
    assert aside.read_text("utf-8") == "{"
    assert [saved.name for saved in storage.read(file).recipes] == ["Mine"]
    assert problem not in offered(filled)


# ------------------------------------------------------------------------------------------------- seen and heard


def every_dialog(person: Person, file: Path) -> Iterator[QDialog]:
    """Every dialog, one after another."""
    storage.save(file, MINE._replace(name="W" * storage.LONGEST_NAME))
    for name in (*(recipe.name for recipe in RECIPES.recipes), "W" * storage.LONGEST_NAME):
        yield choose(person, name, RecipeDialog)
    yield choose(person, SAVE, SaveRecipeDialog)
    yield choose(person, MANAGE, RecipeManager)


@pytest.mark.parametrize("draft", [Draft(), CROWDED], ids=["empty", "crowded"])
def test_nothing_is_cut_off_and_everything_has_a_name(open_window: Open, file: Path, draft: Draft) -> None:
    person = Person(open_window(draft))
    person.window.resize(900, 600)
    for in_front in every_dialog(person, file):
        settle()
        assert in_front.width() <= 900
        assert in_front.height() <= 600
        assert list(cut_off(in_front)) == []
        for widget in stops(in_front):
            assert widget.accessibleName() or widget.property("text"), widget
        press(in_front, Key.Key_Escape)
        back_in(person.window)


def stops(in_front: QDialog) -> list[QWidget]:
    """What Tab stops at, found by pressing it."""
    found: list[QWidget] = []
    while (focused := QApplication.focusWidget()) is not None and focused not in found:
        found.append(focused)
        press(in_front, Key.Key_Tab)
    assert len(found) > 1
    assert all(in_front.isAncestorOf(widget) for widget in found)
    boxes = in_front.findChildren(QDialogButtonBox)
    last = [widget for widget in found if boxes[0].isAncestorOf(widget)]
    assert found[-len(last) :] == last or found[0] in last, "the buttons come last, as they stand"
    return found


def cut_off(in_front: QDialog) -> Iterator[str]:
    """What has less room than it needs."""
    for label in in_front.findChildren(QLabel):
        if label.isVisible() and label.wordWrap() and label.height() < label.heightForWidth(label.width()):
            yield f"{label.text()} is too low"
    for button in in_front.findChildren(QAbstractButton):
        if button.isVisible() and button.width() < button.sizeHint().width():
            yield f"{button.text()} is too narrow"
    for area in in_front.findChildren(QScrollArea):
        body = area.widget()
        assert body is not None
        if body.width() > area.viewport().width():
            yield "what can't be scrolled sideways is too wide"
