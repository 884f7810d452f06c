"""The history of copies in the window, completion, palette, shortcuts and comparing; all by keyboard."""

from pathlib import Path
from time import time
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.session import copies
from buildx_cache_flags.qt import copy_log, palette_choices
from buildx_cache_flags.qt.dialogs.compare_dialog import CompareDialog
from buildx_cache_flags.qt.dialogs.history_dialog import HistoryDialog
from buildx_cache_flags.qt.dialogs.palette import Palette
from buildx_cache_flags.qt.dialogs.paste_dialog import PasteDialog
from buildx_cache_flags.qt.dialogs.recipe_dialog import RecipeDialog
from buildx_cache_flags.qt.dialogs.shortcut_sheet import ShortcutSheet
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import activate
from tests.qt.homes import Home
from tests.qt.person import CONTROL, NONE, SHIFT, Key, Person, settle, wait_for

REF = Place("cache-to", 0, "ref")
IMAGE = Place(parameter="image")
MODE = Place("cache-to", 0, "mode")


def draft(name: str, mode: str = "max") -> Draft:
    value = f"type=registry,ref=ghcr.io/acme/{name}:cache,mode={mode}"
    return Draft(image=f"ghcr.io/acme/{name}:1", writes=entries.parse(value), reads=(), following=False)


def copied(window: Window, form: Draft) -> str:
    window.store.replace(form)
    Person(window).key(Key.Key_C, CONTROL | SHIFT)
    outcome = window.store.outcome
    assert outcome is not None
    assert QGuiApplication.clipboard().text() == outcome.text
    return outcome.text


def keys(dialog: QDialog, *pressed: Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    for key in pressed:
        QTest.keyClick(dialog.windowHandle(), key, modifier)
        settle()


def typed(dialog: QDialog, text: str) -> None:
    for character in text:
        QTest.keyClick(dialog.windowHandle(), character)  # type: ignore[call-overload]
    settle()


Kind = TypeVar("Kind", bound=QDialog)


def shown(kind: type[Kind]) -> Kind:
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), kind))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind)
    assert QTest.qWaitForWindowActive(dialog)
    return dialog


def test_a_command_is_found_by_its_words_and_brought_back(home: Home) -> None:
    window = home.open()
    for name in ("one", "two", "three"):
        copied(window, draft(name))
    person = Person(window)
    person.key(Key.Key_H, CONTROL)
    dialog = shown(HistoryDialog)
    wait_for(lambda: dialog.list.count() == 3)
    typed(dialog, "acme one")
    assert dialog.list.count() == 1
    assert "ghcr.io/acme/one:cache" in dialog.text.toPlainText()
    keys(dialog, Key.Key_Return)
    assert window.store.draft == draft("one")
    window.store.undo()
    assert window.store.draft == draft("three")


