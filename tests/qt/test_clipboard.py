"""Copy: at once, for longer than the window lives, and never against anybody's newer copy."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.qt.output import clipboard, windows_clipboard
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import Open
from tests.qt.drive import TOOL_LIMIT, wait_for_tools
from tests.qt.person import CONTROL, SHIFT, Key, Person, wait_for
from tests.qt.surroundings import copy_elsewhere, fake_program, is_running, run_python, seen_by_others

DRAFT = Draft(writes=(Entry((("type", "registry"), ("ref", "ghcr.io/acme/app:buildcache"))),)).with_following(True)
OUTLIVES = "Stays on the clipboard after you close the window."
REPLACED = "Something else was copied since."
WHILE_OPEN = "Copied. Keep this window open until you paste"

FakeTool = Callable[[str], None]


@pytest.fixture
def fake_xclip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeTool:
    """Puts a script in the place of xclip."""

    def make(script: str) -> None:
        folder = fake_program(tmp_path / "bin", "xclip", script).parent
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    return make


@pytest.fixture
def filled(open_window: Open) -> Person:
    """Somebody with a finished form."""
    window = open_window(DRAFT)
    wait_for_tools(window, {})
    return Person(window)


def copy(person: Person) -> str:
    """Press the button, and look at once what the clipboard holds."""
    text = person.window.store.text
    person.click(person.window.output.copy.button)
    assert QGuiApplication.clipboard().text() == text
    return text


def button_text(window: Window) -> str:
    return window.output.copy.button.text()


def ends(window: Window) -> None:
    wait_for(lambda: not window.clipboard.pending)


def give_up(window: Window) -> None:
    """Let the time be over that a tool may take."""
    window.clipboard.limit_ms = 1
    ends(window)


def ids(file: Path) -> list[int]:
    """The processes that a script has noted down in *file*; a line that is still being written does not count."""
    text = file.read_text("ascii") if file.exists() else ""
    return [int(line) for line in text[: text.rfind("\n") + 1].split()]


def noted(file: Path) -> int:
    return len(ids(file))


@pytest.mark.window_system
def test_copy_is_there_at_once(filled: Person) -> None:
    text = copy(filled)
    assert text.startswith("docker buildx build")
    assert button_text(filled.window).startswith("Copied")


@pytest.mark.skipif(sys.platform != "win32", reason="Windows keeps a text itself; make test-windows runs this")
def test_windows_keeps_the_text_itself(filled: Person) -> None:
    threads = set(threading.enumerate())
    text = copy(filled)
    assert not filled.window.clipboard.pending
    wait_for(lambda: filled.window.output.copy.status.text() == OUTLIVES)
    assert button_text(filled.window) == "Copied"
    assert not QGuiApplication.clipboard().ownsClipboard()
    assert QGuiApplication.clipboard().text() == text
    assert set(threading.enumerate()) == threads


def test_what_windows_does_not_keep_is_said(monkeypatch: pytest.MonkeyPatch, filled: Person) -> None:
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "windows")
    monkeypatch.setattr(windows_clipboard, "keep", lambda: False)
    copy(filled)
    wait_for(lambda: button_text(filled.window) == WHILE_OPEN)
    assert filled.window.output.copy.status.text() == "Windows didn't keep it. Paste before closing."


@pytest.mark.x11
def test_a_working_tool_keeps_the_text(filled: Person) -> None:
    text = copy(filled)
    ends(filled.window)
    assert button_text(filled.window) == "Copied"
    assert filled.window.output.copy.status.text() == OUTLIVES
    assert not QGuiApplication.clipboard().ownsClipboard()
    assert seen_by_others() == text


@pytest.mark.x11
@pytest.mark.parametrize(
    "script",
    [
        pytest.param("cat >/dev/null; exit 0", id="does nothing, reads nothing"),
        pytest.param('case "$*" in *-o*) exec $REAL "$@";; esac; cat >/dev/null; exit 0', id="does nothing, but reads"),
        pytest.param('case "$*" in *-o*) exec $REAL "$@";; esac; exit 1', id="fails, but reads"),
        pytest.param("exit 1", id="fails"),
        pytest.param('case "$*" in *-o*) echo other; exit 0;; esac; cat >/dev/null', id="gives back something else"),
        pytest.param("exit 127", id="can't start"),
    ],
)
def test_a_tool_that_fails_is_named_and_never_believed(fake_xclip: FakeTool, filled: Person, script: str) -> None:
    fake_xclip(script)
    text = copy(filled)
    ends(filled.window)
    assert button_text(filled.window) == WHILE_OPEN
    assert filled.window.output.copy.status.text() == "xclip didn't keep it. Paste before closing."
    assert seen_by_others() == text


@pytest.mark.x11
@pytest.mark.parametrize("kept", ["echo something else", "cat; echo more", "true", "head -c 30000 /dev/zero"], ids=str)
def test_a_tool_that_keeps_something_else_is_said(
    fake_xclip: FakeTool, filled: Person, kept: str, tmp_path: Path
) -> None:
    # On a busy machine the tool may be quicker than the look at what was copied.
    waits = f"until [ -e '{tmp_path / 'looked'}' ]; do sleep 0.02; done"
    fake_xclip(f'case "$*" in *-o*) exec $REAL "$@";; esac; {waits}; {{ {kept}; }} | $REAL "$@"')
    text = copy(filled)
    (tmp_path / "looked").touch()
    ends(filled.window)
    assert button_text(filled.window) == "Not copied"
    said = "xclip put something else on the clipboard. Select the command and copy it with Ctrl+C."
    assert filled.window.output.copy.status.text() == said
    assert seen_by_others() != text


@pytest.mark.x11
def test_of_an_endless_clipboard_no_more_is_read_than_was_copied(fake_xclip: FakeTool, filled: Person) -> None:
    import resource

    fake_xclip('case "$*" in *-o*) exec cat /dev/zero;; esac; exec $REAL "$@"')
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    copy(filled)
    ends(filled.window)
    # Kilobytes; in two seconds it would be a thousand times as many.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
    assert button_text(filled.window) == "Not copied"
    assert "clipboard" not in [thread.name for thread in threading.enumerate()]


@pytest.mark.x11
def test_who_is_overtaken_behind_the_tool_says_so(fake_xclip: FakeTool, filled: Person) -> None:
    """As of two windows that copy at once the one whose text is not there: its tool had it, and the other's took over."""
    theirs = "printf theirs | $REAL -selection clipboard >/dev/null 2>&1; sleep 0.3"
    fake_xclip(f'case "$*" in *-o*) {theirs};; esac; exec $REAL "$@"')
    filled.window.copy()
    ends(filled.window)
    assert filled.window.output.copy.status.text() == REPLACED
    assert button_text(filled.window) == "Copied"


