"""The ref that an empty field suggests, with real keys."""

import pytest
from PySide6.QtTest import QTest

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import registry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.form.editors import ReferenceEditor
from tests.qt.conftest import Open
from tests.qt.person import CONTROL, SHIFT, Key, Person, settle

IMAGE = "ghcr.io/acme/app:1.4"
REF = "ghcr.io/acme/app:buildcache"
WRITE, READ = Place("cache-to", 0, "ref"), Place("cache-from", 0, "ref")


@pytest.fixture
def person(open_window: Open) -> Person:
    """Somebody in front of a form that has an image and no ref; the ref has the focus."""
    return Person(open_window(Draft(image=IMAGE)))


def field(person: Person, place: Place = WRITE) -> ReferenceEditor:
    editor = person.row(place).editor
    assert isinstance(editor, ReferenceEditor)
    return editor


def refs(person: Person) -> list[str | None]:
    draft = person.window.store.draft
    return [one.get("ref") for one in (*draft.writes, *draft.reads)]


def test_the_image_gives_the_placeholder(window_person: Person) -> None:
    person = window_person
    example = field(person).placeholderText()
    assert example == "e.g. ghcr.io/acme/app:buildcache"
    person.click(person.window.form.image.rows["image"].editor_widget)
    person.type("quay.io/a/b:1")
    settle()
    assert field(person).placeholderText() == "quay.io/a/b:buildcache"
    assert "Press Tab to use" in person.row(WRITE).message.text
    person.type("/")
    settle()
    assert field(person).placeholderText() == example
    assert "Press Tab to use" not in person.row(WRITE).message.text


@pytest.fixture
def window_person(open_window: Open) -> Person:
    """Somebody in front of an empty form, who has come as far as the ref."""
    person = Person(open_window())
    field(person).setFocus()
    return person


@pytest.mark.window_system
def test_tab_takes_it_and_moves_on(person: Person) -> None:
    assert person.focus is field(person)
    person.key(Key.Key_Tab)
    assert refs(person) == [REF, REF]
    assert field(person).text() == REF
    assert person.focus is person.row(Place("cache-to", 0, "mode")).editor.field
    assert person.window.store.outcome is not None
    assert person.window.store.outcome.errors == ()


def test_it_is_one_step_of_the_history(person: Person) -> None:
    person.key(Key.Key_Tab)
    person.key(Key.Key_Z, CONTROL)
    assert refs(person) == [None, None]
    assert person.window.store.draft == Draft(image=IMAGE)
    assert not person.window.store.can_undo
    person.key(Key.Key_Z, CONTROL | SHIFT)
    assert refs(person) == [REF, REF]


def test_shift_tab_leaves_it_alone(person: Person) -> None:
    person.key(Key.Key_Backtab, SHIFT)
    assert person.focus is not field(person)
    assert refs(person) == [None, None]


@pytest.mark.parametrize("key", [Key.Key_Right, Key.Key_End])
def test_right_and_end_take_it_and_stay(person: Person, key: Key) -> None:
    person.key(key)
    assert refs(person) == [REF, REF]
    assert person.focus is field(person)
    person.type("2")
    assert refs(person) == [f"{REF}2", f"{REF}2"]


@pytest.mark.parametrize("key", [Key.Key_Left, Key.Key_Home, Key.Key_Return, Key.Key_Space])
def test_no_other_key_takes_it(person: Person, key: Key) -> None:
    person.key(key)
    assert REF not in refs(person)


def test_what_was_typed_stays(person: Person) -> None:
    person.type("quay.io/a/b:c")
    person.key(Key.Key_Left)
    person.key(Key.Key_Right)
    person.key(Key.Key_Tab)
    assert refs(person) == ["quay.io/a/b:c"] * 2


def test_tab_right_behind_a_key_keeps_what_was_typed(person: Person) -> None:
    QTest.keyClick(field(person), "a")  # type: ignore[call-overload]
    assert field(person).placeholderText() == REF
    QTest.keyClick(field(person), Key.Key_Tab)
    settle()
    assert refs(person) == ["a", "a"]


def test_without_an_image_tab_only_moves_on(window_person: Person) -> None:
    person = window_person
    assert person.focus is field(person)
    person.key(Key.Key_Right)
    person.key(Key.Key_Tab)
    assert refs(person) == [None, None]
    assert not person.window.store.can_undo


def test_what_is_read_takes_no_suggestion(open_window: Open) -> None:
    person = Person(open_window(Draft(image=IMAGE, writes=(), reads=(registry(), registry()), following=False)))
    for index in (0, 1):
        field(person, Place("cache-from", index, "ref")).setFocus()
        person.key(Key.Key_End)
        person.key(Key.Key_Tab)
    assert refs(person) == [None, None]
    assert not person.window.store.can_undo


def test_what_is_read_elsewhere_is_not_touched(open_window: Open) -> None:
    reads = (registry("quay.io/a/b:main"), registry())
    person = Person(open_window(Draft(image=IMAGE, reads=reads, following=False)))
    field(person).setFocus()
    person.key(Key.Key_Tab)
    assert refs(person) == [REF, "quay.io/a/b:main", None]


def test_the_second_entry_gets_a_tag_of_its_own(person: Person) -> None:
    person.key(Key.Key_Tab)
    person.click(person.window.form.sections["cache-to"].add_button)
    assert person.focus is field(person, Place("cache-to", 1, "ref"))
    person.key(Key.Key_Tab)
    assert refs(person) == [REF, "ghcr.io/acme/app:cache", REF]


def test_a_field_that_vanishes_takes_nothing(open_window: Open) -> None:
    person = Person(open_window(Draft(image=IMAGE, writes=(registry("a/b"), registry()))))
    field(person, Place("cache-to", 1, "ref")).setFocus()
    person.window.store.remove_entry("cache-to", 1)
    settle()
    assert len(person.window.store.draft.writes) == 1
    person.window.store.undo()
    assert refs(person)[:2] == ["a/b", None]


@pytest.mark.window_system
def test_the_mouse_takes_it_with_the_fix(person: Person) -> None:
    item = person.window.output.problems.items[0]
    assert item.button.text() == f"Use {REF}"
    person.click(item.button)
    assert refs(person) == [REF, REF]


def test_an_emptied_field_says_what_is_missing(person: Person) -> None:
    person.type("a")
    person.key(Key.Key_Backspace)
    settle()
    assert person.row(WRITE).message.icon == "error"
    assert REF in person.row(WRITE).message.text
    person.key(Key.Key_Right)
    assert refs(person) == [REF, REF]


def test_a_field_that_was_emptied_stays_empty(person: Person) -> None:
    person.type("quay.io/x/y:z")
    person.clear()
    person.key(Key.Key_Tab)
    assert not any(refs(person))
    person.click(field(person))
    person.key(Key.Key_Right)
    assert refs(person) == [REF, REF]


def test_undo_is_not_undone_by_tab(person: Person) -> None:
    person.key(Key.Key_Tab)
    person.window.store.undo()
    person.click(field(person))
    person.key(Key.Key_Tab)
    assert refs(person) == [None, None]
