"""Setups put into files, where nothing that somebody else wrote meanwhile is lost."""

from pathlib import Path
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.disk import contents, together
from buildx_cache_flags.core.disk.contents import UnreadableError
from buildx_cache_flags.core.disk.together import FileChange

from .setup import Setup, SetupError
from .setup_reading import read
from .setup_writing import same, write

OTHER: Final = "other"
"""The word in the name of what somebody else wrote."""


def save(path: Path, setup: Setup, catalog: Catalog, known: Setup | None = None) -> Path | None:
    """Make *setup* the content of the file at *path*; raises ``OSError``, and then nothing was changed.

    *known* is what stood there when the file was last looked at.  Where something else does now, that is kept beside it as
    ``NAME-other-NUMBER``, and its place is returned.  Without *known*, whatever stands there may go.
    """

    def made() -> FileChange:
        is_other = known is not None and not _holds(path, (known, setup), catalog)
        return FileChange(write(setup, catalog).encode(), OTHER if is_other else "")

    return together.change(path, made, ours=False)


def _holds(path: Path, known: tuple[Setup, ...], catalog: Catalog) -> bool:
    """Whether the file at *path* holds nothing but one of *known*."""
    if not path.exists():
        return True
    try:
        found = read(contents.text(path), catalog)
    except (UnreadableError, SetupError):
        return False
    return any(same(found, one, catalog) for one in known)
