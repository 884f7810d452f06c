"""Whatever is pasted, opened or dropped is read off the window's thread, as far as a limit, and can be cancelled."""

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextOption
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from buildx_cache_flags.core import files
from buildx_cache_flags.core.disk import contents
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry, parse
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.project import offers
from buildx_cache_flags.qt.background import Background
from buildx_cache_flags.qt.dialogs import paste_dialog, pasted_text
from buildx_cache_flags.qt.dialogs.paste_dialog import AT_ONCE, MOST_ENTRIES, PasteDialog
from buildx_cache_flags.qt.dialogs.pasted_text import SHOWN, PastedText
from buildx_cache_flags.qt.form.text_editors import LONGEST, ReferenceEditor
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import activate, delete_what_is_due
from tests.qt.person import Person, settle, wait_for

LINE = "docker buildx build --cache-to type=registry,ref=a/b:c .\n"
Threads = list[tuple[str, bool]]


@pytest.fixture
def read_where(monkeypatch: pytest.MonkeyPatch) -> Threads:
    """What was read, a file or a text, and whether the thread of the window did it."""
    noted: Threads = []

    def watched(module: Any, name: str) -> None:
        really = getattr(module, name)

        def note(*given: Any, **named: Any) -> Any:
            noted.append((name, threading.current_thread() is threading.main_thread()))
            return really(*given, **named)

        monkeypatch.setattr(module, name, note)

    watched(contents, "text")
    watched(offers, "read")
    return noted


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    yield
    wait_for(lambda: not any(thread.name == "background" for thread in threading.enumerate()))


def dialog_of(window: Window) -> PasteDialog:
    dialog = window.findChild(PasteDialog)
    assert dialog is not None
    return dialog


def closed(dialog: PasteDialog) -> None:
    dialog.reject()
    settle()
    delete_what_is_due()


def ready(dialog: PasteDialog) -> PasteDialog:
    wait_for(lambda: not dialog.background.busy)
    return dialog


def test_a_file_is_read_beside_the_window(window: Window, tmp_path: Path, read_where: Threads) -> None:
    path = tmp_path / "build.sh"
    path.write_text("# a comment\n" * 1000 + LINE, encoding="utf-8")
    window.open_file(path)
    dialog = dialog_of(window)
    assert not dialog.apply_button.isEnabled()
    assert dialog.progress.isVisible()
    ready(dialog)
    assert read_where == [("text", False), ("read", False)]
    assert not dialog.progress.isVisible()
    assert dialog.text.whole == path.read_text(encoding="utf-8")
    dialog.apply_button.click()
    assert window.store.draft.writes == parse("type=registry,ref=a/b:c")


def test_a_short_text_is_read_between_two_keystrokes(window: Window, read_where: Threads) -> None:
    window.paste(LINE)
    assert read_where == [("read", True)]
    closed(dialog_of(window))


def test_a_long_text_is_not(window: Window, read_where: Threads) -> None:
    window.paste(LINE + "#" * AT_ONCE)
    dialog = ready(dialog_of(window))
    assert read_where == [("read", False)]
    assert dialog.apply_button.isEnabled()
    closed(dialog)


@pytest.mark.parametrize("what", ["text", "file"])
def test_what_is_too_long_is_said_at_once(window: Window, tmp_path: Path, what: str) -> None:
    """Neither looked through nor laid out: one word of that length would take Qt minutes."""
    word = "x" * (files.LONGEST + 1)
    if what == "text":
        window.paste(word)
    else:
        (tmp_path / "a").write_text(word, encoding="utf-8")
        window.open_file(tmp_path / "a")
    dialog = ready(dialog_of(window))
    assert len(dialog.text.toPlainText()) == SHOWN
    assert [text for text in dialog.findings.texts() if str(files.LONGEST) in text]
    assert not dialog.apply_button.isEnabled()
    closed(dialog)


def test_a_file_beyond_the_limit_is_not_read(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    with path.open("wb") as file:
        file.truncate(contents.LARGEST + 1)
    window.open_file(path)
    dialog = ready(dialog_of(window))
    assert dialog.findings.texts()[0].startswith("lock.json can't be read: it has more than 2,000,000 bytes")
    assert dialog.text.whole == ""
    closed(dialog)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_and_a_device_are_refused(window: Window, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), tmp_path):
        window.open_file(path)
        dialog = ready(dialog_of(window))
        assert "can't be read: it is a" in dialog.findings.texts()[0]
        closed(dialog)


