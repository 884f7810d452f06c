"""Putting a corrected text into a script: into the element of the list or the string that it stands in.

A value of a script may be made of several literals, each on a line of its own, with variables between them.  Only the
literal that holds what is wrong is written anew, and only the characters of it that differ; where the script has it
twice on that line, or not as it reads, nothing is changed.
"""

import re
from collections.abc import Sequence
from typing import Final

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.files.found_builds import Value

from .fixing import Edit

_PLAIN = re.compile(r"[\w./:=,@+-]*")
"""What means itself in every language, with or without quotes."""
_ONLY_IN_SINGLE: Final = '"$`\\{}#%!\n'
_QUOTES = re.compile(r"""\\.|["'`]""")


def of_value(text: str, value: Value, after: str) -> Edit | None:
    """How to make *value* say *after*, by one literal of the script; ``None`` where no place is sure."""
    before = value.respelt(value.text)
    start, old, new = _difference(before, after)
    for piece, line, place in places(value.stretches, before):
        inside = start - place
        if inside < 0 or inside + len(old) > len(piece) or (not old and inside == 0 and start):
            continue
        return _edit(text, line, piece, inside, old, new)
    return None


def _difference(before: str, after: str) -> tuple[int, str, str]:
    """Where two texts begin to differ, and what stands there in both."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, before[start : len(before) - end], after[start : len(after) - end]


def places(stretches: Sequence[tuple[str, int]], before: str) -> list[tuple[str, int, int]]:
    """Each literal with its line and its place in the value; nothing where they do not make the value."""
    whole = "".join(text for text, _ in stretches)
    front = len(whole) - len(before)
    if front < 0 or whole[front:] != before:
        return []
    found, place = [], -front
    for text, line in stretches:
        if line:
            found.append((text, line, place))
        place += len(text)
    return found


def _edit(text: str, number: int, piece: str, inside: int, old: str, new: str) -> Edit | None:
    lines = text.split("\n")
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    column = _only(line, piece)
    if column < 0 or not _may_stand(line, column, new):
        return None
    return Edit(number, column + inside, old, new) if old else _inserted(line, number, column + inside, new)


def _inserted(line: str, number: int, column: int, new: str) -> Edit | None:
    """A text that is only added goes with the character in front of it."""
    if not column:
        return None
    return Edit(number, column - 1, line[column - 1], line[column - 1] + new)


def _only(line: str, piece: str) -> int:
    """Where *piece* stands in *line*; -1 where it does not, or more than once."""
    column = line.find(piece)
    return column if piece and column >= 0 and line.find(piece, column + 1) < 0 else -1


def _may_stand(line: str, column: int, new: str) -> bool:
    """Whether *new* means itself in the quotes that are open at *column*."""
    if _PLAIN.fullmatch(new):
        return True
    quote = ""
    for match in _QUOTES.finditer(line, 0, column):
        if match[0] in ("'", '"', "`") and quote in ("", match[0]):
            quote = "" if quote else match[0]
    if not quote or quote in new:
        return False
    return "\\" not in new and "\n" not in new if quote == "'" else not any(mark in new for mark in _ONLY_IN_SINGLE)


def of_finding(text: str, problem: Problem) -> Edit | None:
    """How to make a script do what is meant, on the line of the finding; ``None`` where no place is sure."""
    if problem.fix is None or problem.excerpt is None or not problem.fix.value:
        return None
    return of_text(text, problem.location.line, problem.excerpt.text, problem.fix.value)


def of_text(text: str, number: int, old: str, new: str) -> Edit | None:
    """How to write *new* for *old*, which stands on line *number* (0: anywhere); ``None`` where no place is sure."""
    lines = text.split("\n")
    # A variable may have its value on one line and reach docker on another.
    stretches = [range(number, number + 1)] + ([range(1, len(lines) + 1)] if old.startswith("$") or not number else [])
    for stretch in stretches:
        for pattern in _patterns(old, new):
            found = [
                (one, match) for one in stretch if 0 < one <= len(lines) for match in pattern.finditer(lines[one - 1])
            ]
            if len(found) == 1:
                where, match = found[0]
                return Edit(where, match.start(), match[0], new)
            if found:
                return None
    return None


def _patterns(old: str, new: str) -> list[re.Pattern[str]]:
    """What stands for *old* in a line, the surest first."""
    if len(new) == 1:
        # A mark that continues a line, with what stands behind it.
        return [re.compile(rf"{re.escape(old.strip())}[ \t]*(?=\r?\Z)")]
    plain = re.compile(rf"(?<![\w$]){re.escape(old)}(?![\w[])")
    name = re.fullmatch(r"\$(\w+)", old)
    braced = [rf"\$\{{{name[1]}\}}"] if name else []
    quotes = [rf'"{form}"' for form in (re.escape(old), *braced)] if new.startswith(('"', "${=")) else []
    literal = re.fullmatch(r"[f$]?([\"`])(.*)\1", new)
    same = (
        [rf"(?<![\w$]){mark}{re.escape(literal[2])}{mark}" for mark in "\"'"] if literal and literal[2] == old else []
    )
    return [re.compile(form) for form in (*same, *quotes)] + [plain, *map(re.compile, braced)]
