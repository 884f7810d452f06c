"""The Windows command prompt, cmd.exe, and its batch files.

Two programs read what is written here.  First cmd itself: it replaces ``%NAME%`` everywhere, then takes ``& | < > ( ) ^``
for its own unless they stand between double quotes or behind a caret.  It passes the line on as it is then, and docker
splits it: at blanks outside of quotes, where a backslash counts as an escape only before a double quote.

An argument is quoted where it needs it, also for a comma, a semicolon or an equals sign, which a batch file in between
would split at.  One that holds a double quote itself is written ``^"…\\^"…^"``: with a caret before each special character,
its quotes included, cmd never takes itself to be inside quotes, and docker reads the same quotes as ever.

``%`` can't be written so that both the prompt and a batch file leave it alone, and a line break ends the command: these
are errors.  ``!`` is special only while delayed expansion is on, which it is not unless somebody turns it on; the escape
for it would be wrong at all other times.  It is written as it is, with a hint.

Of the libraries, mslex gets the two readings right and is what the tests check against.  It is not used for writing: its
``%`` holds at the prompt only, it does not quote a comma, it lets line breaks through, and it gives a whole argument only,
while each part has to be known by its place here.
"""

import re
from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.command import Argument, Command

from . import branches, command_lines
from .bash import INDENT
from .rendered import Rendered

# The character behind the line break is escaped by the caret, too, and a blank is a blank then.
CONTINUES = " ^\n" + INDENT
LONGEST: Final = 8191

_PLAIN = re.compile(r"(?!@)[A-Za-z0-9_@+:./\\-]+\Z")
_SPECIAL = re.compile(r'([&|<>()^"])')

LIMITS: Final = (
    command_lines.Limit(
        code=codes.register(
            "target-percent", "error", catches="a `%` outside of a variable, for cmd", source="cmd.exe"
        ),
        pattern=re.compile("%"),
        message="cmd reads “%” as the start of a variable, and it can't be escaped. Remove it, or choose another place.",
    ),
    command_lines.Limit(
        code=codes.register(
            "target-control",
            "error",
            catches="a line break, a tab or another control character in an argument, for cmd",
            source="cmd.exe and the Windows console",
        ),
        pattern=re.compile(r"[\x00-\x1f\x7f]"),
        message="cmd ends a command at a line break, and its console reads tabs as keys. Remove them, or choose another "
        "place.",
    ),
    command_lines.Limit(
        code=codes.register(
            "target-console",
            "warning",
            catches="a typographic quote, a dash or a special space, for cmd",
            source="the Windows console",
        ),
        pattern=re.compile("[\u00a0\u202f\u2013\u2014\u201c\u201d]"),
        message="The Windows console may turn typographic quotes, dashes and special spaces into plain ones when you "
        "paste them. Use a batch file.",
    ),
    command_lines.Limit(
        code=codes.register("target-exclamation", "hint", catches="a `!` in an argument, for cmd", source="cmd.exe"),
        pattern=re.compile("!"),
        message="With delayed expansion on, cmd reads “!” as a variable. Leave delayed expansion off for this command.",
    ),
)


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* for cmd, one flag a line unless *one_line*."""
    return command_lines.write(command, _argument, " " if one_line else CONTINUES)


def check(command: Command) -> Iterator[Problem]:
    """What cmd can't carry, and what is to be kept in mind there."""
    yield from command_lines.problems(command, LIMITS)
    yield from command_lines.too_long("cmd", render(command, one_line=True), LONGEST)
    yield from branches.hints(command, "Run set TAG=%NAME:/=-% first, and use ${TAG} instead")


def _argument(argument: Argument) -> command_lines.Pieces:
    if _PLAIN.match(argument.text):
        yield from ((piece.text, piece.place) for piece in argument.pieces)
        return
    parts = [command_lines.split(piece) for piece in argument.pieces]
    careted = any('"' in text for split in parts for text, is_name in split if not is_name)
    mark = '^"' if careted else '"'
    yield mark, None
    for number, piece in enumerate(argument.pieces):
        yield "".join(_parts(parts[number], _text(parts[number + 1 :]), careted=careted)), piece.place
    yield mark, None


def _text(parts: list[list[tuple[str, bool]]]) -> str:
    """What *parts* will be, so far as it is known; of a variable only that it is something."""
    return "".join("x" if is_name else text for split in parts for text, is_name in split)


def _parts(split: list[tuple[str, bool]], after: str, *, careted: bool) -> Iterator[str]:
    """Write one piece, with the text *after* it: a backslash is special only before a double quote."""
    for number, (text, is_name) in enumerate(split):
        escaped = _escaped(text, _text([split[number + 1 :]]) + after)
        yield f"%{text}%" if is_name else _SPECIAL.sub(r"^\1", escaped) if careted else escaped


def _escaped(text: str, after: str) -> str:
    """*text* for docker's reading: backslashes are doubled before a quote and before the end, where ours will stand."""
    before_quote = re.compile(r'\\+(?="|\Z)')
    whole = before_quote.sub(lambda match: match[0] * 2, text + after)
    rest = before_quote.sub(lambda match: match[0] * 2, after)
    return whole[: len(whole) - len(rest)].replace('"', '\\"')
