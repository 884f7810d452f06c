"""The fish shell.

Single quotes are as in a POSIX shell, but inside them ``\\'`` and ``\\\\`` are escapes.  Quotes, and backslashes that would be
one half of an escape, stand outside of them, where a backslash escapes in fish as it does in a POSIX shell: so what is
written here means the same in both, and can be pasted without anybody telling which of them it is for.

A variable stands in double quotes of its own, as ``ref=x:"$NAME"``: unquoted, an unset one would take the whole argument
away, and braces mean something else in fish.  Only what stands between two variables is quoted, where it needs it.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.command import Argument, Command

from . import branches, command_lines
from .bash import CONTINUES
from .rendered import Rendered

# fish reads "%self" at the start of a word as its own process.
_PLAIN = re.compile(r"(?!%)[A-Za-z0-9_@%+=:,./-]+\Z")
# A backslash is plain inside single quotes unless another one, or a quote, stands behind it.
_SPECIAL_IN_SINGLE = re.compile(r"\\{2,}|\\(?=')|\\\Z|'")

_Owned = tuple[str, int | None]


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* for fish, one flag a line unless *one_line*."""
    return command_lines.write(command, _argument, " " if one_line else CONTINUES)


def check(command: Command) -> Iterator[Problem]:
    """What is to be kept in mind in fish."""
    how = "Run set -x TAG (string replace -ra '[^A-Za-z0-9_.-]' - -- $NAME) first, and use ${TAG} instead"
    return branches.hints(command, how)


def _argument(argument: Argument) -> command_lines.Pieces:
    if not argument.text:
        yield "''", None
    for owner, run in groupby(_marks_owned(list(_written(argument))), lambda part: part[1]):
        yield "".join(text for text, _ in run), None if owner is None else argument.pieces[owner].place


def _written(argument: Argument) -> Iterator[_Owned]:
    """What is written, each stretch with the number of the piece it comes from; ``None`` for a quote of ours."""
    parts = [
        (text, is_name, number)
        for number, piece in enumerate(argument.pieces)
        for text, is_name in command_lines.split(piece)
        if text
    ]
    for is_name, run in groupby(parts, lambda part: part[1]):
        texts = [(text, number) for text, _, number in run]
        if is_name:
            yield from ((f'"${name}"', number) for name, number in texts)
        elif _PLAIN.match("".join(text for text, _ in texts)):
            yield from texts
        else:
            yield "'", None
            yield from ((_in_single_quotes(text), number) for text, number in texts)
            yield "'", None


def _in_single_quotes(text: str) -> str:
    return _SPECIAL_IN_SINGLE.sub(lambda match: "'" + "".join(f"\\{mark}" for mark in match[0]) + "'", text)


def _marks_owned(written: list[_Owned]) -> Iterator[_Owned]:
    """A quote in the middle of a piece belongs to it, one at its end to nobody."""
    owners = [None, *(owner for _, owner in written), None]
    for number, (text, owner) in enumerate(written):
        before, after = owners[number], owners[number + 2]
        yield text, before if owner is None and before == after else owner
