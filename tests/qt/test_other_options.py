"""Other options of the build in the window: shown, edited, removed and undone."""

from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.place import OTHERS, Place
from buildx_cache_flags.core.pasted import pasting
from tests.qt.conftest import Open
from tests.qt.person import Person, settle

COMMAND = "docker buildx build -t a/b:c --platform linux/arm64 --build-arg V=1 --cache-to a/b:cache ."


def place(number: int) -> Place:
    return Place(None, number, OTHERS)


def others_of(person: Person) -> list[str]:
    return list(person.window.store.draft.others)


def pasted(open_window: Open) -> Person:
    window = open_window(Draft(image="a/b:c", writes=entries.parse("a/b:cache"), reads=()))
    person = Person(window)
    window.store.replace(pasting.read(COMMAND, window.store.draft, window.store.catalog).draft)
    settle()
    return person


def test_they_stand_in_the_card_of_the_image(open_window: Open) -> None:
    person = pasted(open_window)
    shown = [person.row(place(number)).editor.field.text() for number in (0, 1)]  # type: ignore[attr-defined]
    assert shown == ["--platform linux/arm64", "--build-arg V=1"]
    assert "--platform linux/arm64" in person.window.store.text
    group = person.window.form.image.others
    assert group is not None
    head = group.lines[0]
    assert head.summary == "--platform, --build-arg"  # type: ignore[attr-defined]


def test_a_form_without_any_shows_nothing_of_them(open_window: Open) -> None:
    window = open_window(Draft())
    assert window.form.image.others is None


def test_one_is_edited_removed_and_brought_back(open_window: Open) -> None:
    person = pasted(open_window)
    store = person.window.store
    person.click(person.row(place(1)).editor_widget)
    person.type("2")
    settle()
    assert store.draft.others[1] == "--build-arg V=12"
    assert "--build-arg V=12" in store.text
    person.row(place(0)).press_reset()
    settle()
    assert others_of(person) == ["--build-arg V=12"]
    assert person.row(place(0)).editor.field.text() == "--build-arg V=12"  # type: ignore[attr-defined]
    person.row(place(0)).press_reset()
    settle()
    assert others_of(person) == []
    assert person.window.form.row(place(0)) is None
    assert person.focus is person.row(Place(parameter="context")).editor.field
    store.undo()
    store.undo()
    store.undo()
    settle()
    assert others_of(person) == ["--platform linux/arm64", "--build-arg V=1"]


def test_one_is_added_by_the_menu_and_wrong_ones_are_said(open_window: Open) -> None:
    window = open_window(Draft(image="a/b:c", writes=entries.parse("a/b:cache"), reads=()))
    person = Person(window)
    action = next(one for one in window.desk.actions if one.name == "Add a build option")
    action.do()
    settle()
    row = person.row(place(0))
    assert person.focus is row.editor.field
    person.type("--buld-arg V=1")
    settle()
    assert row.is_wrong
    assert "Use --build-arg" in row.message.text
    assert row.offer == "Remove it"
