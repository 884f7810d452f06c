"""Fix where the eye is: one problem by its key, all of them with a diff, and what is spoken of it."""

import pytest
from PySide6.QtWidgets import QPushButton

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt import announce
from buildx_cache_flags.qt.dialogs.diff_list import DiffLine
from buildx_cache_flags.qt.dialogs.fix_dialog import FixDialog
from buildx_cache_flags.qt.release_box import OTHER
from tests.qt.conftest import Open
from tests.qt.person import CONTROL, SHIFT, Key, Person, settle, wait_for

MODE = Place("cache-to", 0, "mode")
WRONG = Draft(
    image="ghcr.io/Acme/app:1.4",
    writes=parse("type=registry,ref=ghcr.io/acme/app:buildcache,mode=MAX,compression-level=15"),
).with_following(True)


@pytest.fixture
def wrong(open_window: Open) -> Person:
    return Person(open_window(WRONG))


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(announce, "say", lambda sentence, of: said.append(sentence))
    return said


def dialog_of(person: Person) -> FixDialog:
    found = person.window.findChild(FixDialog)
    assert found is not None
    return found


def test_one_button_stands_out_at_a_time(wrong: Person) -> None:
    copy = wrong.window.output.copy
    assert copy.fix.isVisible()
    assert copy.fix.text() == "Fix all 3 problems"
    assert not copy.button.isEnabled()
    wrong.window.store.replace(Draft(image="a/b", writes=parse("a/b:c")).with_following(True))
    settle()
    assert not copy.fix.isVisible()
    assert copy.button.text() == "Copy command"


def test_the_key_fixes_the_problem_of_the_field(wrong: Person) -> None:
    wrong.window.form.go_to(MODE)
    wrong.key(Key.Key_Period, CONTROL)
    assert wrong.window.store.draft.writes[0].get("mode") == "max"
    assert wrong.window.store.draft.image == WRONG.image, "the others are left alone"
    assert wrong.window.findChild(FixDialog) is None


def test_all_is_shown_as_a_diff_first_and_undone_in_one_step(wrong: Person) -> None:
    wrong.click(wrong.window.output.copy.fix)
    dialog = dialog_of(wrong)
    lines = [line.text().replace("\u200b", "") for line in dialog.findChildren(DiffLine)]
    assert {"- mode=MAX", "+ mode=max", "- compression-level=15", "+ compression-level=9"} <= set(lines)
    assert wrong.window.store.draft == WRONG, "nothing changes before it is applied"
    dialog.buttons.main.click()
    settle()
    assert wrong.window.output.copy.button.isEnabled()
    wrong.key(Key.Key_Z, CONTROL)
    assert wrong.window.store.draft == WRONG


def test_cancel_changes_nothing(wrong: Person) -> None:
    wrong.key(Key.Key_Period, CONTROL | SHIFT)
    dialog_of(wrong).buttons.cancel.click()
    settle()
    assert wrong.window.store.draft == WRONG
    assert not wrong.window.store.can_undo


def test_what_no_fix_helps_is_gone_to(open_window: Open) -> None:
    person = Person(open_window(Draft(writes=parse("type=registry,ref=a/b:c") * 2, reads=(), following=False)))
    lead = person.window.output.copy.fix
    assert lead.text().startswith("Go to the ")
    person.click(lead)
    assert person.window.findChild(FixDialog) is None
    assert person.window.output.problems_tab.is_shown
    assert person.window.form.isAncestorOf(person.focus)


def test_no_button_of_the_dialog_has_an_icon(wrong: Person) -> None:
    wrong.click(wrong.window.output.copy.fix)
    dialog = dialog_of(wrong)
    assert all(button.icon().isNull() for button in dialog.findChildren(QPushButton))
    dialog.reject()


def test_undo_is_spoken(wrong: Person, spoken: list[str]) -> None:
    wrong.window.form.go_to(MODE)
    wrong.key(Key.Key_Period, CONTROL)
    wrong.click(wrong.window.toolbar.undo)
    assert [said for said in spoken if said.startswith("Undone")] == ["Undone: removed mode=max; added mode=MAX."]


def test_a_new_problem_is_spoken_once(person: Person, spoken: list[str]) -> None:
    person.window.store.replace(WRONG)
    person.window.store.touch_all()
    wait_for(lambda: any("MAX" in said for said in spoken))
    before = len([said for said in spoken if "error:" in said])
    person.window.output._news.say()
    assert len([said for said in spoken if "error:" in said]) == before


def test_every_release_can_be_chosen_or_typed(person: Person) -> None:
    box = person.window.toolbar.buildkit
    box.fill()
    texts = [box.itemText(index) for index in range(box.count())]
    assert texts[0].endswith("(newest)")
    assert texts[-1] == OTHER
    assert any(" – " in text for text in texts)
    box.take_typed("v0.15.2")
    assert person.window.store.draft.buildkit == "0.15"
    assert box.currentText() == "BuildKit 0.15"
    assert "image-manifest is false unless it is set." in box.toolTip()
    wait_for(lambda: person.window.output.meaning is not None and person.window.output.meaning.release.text() != "")
    box.take_typed("")
    assert person.window.store.draft.buildkit == ""
