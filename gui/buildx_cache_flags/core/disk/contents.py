"""Reading files that somebody points at: regular ones alone, only as far as a limit, and always as the same text."""

import codecs
import errno
import io
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from . import sharing

LARGEST: Final = 2_000_000
"""Bytes of a file that is read as text; a reader of its text may have a lower limit of its own."""

_PIECE: Final = 1 << 18
_ENCODINGS: Final = (
    # A mark of UTF-32 begins with the one of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
)

Progress = Callable[[int, int], object]
"""Hears how many bytes have been read of how many; what it raises ends the reading."""


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes | None: ...


class UnreadableError(ValueError):
    """A file that is no text that can be read; the message says why, to stand behind the file's name and a colon."""


def text(path: Path, progress: Progress | None = None, *, largest: int = LARGEST, pipes: bool = False) -> str:
    """The text of the file at *path*; :class:`UnreadableError` where there is none or it has over *largest* bytes."""
    try:
        found = data(path, progress, largest=largest, pipes=pipes)
    except OSError as error:
        raise UnreadableError(_reason(error)) from None
    except UnreadableError:
        raise
    except ValueError:
        # A NUL in it.
        raise UnreadableError("no file can have this name") from None
    return decoded(found)


def data(path: Path, progress: Progress | None = None, *, largest: int = LARGEST, pipes: bool = False) -> bytes:
    """The bytes of the file at *path*; raises ``OSError`` as well as what :func:`text` does.

    Nothing but a regular file is read: a device may do anything, and a pipe may never end.  With *pipes*, one that
    somebody writes into is read as well, as a shell makes it of ``<(…)``.
    """
    try:
        with _opened(path) as file:
            found = os.fstat(file.fileno())
            if pipes and stat.S_ISFIFO(found.st_mode):
                # A pipe that nobody writes into ends at once.
                os.set_blocking(file.fileno(), True)
            elif not stat.S_ISREG(found.st_mode):
                raise UnreadableError(f"it is a {'pipe' if stat.S_ISFIFO(found.st_mode) else 'device'} and no file")
            if found.st_size > largest:
                raise UnreadableError(_too_large(largest))
            return _read(file, found.st_size, progress, largest)
    except (IsADirectoryError, PermissionError):
        # What Windows says of a folder is that access is denied.
        if path.is_dir():
            raise UnreadableError("it is a folder") from None
        raise


def stream(file: _Stream, largest: int = LARGEST) -> str:
    """The text that comes out of *file*; raises as :func:`text` does."""
    try:
        return decoded(_read(file, 0, None, largest))
    except OSError as error:
        raise UnreadableError(_reason(error)) from None


def decoded(content: bytes) -> str:
    """The text that *content* is, with line feeds alone between its lines; :class:`UnreadableError` where it is none.

    It is UTF-8, unless a mark at its start says that it is UTF-16 or UTF-32, as some editors and shells of Windows
    write; the mark is no part of the text.
    """
    encoding = next((name for mark, name in _ENCODINGS if content.startswith(mark)), "utf-8")
    try:
        found = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" or b"\0" in content:
            raise UnreadableError("it is not a text file") from None
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"line {line} is not in UTF-8; save the file as UTF-8") from None
    if "\0" in found:
        raise UnreadableError("it is not a text file")
    return found.replace("\r\n", "\n")


def _opened(path: Path) -> io.FileIO:
    """The open file; where Windows says that access is denied, somebody may just be replacing it."""
    if sharing.IS_WINDOWS and path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return sharing.when_free(lambda: io.FileIO(path, opener=_open))


def _open(name: str, flags: int) -> int:
    # Without waiting: the other end of a pipe may never come.
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def _read(file: _Stream, size: int, progress: Progress | None, largest: int) -> bytes:
    read = bytearray()
    while piece := file.read(_PIECE):
        read += piece
        if len(read) > largest:
            raise UnreadableError(_too_large(largest))
        if progress is not None:
            progress(len(read), max(size, len(read)))
    return bytes(read)


def _too_large(largest: int) -> str:
    return f"it has more than {largest:,} bytes; paste the part that matters"


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENXIO, errno.EOPNOTSUPP):
        return "it is a socket and no file"
    if error.errno == errno.ELOOP:
        return "its links lead in a circle"
    return error.strerror or str(error)
