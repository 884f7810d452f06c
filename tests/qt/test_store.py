"""The history over the whole draft, and the one signal that tells of it, driven from the window."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.form.editors import ChoiceEditor, LevelEditor
from buildx_cache_flags.qt.store import HISTORY, FormStore
from tests.qt.person import CONTROL, SHIFT, Key, Person

REF = Place("cache-to", 0, "ref")
READ = Place("cache-from", 0, "ref")
LEVEL = Place("cache-to", 0, "compression-level")
MODE = Place("cache-to", 0, "mode")


def undo(person: Person) -> None:
    person.key(Key.Key_Z, CONTROL)


def redo(person: Person) -> None:
    person.key(Key.Key_Z, CONTROL | SHIFT)


def ref(person: Person, index: int = 0) -> str | None:
    return person.window.store.draft.writes[index].get("ref")


def shown(person: Person, place: Place) -> str:
    return str(person.row(place).editor.field.property("text"))


def test_typing_is_undone_word_by_word_from_inside_the_field(person: Person) -> None:
    for letter in "ghcr.io/acme/app:buildcache":
        person.type(letter)
    steps = []
    while person.window.store.can_undo:
        undo(person)
        steps.append(ref(person))
        assert shown(person, REF) == (ref(person) or "")
    assert steps == ["ghcr.io/acme/app:", "ghcr.io/acme/", "ghcr.io/", "ghcr.", None]
    forward = []
    while person.window.store.can_redo:
        redo(person)
        forward.append(ref(person))
        assert shown(person, REF) == ref(person)
    assert forward == [*reversed(steps[:-1]), "ghcr.io/acme/app:buildcache"]
    assert person.focus is person.row(REF).editor.field


def test_deleting_and_another_field_are_steps_of_their_own(person: Person) -> None:
    person.type("abc")
    person.key(Key.Key_Backspace)
    person.key(Key.Key_Backspace)
    person.key(Key.Key_Tab, SHIFT)
    person.tab_to(person.row(Place(parameter="image")).editor.field, Key.Key_Backtab)
    person.type("xy")
    undo(person)
    assert (person.window.store.draft.image, ref(person)) == ("", "a")
    undo(person)
    assert ref(person) == "abc"
    undo(person)
    assert ref(person) is None
    assert not person.window.store.can_undo


def test_coming_back_to_a_field_is_a_step_of_its_own(person: Person) -> None:
    person.type("abc")
    person.click(person.row(READ).editor.field)
    person.click(person.row(REF).editor.field)
    person.key(Key.Key_End)
    person.type("def")
    undo(person)
    assert ref(person) == "abc"


def test_a_paste_is_one_step(person: Person) -> None:
    person.type("a")
    person.paste("bcd/efg:h")
    undo(person)
    assert ref(person) == "a"


def test_a_drag_of_the_slider_is_one_step(person: Person) -> None:
    editor = person.row(LEVEL).editor
    assert isinstance(editor, LevelEditor)
    changes: list[object] = []
    person.window.store.changed.connect(changes.append)
    person.drag(editor.slider, 9)
    assert len(changes) > 2
    person.drag(editor.slider, 2)
    undo(person)
    assert person.window.store.draft.writes[0].get("compression-level") == "9"
    assert editor.slider.value() == 9
    undo(person)
    assert person.window.store.draft.writes[0].get("compression-level") is None
    assert not person.window.store.can_undo


def test_a_fix_an_entry_a_choice_and_a_reset_are_one_step_each(person: Person) -> None:
    window, store = person.window, person.window.store
    person.type("ghcr.io/acme/app:x")
    drafts = [store.draft]
    mode = person.row(MODE).editor
    assert isinstance(mode, ChoiceEditor)
    person.pick(mode, "max")
    drafts.append(store.draft)
    person.click(window.form.sections["cache-to"].add_button)
    drafts.append(store.draft)
    person.paste("ghcr.io/acme/app:x")
    drafts.append(store.draft)
    person.click(window.output.problems.items[0].button)
    drafts.append(store.draft)
    person.click(window.form.image.rows["output"].editor_widget.buttons["load"])  # type: ignore[attr-defined]
    drafts.append(store.draft)
    person.key(Key.Key_F10, SHIFT)
    person.menu("Reset to the default")
    drafts.append(store.draft)
    assert all(before != after for before, after in pairwise(drafts))
    for draft in reversed(drafts[:-1]):
        undo(person)
        assert store.draft.same(draft)
    for draft in drafts[1:]:
        redo(person)
        assert store.draft.same(draft)


def test_undo_buttons_follow_the_history(person: Person) -> None:
    bar = person.window.toolbar
    assert (bar.undo.isEnabled(), bar.redo.isEnabled()) == (False, False)
    person.type("a")
    assert (bar.undo.isEnabled(), bar.redo.isEnabled()) == (True, False)
    person.click(bar.undo)
    assert ref(person) is None
    assert (bar.undo.isEnabled(), bar.redo.isEnabled()) == (False, True)
    person.click(bar.redo)
    assert ref(person) == "a"


def test_a_new_edit_clears_what_could_be_redone(person: Person) -> None:
    person.type("abc")
    undo(person)
    redo_button = person.window.toolbar.redo
    assert redo_button.isEnabled()
    person.type("x")
    assert (person.window.store.can_redo, redo_button.isEnabled()) == (False, False)
    redo(person)
    assert ref(person) == "x"


def test_following_is_part_of_the_history(person: Person) -> None:
    store = person.window.store
    person.type("ab")
    person.click(person.row(READ).editor.field)
    person.key(Key.Key_End)
    person.type("x")
    assert (store.draft.following, store.draft.reads[0].get("ref")) == (False, "abx")
    undo(person)
    assert (store.draft.following, store.draft.reads[0].get("ref")) == (True, "ab")
    redo(person)
    assert (store.draft.following, store.draft.reads[0].get("ref")) == (False, "abx")
    undo(person)
    person.click(person.row(REF).editor.field)
    person.key(Key.Key_End)
    person.type("c")
    assert store.draft.reads[0].get("ref") == "abc"


def test_an_edit_is_told_of_once(person: Person) -> None:
    told: list[object] = []
    person.window.store.changed.connect(told.append)
    actions: list[Callable[[], None]] = [
        lambda: person.type("a"),
        lambda: person.key(Key.Key_Backspace),
        lambda: person.paste("ghcr.io/acme/app"),
        lambda: undo(person),
        lambda: redo(person),
        lambda: person.click(person.row(Place("cache-to", 0, "ignore-error")).editor_widget),
        lambda: person.click(person.window.form.sections["cache-from"].add_button),
    ]
    for number, action in enumerate(actions, 1):
        action()
        assert len(told) == number
        assert told[-1] is person.window.store.outcome


def test_what_changes_nothing_is_not_told_of(person: Person) -> None:
    store = person.window.store
    person.type("ab")
    told: list[object] = []
    store.changed.connect(told.append)
    draft = store.draft
    store.replace(draft)
    store.replace(Draft(writes=draft.writes, reads=draft.reads))
    store.set_value(REF, "ab", "typed")
    store.reset(MODE)
    redo(person)
    mode = person.row(MODE).editor
    assert isinstance(mode, ChoiceEditor)
    person.pick(mode, "min")
    assert told == []
    assert store.draft is draft


def test_a_view_is_no_step(person: Person) -> None:
    told: list[object] = []
    person.window.store.changed.connect(told.append)
    person.click(person.window.output.copy.one_line)
    assert person.window.store.view.one_line
    assert not person.window.store.can_undo
    assert told == []


def test_the_history_is_bounded(catalog: Catalog) -> None:
    store = FormStore(catalog)
    for number in range(HISTORY + 50):
        store.set_value(REF, str(number))
    undone = 0
    while store.can_undo:
        store.undo()
        undone += 1
    assert HISTORY <= undone <= HISTORY + 1
    assert store.draft.writes[0].get("ref") == str(HISTORY + 49 - undone)


@pytest.mark.parametrize("gesture", ["typed", "dragged", "picked"])
def test_history_works_before_the_model_is_loaded(catalog: Catalog, gesture: str) -> None:
    store = FormStore(catalog, Draft(writes=(Entry(),)))
    told: list[object] = []
    store.changed.connect(told.append)
    store.set_value(REF, "a", gesture)  # type: ignore[arg-type]
    assert told == [None]
    store.undo()
    assert store.draft == Draft()
    store.start()
    assert store.outcome is told[-1]
