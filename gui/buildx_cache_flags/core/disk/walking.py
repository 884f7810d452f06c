"""The files of a folder that git would keep, in the order of their paths.

Nothing is followed out of it or in a circle: git keeps a link and not what it leads to.  Each folder with a ``.git`` of
its own has its own rules.  The rules of the folders above, up to the top of the checkout, hold as well.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from . import gitconfig, ignored
from .ignored import Rules

_OF_TOOLS: Final = frozenset((".git", ".hg", ".jj", ".svn"))
"""What holds the history of a checkout and none of its files."""

_HIGHEST: Final = 40
"""Folders above that are looked at for the top of the checkout."""

_LARGEST_RULES: Final = 1_000_000
"""Bytes of a file of rules."""

_MOUNT_POINT: Final = 0xA0000003
"""``IO_REPARSE_TAG_MOUNT_POINT`` of Windows."""

Unreadable = Callable[[str, str], object]
"""Hears the path of a folder that can't be read, and the reason."""


class _Folder(NamedTuple):
    """A folder that is still to be read: where it is, its path from the top, and the rules that hold in it."""

    path: str
    inside: bytes
    levels: tuple[Rules, ...]


def files(folder: Path, unreadable: Unreadable) -> Iterator[Path]:
    """Every ordinary file below *folder* that git leaves in, each path beginning with *folder* as it is given."""
    waiting: list[_Folder | Path] = [_start(folder)]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Path):
            yield found
            continue
        try:
            with os.scandir(found.path) as entries:
                inside = sorted(entries, key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            unreadable(found.path, error.strerror or str(error))
            continue
        waiting += _kept(inside, _with_own_rules(found, {entry.name for entry in inside}))


def _kept(entries: list[os.DirEntry[str]], folder: _Folder) -> Iterator[_Folder | Path]:
    for entry in entries:
        path = folder.inside + os.fsencode(entry.name)
        try:
            is_folder = entry.is_dir(follow_symlinks=False) and not _is_junction(entry)
            is_file = entry.is_file(follow_symlinks=False)
        except OSError:
            # Gone meanwhile.
            continue
        if not (is_folder or is_file) or (is_folder and entry.name in _OF_TOOLS):
            continue
        if ignored.is_left_out(path, folder.levels, is_folder=is_folder):
            continue
        yield _Folder(entry.path, path + b"/", folder.levels) if is_folder else Path(entry.path)


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether Windows leads from a folder to another one; Python 3.11 takes it for a folder of its own."""
    found = entry.stat(follow_symlinks=False)
    return getattr(found, "st_reparse_tag", 0) == _MOUNT_POINT


def _with_own_rules(folder: _Folder, names: set[str]) -> _Folder:
    if ".git" in names:
        folder = _Folder(folder.path, b"", _excluded(Path(folder.path)))
    if ".gitignore" in names:
        rules = _rules(Path(folder.path, ".gitignore"), folder.inside)
        folder = folder._replace(levels=(*folder.levels, *rules))
    return folder


def _start(folder: Path) -> _Folder:
    """*folder* with the rules of those above it, up to the top of the checkout."""
    whole = folder.absolute()
    above = list(whole.parents)[:_HIGHEST]
    top = next((one for one in above if (one / ".git").exists()), None)
    if top is None or (whole / ".git").exists():
        return _Folder(str(folder), b"", ())
    levels = _excluded(top)
    inside = b""
    for part in whole.relative_to(top).parts:
        levels += _rules(top / os.fsdecode(inside) / ".gitignore", inside)
        inside += os.fsencode(part) + b"/"
    return _Folder(str(folder), inside, levels)


def _excluded(top: Path) -> tuple[Rules, ...]:
    """The rules of the user and those that one checkout has for itself; its ``.git`` may be a file that names the folder."""
    git = _common(top / ".git")
    users = _rules(gitconfig.excludes_file(git), b"", follows_links=True)
    return (*users, *_rules(git / "info" / "exclude", b""))


def _common(git: Path) -> Path:
    """The folder that all worktrees of a checkout share."""
    found = _named(git, "gitdir:") if git.is_file() else git
    return _named(found / "commondir", "") if (found / "commondir").is_file() else found


def _named(file: Path, key: str) -> Path:
    try:
        text = os.fsdecode(file.read_bytes()[:_LARGEST_RULES]).strip()
    except OSError:
        return file
    return file.parent / text.removeprefix(key).strip()


def _rules(file: Path, base: bytes, *, follows_links: bool = False) -> tuple[Rules, ...]:
    """The rules of a file; none where there is none, or where it is a link, which git follows outside of a checkout only."""
    try:
        if (file.is_symlink() and not follows_links) or not file.is_file():
            return ()
        with file.open("rb") as opened:
            return (ignored.read(opened.read(_LARGEST_RULES), base),)
    except (OSError, ValueError):
        return ()
