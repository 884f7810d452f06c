"""POSIX shells: bash, zsh and sh.

An argument is quoted only where it needs it, in single quotes, where nothing at all is special but the quote itself.
One with a variable stands in double quotes, so that the variable is replaced and its value stays one argument.
"""

import re
from collections.abc import Callable, Iterator

from buildx_cache_flags.core.draft.command import Argument, Command, Piece
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text import variables

from .rendered import Rendered, join

INDENT = "  "
CONTINUES = " \\\n" + INDENT

# zsh takes a word that begins with "=" for the path of a program.
_PLAIN = re.compile(r"(?!=)[A-Za-z0-9_@+=:,./-]+\Z")
_SPECIAL_IN_DOUBLE = re.compile(r'([\\"$`])')

_Pieces = Iterator[tuple[str, Place | None]]


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* for a POSIX shell, one flag a line unless *one_line*."""
    return join(_lines(command, " " if one_line else CONTINUES))


def _lines(command: Command, between: str) -> _Pieces:
    for number, line in enumerate(command.lines):
        if number:
            yield between, None
        for place, argument in enumerate(line.arguments):
            if place:
                yield " ", None
            yield from _argument(argument)


def _argument(argument: Argument) -> _Pieces:
    text = argument.text
    if _PLAIN.match(text):
        yield from ((piece.text, piece.place) for piece in argument.pieces)
    elif carries_variable(argument):
        yield from _quoted(argument, '"', _in_double_quotes)
    else:
        yield from _quoted(argument, "'", lambda piece: _no_caret_first(piece.text.replace("'", "'\\''"), "'"))


def _quoted(argument: Argument, mark: str, escape: Callable[[Piece], str]) -> _Pieces:
    yield mark, None
    for piece in argument.pieces:
        yield escape(piece), piece.place
    yield mark, None


def carries_variable(argument: Argument) -> bool:
    """Whether a variable is meant to be replaced in *argument*: only some kinds of values may have one."""
    return any(is_open(piece) and variables.names(piece.text) for piece in argument.pieces)


def is_open(piece: Piece) -> bool:
    """Whether ``${NAME}`` in *piece* is a variable and not text."""
    return piece.is_open


def _in_double_quotes(piece: Piece) -> str:
    if not is_open(piece):
        return _escaped(piece.text)
    parts = variables.split(piece.text)
    return "".join(f"${{{part}}}" if is_name else _escaped(part) for part, is_name in parts)


def _escaped(text: str) -> str:
    """*text* inside double quotes; they are left for an exclamation mark, which recalls commands at a prompt."""
    return _no_caret_first(_SPECIAL_IN_DOUBLE.sub(r"\\\1", text).replace("!", "\"'!'\""), '"')


def _no_caret_first(text: str, mark: str) -> str:
    """*text* in which no line begins with a caret: at bash's prompt that edits the command before, quoted or not."""
    return text.replace("\n^", f"\n{mark}{mark}^")
