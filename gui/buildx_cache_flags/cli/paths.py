"""Which of the things given to ``check`` are files and folders."""

import io
import os
import re
import select
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

STDIN: Final = "-"

_ENDINGS: Final = (
    "bash bat bzl cfg cjs cmd conf csh csv env fish gradle groovy gz hcl ini j2 jinja jinja2 js json json5 jsonc just "
    "ksh kts lock log lua md mjs mk mts nix nu php pl ps1 psd1 psm1 py rb rst sh star tar tf tfvars tmpl toml tpl ts "
    "txt xml xsh yaml yml zip zsh"
)
_FILE_NAME = re.compile(rf"[^=,@]+\.(?:{'|'.join(_ENDINGS.split())})\Z", re.IGNORECASE)
_WELL_KNOWN = re.compile(
    r"(?:[^=,@]*[/\\])?(?:Makefile|GNUmakefile|Dockerfile|Containerfile|Jenkinsfile|Justfile|justfile|Earthfile|Taskfile|"
    r"Rakefile|Vagrantfile|Procfile|Tiltfile)\Z"
)
_PATH = re.compile(r"(?:/|\.{1,2}(?:[/\\]|\Z)|~[/\\]|\\|[A-Za-z]:[/\\])|[^=,]*(?:[/\\]|[*?][^=,]*)\Z")


class NoFileError(ValueError):
    """A file that can't be read; the message says why."""


def where_it_stands() -> str:
    """What is checked where nothing is named: what comes in, else the folder that the command is run in.

    Nothing comes from a terminal, from a file that is empty, and from a pipe that holds nothing yet: a build service
    keeps one open that nobody ever writes into.
    """
    return STDIN if _something_comes_in() else os.curdir


def _something_comes_in() -> bool:
    try:
        descriptor = sys.stdin.fileno()
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISREG(mode):
            return os.fstat(descriptor).st_size > os.lseek(descriptor, 0, os.SEEK_CUR)
        if sys.platform == "win32" or not stat.S_ISFIFO(mode):
            return False
        ready, _, _ = select.select([descriptor], [], [], 0)
        # At the end of a pipe there is something to be read as well, which is nothing.
        return bool(ready) and isinstance(sys.stdin.buffer, io.BufferedReader) and bool(sys.stdin.buffer.peek(1))
    except (AttributeError, OSError, ValueError):
        return False


def apart(values: Iterable[str]) -> tuple[list[str], list[str]]:
    """*values* in files and folders, and the values of flags."""
    files: list[str] = []
    flags: list[str] = []
    for value in values:
        (files if is_file(value) else flags).append(value)
    return files, flags


def is_file(value: str) -> bool:
    """Whether *value* names a file or a folder.

    What is a path, or looks like one, is never the value of a flag: where it is no file that can be read,
    :class:`NoFileError` says so.
    """
    if value in ("", STDIN):
        return bool(value)
    try:
        mode = Path(value).stat().st_mode
    except FileNotFoundError:
        if not (_is_there(value) or _looks_like_a_path(value)):
            return False
        raise NoFileError(f"there is no file {value} here{_as_value(value)}") from None
    except (OSError, ValueError) as error:
        if not (_is_there(value) or _looks_like_a_path(value)):
            # Too long for a name, or with characters that no name has.
            return False
        reason = getattr(error, "strerror", None) or error
        raise NoFileError(f"{value} can't be read: {reason}{_as_value(value)}") from None
    # A shell makes a pipe of <(…).
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISFIFO(mode)):
        raise NoFileError(f"{value} is neither a file nor a folder. Pipe its text into check -{_as_value(value)}")
    return True


def _as_value(value: str) -> str:
    return f". For a cache reference of that name, use -- {value}"


def _looks_like_a_path(value: str) -> bool:
    """Whether people would take *value* for a path, though nothing is there."""
    if any(pattern.match(value) for pattern in (_PATH, _FILE_NAME, _WELL_KNOWN)):
        return True
    # Below a folder that is there, it is a file that is missing.
    first, slash, _ = value.partition("/")
    return bool(slash and first) and _is_folder(first)


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False


def _is_there(value: str) -> bool:
    """Whether anything has that name, a link that leads nowhere included."""
    try:
        return os.path.lexists(value)
    except (OSError, ValueError):
        return False