def test_one_key_copies_it_again(home: Home) -> None:
    window = home.open()
    first = copied(window, draft("one"))
    copied(window, draft("two"))
    Person(window).key(Key.Key_H, CONTROL)
    dialog = shown(HistoryDialog)
    keys(dialog, Key.Key_Down)
    keys(dialog, Key.Key_C, modifier=CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == first
    assert window.store.draft == draft("two")


def test_it_is_there_after_a_restart_and_in_another_window(home: Home) -> None:
    window = home.open()
    copied(window, draft("one"))
    other = home.open()
    copied(other, draft("two"))
    home.close(other)
    window = home.again(window)
    Person(window).key(Key.Key_H, CONTROL)
    dialog = shown(HistoryDialog)
    wait_for(lambda: dialog.list.count() == 2)
    dialog.close()


def test_clearing_asks_and_forgets(home: Home) -> None:
    window = home.open()
    copied(window, draft("one"))
    wait_for((home.folder / "copies.json").exists)
    window.desk.ask_clear()
    box = shown(QMessageBox)
    keys(box, Key.Key_Return)
    assert window.desk.log.copies, "Enter cancels"
    window.desk.ask_clear()
    box = shown(QMessageBox)
    next(button for button in box.buttons() if button.text() == "Clear").click()
    settle()
    assert not window.desk.log.copies
    assert b"acme" not in (home.folder / "copies.json").read_bytes()


def test_what_cannot_be_written_is_said_once_and_written_as_soon_as_it_can(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copy_log, "RETRY_MS", 20)
    home.folder.write_bytes(b"in the way")
    window = home.open()
    said: list[str] = []
    window.desk.log.noted.connect(said.append)
    texts = [copied(window, draft("one")), copied(window, draft("two"))]
    wait_for(lambda: said)
    QTest.qWait(100)
    assert [sentence.partition(":")[0] for sentence in said] == [
        f"The history of copies in {home.folder / 'copies.json'} can't be written"
    ]
    home.folder.unlink()
    wait_for(lambda: window.desk.log.written)
    kept = copies.read(home.folder / "copies.json", home.catalog).copies
    assert [one.text for one in kept] == texts[::-1]


def test_it_is_marked_when_the_form_changed_since_the_last_copy(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    window = home.open()
    assert window.desk.copied_text() == ""
    copied(window, draft("one"))
    assert window.desk.copied_text() == "Copied just now"
    window.store.replace(draft("one", "min"))
    assert window.desk.copied_text() == "Copied just now · changed since"
    window.store.undo()
    assert window.desk.copied_text() == "Copied just now"
    window = home.again(window)
    mark = window.store.mark
    assert mark is not None
    window.store.keep(None, mark._replace(time=mark.time - 130))
    assert window.desk.copied_text() == "Copied 2 min ago"
    window.desk._show()
    assert window.output.copy.status.since.text() == "Copied 2 min ago"


def test_what_was_used_completes_while_typing_and_tab_goes_on(home: Home) -> None:
    window = home.open()
    copied(window, draft("one"))
    window.store.replace(Draft())
    person = Person(window)
    field = person.row(IMAGE).editor.field
    window.toolbar.file.setFocus()
    field.setFocus()
    settle()
    person.key("a")
    person.key("c")
    popup = field.completer().popup()  # type: ignore[attr-defined]
    wait_for(popup.isVisible)
    offered = [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())]
    assert sorted(offered) == ["ghcr.io/acme/one:1", "ghcr.io/acme/one:cache"]
    QTest.keyClick(popup.windowHandle(), Key.Key_Tab)
    settle()
    assert not popup.isVisible()
    assert window.store.draft.image == "ac"
    assert QApplication.focusWidget() is not field
    field.setFocus()
    person.retype("one:")
    wait_for(popup.isVisible)
    QTest.keyClick(popup.windowHandle(), Key.Key_Down)
    QTest.keyClick(popup.windowHandle(), Key.Key_Return)
    settle()
    assert window.store.draft.image in offered
    assert not popup.isVisible()


def test_files_that_are_opened_are_offered_too(home: Home) -> None:
    window = home.open()
    window.desk.log.learn([draft("found"), Draft(image="${{ x }}")])
    assert set(window.desk.log.used()) == {"ghcr.io/acme/found:1", "ghcr.io/acme/found:cache"}


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("compare", "Action: Compare…"),
        ("ctrl+o", "Action: Open…"),
        ("ignore-error", "Parameter: "),
        ("github actions", "Copy for: "),
        ("ecr", "Registry: Amazon"),
        ("multi-stage", "Recipe: "),
    ],
)
def test_the_palette_finds_everything_by_its_name_or_buildx_own(home: Home, words: str, line: str) -> None:
    window = home.open()
    Person(window).key(Key.Key_K, CONTROL)
    dialog = shown(Palette)
    typed(dialog, words)
    lines = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert any(found.startswith(line) for found in lines), lines
    dialog.close()


def test_the_palette_does_what_is_chosen(home: Home, tmp_path: Path) -> None:
    window = home.open()
    window.store.replace(draft("one"))
    window.desk.setups.save_to(tmp_path / "kept.toml")
    person = Person(window)

    take(person, "mode")
    assert window.form.place_of(window.focusWidget()) == MODE
    take(person, "copy for fish")
    assert window.store.view.target == "fish"
    take(person, "new")
    assert window.store.draft == Draft()
    take(person, "registry quay")
    assert window.store.draft.image.startswith("quay.io/")
    take(person, "kept.toml")
    assert window.store.draft == draft("one")
    take(person, "recipe ecr")
    shown(RecipeDialog).close()
    activate(window)
    take(person, "nothing is called like this")
    dialog = shown(Palette)
    assert dialog.said.text() == "Nothing has this name."
    dialog.close()


def test_every_action_has_a_line_and_no_two_share_keys(home: Home) -> None:
    window = home.open()
    actions = (*window.desk.actions, *palette_choices.window_actions(window))
    bound = [action.keys for action in actions if action.keys]
    assert len(set(bound)) == len(bound)
    names = {choice.name for choice in palette_choices.of(window)}
    assert {action.name for action in actions} - names == {"Find anything…"}


def test_the_sheet_has_every_key(home: Home) -> None:
    window = home.open()
    Person(window).key(Key.Key_F1)
    sheet = shown(ShortcutSheet)
    listed = {keys for keys, _ in sheet.rows}
    assert {action.shown_keys for action in window.desk.actions if action.keys} <= listed
    assert "Ctrl+Shift+C" in listed
    sheet.close()


