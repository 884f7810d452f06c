"""What Linux binaries are linked with, as binutils see it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from devtools.process import DevError, capture

_NEEDED: Final = re.compile(r"\(NEEDED\).*\[(.+)\]")
_MAGIC: Final = b"\x7fELF"


def is_elf(path: Path) -> bool:
    """Tell whether a file is a Linux program or library."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def needed(path: str | Path) -> list[str]:
    """Return the names of the libraries that a binary is linked with, directly."""
    done = capture(["readelf", "--dynamic", "--wide", path])
    if done.returncode != 0:
        raise DevError(f"readelf can't read {path}: {done.stderr.strip()}")
    return _NEEDED.findall(done.stdout)


def all_below(folder: Path) -> Iterator[Path]:
    """Yield all Linux programs and libraries in a folder, in order."""
    return (path for path in sorted(folder.rglob("*")) if is_elf(path))
