"""Starting and ending: without a display, with a dead one, twice at once, and without a home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.qt.drive import REF
from tests.qt.surroundings import ROOT, is_running, run_python, run_window, without_plugins_lines

NOTHING = {"QT_QPA_PLATFORM": None, "DISPLAY": None, "WAYLAND_DISPLAY": None, "XAUTHORITY": None}
NO_DISPLAY = "there is no display (DISPLAY is not set)"
DEAD = "the display {} can't be reached"
QUIT_AT_ONCE = {"BUILDX_CACHE_FLAGS_QUIT_AFTER_MS": "400"}


@pytest.mark.parametrize(
    ("env", "reason"),
    [
        pytest.param({}, NO_DISPLAY, id="none"),
        pytest.param({"DISPLAY": ":987"}, DEAD.format(":987"), id="dead X11"),
        pytest.param({"DISPLAY": "no-such-host:0"}, DEAD.format("no-such-host:0"), id="no such host"),
        pytest.param({"WAYLAND_DISPLAY": "wayland-dead"}, DEAD.format("wayland-dead"), id="dead Wayland"),
        pytest.param({"WAYLAND_DISPLAY": "x", "DISPLAY": ":987"}, DEAD.format("x"), id="both dead"),
        pytest.param({"QT_QPA_PLATFORM": "xcb"}, NO_DISPLAY, id="X11 asked for"),
        pytest.param({"DISPLAY": "", "WAYLAND_DISPLAY": ""}, NO_DISPLAY, id="empty"),
    ],
)
def test_without_a_display_there_is_one_clear_sentence(tmp_path: Path, env: dict[str, str], reason: str) -> None:
    ended = run_window(tmp_path, env={**NOTHING, **env})
    assert ended.status == 1
    assert ended.output == ""
    assert ended.errors == (
        f"Buildx Cache Flags can't open its window: {reason}. The commands check and render work without a display.\n"
    )


def test_another_reason_is_told_as_it_is(tmp_path: Path) -> None:
    ended = run_window(tmp_path, env={**NOTHING, "QT_QPA_PLATFORM": "nonsense"})
    assert ended.status == 1
    first, *others = ended.errors.splitlines()
    assert first == "Buildx Cache Flags can't open its window: Qt could not start"
    assert "nonsense" in "".join(others)
    assert "display" not in ended.errors


@pytest.mark.window_system
def test_it_starts_and_closes_without_a_word(tmp_path: Path) -> None:
    ended = run_window(tmp_path, env=QUIT_AT_ONCE)
    assert (ended.status, ended.output, ended.errors) == (0, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="locales of POSIX")
@pytest.mark.parametrize("locale", ["C", "POSIX", "de_DE.ISO-8859-1"])
def test_a_locale_without_utf8_is_no_trouble(tmp_path: Path, locale: str) -> None:
    ended = run_window(tmp_path, env={**QUIT_AT_ONCE, "LC_ALL": locale})
    assert (ended.status, ended.output, ended.errors) == (0, "", "")


def test_nothing_is_imported_before_it_is_shown_or_asked_for(tmp_path: Path) -> None:
    ended = run_python(tmp_path, "-m", "tests.qt.first_frame")
    assert (ended.status, ended.output, ended.errors) == (0, "first frame\nready\n", "")


@pytest.mark.x11
def test_it_starts_on_x11_beside_a_dead_wayland(tmp_path: Path) -> None:
    env = {**QUIT_AT_ONCE, "QT_QPA_PLATFORM": None, "WAYLAND_DISPLAY": None}
    ended = run_window(tmp_path, env=env)
    assert (ended.status, ended.output, ended.errors) == (0, "", "")


def test_two_at_once_do_not_know_of_each_other(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.qt.drive", "two_windows"]
    both = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for process in both:
        output, errors = process.communicate(timeout=300)
        assert (process.returncode, without_plugins_lines(errors)) == (0, ""), errors
        assert f"ref={REF}" in output


@pytest.mark.parametrize("kind", ["not there", "read-only", "unset"])
def test_a_home_is_not_needed(tmp_path: Path, kind: str) -> None:
    home = tmp_path / "home"
    if kind == "read-only":
        home.mkdir()
        home.chmod(0o500)
    homes = {name: None for name in os.environ if name.startswith("XDG_") and name.endswith("_HOME")}
    env = {**QUIT_AT_ONCE, **homes, "HOME": None if kind == "unset" else str(home)}
    try:
        ended = run_window(tmp_path, env=env)
    finally:
        if home.exists():
            home.chmod(0o700)
    assert (ended.status, ended.output, ended.errors) == (0, "", "")


def test_a_broken_folder_for_settings_is_survived(tmp_path: Path) -> None:
    """As root, a folder that can't be written to can: a file in its place can't be used by anybody."""
    taken = tmp_path / "taken"
    taken.write_text("a file", encoding="utf-8")
    env = {**QUIT_AT_ONCE, "HOME": str(taken), "XDG_CONFIG_HOME": str(taken), "XDG_DATA_HOME": str(taken)}
    env |= {"XDG_CACHE_HOME": str(taken), "XDG_STATE_HOME": str(taken)}
    ended = run_window(tmp_path, env=env)
    assert (ended.status, ended.output, ended.errors) == (0, "", "")
    assert taken.read_text("utf-8") == "a file"


@pytest.mark.window_system
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_control_c_ends_it_at_once() -> None:
    import signal

    process = subprocess.Popen(
        [sys.executable, "-m", "tests.qt.drive", "stay"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=300)
    assert process.returncode in (-signal.SIGINT, 130)
    assert without_plugins_lines(errors) == ""
    assert not is_running(process.pid)


@pytest.mark.window_system
def test_a_text_to_paste_is_shown_before_it_changes_anything(tmp_path: Path) -> None:
    ended = run_python(tmp_path, "-m", "tests.qt.drive", "pasted")
    assert (ended.status, ended.errors) == (0, "")
    assert ended.output == "PasteDialog\n"
