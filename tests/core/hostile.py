"""Commands of hostile text, many of them and always the same ones, and what a program is to receive for each.

Hypothesis makes such texts too, but slower than a shell reads them.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Final

from buildx_cache_flags.core.draft.command import Argument, Command, Line, Piece, word
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.targets import Target
from buildx_cache_flags.core.targets.rendered import Rendered
from buildx_cache_flags.core.text import variables

# Values that show whether anything but the variable itself is read by the shell.
VALUES: Final = {
    "TAG": "v 1*$(echo no)`echo no`'\"\\!~%&|",
    "OWNER": "",
    "HOME": "/no where",
    "_x": "two\nlines\t",
    "CI_COMMIT_REF_SLUG": "é 😀 ${TAG} $$",
}
TAME_VALUES: Final = {
    "TAG": "v 1",
    "OWNER": "Acme",
    "HOME": "/no/where",
    "_x": "x-y",
    "CI_COMMIT_REF_SLUG": "feature-x",
}

QUOTES: Final = "‘’‚‛“”„‟«»`´'\""
EDGES: Final = (
    "",
    "~",
    "-",
    "--",
    "--%",
    "@",
    "=",
    "=ls",
    "@echo",
    "~root",
    "%",
    "%PATH%",
    "%self",
    "#",
    "!",
    "^",
    "\\",
)
SPECIAL: Final = tuple(
    "'\"`$;&|<>()[]{}*?~#!%^=,\\ \t\n\r\v\f-@:/+a1é日😀\u0301\u200b\u202e\ufeff\u2028\x85\xa0\x1b\x7f"
)
WORDS: Final = (
    "$(id)",
    "`id`",
    "${HOME}",
    "${TAG}",
    "$HOME",
    "$$",
    "$'x'",
    "$env:PATH",
    "${env:PATH}",
    "%PATH%",
    "!PATH!",
    "!!",
    "!id",
    "\n^a^b",
    "\\\n",
    "`\n",
    "^\n",
    "\r\n",
    "''",
    '""',
    "\\\\",
    '\\"',
    "{a,b}",
    "(id)",
    "*.*",
    "=ls",
    "~root",
    "&&id",
    "|id",
    "--push",
    "-x:y",
    "-x.y",
    "1kb",
    ".5",
    "a b",
    ": ",
    " #",
    "- ",
    "[1]",
    "$[[ inputs.x ]]",
    "@(1)",
)
_PIECES: Final[tuple[str, ...]] = (*SPECIAL, *WORDS, *QUOTES, *EDGES)
_RANGES: Final = ((0x01, 0x7F), (0x20, 0x7F), (0x80, 0x250), (0x2000, 0x2070), (0x3000, 0xD800), (0x1F300, 0x1F700))


@cache
def commands(count: int, seed: int = 1, *, usable: Callable[[Command], bool] = lambda _: True) -> tuple[Command, ...]:
    """*count* commands that are *usable*, each with a few arguments after the program's name."""
    rng = random.Random(seed)
    found: list[Command] = []
    while len(found) < count:
        command = _command(rng)
        if usable(command):
            found.append(command)
    return tuple(found)


def _command(rng: random.Random) -> Command:
    lines = [
        Line(tuple(_argument(rng, number * 100 + place) for place in range(rng.randint(1, 2))))
        for number in range(rng.randint(1, 4))
    ]
    return Command((Line((word("docker"),)), *lines))


def _argument(rng: random.Random, number: int) -> Argument:
    """An argument in pieces, each of which has a place of its own.

    As in a draft, where a comma stands in front of it, no piece begins with the caret of a line that begins with it.
    """
    pieces: list[Piece] = []
    for place in range(rng.choice((1, 1, 2, 3, 4))):
        piece = _piece(rng, number * 10 + place)
        before = Argument(tuple(pieces)).text
        pieces.append(piece._replace(text=piece.text.lstrip("^")) if before.endswith("\n") else piece)
    return Argument(tuple(pieces))


def _piece(rng: random.Random, number: int) -> Piece:
    if rng.random() < 0.3:
        names = [f"${{{name}}}" for name in VALUES]
        return Piece(
            "".join(rng.choice((text(rng), *names)) for _ in range(3)), Place("cache-to", number, "ref"), "reference"
        )
    return Piece(text(rng), Place("cache-to", number, "x") if rng.random() < 0.9 else None)


def text(rng: random.Random) -> str:
    """Any text that a command line can carry."""
    if rng.random() < 0.2:
        return rng.choice(EDGES)
    return "".join(_few(rng) for _ in range(rng.choice((0, 1, 1, 2, 3, 5))))


def _few(rng: random.Random) -> str:
    if rng.random() < 0.7:
        return rng.choice(_PIECES)
    low, high = rng.choice(_RANGES)
    return "".join(chr(rng.randrange(low, high)) for _ in range(rng.randint(1, 3)))


def plain(arguments: Iterable[str]) -> Command:
    """A command of *arguments*, one a line, in one piece each."""
    places = (Place("cache-to", number, "x") for number in range(10_000))
    return Command((Line((word("docker"),)), *(Line((word(text, next(places)),)) for text in arguments)))


def received(command: Command, values: Mapping[str, str] = VALUES) -> list[str]:
    """What the program is to receive: variables replaced in references, and nothing else."""
    return ["".join(_meant(argument, values)) for line in command.lines for argument in line.arguments][1:]


def _meant(argument: Argument, values: Mapping[str, str]) -> Iterator[str]:
    for piece in argument.pieces:
        is_reference = piece.place is not None and piece.place.parameter in {"ref", "image"}
        split = variables.split(piece.text) if is_reference else [(piece.text, False)]
        yield from (values.get(text, "") if is_name else text for text, is_name in split)


@cache
def is_carried(target: Target) -> Callable[[Command], bool]:
    """Tells whether *target* finds no error in a command."""
    return lambda command: not any(problem.severity == "error" for problem in target.problems(command))


def assert_spans(command: Command, rendered: Rendered, marks: str) -> None:
    """Each piece that has a place has one span, in order, with its text in it; *marks* are what the target may add."""
    pieces = [piece for line in command.lines for argument in line.arguments for piece in argument.pieces]
    expected = [piece for piece in pieces if piece.place and piece.text]
    assert [span.place for span in rendered.spans] == [piece.place for piece in expected]
    end = 0
    for span, piece in zip(rendered.spans, expected, strict=True):
        assert end <= span.start < span.end <= len(rendered.text)
        end = span.end
        covered = rendered.text[span.start : span.end]
        assert covered == piece.text or _bare(covered, marks) == _bare(piece.text, marks)


def _bare(text: str, marks: str) -> str:
    return "".join(character for character in text if character not in marks)
