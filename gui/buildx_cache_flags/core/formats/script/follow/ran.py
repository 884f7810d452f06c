"""What a script comes to, one command after the other, and how far it is followed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from buildx_cache_flags.core.formats.script.model import (
    Block,
    Flaw,
)
from buildx_cache_flags.core.formats.script.values import (
    Text,
)

MOST_TURNS: Final = 500
DEEPEST: Final = 30


@dataclass(frozen=True, slots=True)
class Ran:
    """One command as it would be run.

    ``turns`` tells its runs apart; ``flaws`` are what is wrong with how it is written; ``before`` are the names that
    are set for it alone.
    """

    words: tuple[Text, ...]
    line: int
    turns: tuple[int, ...]
    flaws: tuple[Flaw, ...] = ()
    statement: int = 0
    number: int = 0


Parse = Callable[[str, str, int], Block]
"""Reads text in a dialect, the first line of which has a number."""


Passed = Callable[[list[Text]], list[Text]]
"""What a shell makes of arguments on their way to a program."""
