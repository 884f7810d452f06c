"""Which of the things given to ``check`` are files."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

STDIN: Final = "-"

_FILE_NAME = re.compile(r"[^=,@]+\.(?:hcl|json|ya?ml|sh)\Z")


class NoFileError(ValueError):
    """A file that can't be opened; the message says why."""


def apart(values: Iterable[str]) -> tuple[list[str], list[str]]:
    """*values* in files and the values of flags."""
    files: list[str] = []
    flags: list[str] = []
    for value in values:
        (files if is_file(value) else flags).append(value)
    return files, flags


def is_file(value: str) -> bool:
    """Whether *value* names a file; something that only looks like one and is not there is refused."""
    if value == STDIN:
        return True
    try:
        path = Path(value)
        # A shell makes a pipe of <(…).
        found = path.is_file() or path.is_fifo()
    except (OSError, ValueError):
        # Too long for a name, or with characters that no name has.
        return False
    if not found and _FILE_NAME.match(value):
        raise NoFileError(
            f"there is no file {value} here; for a reference of that name, write type=registry,ref={value}"
        )
    return found
