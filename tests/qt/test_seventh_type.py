"""A type that no program knows, in the window: what is a matter of its address works for it as for the others."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.dialogs.history_dialog import HistoryDialog
from buildx_cache_flags.qt.tour import Tour
from tests import seventh
from tests.qt.conftest import Open
from tests.qt.person import Person, settle

REEL = Place("cache-to", 0, "reel")
READ = Place("cache-from", 0, "reel")


@pytest.fixture
def person(open_window: Open, tmp_path: Path) -> Person:
    person = Person(open_window(the_table=seventh.with_tape(tmp_path)))
    person.window.store.set_type("cache-to", 0, "tape")
    settle()
    return person


def test_what_is_read_follows_and_says_so(person: Person) -> None:
    person.row(REEL).editor.field.setFocus()
    person.type("reel-7")
    assert person.window.store.draft.reads[0].get("reel") == "reel-7"
    assert person.row(READ).message.text == "Same as in cache-to until you change it."


def test_the_tour_begins_where_it_is(person: Person) -> None:
    person.window.show_tour()
    settle()
    tour = person.window.findChild(Tour)
    assert tour is not None
    assert tour.steps[0].row == REEL
    assert tour.bubble.findChildren(QLabel)[1].text() == "A number on the label."
    tour.end()


def test_the_history_names_it(person: Person) -> None:
    store = person.window.store
    store.replace(Draft(writes=entries.parse("type=tape,reel=reel-7"), reads=(), following=False))
    assert store.outcome is not None
    assert person.window.desk.log.add(store.draft, store.view, store.outcome.text) is not None
    dialog = HistoryDialog(person.window.desk.log, person.window)
    assert dialog.list.item(0).text().endswith("reel-7")
    dialog.reject()
