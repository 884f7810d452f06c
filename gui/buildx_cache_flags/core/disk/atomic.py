"""Writing a file whole or not at all: whatever ends the writing, a full disk or a kill, the old file is still there.

The new content goes into a file beside the old one, to the disk, and then into the old one's place in a single step.
A link stays a link, and the file it leads to is replaced.  Permissions and extended attributes are those of the old
file.  A second name of the same file (a hard link) keeps the old content: no file can take two places in one step.
"""

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from . import lock, sharing

UNREADABLE: Final = "unreadable"
"""The word in the name of a file that can't be read."""

_SUFFIX: Final = ".buildx-cache-flags-new"
Stamp = tuple[int, int, int]
"""Which file it is, when it was written, and how long it is."""

_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class OvertakenError(OSError):
    """The file was changed by somebody else meanwhile."""

    def __init__(self) -> None:
        super().__init__("another program is writing it")


def write(path: Path, content: bytes, *, private: bool = False, still: Callable[[], bool] = lambda: True) -> None:
    """Make *content* the content of the file at *path*.  Raises ``OSError``, and then nothing was changed.

    Only the owner may read a *private* file that was not there before.  A file that may not be written is not
    replaced either, and neither is what is no file, such as a device.  *still* is asked just before the old file is
    replaced; where it says no, that is an :class:`OvertakenError`.
    """
    target = followed(path)
    old = _old(target)
    sweep(target.parent)
    while not _put(target, content, old, 0o600 if private else 0o666, still):
        pass  # Another writer took the new file for a leftover, in the moment before it was locked.
    _settle(target.parent)


def followed(path: Path) -> Path:
    """Where *path* leads over all links; ``OSError`` where they lead in a circle."""
    with suppress(FileNotFoundError):
        path.stat()
    return Path(os.path.realpath(path))


def stamp(path: Path) -> Stamp | None:
    """What differs between a file and the one that takes its place; nothing where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def put_aside(target: Path, word: str = UNREADABLE) -> Path:
    """Give the file *target* a second name, ``NAME-WORD-NUMBER``, under which it outlives being replaced."""
    number = 1
    while True:
        aside = target.with_name(f"{target.stem}-{word}-{number}{target.suffix}")
        try:
            _give_name(target, aside)
        except FileExistsError:
            number += 1
        else:
            return aside


def _give_name(target: Path, name: Path) -> None:
    try:
        os.link(target, name)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has two names for one file.
        with name.open("xb") as copy, target.open("rb") as file:
            shutil.copyfileobj(file, copy)


def sweep(folder: Path) -> None:
    """Remove what killed writers left in *folder*; nothing that is still written."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") and entry.name.endswith(_SUFFIX):
                with suppress(OSError):
                    _remove_left(Path(entry.path))


def _start(target: Path) -> str:
    # A name may have 255 bytes, and the longest character takes four.
    return f".{target.name[:48]}."


def _remove_left(path: Path) -> None:
    if sharing.IS_WINDOWS:
        # Fails as long as somebody has it open.
        path.unlink()
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        # A writer holds this lock until its file has got its place or it has ended.
        lock.take(descriptor)
        path.unlink()
    finally:
        os.close(descriptor)


def _old(target: Path) -> os.stat_result | None:
    """The file that is to be replaced, if there is one and it may be."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is a device and no file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return found


def _put(target: Path, content: bytes, old: os.stat_result | None, mode: int, still: Callable[[], bool]) -> bool:
    """Whether the new file was written and has got its place; not if somebody removed it meanwhile."""
    temporary = target.with_name(f"{_start(target)}{secrets.token_hex(8)}{_SUFFIX}")
    descriptor = os.open(temporary, _FLAGS, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if not _claim(descriptor, temporary):
                return False
            file.write(content)
            file.flush()
            if old is not None:
                _take_over(old, target, temporary)
            os.fsync(descriptor)
            if not still():
                raise OvertakenError
            if not sharing.IS_WINDOWS:
                temporary.replace(target)
        if sharing.IS_WINDOWS:
            # No open file is moved there, and what is not open may be taken for a leftover in that moment.
            try:
                sharing.when_free(lambda: temporary.replace(target))
            except FileNotFoundError:
                return False
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return True


def _claim(descriptor: int, temporary: Path) -> bool:
    """Lock the new file, so that it is no leftover; false where somebody took it for one already.

    Windows needs no lock for that: it removes no open file.
    """
    if not sharing.IS_WINDOWS:
        try:
            lock.take(descriptor)
        except BlockingIOError:
            return False
        except OSError:
            # A file system without locks; there nobody can tell a leftover, and nobody removes any.
            return True
    return temporary.exists()


def _take_over(old: os.stat_result, target: Path, temporary: Path) -> None:
    """Give the new file the owner, permissions and attributes of the old one, so far as one may."""
    if hasattr(os, "chown"):
        with suppress(OSError):
            os.chown(temporary, old.st_uid, old.st_gid)
    with suppress(OSError):
        shutil.copystat(target, temporary)
    os.utime(temporary)


def _settle(folder: Path) -> None:
    """Have the new name on the disk as well, where a folder can be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
