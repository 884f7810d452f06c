"""The tour of the first start."""

import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSettings, QTimer
from PySide6.QtWidgets import QLabel, QPushButton

from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.memory import Memory
from buildx_cache_flags.qt.tour import Tour
from tests.qt.conftest import Open
from tests.qt.person import CONTROL, NONE, SHIFT, Key, Person, settle, wait_for

TITLES = ["Where should the cache live?", "What is cached?", "Where will you use it?"]


def tour_of(person: Person) -> Tour:
    found = person.window.findChild(Tour)
    assert found is not None
    return found


@pytest.fixture
def tour(person: Person) -> Tour:
    person.window.show_tour()
    settle()
    return tour_of(person)


def title(tour: Tour) -> str:
    return tour.bubble.findChildren(QLabel)[0].text()


def gone(person: Person) -> bool:
    settle()
    return person.window.findChild(Tour) is None


@pytest.mark.window_system
def test_enter_leads_through_all_steps_to_the_form(person: Person, tour: Tour) -> None:
    seen = []
    for _ in TITLES:
        seen.append(title(tour))
        person.key(Key.Key_Return)
    assert seen == TITLES
    wait_for(lambda: gone(person))
    assert person.focus is person.row(Place(parameter="image")).editor.field


def test_escape_skips_it(person: Person, tour: Tour) -> None:
    person.key(Key.Key_Escape)
    wait_for(lambda: gone(person))
    person.type("x")
    assert person.window.store.draft.image == "x"


@pytest.mark.window_system
def test_tab_and_the_arrows_stay_in_the_bubble(person: Person, tour: Tour) -> None:
    person.key(Key.Key_Return)
    assert title(tour) == TITLES[1]
    names = []
    for modifier in (NONE, NONE, NONE, SHIFT):
        focused = person.focus
        assert isinstance(focused, QPushButton)
        names.append(focused.text())
        person.key(Key.Key_Tab if modifier == NONE else Key.Key_Backtab, modifier)
    assert names == ["Next", "Skip", "Back", "Next"]
    assert person.focus is tour.bubble.back
    person.key(Key.Key_Right)
    assert person.focus is tour.bubble.next
    person.key(Key.Key_Left)
    person.key(Key.Key_Space)
    assert title(tour) == TITLES[0]


@pytest.mark.window_system
def test_the_skip_button_and_a_click_beside_end_it(person: Person, tour: Tour) -> None:
    person.click(tour.bubble.skip)
    wait_for(lambda: gone(person))
    person.window.show_tour()
    settle()
    again = tour_of(person)
    person.click(again.bubble)
    assert not again.isHidden()
    person.click(again, again.rect().bottomRight())
    wait_for(lambda: gone(person))


@pytest.mark.parametrize("size", [(1160, 800), (900, 600), (520, 800), (360, 420)])
def test_what_a_step_is_about_is_in_sight_and_not_covered(person: Person, size: tuple[int, int]) -> None:
    person.window.resize(*size)
    settle()
    person.window.show_tour()
    settle()
    tour = tour_of(person)
    for number in range(len(TITLES)):
        tour.go(number)
        settle()
        bubble = QRect(tour.bubble.pos(), tour.bubble.size())
        assert tour.rect().contains(bubble)
        assert not tour.spot().isEmpty()
        if size[0] >= 900:
            assert not tour.spot().intersects(bubble)
        for label in tour.bubble.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width())


def test_it_keeps_to_the_window_when_that_is_resized(person: Person, tour: Tour) -> None:
    person.window.resize(700, 620)
    settle()
    assert tour.size() == person.window.size()
    assert tour.rect().contains(QRect(tour.bubble.pos(), tour.bubble.size()))


def test_the_help_menu_has_it_and_shows_it_once(person: Person) -> None:
    person.window.toolbar.help.setFocus()
    # The menu stays within the key that opened it.
    QTimer.singleShot(0, person.window, lambda: person.menu("Show the tour"))
    person.key(Key.Key_Space)
    assert tour_of(person).isVisible()
    person.window.show_tour()
    assert len(person.window.findChildren(Tour)) == 1
    person.key(Key.Key_Escape)
    wait_for(lambda: gone(person))


def test_who_cannot_see_it_hears_what_it_says(tour: Tour) -> None:
    assert tour.bubble.next.hasFocus()
    assert tour.bubble.next.accessibleName() == f"Next. {TITLES[0]}"
    assert tour.bubble.next.accessibleDescription().startswith("In your registry, next to the image")


def test_only_the_first_start_is_one(tmp_path: Path) -> None:
    file = str(tmp_path / "settings.ini")
    assert Memory(QSettings(file, QSettings.Format.IniFormat)).is_first_start()
    assert not Memory(QSettings(file, QSettings.Format.IniFormat)).is_first_start()


def test_a_table_without_such_a_row_has_no_such_step(open_window: Open) -> None:
    data = tomllib.loads(resources.path("backends", "registry.toml").read_text("utf-8"))
    del data["use"]
    without = catalog.from_data({"registry": data}, {"current": "0.32"})
    person = Person(open_window(the_table=without))
    person.window.show_tour()
    settle()
    assert [step.title for step in tour_of(person).steps] == [TITLES[0], TITLES[2]]
    person.key(Key.Key_Escape)
    wait_for(lambda: gone(person))


def test_a_shortcut_that_goes_to_a_field_takes_the_tour_away(person: Person, tour: Tour) -> None:
    person.key(Key.Key_C, CONTROL | SHIFT)
    wait_for(lambda: gone(person))
    assert person.focus is person.row(Place("cache-to", 0, "ref")).editor.field
    person.type("x")
    assert person.window.store.draft.writes[0].get("ref") == "x"


def test_a_change_of_the_form_takes_the_tour_away(person: Person) -> None:
    person.type("x")
    person.window.show_tour()
    settle()
    person.window.store.undo()
    wait_for(lambda: gone(person))