def test_two_forms_stand_side_by_side(home: Home) -> None:
    window = home.open()
    copied(window, draft("one", "min"))
    window.store.replace(draft("one", "max"))
    Person(window).key(Key.Key_D, CONTROL)
    dialog = shown(CompareDialog)
    left, right = (side.toPlainText().splitlines() for side in dialog.sides)
    assert len(left) == len(right)
    assert any(line.startswith("− ") and "mode=min" in line for line in left)
    assert any(line.startswith("+ ") and "mode=max" in line for line in right)
    assert "− build: not cached" in left
    assert "+ build: cached" in right
    assert dialog.said.text().startswith("Different: Command, What it does, What is cached.")
    dialog.boxes[0].setCurrentIndex(0)
    dialog.boxes[0].activated.emit(0)
    assert dialog.said.text() == "Both are the same."
    dialog.close()


def test_min_is_compared_with_max_where_nothing_was_copied(home: Home) -> None:
    window = home.open()
    window.store.replace(draft("one"))
    window.desk.show_comparison()
    dialog = shown(CompareDialog)
    assert [box.currentText() for box in dialog.boxes] == ["The form with mode=min", "The form with mode=max"]
    assert "mode=min" in dialog.sides[0].toPlainText()
    dialog.close()


def test_the_explanation_is_copied_as_markdown(home: Home) -> None:
    window = home.open()
    window.store.replace(draft("one"))
    window.desk.copy_markdown()
    text = QGuiApplication.clipboard().text()
    assert text.startswith("### Cache flags of docker buildx build")
    assert window.store.outcome is not None
    assert f"```sh\n{window.store.outcome.text}" in text


def take(person: Person, words: str) -> None:
    """Type *words* into the palette and take the first thing that it finds."""
    person.key(Key.Key_K, CONTROL)
    palette = shown(Palette)
    typed(palette, words)
    keys(palette, Key.Key_Return)
    if QApplication.activeModalWidget() is None:
        activate(person.window)


def test_a_whole_day_by_keyboard_alone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paste a broken flag, fix it, change the place, copy, restart, find yesterday's command, compare, copy it again."""
    window = home.open()
    with monkeypatch.context() as clock:
        clock.setattr(copy_log, "time", lambda: time() - 26 * 3600)
        copied(window, draft("older"))
    wait_for(lambda: copies.read(home.folder / "copies.json", home.catalog).copies)
    person = Person(window)
    person.key(Key.Key_N, CONTROL)
    paste_broken_and_fix(window, person)
    take(person, "copy for gitlab")
    assert window.store.view.target == "gitlab-ci"
    person.key(Key.Key_C, CONTROL | SHIFT)
    assert "mode=max" in QGuiApplication.clipboard().text()
    form, view = window.store.draft, window.store.view
    window = restarted(home, person)
    assert (window.store.draft, window.store.view) == (form, view)
    person = Person(window)
    compare_with_yesterday(person)
    person.key(Key.Key_H, CONTROL)
    history = shown(HistoryDialog)
    wait_for(lambda: history.list.count() == 2)
    typed(history, "yesterday")
    assert history.list.count() == 1
    keys(history, Key.Key_C, modifier=CONTROL | SHIFT)
    assert "ghcr.io/acme/older:cache" in QGuiApplication.clipboard().text()
    assert (window.store.draft, window.store.view) == (form, view)


def restarted(home: Home, person: Person) -> Window:
    """Close the window by its key, as soon as nothing waits for the clipboard, and start again."""
    wait_for(lambda: not person.window.clipboard.pending)
    person.key(Key.Key_Q, CONTROL)
    assert not person.window.isVisible()
    return home.again(person.window)


def paste_broken_and_fix(window: Window, person: Person) -> None:
    QGuiApplication.clipboard().setText("--cache-to type=registry,ref=ghcr.io/acme/today:cache,mode=MAX")
    person.tab_to(window.toolbar.paste)
    person.key(Key.Key_V, CONTROL)
    dialog = shown(PasteDialog)
    while QApplication.focusWidget() is not dialog.apply_button:
        keys(dialog, Key.Key_Tab)
    keys(dialog, Key.Key_Space)
    wait_for(lambda: QApplication.activeModalWidget() is None)
    activate(window)
    outcome = window.store.outcome
    assert outcome is not None
    assert [problem.code for problem in outcome.errors] == ["choice-unknown"]
    person.key(Key.Key_C, CONTROL | SHIFT)
    assert window.form.place_of(window.focusWidget()) == MODE, "Copy leads to what is wrong"
    take(person, "fix use max")
    assert window.store.draft.writes[0].get("mode") == "max"


def compare_with_yesterday(person: Person) -> None:
    person.key(Key.Key_H, CONTROL)
    history = shown(HistoryDialog)
    wait_for(lambda: history.list.count() == 2)
    typed(history, "yesterday")
    while QApplication.focusWidget() is not history.compare_button:
        keys(history, Key.Key_Tab)
    keys(history, Key.Key_Space)
    comparison = shown(CompareDialog)
    assert "ghcr.io/acme/older:cache" in comparison.sides[0].toPlainText()
    assert "ghcr.io/acme/today:cache" in comparison.sides[1].toPlainText()
    keys(comparison, Key.Key_Escape)
    activate(person.window)