@pytest.mark.x11
@pytest.mark.parametrize("when", ["writing", "reading back"])
def test_a_hung_tool_blocks_nothing_and_is_ended(
    fake_xclip: FakeTool, filled: Person, tmp_path: Path, when: str
) -> None:
    hang = f"echo $$ >>{tmp_path}/ids; sleep 1000 & echo $! >>{tmp_path}/ids; wait"
    reads = 'case "$*" in *-o*) ;; *) exec $REAL "$@";; esac; ' if when == "reading back" else ""
    fake_xclip(reads + hang)
    copy(filled)
    wait_for(lambda: noted(tmp_path / "ids") == 2)
    filled.click(filled.window.form.image.rows["context"].editor_widget)
    filled.retype("subfolder")
    assert filled.window.store.draft.context == "subfolder"
    assert filled.window.clipboard.pending
    give_up(filled.window)
    assert filled.window.output.copy.status.text() == "xclip didn't keep it. Paste before closing."
    assert button_text(filled.window) == WHILE_OPEN
    hung = ids(tmp_path / "ids")
    wait_for(lambda: not any(map(is_running, hung)))
    wait_for(lambda: "clipboard" not in [thread.name for thread in threading.enumerate()])


@pytest.mark.x11
def test_a_slow_tool_is_waited_for(fake_xclip: FakeTool, filled: Person) -> None:
    fake_xclip('case "$*" in *-o*) ;; *) sleep 1.5;; esac; exec $REAL "$@"')
    text = copy(filled)
    assert button_text(filled.window) == "Copied"
    QTest.qWait(300)
    assert filled.window.clipboard.pending
    ends(filled.window)
    assert filled.window.output.copy.status.text() == OUTLIVES
    assert seen_by_others() == text


@pytest.mark.x11
def test_an_older_write_never_lands_on_a_newer_copy(fake_xclip: FakeTool, filled: Person, tmp_path: Path) -> None:
    first = f"[ -e {tmp_path}/second ] || {{ >{tmp_path}/second; sleep 0.8; }}"
    fake_xclip(f'case "$*" in *-o*) ;; *) {first};; esac; exec $REAL "$@"')
    older = copy(filled)
    wait_for((tmp_path / "second").exists)
    filled.click(filled.window.output.copy.one_line)
    newer = copy(filled)
    assert newer != older
    ends(filled.window)
    assert filled.window.output.copy.status.text() == OUTLIVES
    QTest.qWait(1000)
    assert seen_by_others() == newer


@pytest.mark.x11
# No key was pressed, so Qt may ask for the clipboard with a time before that of the tool it just stopped.
@pytest.mark.qt_log_ignore("Cannot set X11 selection owner")
def test_many_copies_in_a_row_leave_the_last_one(filled: Person) -> None:
    copier = filled.window.clipboard
    for last in range(12):
        copier.copy(f"older {last}")
        QTest.qWait(last * 2)
        copier.copy(f"newer {last}")
        ends(filled.window)
        assert seen_by_others() == f"newer {last}"


