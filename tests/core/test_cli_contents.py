"""What ``check`` reads of the files that it is given: the same text as the window, and nothing for ever."""

import os
import sys
import threading
from pathlib import Path

import pytest

from buildx_cache_flags.__main__ import main

LINE = "docker buildx build --cache-to type=registry,ref=a/b:c .\n"

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def refused(path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["check", str(path)])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_it_reads_what_the_window_reads(tmp_path: Path, capsys: pytest.CaptureFixture[str], encoding: str) -> None:
    path = tmp_path / "build.sh"
    path.write_bytes(LINE.replace("\n", "\r\n").encode(encoding))
    assert main(["check", str(path)]) == 0
    assert "1 entry in 1 build" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x7fELF\0\xff\xff", "can't be read: it is not a text file"),
        (LINE.encode() + b"# \xe9\n", "can't be read: line 2 is not in UTF-8"),
        (b"#" * 2_000_001, "can't be read: it has more than 2,000,000 bytes"),
    ],
)
def test_what_it_can_not_read_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, reason: str
) -> None:
    path = tmp_path / "build.sh"
    path.write_bytes(content)
    assert reason in refused(path, capsys)


@posix
def test_a_pipe_is_read_where_somebody_writes_into_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As a shell makes one of ``<(…)``."""
    path = tmp_path / "build.sh"
    os.mkfifo(path)
    keeps_open = os.open(path, os.O_RDWR)
    written = threading.Event()

    def write() -> None:
        os.write(keeps_open, LINE.encode())
        written.set()

    writer = threading.Thread(target=write)
    writer.start()
    written.wait(10)
    writer.join()
    closer = threading.Timer(0.2, os.close, [keeps_open])
    closer.start()
    assert main(["check", str(path)]) == 0
    closer.join()
    assert "1 entry in 1 build" in capsys.readouterr().out
