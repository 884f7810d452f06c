"""Only what is set, and a search over the rows of the form: both by keyboard, and nothing goes without a sign."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QPushButton

from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.form.card import Card
from buildx_cache_flags.qt.form.entry_card import EntryCard
from buildx_cache_flags.qt.form.filter_bar import FilterBar
from buildx_cache_flags.qt.memory import Memory
from tests.qt.conftest import Open
from tests.qt.person import CONTROL, SHIFT, Key, Person, settle, wait_for

IMAGE, OUTPUT = Place(parameter="image"), Place(parameter="output")
REF, MODE = Place("cache-to", 0, "ref"), Place("cache-to", 0, "mode")
LEVEL, MANIFEST = Place("cache-to", 0, "compression-level"), Place("cache-to", 0, "image-manifest")
FROM = Place("cache-from", 0, "ref")
SET = "type=registry,ref=ghcr.io/acme/app:cache,mode=max,image-manifest=false"


@pytest.fixture
def expert(open_window: Open) -> Person:
    """In front of a window with an entry of which three parameters are set, one of them in a closed group."""
    draft = Draft(image="ghcr.io/acme/app:1", writes=entries.parse(SET), following=True)
    person = Person(open_window(draft))
    field(person, IMAGE).setFocus()
    return person


def bar(person: Person) -> FilterBar:
    found = person.window.form.filter_bar
    assert found is not None
    return found


def field(person: Person, place: Place):  # type: ignore[no-untyped-def]
    return person.row(place).editor.field


def shown(person: Person) -> list[str]:
    settle()
    return [row.parameter.name for row in person.window.form.rows() if row.isVisible()]


def hidden(person: Person) -> int:
    """The rows that the cards say are hidden."""
    cards = person.window.form.findChildren(Card)
    assert all(card.hidden.isVisible() == bool(card.hidden.count) for card in cards)
    return sum(card.hidden.count for card in cards)


def rows(person: Person) -> int:
    return len(list(person.window.form.rows()))


def test_only_what_is_set_is_one_key_and_so_is_everything(expert: Person) -> None:
    before = shown(expert)
    expert.key(Key.Key_F, CONTROL | SHIFT)
    assert shown(expert) == ["image", "ref", "mode", "image-manifest", "ref"]
    assert hidden(expert) == rows(expert) - 5
    assert bar(expert).only_set.isChecked()
    expert.key(Key.Key_F, CONTROL | SHIFT)
    assert shown(expert) == before
    assert hidden(expert) == 0


def test_what_is_missing_or_wrong_is_never_hidden(expert: Person) -> None:
    expert.window.form.filter.show_only_set(True)
    expert.window.store.write_always(LEVEL, "99")
    assert "compression-level" in shown(expert)
    expert.window.store.replace(Draft())
    assert shown(expert) == ["image", "ref", "ref"]


def test_a_row_that_is_unset_stays_until_somebody_leaves_it(expert: Person) -> None:
    expert.window.form.filter.show_only_set(True)
    field(expert, MODE).setFocus()
    expert.window.store.reset(MODE)
    assert "mode" in shown(expert)
    expert.tab_to(field(expert, MANIFEST))
    assert "mode" not in shown(expert)
    expert.window.store.undo()
    assert "mode" in shown(expert)


def test_a_name_is_looked_for_and_its_group_opens_as_long(person: Person) -> None:
    expert, window = person, person.window
    card = window.form.sections["cache-to"].cards[0]
    before = shown(expert)
    assert "oci-mediatypes" not in before
    expert.key(Key.Key_F, CONTROL)
    assert expert.focus is bar(expert).search
    expert.type("oci media")
    assert shown(expert) == ["oci-mediatypes"]
    assert [name for name, head in card.heads.items() if head.isVisible()] == ["format"]
    assert card.heads["format"].is_open
    assert hidden(expert) == rows(expert) - 1
    expert.key(Key.Key_Return)
    assert window.form.place_of(expert.focus) == Place("cache-to", 0, "oci-mediatypes")
    expert.key(Key.Key_F, CONTROL)
    expert.key(Key.Key_Escape)
    assert bar(expert).search.text() == ""
    assert shown(expert) == before


@pytest.mark.parametrize(
    ("words", "found"),
    [("REF", {"ref"}), ("zstd", {"compression"}), ("-t", {"image"}), ("compression level", {"compression-level"})],
)
def test_names_values_and_buildx_own_names_are_found(expert: Person, words: str, found: set[str]) -> None:
    expert.key(Key.Key_F, CONTROL)
    expert.type(words)
    assert found <= set(shown(expert))
    assert "context" not in shown(expert)


def test_what_nobody_is_called_hides_all_rows_and_says_so(expert: Person) -> None:
    expert.key(Key.Key_F, CONTROL)
    expert.type("nobody is called so")
    assert shown(expert) == []
    assert hidden(expert) == rows(expert)
    card = expert.window.form.sections["cache-to"].cards[0]
    assert card.hidden.text == f"{len(card.rows)} rows hidden"
    button = card.hidden.button
    assert isinstance(button, QPushButton)
    assert button.accessibleName() == f"Show all rows: {card.hidden.text}"
    expert.tab_to(button)
    expert.key(Key.Key_Space)
    assert hidden(expert) == 0
    assert bar(expert).search.text() == ""


def test_tab_comes_to_search_switch_and_what_is_left_in_the_order_of_the_eye(expert: Person) -> None:
    expert.key(Key.Key_F, CONTROL | SHIFT)
    expert.key(Key.Key_F, CONTROL)
    expert.key(Key.Key_Tab)
    assert expert.focus is bar(expert).only_set
    expert.key(Key.Key_Tab)
    assert expert.focus is field(expert, IMAGE)
    button = expert.window.form.image.hidden.button
    assert button is not None
    expert.tab_to(button)
    bar(expert).only_set.setFocus()
    expert.key(Key.Key_Space)
    assert hidden(expert) == 0


def test_a_group_of_what_was_found_closes_and_its_usual_state_stays(person: Person) -> None:
    form = person.window.form
    form.filter.search("media")
    card = form.sections["cache-to"].cards[0]
    person.click(card.heads["format"].button)
    assert shown(person) == []
    form.filter.search("manifest")
    assert shown(person) == ["image-manifest"]
    form.filter.clear()
    assert "image-manifest" not in shown(person)


def test_whoever_is_led_to_a_row_finds_it(expert: Person) -> None:
    form = expert.window.form
    form.filter.show_only_set(True)
    form.go_to(LEVEL)
    assert form.place_of(expert.focus) == LEVEL
    form.filter.search("image name")
    form.go_to(OUTPUT)
    settle()
    assert form.row(OUTPUT).isVisible()  # type: ignore[union-attr]
    assert bar(expert).search.text() == ""


def test_entries_that_come_later_are_narrowed_too(expert: Person) -> None:
    expert.window.form.filter.show_only_set(True)
    expert.window.store.add_entry("cache-to")
    settle()
    cards = expert.window.form.sections["cache-to"].cards
    assert [name for name, row in cards[1].rows.items() if row.isVisible()] == ["ref"]
    expert.window.store.set_type("cache-to", 1, "gha")
    settle()
    assert isinstance(cards[1], EntryCard)
    assert cards[1].hidden.count == len(cards[1].rows) - sum(row.isVisible() for row in cards[1].rows.values())


def test_it_is_remembered(expert: Person, tmp_path: Path, open_window: Open) -> None:
    def settings() -> QSettings:
        return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)

    Memory(settings()).recall_filter(expert.window.form.filter)
    expert.key(Key.Key_F, CONTROL | SHIFT)
    other = Person(open_window(expert.window.store.draft))
    Memory(settings()).recall_filter(other.window.form.filter)
    wait_for(lambda: hidden(other) > 0)
    assert shown(other) == shown(expert)
    other.window.form.filter.clear()
    third = Person(open_window())
    Memory(settings()).recall_filter(third.window.form.filter)
    assert hidden(third) == 0