@pytest.mark.x11
@pytest.mark.qt_log_ignore("Cannot set X11 selection owner")
def test_a_write_that_is_about_to_start_its_tool_is_ended_too(monkeypatch: pytest.MonkeyPatch, filled: Person) -> None:
    import pyperclip

    choose, first = pyperclip.set_clipboard, threading.Event()

    def choose_slowly(name: str) -> None:
        choose(name)  # pyright: ignore[reportArgumentType]
        write = pyperclip.copy

        def write_later(text: str) -> None:
            time.sleep(0.3)
            write(text)

        if not first.is_set():
            first.set()
            monkeypatch.setattr(pyperclip, "copy", write_later)

    monkeypatch.setattr(pyperclip, "set_clipboard", choose_slowly)
    filled.window.clipboard.copy("older")
    wait_for(first.is_set)
    QTest.qWait(50)
    filled.window.clipboard.copy("newer")
    ends(filled.window)
    QTest.qWait(500)
    assert seen_by_others() == "newer"


@pytest.mark.x11
def test_somebody_elses_newer_copy_stays(fake_xclip: FakeTool, filled: Person, tmp_path: Path) -> None:
    late = f"echo $$ >>{tmp_path}/ids; while [ ! -e {tmp_path}/go ]; do sleep 0.05; done"
    fake_xclip(f'case "$*" in *-o*) ;; *) {late};; esac; exec $REAL "$@"')
    copy(filled)
    wait_for(lambda: noted(tmp_path / "ids") == 1)
    copy_elsewhere("theirs")
    ends(filled.window)
    (process,) = ids(tmp_path / "ids")
    wait_for(lambda: not is_running(process))
    assert seen_by_others() == "theirs"
    assert button_text(filled.window) == "Copied"
    assert filled.window.output.copy.status.text() == "Something else was copied since."


@pytest.mark.x11
def test_without_a_tool_the_one_to_install_is_named(
    monkeypatch: pytest.MonkeyPatch, filled: Person, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    threads = set(threading.enumerate())
    text = copy(filled)
    wait_for(lambda: button_text(filled.window) == WHILE_OPEN)
    assert "Install xclip" in filled.window.output.copy.status.text()
    assert set(threading.enumerate()) == threads
    assert seen_by_others() == text


@pytest.mark.x11
def test_the_next_edit_offers_to_copy_again(filled: Person) -> None:
    copy(filled)
    ends(filled.window)
    filled.click(filled.window.form.image.rows["image"].editor_widget)
    filled.type("a")
    assert button_text(filled.window).startswith("Copy ")


@pytest.mark.x11
@pytest.mark.parametrize(
    ("script", "kept"),
    [
        pytest.param('case "$*" in *-o*) ;; *) sleep 1.2;; esac; exec $REAL "$@"', True, id="slow"),
        pytest.param("sleep 1000", False, id="hung"),
    ],
)
def test_closing_waits_out_of_sight_for_the_tool(tmp_path: Path, script: str, kept: bool) -> None:
    copy_elsewhere("what was there before")
    folder = fake_program(tmp_path / "bin", "xclip", script).parent
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    limit = {} if kept else {TOOL_LIMIT: str(clipboard.LIMIT_MS)}
    ended = run_python(tmp_path, "-m", "tests.qt.drive", "copy_and_close", env={"PATH": path, **limit})
    assert (ended.status, ended.errors) == (0, "")
    text, hidden = ended.output.rsplit("\0", 1)
    assert hidden == "hidden"
    if kept:
        assert seen_by_others() == text


@pytest.mark.x11
def test_pyperclip_never_falls_back_to_qt(
    monkeypatch: pytest.MonkeyPatch, fake_xclip: FakeTool, filled: Person
) -> None:
    import pyperclip

    chosen: list[str] = []
    choose = pyperclip.set_clipboard

    def note(name: str) -> None:
        chosen.append(name)
        choose(name)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(pyperclip, "set_clipboard", note)
    monkeypatch.setattr(pyperclip, "determine_clipboard", lambda: pytest.fail("pyperclip chose by itself"))
    fake_xclip("exit 1")
    copy(filled)
    ends(filled.window)
    assert chosen == ["xclip"]
    assert "qtpy" not in sys.modules


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program on Windows")
def test_each_platform_has_its_tool_or_an_advice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert clipboard.tool("xcb") is None
    assert clipboard.advice("xcb") == "xclip"
    assert clipboard.tool("wayland") is None
    assert clipboard.advice("wayland") == "wl-clipboard"
    fake_program(tmp_path, "xsel", "")
    assert clipboard.tool("xcb") == ("xsel", "xsel")
    fake_program(tmp_path, "xclip", "")
    assert clipboard.tool("xcb") == ("xclip", "xclip")
    fake_program(tmp_path, "wl-copy", "")
    assert clipboard.tool("wayland") == ("wl-copy", "wl-clipboard")


@pytest.mark.window_system
def test_copy_by_keyboard_puts_the_same_text_there(filled: Person) -> None:
    filled.key(Key.Key_C, CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == filled.window.store.text
