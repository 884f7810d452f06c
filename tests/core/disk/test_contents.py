"""What is read of a file: regular ones, as far as a limit, and always as the same text."""

import codecs
import io
import os
import socket
import sys
import threading
from pathlib import Path

import pytest

from buildx_cache_flags.core.disk import contents
from buildx_cache_flags.core.disk.contents import UnreadableError

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
TEXT = "first\nzweitens ü\n"


class StoppedError(Exception):
    pass


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r\n").encode("utf-16"),
    ],
    ids=["UTF-8", "with a mark", "UTF-16", "big-endian", "UTF-32", "of Windows", "of PowerShell"],
)
def test_it_is_the_same_text_however_it_is_stored(tmp_path: Path, content: bytes) -> None:
    assert contents.text(written(tmp_path, content)) == TEXT
    assert contents.stream(io.BytesIO(content)) == TEXT


def test_an_empty_file_is_an_empty_text(tmp_path: Path) -> None:
    assert contents.text(written(tmp_path, b"")) == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a\nb\xe9\n", "line 2 is not in UTF-8; save the file as UTF-8"),
        (b"\x7fELF\0\xff", "it is not a text file"),
        (b"PK\0", "it is not a text file"),
        (b"\xff\xfea", "it is not a text file"),
        (b"\xff\xfe\0\xd8", "it is not a text file"),
    ],
)
def test_what_is_no_text_is_said(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        contents.text(written(tmp_path, content))
    assert str(raised.value) == reason


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"x" * 11)
    assert contents.text(path, largest=11) == "x" * 11
    with pytest.raises(UnreadableError, match="more than 10 bytes"):
        contents.text(path, largest=10)
    with pytest.raises(UnreadableError, match="more than 10 bytes"):
        contents.stream(io.BytesIO(b"x" * 11), 10)


def test_an_endless_stream_is_read_as_far_as_the_limit() -> None:
    class Endless:
        given = 0

        def read(self, size: int, /) -> bytes:
            self.given += size
            return b"x" * size

    endless = Endless()
    with pytest.raises(UnreadableError, match="more than"):
        contents.stream(endless)
    assert endless.given < 2 * contents.LARGEST


def test_progress_is_heard_and_can_end_it(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    path = written(tmp_path, b"x" * 1_000_000)
    contents.text(path, lambda done, of: heard.append((done, of)))
    assert len(heard) > 2
    assert heard == sorted(heard)
    assert {of for _, of in heard} == {1_000_000}
    assert heard[-1] == (1_000_000, 1_000_000)

    def stop(done: int, of: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        contents.text(path, stop)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="folder"):
        contents.text(tmp_path)


@pytest.mark.parametrize("name", ["not there", "x" * 5000, "a\0b"])
def test_what_is_not_there_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableError):
        contents.text(tmp_path / name)


@posix
def test_pipes_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableError, match="pipe"):
        contents.text(tmp_path / "pipe")
    with pytest.raises(UnreadableError, match="device"):
        contents.text(Path("/dev/zero"))
    with pytest.raises(UnreadableError, match="device"):
        contents.text(Path("/dev/zero"), pipes=True)
    (tmp_path / "link").symlink_to("/dev/zero")
    with pytest.raises(UnreadableError, match="device"):
        contents.text(tmp_path / "link")


@posix
def test_a_socket_is_no_file(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        with pytest.raises(UnreadableError, match="socket"):
            contents.text(tmp_path / "s")


@posix
def test_links_in_a_circle_are_said(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("a")
    with pytest.raises(UnreadableError, match="circle"):
        contents.text(tmp_path / "a")


@posix
def test_a_pipe_that_somebody_writes_into_is_read_where_that_is_wanted(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert contents.text(tmp_path / "pipe", pipes=True) == ""
    reading, writing = os.pipe()

    def write() -> None:
        os.write(writing, TEXT.encode())
        os.close(writing)

    try:
        writer = threading.Thread(target=write)
        writer.start()
        assert contents.text(Path(f"/dev/fd/{reading}"), pipes=True) == TEXT
        writer.join()
    finally:
        os.close(reading)
