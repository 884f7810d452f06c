"""Letters of another size count at once, and nothing that was done is lost by it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.dialogs.settings_dialog import SettingsDialog
from buildx_cache_flags.qt.memory import TEXT_SIZES, Memory
from tests.qt.fit import cut_off
from tests.qt.person import CONTROL, Key, Person, settle, wait_for

REF = Place("cache-to", 0, "ref")


@pytest.fixture(autouse=True)
def _usual_letters(qapp: QApplication) -> Iterator[None]:
    """Leave the application's letters as they were."""
    before = qapp.font()
    yield
    qapp.setFont(before)
    Memory().keep_text_size(0)
    settle()


def size_of(person: Person) -> float:
    return person.row(REF).title.font().pointSizeF()


def renewed(person: Person, form: object) -> None:
    """Wait until the window has made itself anew."""
    wait_for(lambda: person.window.form is not form)
    settle()


def test_keys_change_the_letters_at_once_and_keep_everything(person: Person) -> None:
    person.type("ghcr.io/acme/app:x")
    before, form, text = size_of(person), person.window.form, person.window.store.text
    for key in (Key.Key_Plus, Key.Key_Plus):
        form = person.window.form
        person.key(key, CONTROL)
        renewed(person, form)
    assert size_of(person) == pytest.approx(round(before) + 2)
    assert person.window.form.place_of(person.focus) == REF
    assert person.row(REF).editor.field.text() == "ghcr.io/acme/app:x"  # type: ignore[attr-defined]
    assert person.window.store.text == text
    assert person.window.output.preview.command == text
    person.type("y")
    assert "ref=ghcr.io/acme/app:xy" in person.window.store.text
    form = person.window.form
    person.key(Key.Key_0, CONTROL)
    renewed(person, form)
    assert Memory().text_size() == 0


@pytest.mark.parametrize("points", [TEXT_SIZES.start, 20, TEXT_SIZES.stop - 1])
def test_the_settings_change_the_letters_at_once_and_nothing_is_cut_off(person: Person, points: int) -> None:
    window, form = person.window, person.window.form
    dialog = SettingsDialog(window)
    dialog.open()
    dialog.points.setCurrentIndex(dialog.points.findData(points))
    renewed(person, form)
    assert size_of(person) == pytest.approx(points)
    assert Memory().text_size() == points
    dialog.accept()
    settle()
    settle()
    assert cut_off(window) == []
    assert window.width() >= window.minimumWidth()


def test_a_narrow_window_stays_one_column(person: Person) -> None:
    window = person.window
    window.resize(window.minimumWidth(), 700)
    settle()
    form = window.form
    assert form.isAncestorOf(window.output)
    person.key(Key.Key_Minus, CONTROL)
    renewed(person, form)
    assert window.form.isAncestorOf(window.output) == (window.output.parent() is not window.splitter)
    assert window.output.copy.isVisible()
