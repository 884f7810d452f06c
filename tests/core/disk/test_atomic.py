"""One writer for every file: whole or not at all, in the place of the old one, and nothing left behind."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from buildx_cache_flags.core.disk import atomic, sharing

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions, links and devices")
not_root = pytest.mark.skipif(sys.platform != "win32" and os.getuid() == 0, reason="root may write everything")

KILLED = """
import os, signal, sys
from pathlib import Path
from buildx_cache_flags.core.disk import atomic, sharing
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
atomic.write(Path(sys.argv[1]), b"new")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "a file.txt"


@pytest.fixture
def old(path: Path) -> Path:
    path.parent.mkdir()
    path.write_bytes(b"old")
    return path


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_a_new_file_has_the_permissions_of_any_new_file(path: Path) -> None:
    path.parent.mkdir()
    atomic.write(path, b"new")
    (path.parent / "other").write_bytes(b"")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode == (path.parent / "other").stat().st_mode
    assert names(path.parent) == ["a file.txt", "other"]


@posix
def test_a_private_file_is_for_its_owner_alone(path: Path) -> None:
    path.parent.mkdir()
    atomic.write(path, b"new", private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_an_old_file_keeps_its_permissions(old: Path, mode: int) -> None:
    old.chmod(mode)
    atomic.write(old, b"new", private=True)
    assert old.read_bytes() == b"new"
    assert stat.S_IMODE(old.stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="this system has no such attributes")
def test_an_old_file_keeps_its_attributes(old: Path) -> None:
    try:
        os.setxattr(old, "user.origin", b"here")
    except OSError:
        pytest.skip("this file system has no such attributes")
    atomic.write(old, b"new")
    assert os.getxattr(old, "user.origin") == b"here"


def test_it_is_written_now(old: Path) -> None:
    os.utime(old, (0, 0))
    atomic.write(old, b"new")
    assert old.stat().st_mtime > 1_000_000_000


@posix
def test_links_stay_and_what_they_lead_to_is_replaced(old: Path, tmp_path: Path) -> None:
    (tmp_path / "first").symlink_to(tmp_path / "second")
    (tmp_path / "second").symlink_to(Path("folder") / old.name)
    atomic.write(tmp_path / "first", b"new")
    assert (tmp_path / "first").is_symlink()
    assert (tmp_path / "second").is_symlink()
    assert old.read_bytes() == b"new"
    assert not old.is_symlink()


@posix
def test_a_link_to_nothing_makes_the_file_it_names(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    atomic.write(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"


@posix
def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError, match="symbolic links"):
        atomic.write(tmp_path / "a", b"new")
    assert names(tmp_path) == ["a", "b"]


@posix
def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no file"):
        atomic.write(tmp_path / "pipe", b"new")
    with pytest.raises(IsADirectoryError):
        atomic.write(tmp_path, b"new")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert names(tmp_path) == ["pipe"]


def test_a_file_that_may_not_be_written_is_not_replaced(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(PermissionError):
        atomic.write(old, b"new")
    assert old.read_bytes() == b"old"


@posix
@not_root
def test_a_folder_that_takes_no_file_is_said(old: Path) -> None:
    old.parent.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            atomic.write(old, b"new")
    finally:
        old.parent.chmod(0o700)
    assert old.read_bytes() == b"old"


def test_a_folder_that_is_not_there_is_said(path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic.write(path, b"new")


@pytest.mark.parametrize("length", [200, 251, 255])
def test_any_name_a_file_can_have(tmp_path: Path, length: int) -> None:
    for letter in ("x", "ü"):
        name = letter * (length // len(letter.encode()))
        atomic.write(tmp_path / name, b"new")
        assert (tmp_path / name).read_bytes() == b"new"


@pytest.mark.parametrize("step", ["fsync", "utime"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    old: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space left"):
        atomic.write(old, b"new")
    assert old.read_bytes() == b"old"
    assert names(old.parent) == [old.name]


def test_who_was_overtaken_writes_nothing(old: Path) -> None:
    with pytest.raises(atomic.OvertakenError):
        atomic.write(old, b"new", still=lambda: False)
    assert old.read_bytes() == b"old"
    assert names(old.parent) == [old.name]


@posix
def test_what_killed_writers_left_goes_with_the_next_write(old: Path) -> None:
    for _ in range(3):
        ended = subprocess.run([sys.executable, "-c", KILLED, str(old)], check=False, stdin=subprocess.DEVNULL)
        assert ended.returncode == -9
        assert old.read_bytes() == b"old"
    # Each one cleans up behind the one before.
    assert len(names(old.parent)) == 2
    atomic.write(old, b"newest")
    assert names(old.parent) == [old.name]


@posix
def test_what_a_killed_writer_of_a_new_file_left_goes_with_any_write_beside_it(old: Path) -> None:
    new = old.with_name("new.txt")
    assert subprocess.run([sys.executable, "-c", KILLED, str(new)], check=False, stdin=subprocess.DEVNULL).returncode
    assert not new.exists()
    assert len(names(old.parent)) == 2
    atomic.write(old, b"new")
    assert names(old.parent) == [old.name]


def test_what_is_still_written_is_no_leftover(old: Path) -> None:
    seen: list[list[str]] = []

    def in_the_middle() -> bool:
        atomic.sweep(old.parent)
        seen.append(names(old.parent))
        return True

    atomic.write(old, b"new", still=in_the_middle)
    assert [len(found) for found in seen] == [2]
    assert old.read_bytes() == b"new"


def test_files_of_others_are_no_leftovers(old: Path) -> None:
    others = [".a file.txt.swp", "a file.txt.buildx-cache-flags-new", ".buildx-cache-flags-new.x"]
    for name in others:
        (old.parent / name).touch()
    atomic.write(old, b"new")
    assert set(others) < set(names(old.parent))


def test_a_file_that_a_scanner_has_open_is_tried_again(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where a file that is open can't be replaced."""
    replace, tries = Path.replace, []

    def denied_twice(path: Path, target: Path) -> Path:
        tries.append(path)
        if len(tries) < 3:
            raise PermissionError(13, "Access is denied")
        return replace(path, target)

    monkeypatch.setattr(sharing, "IS_WINDOWS", True)
    monkeypatch.setattr(Path, "replace", denied_twice)
    atomic.write(old, b"new")
    assert len(tries) == 3
    assert old.read_bytes() == b"new"
    assert names(old.parent) == [old.name]


def test_a_file_that_stays_open_is_said_in_the_end(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: Path, target: Path) -> Path:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(sharing, "IS_WINDOWS", True)
    monkeypatch.setattr(sharing, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(Path, "replace", denied)
    with pytest.raises(PermissionError, match="denied"):
        atomic.write(old, b"new")
    assert old.read_bytes() == b"old"
    assert names(old.parent) == [old.name]


def test_what_is_put_aside_outlives_what_follows(old: Path) -> None:
    first = atomic.put_aside(old)
    second = atomic.put_aside(old)
    atomic.write(old, b"new")
    assert [first.name, second.name] == ["a file-unreadable-1.txt", "a file-unreadable-2.txt"]
    assert (first.read_bytes(), second.read_bytes(), old.read_bytes()) == (b"old", b"old", b"new")


def test_it_is_put_aside_where_a_file_has_one_name_only(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    old.with_name("a file-unreadable-1.txt").touch()
    assert atomic.put_aside(old).name == "a file-unreadable-2.txt"
    assert old.with_name("a file-unreadable-2.txt").read_bytes() == b"old"
