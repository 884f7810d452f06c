"""What the shells have in common: arguments on lines, and what a shell can't carry."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.codes import Code
from buildx_cache_flags.core.check.problems import Change, Fix, Problem
from buildx_cache_flags.core.draft.command import Argument, Command, Piece
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text import variables

from .bash import is_open
from .rendered import Rendered, join

Pieces = Iterator[tuple[str, Place | None]]


def write(command: Command, argument: Callable[[Argument], Pieces], between: str) -> Rendered:
    """Write every argument with *argument*, and *between* the lines."""
    return join(_lines(command, argument, between))


def _lines(command: Command, write_argument: Callable[[Argument], Pieces], between: str) -> Pieces:
    for number, line in enumerate(command.lines):
        if number:
            yield between, None
        for place, argument in enumerate(line.arguments):
            if place:
                yield " ", None
            yield from write_argument(argument)


def split(piece: Piece) -> list[tuple[str, bool]]:
    """The text of *piece* in parts, each with whether it is the name of a variable: only references have any."""
    return variables.split(piece.text) if is_open(piece) else [(piece.text, False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Something in an argument that a shell can't carry, or can't carry safely.

    ``pattern`` is searched in each piece without its variables or, where it is about the ``whole`` argument, in that.
    ``correct`` makes a build context that is concerned one that is not.
    """

    code: Code
    pattern: re.Pattern[str]
    message: str
    whole: bool = False
    correct: Callable[[str], str] | None = None

    def problems(self, command: Command) -> Iterator[Problem]:
        """One problem for each piece concerned, or for each argument where it is about the whole."""
        for argument in (argument for line in command.lines for argument in line.arguments):
            for piece in self._concerned(argument):
                place = piece.place or Place()
                yield Problem.of(self.code, place, self.message, self._fix(place, piece.text))

    def _concerned(self, argument: Argument) -> tuple[Piece, ...]:
        if not self.whole:
            return tuple(piece for piece in argument.pieces if self._stands_in(piece))
        if not self.pattern.search(argument.text):
            return ()
        return argument.pieces[-1:] or (Piece(""),)

    def _stands_in(self, piece: Piece) -> bool:
        return any(self.pattern.search(text) for text, is_name in split(piece) if not is_name)

    def _fix(self, place: Place, text: str) -> Fix | None:
        if self.correct is None or place != Place(parameter="context"):
            return None
        fixed = self.correct(text)
        return Fix(f"Use {fixed}", (Change(place, fixed),))


TOO_LONG: Final = codes.register(
    "target-length",
    "error",
    catches="a command that is longer than a line may be, for PowerShell and cmd",
    source="Windows and cmd",
)


def problems(command: Command, limits: Iterable[Limit]) -> Iterator[Problem]:
    """What *limits* find in *command*."""
    return (problem for limit in limits for problem in limit.problems(command))


def too_long(name: str, rendered: Rendered, most: int) -> Iterator[Problem]:
    """A problem where the one line *rendered* is longer than *most*."""
    if len(rendered.text) > most:
        message = f"{name} allows at most {most} characters in a command. Use fewer flags, or choose another place."
        yield Problem.of(TOO_LONG, Place(), message)
