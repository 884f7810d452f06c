"""The files that lie beside the one that is read, in the same checkout."""

import os
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from buildx_cache_flags.core.disk import contents
from buildx_cache_flags.core.disk.contents import UnreadableError

_MARKS: Final = (".git", ".github", ".gitlab-ci.yml", ".circleci")
_HIGHEST: Final = 12
"""Folders above a file that are looked at for the top of its checkout."""


class Beside(Protocol):
    """Where other files of a checkout come from."""

    def read(self, path: str) -> str | None:
        """The text of the file at *path*, which begins at the top of the checkout; ``None`` where there is none."""

    def near(self, path: str) -> str | None:
        """The text of the file at *path*, which begins in the folder of the file that is read."""


class NoFiles:
    """For a text that lies nowhere, such as a pasted one."""

    def read(self, path: str) -> str | None:
        """There is none."""
        del path
        return None

    def near(self, path: str) -> str | None:
        """There is none."""
        del path
        return None


class Checkout:
    """The folder that a file was checked out with."""

    def __init__(self, top: Path, folder: Path) -> None:
        self._top = top
        self._folder = folder
        self._read: dict[str, str | None] = {}

    @classmethod
    def of(cls, file: Path) -> "Checkout":
        """The checkout of *file*: the nearest folder above with a mark of one, else the file's own folder."""
        folder = file.absolute().parent
        for above in [folder, *folder.parents][:_HIGHEST]:
            if any((above / mark).exists() for mark in _MARKS):
                return cls(above, folder)
        return cls(folder, folder)

    def read(self, path: str) -> str | None:
        """The text of a file of the checkout; ``None`` where there is none, or where *path* leads out of it."""
        if path not in self._read:
            self._read[path] = self._text(path)
        return self._read[path]

    def near(self, path: str) -> str | None:
        """The text of a file beside the one that is read; ``None`` where *path* leads out of the checkout."""
        return self.read(os.path.relpath(os.path.normpath(self._folder / path), self._top).replace(os.sep, "/"))

    def _text(self, path: str) -> str | None:
        parts = [part for part in PurePosixPath(path).parts if part not in ("/", ".")]
        if not parts or ".." in parts:
            return None
        file = self._top.joinpath(*parts)
        try:
            if not file.resolve().is_relative_to(self._top.resolve()):
                return None
            return contents.text(file)
        except (OSError, RuntimeError, UnreadableError):
            # Before Python 3.13, links in a circle are a RuntimeError.
            return None
