"""One writer at a time: a lock between processes that the system takes back from whoever dies."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from buildx_cache_flags.core.disk import sharing

PATIENCE_S: Final = 3.0
"""How long another process is waited for."""

_PAUSE_S: Final = 0.005
_MODE: Final = 0o600

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    # Windows itself and not msvcrt.locking: the C library passes no more on than an errno, and Wine's not even that, so
    # that "somebody has it" could not be told from "this file system has no locks".
    _lock_file = ctypes.WinDLL("kernel32", use_last_error=True).LockFile
    _lock_file.argtypes = (wintypes.HANDLE, *(wintypes.DWORD,) * 4)
    _lock_file.restype = wintypes.BOOL

    def take(descriptor: int) -> None:
        """Lock an open file at once; ``PermissionError`` where somebody has it, ``OSError`` where there are no locks.

        Source: LockFile in Microsoft's documentation, and its ERROR_LOCK_VIOLATION.
        """
        offset, length = (0, 0), (1, 0)
        if not _lock_file(msvcrt.get_osfhandle(descriptor), *offset, *length):
            raise ctypes.WinError(ctypes.get_last_error())
else:
    import fcntl

    def take(descriptor: int) -> None:
        """Lock an open file at once; ``BlockingIOError`` where somebody has it, ``OSError`` where there are no locks."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class BusyError(OSError):
    """Another process has held the lock for all of the time that was waited."""

    def __init__(self) -> None:
        super().__init__("another window is writing it")


@contextmanager
def held(path: Path, patience_s: float | None = None) -> Iterator[None]:
    """Hold the lock for writing the file at *path*; :class:`BusyError` where it can't be had in *patience_s* seconds.

    Without that number it is :data:`PATIENCE_S`.

    The lock is a file beside that one, ``.NAME.lock``, which goes again with the last holder.  One that a killed
    process left behind locks nothing.  A file system without locks gives none: there a writer still has to look, just
    before it writes, whether the file is the one it read.
    """
    lock = path.with_name(f".{path.name}.lock")
    descriptor = _acquired(lock, time.monotonic() + (PATIENCE_S if patience_s is None else patience_s))
    try:
        yield
    finally:
        _release(descriptor, lock)


def _acquired(lock: Path, deadline: float) -> int:
    while True:
        descriptor = _tried(lock)
        if descriptor is not None:
            return descriptor
        if time.monotonic() > deadline:
            raise BusyError
        time.sleep(_PAUSE_S)


def _tried(lock: Path) -> int | None:
    """The locked file; nothing where somebody else has it, or has just taken it away."""
    # Windows refuses to open a file that is just going away.
    descriptor = sharing.when_free(lambda: os.open(lock, os.O_RDWR | os.O_CREAT, _MODE))
    try:
        take(descriptor)
    except (BlockingIOError, PermissionError):
        os.close(descriptor)
        return None
    except OSError:
        # The file system has no locks.
        return descriptor
    if _is_at(descriptor, lock):
        return descriptor
    os.close(descriptor)
    return None


def _is_at(descriptor: int, path: Path) -> bool:
    """Whether the open file is still the one at *path*, and not one that the holder before took away."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _release(descriptor: int, lock: Path) -> None:
    """Take the lock file away and let go of it; in this order, or the file of a newer holder could go."""
    if sys.platform == "win32":
        # Windows removes no file that is open, be it here or in another process.
        os.close(descriptor)
        with suppress(OSError):
            lock.unlink()
    else:
        with suppress(OSError):
            lock.unlink()
        os.close(descriptor)
