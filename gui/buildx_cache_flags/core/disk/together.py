"""Changing a file that several windows change: each change is made on what is there now, so nobody's is lost."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from . import atomic, lock

_TRIES: Final = 20


class Change(NamedTuple):
    """The new content of a file.  Where the old one is *spoilt*, it can't be read, and is kept beside the new one."""

    content: bytes
    spoilt: bool = False


def change(path: Path, make: Callable[[], Change]) -> Path | None:
    """Put what *make* makes of the file at *path*, which it reads itself, in its place.

    The file is locked meanwhile, and *make* is asked again where somebody without the lock was quicker.  Only the owner
    may read a file that was not there before.  Returns where a spoilt file is kept.  Raises ``OSError``, and what *make*
    raises; nothing was changed then.
    """
    target = atomic.followed(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with lock.held(target):
        for _ in range(_TRIES):
            # Not everybody who writes need know of the lock, and not every file system has one.
            before = atomic.stamp(target)
            made = make()
            with suppress(atomic.OvertakenError):
                return _put(target, made, before)
        raise atomic.OvertakenError


def _put(target: Path, made: Change, before: atomic.Stamp | None) -> Path | None:
    aside = atomic.put_aside(target) if made.spoilt else None
    try:
        atomic.write(target, made.content, private=True, still=lambda: atomic.stamp(target) == before)
    except BaseException:
        if aside is not None:
            aside.unlink()
        raise
    return aside
