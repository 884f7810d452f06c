"""Setups: a form in a small TOML file that people read, edit and commit, or in one line that is sent around.

Everything is in one table, ``buildx-cache-flags``; in one line it is an inline table of the same keys.  Entries are values
of the flags, as a command has them.  A secret is written as a variable.  ``README.md`` tells what each key means.
"""

from .setup import LONGEST, SUFFIX, TABLE, VERSION, Raw, Setup, SetupError, is_one
from .setup_reading import read, read_raw
from .setup_saving import save
from .setup_writing import same, write, write_line

__all__ = [
    "LONGEST",
    "SUFFIX",
    "TABLE",
    "VERSION",
    "Raw",
    "Setup",
    "SetupError",
    "is_one",
    "read",
    "read_raw",
    "same",
    "save",
    "write",
    "write_line",
]
