"""Functions of texts: another case, parts replaced, parted into lists."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from buildx_cache_flags.core.formats.script.functions import programs
from buildx_cache_flags.core.formats.script.values import (
    EMPTY,
    Listed,
    Named,
    Value,
    as_text,
    fixed,
    flawed,
    mapped,
    split,
    split_at,
)

from .function_kinds import Function


def _on_text(change: Callable[[str], str]) -> Function:
    return lambda values: mapped(as_text(values[0]), change)


lower: Final = _on_text(str.lower)


upper: Final = _on_text(str.upper)


strip: Final = _on_text(str.strip)


strip_front: Final = _on_text(str.lstrip)


strip_back: Final = _on_text(str.rstrip)


def parted(values: Sequence[Value]) -> Value | None:
    """The parts of a text between a separator; between blanks where there is none."""
    separator = as_text(values[1]).literal if len(values) > 1 else " "
    if len(values) < 2:
        return fields(values)
    return Listed(tuple(split_at(as_text(values[0]), separator))) if separator else None


def fields(values: Sequence[Value]) -> Value | None:
    """The words of a text, parted by blanks."""
    return Listed(tuple(split(as_text(values[0]))))


def lines(values: Sequence[Value]) -> Value | None:
    """The lines of a text."""
    found = split_at(as_text(values[0]), "\n")
    return Listed(tuple(found[:-1] if len(found) > 1 and found[-1] == EMPTY else found))


def rows(values: Sequence[Value]) -> Value | None:
    """The lines of a text as ``read`` parts each: the text, what parts the fields, and how many variables there are."""
    separators, count = as_text(values[1]).literal or "", int(as_text(values[2]).literal or 1)
    whole = as_text(values[0])
    if not whole.known:
        return None
    found: list[Value] = []
    for line in split_at(whole, "\n"):
        if line == EMPTY:
            continue
        plain = line.plain.strip(" \t") if set(separators) & set(" \t") else line.plain
        if count == 1:
            found.append(fixed(plain, line.line))
            continue
        parts = _parted(plain, separators, count)
        found.append(Listed(tuple(fixed(part, line.line) for part in (*parts, *[""] * (count - len(parts))))))
    return Listed(tuple(found))


def _parted(line: str, separators: str, count: int) -> list[str]:
    if not separators:
        return [line]
    if separators.isspace():
        return line.split(None, count - 1)
    return re.split(f"[{re.escape(separators)}]", line, maxsplit=count - 1)


def replaced(values: Sequence[Value]) -> Value | None:
    """Each of a text replaced by another: the text, what goes, and what comes."""
    old, new = (as_text(value).literal for value in values[1:3])
    if not old or new is None:
        return None
    return mapped(as_text(values[0]), lambda text: text.replace(old, new))


def replaced_once(values: Sequence[Value]) -> Value | None:
    """The first of a text replaced by another."""
    old, new = (as_text(value).literal for value in values[1:3])
    if not old or new is None:
        return None
    return mapped(as_text(values[0]), lambda text: text.replace(old, new, 1))


def replaced_pattern(values: Sequence[Value]) -> Value | None:
    """What fits a regular expression, replaced: the text, the expression, and what comes."""
    text, pattern, by = (as_text(value) for value in values[:3])
    return programs.regular(text, pattern, by)


def replaced_pattern_once(values: Sequence[Value]) -> Value | None:
    """What first fits a regular expression, replaced."""
    text, pattern, by = (as_text(value) for value in values[:3])
    return programs.regular(text, pattern, by, count=1)


def _without(cut: Callable[[str, str], str]) -> Function:
    def function(values: Sequence[Value]) -> Value | None:
        other = as_text(values[1]).literal if len(values) > 1 else None
        return None if other is None else mapped(as_text(values[0]), lambda text: cut(text, other))

    return function


without_suffix: Final = _without(str.removesuffix)


without_prefix: Final = _without(str.removeprefix)


def zsh_modified(letter: str) -> Function:
    """What zsh makes of a value behind which a colon and a letter stand."""
    changes: dict[str, Callable[[str], str]] = {
        "e": lambda text: text.rpartition(".")[2] if "." in text else "",
        "h": lambda text: text.rpartition("/")[0] or ".",
        "l": str.lower,
        "r": lambda text: text.rpartition(".")[0] or text,
        "t": lambda text: text.rpartition("/")[2],
        "u": str.upper,
    }
    return lambda values: mapped(as_text(values[0]), changes.get(letter, str))


def as_object(about: str, line: int) -> Function:
    """A variable inside a string of PowerShell: an object gives its type, whatever is written behind it."""

    def function(values: Sequence[Value]) -> Value | None:
        if isinstance(values[0], Named):
            return flawed("script-property", line, about, "System.Collections.Hashtable")
        return as_text(values[0])

    return function
