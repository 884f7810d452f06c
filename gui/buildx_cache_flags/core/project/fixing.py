"""Putting a corrected value into the text of a file, where nothing else may change by a single character.

A value may stand in a file as one text, as an object with a line for each key, or in a variable somewhere else; what
differs between the value and its correction is one field most of the time.  So that field alone is looked for and
replaced: on the line of the value first, then on the lines below that belong to it, then in the whole file, and only
where there is exactly one place that it can be.  Whoever calls reads the file again and sees whether it helped.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_BELOW: Final = 12
"""Lines below that of a value which may belong to it: an object with a line for each of its keys."""

_INSIDE: Final = r"[\w./@:+${}%-]"
"""What goes on where a word does: a field that ends or begins beside it is a part of another one."""


class Edit(NamedTuple):
    """One replacement: the line, counted from 1, the column, counted from 0, what stands there, and what comes."""

    line: int
    column: int
    before: str
    after: str

    def apply(self, text: str) -> str:
        """*text* with the replacement made; ``ValueError`` where something else stands there by now."""
        lines = text.split("\n")
        line = lines[self.line - 1] if self.line <= len(lines) else ""
        end = self.column + len(self.before)
        if line[self.column : end] != self.before:
            raise ValueError("the text has changed")
        lines[self.line - 1] = line[: self.column] + self.after + line[end:]
        return "\n".join(lines)


def edit(text: str, line: int, before: str, after: str) -> Edit | None:
    """How to make the value *before*, which stands on *line* of *text*, say *after*; ``None`` where no place is sure."""
    if not after or before == after:
        return None
    lines = text.split("\n")
    stretches = (range(line, line + 1), range(line, line + _BELOW), range(1, len(lines) + 1))
    for old, new, pattern in _searches(before, after):
        for stretch in stretches:
            found = list(_places(pattern, lines, stretch))
            if len(found) == 1:
                number, column = found[0]
                return Edit(number, column, old, new)
            if found:
                break
    return None


def _places(pattern: re.Pattern[str], lines: list[str], numbers: range) -> Iterator[tuple[int, int]]:
    for number in numbers:
        if 0 < number <= len(lines):
            yield from ((number, match.start("old")) for match in pattern.finditer(lines[number - 1]))


def _searches(before: str, after: str) -> Iterator[tuple[str, str, re.Pattern[str]]]:
    """What to look for and what to put there, the surest first."""
    old, new = _difference(before.split(","), after.split(","))
    if old:
        yield old, new, re.compile(rf"(?<!{_INSIDE})(?P<old>{re.escape(old)})(?!{_INSIDE})")
    key, equals, value = old.partition("=")
    new_key, _, new_value = new.partition("=")
    if equals and key == new_key and value and "," not in old:
        yield value, new_value, _of_key(key, value)
        old, new = _parts(value, new_value)
        # A part that was put together from a variable stands where that is set, with what else the variable has.
        for part, corrected in _around(value, new_value, old, new):
            yield part, corrected, re.compile(rf"(?<!{_INSIDE})(?P<old>{re.escape(part)})(?!{_INSIDE})")


def _of_key(key: str, value: str) -> re.Pattern[str]:
    """The value of a key in an object: ``mode = "MAX"``, ``"mode": "MAX"``."""
    return re.compile(
        rf"""(?<![\w-])["']?{re.escape(key)}["']?\s*[=:]\s*["']?(?P<old>{re.escape(value)})(?!{_INSIDE})"""
    )


def _parts(before: str, after: str) -> tuple[str, str]:
    """The parts of two references that differ, from the first to the last of them."""
    old, new = (re.split(r"([/:@])", text) for text in (before, after))
    start = 0
    while start < min(len(old), len(new)) - 1 and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start - 1 and old[-1 - end] == new[-1 - end]:
        end += 1
    return "".join(old[start : len(old) - end]), "".join(new[start : len(new) - end])


def _around(before: str, after: str, old: str, new: str) -> Iterator[tuple[str, str]]:
    """What differs between two references, by itself, and with all that stands in front of it or behind it."""
    yield old, new
    start = before.find(old) if old else -1
    if start < 0:
        return
    end = len(before) - start - len(old)
    yield before[: start + len(old)], after[: len(after) - end] if end else after
    yield before[start:], after[start:]


def _difference(before: list[str], after: list[str]) -> tuple[str, str]:
    """The fields that differ, as they stand in both values; with a neighbour where one is only added or removed."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if not old or not new:
        if start:
            old, new = [before[start - 1], *old], [after[start - 1], *new]
        elif end:
            old, new = [*old, before[-end]], [*new, after[-end]]
    return ",".join(old), ",".join(new)


_EMPTY_PART: Final = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*):?-\}/")
"""A variable with nothing for its default, and the slash behind it, with which a reference then begins."""


def with_slash_of_its_own(text: str, line: int) -> str | None:
    """*text* in which the variable on *line* that may be empty brings its slash along; ``None`` where there is none.

    ``${HOST:+${HOST}/}`` says the same as ``${HOST}/`` wherever the variable is set.
    """
    lines = text.split("\n")
    if not 0 < line <= len(lines) or len(_EMPTY_PART.findall(lines[line - 1])) != 1:
        return None
    lines[line - 1] = _EMPTY_PART.sub(r"${\g<name>:+${\g<name>}/}", lines[line - 1])
    return "\n".join(lines)
