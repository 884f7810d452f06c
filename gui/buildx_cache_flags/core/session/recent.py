"""The setups that were opened or saved last, in a file that all windows share."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from buildx_cache_flags.core.disk import contents, together
from buildx_cache_flags.core.disk.atomic import UNREADABLE
from buildx_cache_flags.core.disk.together import FileChange

MOST: Final = 12
LARGEST: Final = 1_000_000
"""Bytes of a file that is read."""


def read(path: Path) -> tuple[str, ...]:
    """The files of setups, the last one first; none where *path* can't be read, which loses no setup."""
    return _read(path)[0]


def add(path: Path, file: str) -> None:
    """Put *file* in front; raises ``OSError``."""
    _change(path, lambda known: (file, *(other for other in known if other != file)))


def forget(path: Path, file: str) -> None:
    """Take *file* out; raises ``OSError``."""
    _change(path, lambda known: tuple(other for other in known if other != file))


def _change(path: Path, change: Callable[[tuple[str, ...]], Iterable[str]]) -> None:
    def changed() -> FileChange:
        known, spoilt = _read(path)
        data = {"version": 1, "recent": list(change(known))[:MOST]}
        return FileChange(f"{json.dumps(data, indent=1)}\n".encode("ascii"), UNREADABLE if spoilt else "")

    together.change(path, changed)


def _read(path: Path) -> tuple[tuple[str, ...], bool]:
    """What is kept, and whether something else stands there."""
    try:
        data = json.loads(contents.data(path, largest=LARGEST))
    except OSError:
        return (), False
    except (ValueError, RecursionError):
        return (), path.is_file()
    match data:
        case {"version": 1, "recent": [*files]} if all(isinstance(file, str) for file in files):
            return tuple(files), False
        case _:
            return (), True
