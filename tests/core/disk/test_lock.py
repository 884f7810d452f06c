"""One writer at a time, also between processes, and nothing that stays locked behind a dead one."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from buildx_cache_flags.core.disk import lock

HOLDER = """
import sys
from pathlib import Path
from buildx_cache_flags.core.disk import lock
with lock.held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(path: Path) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"held"
    return process


def test_nothing_is_left_of_it(tmp_path: Path) -> None:
    with lock.held(tmp_path / "file"):
        assert [entry.name for entry in tmp_path.iterdir()] == [".file.lock"]
    assert list(tmp_path.iterdir()) == []


def test_another_process_is_waited_for_and_then_named(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with holder(path) as process:
        with pytest.raises(lock.BusyError, match="another window is writing it"), lock.held(path, 0.05):
            pytest.fail("two have it")
        process.communicate(b"")
        assert process.returncode == 0
    with lock.held(path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_killed_holder_locks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with holder(path) as process:
        process.kill()
        process.wait()
    with lock.held(path, 0.0):
        pass
    assert list(tmp_path.iterdir()) == []


def test_one_at_a_time(tmp_path: Path) -> None:
    path, inside, most = tmp_path / "file", [0], [0]

    def enter() -> None:
        for _ in range(50):
            with lock.held(path, 60):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                path.touch()
                inside[0] -= 1

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_a_file_system_without_locks_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(lock, "take", refuse)
    with lock.held(tmp_path / "file"):
        pass


def test_a_folder_that_takes_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), lock.held(tmp_path / "not there" / "file"):
        pytest.fail("there is nothing to hold")