def test_a_file_that_takes_for_ever_can_be_cancelled(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a share whose server has gone."""
    goes_on, begun = threading.Event(), threading.Event()
    text = contents.text

    def hangs(path: Path, tell: contents.Progress) -> str:
        begun.set()
        assert goes_on.wait(30)
        return text(path, tell)

    monkeypatch.setattr(contents, "text", hangs)
    (tmp_path / "a.sh").write_text(LINE, encoding="utf-8")
    before = window.store.draft
    window.open_file(tmp_path / "a.sh")
    dialog = dialog_of(window)
    wait_for(begun.is_set)
    QTest.qWait(50)
    assert dialog.progress.isVisible()
    assert dialog.findings.texts() == ["Reading a.sh…"]
    dialog.buttons.cancel.click()
    delete_what_is_due()
    assert window.findChild(PasteDialog) is None
    goes_on.set()
    wait_for(lambda: not any(thread.name == "background" for thread in threading.enumerate()))
    settle()
    assert window.store.draft == before


def test_progress_is_shown(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, told = threading.Event(), threading.Event()

    def slowly(path: Path, tell: contents.Progress) -> str:
        tell(30, 100)
        told.set()
        assert goes_on.wait(30)
        return LINE

    monkeypatch.setattr(contents, "text", slowly)
    window.open_file(tmp_path / "a.sh")
    dialog = dialog_of(window)
    wait_for(told.is_set)
    wait_for(lambda: dialog.progress.value() == 30)
    assert dialog.progress.maximum() == 100
    goes_on.set()
    closed(ready(dialog))


def test_only_the_last_of_what_is_typed_is_read(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    read, goes_on, noted = offers.read, threading.Event(), []

    def slowly(text: str, *given: Any) -> offers.Offers:
        noted.append(text[-1])
        assert goes_on.wait(30)
        return read(text, *given)

    monkeypatch.setattr(offers, "read", slowly)
    window.paste(LINE + "#" * AT_ONCE)
    dialog = dialog_of(window)
    wait_for(lambda: noted)
    for letter in "abc":
        dialog.text.insertPlainText("")
        dialog.text.show_text(f"{LINE}{'#' * AT_ONCE}{letter}")
        dialog.text.changed.emit()
    goes_on.set()
    ready(dialog)
    assert noted == ["#", "c"]
    closed(dialog)


def test_several_files_are_not_passed_over_in_silence(window: Window, tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text(LINE, encoding="utf-8")
    window.open_file(tmp_path / "a.sh", "3 files were dropped, and one is read at a time.")
    dialog = ready(dialog_of(window))
    assert "3 files were dropped, and one is read at a time." in dialog.findings.texts()
    closed(dialog)


def test_of_a_long_text_the_beginning_is_shown_and_all_of_it_read(window: Window) -> None:
    text = "# ä😀\n" * 6000 + LINE
    window.paste(text)
    dialog = ready(dialog_of(window))
    assert dialog.text.toPlainText() == text[:SHOWN]
    assert dialog.text.isReadOnly()
    assert dialog.text.note.isVisible()
    assert f"{len(text):,} characters" in dialog.text.note.text()
    dialog.apply_button.click()
    assert window.store.draft.writes == parse("type=registry,ref=a/b:c")


def test_what_is_pasted_into_the_dialog_is_treated_alike(qapp: object) -> None:
    field = PastedText()
    heard: list[str] = []
    field.changed.connect(lambda: heard.append(field.whole))
    field.show_text("a😀b")
    cursor = field.textCursor()
    cursor.setPosition(1)
    cursor.setPosition(3, cursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)
    data = QMimeData()
    data.setText("x" * SHOWN)
    field.insertFromMimeData(data)
    assert field.whole == f"a{'x' * SHOWN}b"
    assert heard == [field.whole]
    assert len(field.toPlainText()) == SHOWN
    assert field.wordWrapMode() == QTextOption.WrapMode.WrapAnywhere
    field.show_text("short")
    assert not field.isReadOnly()
    assert field.note.isHidden()
    data.setText("er")
    cursor = field.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    field.setTextCursor(cursor)
    field.insertFromMimeData(data)
    assert field.whole == "shorter"
    field.deleteLater()


def test_more_entries_than_the_form_takes_are_refused(window: Window) -> None:
    """Each has a card of its own, and hundreds of them would take a minute to make."""
    window.paste(" ".join(f"--cache-to type=registry,ref=a/b:{number}" for number in range(MOST_ENTRIES)))
    dialog = ready(dialog_of(window))
    assert f"The text has {MOST_ENTRIES + 1} entries" in dialog.findings.texts()[0]
    assert not dialog.apply_button.isEnabled()
    dialog.text.show_text(" ".join(f"--cache-to type=registry,ref=a/b:{number}" for number in range(3)))
    dialog.text.changed.emit()
    assert ready(dialog).apply_button.isEnabled()
    closed(dialog)


def test_a_field_takes_what_an_argument_can_have_and_says_so(person: Person) -> None:
    place = Place("cache-to", 0, "ref")
    editor = person.row(place).editor
    assert isinstance(editor, ReferenceEditor)
    person.paste("x" * (LONGEST + 5))
    assert editor.text() == "x" * LONGEST
    assert QToolTip.text() == f"A field takes {LONGEST:,} characters. The rest was left out."
    QToolTip.hideText()
    entry = Entry((("type", "registry"), ("ref", "😀" * LONGEST)))
    person.window.store.replace(Draft(writes=(entry,)))
    settle()
    assert editor.text() == "😀" * LONGEST


def test_what_goes_wrong_off_the_thread_comes_back_to_it(qtbot: Any) -> None:
    background = Background()
    with qtbot.captureExceptions() as raised:
        background.do(lambda _: 1 // 0, lambda _: pytest.fail("there is no result"))
        wait_for(lambda: not background.busy)
        wait_for(lambda: raised)
    assert raised[0][0] is ZeroDivisionError


def test_the_limits_fit_together() -> None:
    assert AT_ONCE < SHOWN < files.LONGEST
    # A character has up to four bytes.
    assert 4 * files.LONGEST <= contents.LARGEST
    assert len(LINE) < paste_dialog.AT_ONCE
    assert pasted_text.SHOWN > 1000


def test_after_a_paste_the_focus_is_where_the_cache_is(window: Window) -> None:
    person = Person(window)
    window.paste("docker buildx build -t a/b:1 --cache-to type=registry,ref=a/b:cache .")
    dialog = window.findChild(PasteDialog)
    assert dialog is not None
    dialog.apply_button.click()
    wait_for(lambda: window.findChild(PasteDialog) is None)
    # Not every window system gives the focus back by itself.
    activate(window)
    place = window.form.place_of(person.focus)
    assert place is not None
    assert (place.option, place.parameter) == ("cache-to", "ref")
