"""Changing a file that several windows change: each change is made on what is there now, so nobody's is lost."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from . import atomic, lock

_TRIES: Final = 20


class FileChange(NamedTuple):
    """The new content of a file.  With a word in ``kept_as``, the old one is kept beside it with that in its name."""

    content: bytes
    kept_as: str = ""


def change(path: Path, make: Callable[[], FileChange], *, ours: bool = True) -> Path | None:
    """Put what *make* makes of the file at *path*, which it reads itself, in its place.

    The file is locked meanwhile, and *make* is asked again where somebody without the lock was quicker.  A file of *ours*
    gets its folder, and only the owner may read it, where it was not there before.  Returns where the old content is
    kept, if it is.  Raises ``OSError``, and what *make* raises; nothing was changed then.
    """
    target = atomic.followed(path)
    if ours:
        target.parent.mkdir(parents=True, exist_ok=True)
    with lock.held(target):
        for _ in range(_TRIES):
            # Not everybody who writes need know of the lock, and not every file system has one.
            before = atomic.stamp(target)
            made = make()
            with suppress(atomic.OvertakenError):
                return _put(target, made, before, private=ours)
        raise atomic.OvertakenError


def _put(target: Path, made: FileChange, before: atomic.Stamp | None, *, private: bool) -> Path | None:
    aside = atomic.put_aside(target, made.kept_as) if made.kept_as else None
    try:
        atomic.write(target, made.content, private=private, still=lambda: atomic.stamp(target) == before)
    except BaseException:
        if aside is not None:
            aside.unlink()
        raise
    return aside
