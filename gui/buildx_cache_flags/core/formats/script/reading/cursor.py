"""A place in a script that moves on, and knows its line."""

import re
from bisect import bisect_right
from typing import Final

from buildx_cache_flags.core.text.work import Work

DEEPEST: Final = 60
"""Levels of nesting; scripts of people have ten."""


class TornError(ValueError):
    """Text that its language would refuse, or wait for the rest of."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Cursor:
    """The place; *first* is the line of the text, negative where the text keeps no lines."""

    def __init__(self, text: str, first: int, work: Work) -> None:
        self.text = text
        self.at = 0
        self.work = work
        self.depth = 0
        self._first_line = first
        self._breaks = [match.start() for match in re.finditer("\n", text)]

    @property
    def line(self) -> int:
        """The line of the place."""
        return self.line_of(self.at)

    def line_of(self, place: int) -> int:
        """The line of *place* in the file."""
        return self._first_line + bisect_right(self._breaks, place - 1) if self._first_line >= 0 else -self._first_line

    def peek(self, length: int = 1) -> str:
        """The next characters."""
        return self.text[self.at : self.at + length]

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Step over what fits at this place."""
        match = pattern.match(self.text, self.at)
        if match:
            self.work.spend(match.end() - match.start() + 1)
            self.at = match.end()
        return match

    def torn(self, what: str, place: int) -> TornError:
        """What to raise where *what* at *place* has no end, or should not stand there."""
        return TornError(what, self.line_of(place))

    def deeper(self, place: int) -> None:
        """Go one level down."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.torn("it is nested deeper than scripts are", place)
