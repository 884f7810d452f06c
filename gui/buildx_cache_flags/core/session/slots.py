"""The file of one window's session, among those of other windows: each window has one of its own for as long as it lives.

A window takes over the newest session that nobody has, so what a killed window left comes back with the next one.
What can't be read is kept under another name.
"""

import re
import threading
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

from buildx_cache_flags.core.disk import atomic, contents, lock
from buildx_cache_flags.core.disk.atomic import OvertakenError, Stamp

_NAME: Final = re.compile(r"session-([1-9][0-9]{0,5})\.json")
_MOST: Final = 1000


class Slot:
    """One file; reading and writing may come from different threads.  Nothing is made or locked before :meth:`claim`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path: Path | None = None
        self._held = ExitStack()
        self._stamp: Stamp | None = None
        self._number = 0
        self._guard = threading.Lock()

    @property
    def path(self) -> Path | None:
        """The file; nothing where none was claimed."""
        return self._path

    def claim(self) -> Path | None:
        """Take over the newest session that no window has, and return its file; nothing where there is none.

        Where nothing can be locked, as in a folder that may not be written, the newest file is read all the same.
        Raises ``OSError`` where the folder can't be read.
        """
        found = self._sessions()
        for path in found:
            try:
                self._hold(path)
            except lock.BusyError:
                continue
            except OSError:
                return path
            if path.exists():
                return path
            self._let_go()
        return None

    def read(self, path: Path, largest: int) -> bytes:
        """The content of the claimed *path*; raises as :func:`contents.data` does."""
        self._stamp = atomic.stamp(path)
        return contents.data(path, largest=largest)

    def put_aside(self, path: Path) -> Path:
        """Give the file at *path* another name for good, and return it; ``OSError`` where that can't be done."""
        aside = atomic.put_aside(path)
        path.unlink()
        self._stamp = None
        return aside

    def write(self, content: bytes, number: int) -> None:
        """Make *content* the session, unless a later *number* was written already.  Raises ``OSError``."""
        with self._guard:
            if number <= self._number:
                return
            try:
                self._put(content)
            except (OvertakenError, PermissionError, IsADirectoryError):
                # Somebody else has written it, or nobody may: this window goes on in a file of its own.
                self._move_on()
                self._put(content)
            self._number = number

    def close(self) -> None:
        """Let other windows have the file."""
        with self._guard:
            self._let_go()

    def _put(self, content: bytes) -> None:
        if self._path is None:
            self._move_on()
        path = self._path
        assert path is not None
        before = self._stamp
        atomic.write(path, content, private=True, still=lambda: atomic.stamp(path) == before)
        self._stamp = atomic.stamp(path)

    def _sessions(self) -> list[Path]:
        """The files of sessions, the newest first."""
        try:
            found = [path for path in self._folder.iterdir() if _NAME.fullmatch(path.name)]
        except FileNotFoundError:
            return []
        return sorted(found, key=_written, reverse=True)

    def _move_on(self) -> None:
        """Take a file that is not there yet."""
        self._let_go()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for number in range(1, _MOST):
            path = self._folder / f"session-{number}.json"
            if not path.exists():
                with suppress(lock.BusyError):
                    self._hold(path)
                    if not path.exists():
                        self._stamp = None
                        return
                    self._let_go()
        raise OSError("there are too many sessions")

    def _hold(self, path: Path) -> None:
        self._held.enter_context(lock.held(path, 0))
        self._path = path

    def _let_go(self) -> None:
        self._path = None
        self._held.close()


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
