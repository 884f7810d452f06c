"""PowerShell: Windows PowerShell 5.1 and PowerShell 7.

An argument is quoted where it needs it: in single quotes, where only the quote itself is special, and doubled.  One with
a variable, a line break or a tab stands in double quotes, where a backtick escapes, and such characters are written as
`` `n `` and the like, because a clipboard may change line breaks and a console takes a tab for a key.  PowerShell takes
typographic quotes for quotes too, single as well as double.

What a program gets is another matter.  Up to 7.2, PowerShell puts its arguments together to one line for the program: it
drops empty ones, adds quotes around white space, and escapes nothing.  So a ``"`` is lost, and in 5.1 a backslash at the
end of an argument with white space swallows the quote behind it.  ``--%`` alone is never passed on, quoted or not.  No
library was found that knows this: those for Windows quote for cmd or for a program's own reading of its line.
"""

import re
from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.command import Argument, Command

from . import branches, command_lines
from .bash import INDENT, carries_variable
from .rendered import Rendered

CONTINUES = " `\n" + INDENT

# No digit first (it would be a number), no ":" or "." behind an option (5.1 splits it there), no comma (a list).
_PLAIN = re.compile(r"(?!\.\d)(?:--?[A-Za-z][A-Za-z-]*|[A-Za-z_./\\][A-Za-z0-9_./\\:=+-]*)\Z")
_SINGLE_QUOTES = re.compile("(['\u2018\u2019\u201a\u201b])")
_SPECIAL_IN_DOUBLE = re.compile('([`$"\u201c\u201d\u201e])')
_ESCAPES: Final = {"\a": "`a", "\b": "`b", "\t": "`t", "\n": "`n", "\v": "`v", "\f": "`f", "\r": "`r"}
_ESCAPED = re.compile(f"[{''.join(_ESCAPES)}]")

LONGEST: Final = 32_000
"""Windows takes 32,767 characters; the path of docker and what PowerShell adds need some of them."""

LIMITS: Final = (
    command_lines.Limit(
        code=codes.register(
            "target-quote", "error", catches='a `"` in an argument, for PowerShell', source="PowerShell before 7.3"
        ),
        pattern=re.compile('"'),
        message="PowerShell before 7.3 drops double quotes. Remove them, or choose another place.",
    ),
    command_lines.Limit(
        code=codes.register(
            "target-empty", "error", catches="an empty argument, for PowerShell", source="PowerShell before 7.3"
        ),
        pattern=re.compile(r"\A\Z"),
        message="PowerShell before 7.3 drops an empty argument. Enter a value, or choose another place.",
        whole=True,
    ),
    command_lines.Limit(
        code=codes.register(
            "target-backslash",
            "error",
            catches="a backslash at the end of an argument with white space, for PowerShell",
            source="Windows PowerShell 5.1",
        ),
        pattern=re.compile(r"\s.*\\\Z", re.DOTALL),
        message="In PowerShell 5.1, a backslash at the end of an argument with a space merges it with the next argument. "
        "Remove the backslash.",
        whole=True,
        correct=lambda text: text.rstrip("\\"),
    ),
    command_lines.Limit(
        code=codes.register(
            "target-verbatim", "error", catches="the argument `--%`, for PowerShell", source="PowerShell"
        ),
        pattern=re.compile(r"\A--%\Z"),
        message="PowerShell reads the argument “--%” as its own stop-parsing mark. Write it another way.",
        whole=True,
    ),
)


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* for PowerShell, one flag a line unless *one_line*."""
    return command_lines.write(command, _argument, " " if one_line else CONTINUES)


def check(command: Command) -> Iterator[Problem]:
    """What PowerShell can't carry, and what is to be kept in mind there."""
    yield from command_lines.problems(command, LIMITS)
    yield from command_lines.too_long("Windows", render(command, one_line=True), LONGEST)
    how = "Run $env:TAG = $env:NAME -replace '[^A-Za-z0-9_.-]', '-' first, and use ${TAG} instead"
    yield from branches.hints(command, how)


def _argument(argument: Argument) -> command_lines.Pieces:
    text = argument.text
    if _PLAIN.match(text):
        yield from ((piece.text, piece.place) for piece in argument.pieces)
    elif carries_variable(argument) or _ESCAPED.search(text):
        yield '"', None
        for piece in argument.pieces:
            parts = command_lines.split(piece)
            yield "".join(f"${{env:{part}}}" if is_name else _escaped(part) for part, is_name in parts), piece.place
        yield '"', None
    else:
        yield "'", None
        for piece in argument.pieces:
            yield _SINGLE_QUOTES.sub(r"\1\1", piece.text), piece.place
        yield "'", None


def _escaped(text: str) -> str:
    """*text* inside double quotes."""
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], _SPECIAL_IN_DOUBLE.sub(r"`\1", text))
