"""Finding, and where it can be done taking out, paths of the machine that something was built on."""

import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath, PureWindowsPath
from typing import Final

from devtools import elf
from devtools.process import ROOT

SHARED_BY_ALL: Final = (Path("/"), Path("/usr"), Path("/usr/local"))
"""Where a Python lies on many machines, so that its path tells nothing."""

MADE_ELSEWHERE: Final = (b".cargo/", b"work/pydantic/")
"""Folders in the home of who built a file that is published: pydantic-core carries those of the crates it is made of.

Nothing here is compiled with cargo, so that they are never this machine's, even where its home has the same name.
"""


def places(*more: Path) -> list[Path]:
    """Return the folders that nothing may name: the checkout, Python's if it is a private one, and the home."""
    named = [ROOT, Path(sys.base_prefix), Path.home(), *more]
    return [place for place in dict.fromkeys(named) if place not in SHARED_BY_ALL]


def find(folder: Path, names: Iterable[PurePath]) -> list[str]:
    """Return a line for each file below *folder* that has the path of one of *names* in it."""
    # Windows' programs write its paths both ways.
    spellings = dict.fromkeys(text for name in names for text in (f"{name.as_posix()}/", _with_backslashes(name)))
    needles = [text.encode() for text in spellings if text]
    found = []
    for name, content in contents(folder):
        found += [f"{name} names {needle.decode()}" for needle in needles if _names(content, needle)]
    return found


def _names(content: bytes, needle: bytes) -> bool:
    """Whether *content* has *needle* in any other way than through what was made elsewhere."""
    return content.count(needle) > sum(content.count(needle + known) for known in MADE_ELSEWHERE)


def _with_backslashes(name: PurePath) -> str:
    """Return a folder of Windows' as it is written there, and nothing for others."""
    return f"{name}\\" if isinstance(name, PureWindowsPath) else ""


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each file below *folder*, and of what lies in zip archives there."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = str(path.relative_to(folder))
        yield name, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{name}: {inner}", archive.read(inner)) for inner in archive.namelist())


def blank(folder: Path, prefix: Path) -> None:
    """Take the path of a Python that was built at home out of all libraries below *folder*.

    It stands there as the place where Python is installed, which does not count in a bundle, and as the folder with
    its libraries, which the bundle has at its top.  No other byte of a file moves: many slashes are read as one, and a
    text ends at its first zero.
    """
    needle = str(prefix).encode()
    for path in elf.all_below(folder):
        content = path.read_bytes()
        if needle not in content:
            continue
        search_path = needle + b"/lib\0"
        content = content.replace(search_path, _way_to(folder, path).ljust(len(search_path), b"\0"))
        path.write_bytes(content.replace(needle, b"/" * len(needle)))


def _way_to(folder: Path, path: Path) -> bytes:
    """Return the loader's notation for *folder*, seen from a library in it."""
    return "/".join(["$ORIGIN", *[".."] * (len(path.relative_to(folder).parts) - 1)]).encode()
