"""What a setup is, and its keys."""

import re
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.outcome import View

TABLE: Final = "buildx-cache-flags"
SUFFIX: Final = ".toml"
VERSION: Final = 2
"""The newest version of the format: 2 has other options, and is written only where there are any."""
OTHERS_KEY: Final = "other-options"

LONGEST: Final = 500_000
"""Characters of a setup that is read."""

SWITCHES: Final = {
    "flags-only": ("whole", False),
    "one-line": ("one_line", True),
    "defaults": ("defaults", True),
    "bake-objects": ("bake_objects", True),
    "pinned": ("pinned", True),
}
"""Switches of the view by their key, each with what it is called there and with the value that is written as true."""

TEXTS: Final = ("image", "output", "context", "buildkit", "trigger", "target")
"""Keys whose value is a text."""

KNOWN: Final = ("version", *TEXTS, OTHERS_KEY, *SWITCHES, *OPTIONS, "follow")
"""Every key."""

_START: Final = re.compile(rf"""^[ \t`>]*(?:\[[ \t]*"?{TABLE}"?[ \t]*\]|"?{TABLE}"?[ \t]*=[ \t]*\{{)""", re.MULTILINE)


class Setup(NamedTuple):
    """A form and how its command is written."""

    draft: Draft
    view: View = View()


Value = tuple[Option, str, int]
"""An option, its value as behind the flag, and its line."""


class Raw(NamedTuple):
    """A setup as it stands: the values of the flags as texts, each with its line, and the draft without them.

    A read entry that follows has the address of what it follows already.
    """

    draft: Draft
    view: View
    values: tuple[Value, ...]
    lines: dict[str, int]
    """The line of each other key."""


class SetupError(ValueError):
    """A text that is no setup; the message is a sentence, ``line`` is 0 where none is to be named."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def is_one(text: str) -> bool:
    """Whether *text* is meant as a setup."""
    return TABLE in text[:LONGEST] and _START.search(text[:LONGEST]) is not None
