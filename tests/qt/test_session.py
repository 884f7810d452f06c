"""The session of a window: it comes back, is never in the way, and whatever goes wrong with it is said once."""

import os
import stat
from dataclasses import replace

import pytest
from PySide6.QtTest import QTest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.window import Window
from tests.qt.homes import Home
from tests.qt.person import CONTROL, SHIFT, Key, Person, settle, wait_for

REF = Place("cache-to", 0, "ref")
IMAGE = Place(parameter="image")


def typed(window: Window, text: str, place: Place = IMAGE) -> Person:
    person = Person(window)
    row = person.row(place)
    row.editor.field.setFocus()
    person.type(text)
    return person


def notice(window: Window) -> str:
    settle()
    shown = window.desk.notice
    return shown.text.accessibleName() if shown is not None and shown.isVisible() else ""


def test_a_first_start_leaves_nothing_behind(home: Home) -> None:
    home.close(home.open())
    assert not home.folder.exists()


def test_the_form_comes_back_with_its_steps_and_its_target(home: Home) -> None:
    window = home.open()
    person = typed(window, "ghcr.io/acme/app:1")
    person.tab_to(person.row(REF).editor.field)
    person.type("ghcr.io/acme/app:cache")
    window.store.set_view(View("fish", one_line=True))
    draft, steps = window.store.draft, window.store.steps
    person.key(Key.Key_Z, CONTROL)
    undone = window.store.draft
    window = home.again(window)
    assert window.store.draft == undone
    assert window.store.view == View("fish", one_line=True)
    assert Person(window).row(IMAGE).editor.field.text() == "ghcr.io/acme/app:1"  # type: ignore[attr-defined]
    person = Person(window)
    person.key(Key.Key_Z, CONTROL | SHIFT)
    assert window.store.draft == draft
    assert window.store.steps == steps
    for _ in steps[0]:
        person.key(Key.Key_Z, CONTROL)
    assert window.store.draft == Draft()
    assert not window.store.can_undo


def test_what_is_typed_is_written_soon_and_beside_the_window(home: Home) -> None:
    window = home.open()
    typed(window, "a/b:1")
    wait_for(lambda: home.sessions and home.written().draft.image == "a/b:1")
    assert stat.S_IMODE(home.sessions[0].stat().st_mode) == 0o600 or os.name == "nt"


def test_no_secret_reaches_the_disk(home: Home) -> None:
    window = home.open()
    draft = replace(Draft(), writes=entries.parse("type=gha,token=s3cr3t"))
    window.store.replace(draft)
    window.store.replace(replace(draft, image="https://me:s3cr3t@x"))
    window.desk.copied()
    window.store.undo()
    home.close(window)
    found = [path for path in home.folder.rglob("*") if path.is_file()]
    assert found
    assert all(b"s3cr3t" not in path.read_bytes() for path in found)


def test_two_windows_get_both_forms_back(home: Home) -> None:
    first, second = home.open(), home.open()
    typed(first, "one/a")
    typed(second, "two/b")
    home.close(first)
    home.close(second)
    assert home.open().store.draft.image == "two/b"
    assert home.open().store.draft.image == "one/a"
    assert home.open().store.draft == Draft()


@pytest.mark.parametrize("content", [b"", b"broken", b'{"version": 99}', b"\0" * 1000])
def test_what_cannot_be_read_is_kept_and_said_once(home: Home, content: bytes) -> None:
    (home.folder / "sessions").mkdir(parents=True)
    file = home.folder / "sessions" / "session-1.json"
    file.write_bytes(content)
    window = home.open()
    wait_for(lambda: "can't be read" in notice(window))
    aside = file.with_name("session-1-unreadable-1.json")
    assert str(aside) in notice(window)
    assert aside.read_bytes() == content
    typed(window, "a/b")
    window = home.again(window)
    assert notice(window) == ""
    assert window.store.draft.image == "a/b"
    assert aside.read_bytes() == content


def test_a_huge_file_is_not_read(home: Home) -> None:
    (home.folder / "sessions").mkdir(parents=True)
    file = home.folder / "sessions" / "session-1.json"
    with file.open("wb") as made:
        made.truncate(100_000_000)
    window = home.open()
    wait_for(lambda: "has more than 64,000,000 bytes" in notice(window))
    assert file.with_name("session-1-unreadable-1.json").stat().st_size == 100_000_000


def test_a_folder_that_cannot_be_written_is_said_once_and_over_once_it_can(home: Home) -> None:
    home.folder.mkdir()
    (home.folder / "sessions").write_bytes(b"")
    window = home.open()
    person = typed(window, "a/b")
    wait_for(lambda: "can't be kept" in notice(window))
    assert window.desk.notice is not None
    person.click(window.desk.notice.close_button)
    person = typed(window, "c")
    QTest.qWait(100)
    assert notice(window) == "", "it is said once"
    (home.folder / "sessions").unlink()
    wait_for(lambda: home.sessions and home.written().draft.image == window.store.draft.image)


def test_private_keeps_nothing(home: Home) -> None:
    window = home.open()
    window.desk.toggle_private()
    typed(window, "secret/project")
    window.desk.copied()
    settle()
    assert window.windowTitle().endswith("(private)")
    window = home.again(window)
    assert window.store.draft == Draft()
    assert window.desk.log.copies == ()
    assert not home.folder.exists()


def test_what_was_typed_before_stays_the_present_form(catalog: Catalog) -> None:
    store = FormStore(catalog)
    store.start()
    store.replace(Draft(image="typed"))
    store.restore(Draft(image="kept"), [Draft(image="older")], [])
    assert store.draft.image == "typed"
    store.undo()
    assert store.draft.image == "kept"
    store.undo()
    assert store.draft.image == "older"
