"""Functions without side effects that scripts make their strings and lists with, on values.

Each takes values and gives one, or ``None`` where it can't tell.
"""

from collections.abc import Callable, Sequence
from typing import Final

from . import programs
from .values import (
    EMPTY,
    Listed,
    Named,
    Text,
    Value,
    as_text,
    between,
    elements,
    fixed,
    flawed,
    joined,
    mapped,
    split,
    split_at,
    texts,
)

Function = Callable[[Sequence[Value]], Value | None]


def _on_text(change: Callable[[str], str]) -> Function:
    return lambda values: mapped(as_text(values[0]), change)


lower: Final = _on_text(str.lower)
upper: Final = _on_text(str.upper)
strip: Final = _on_text(str.strip)


def formatted(values: Sequence[Value]) -> Value | None:
    """``printf``: a format and its arguments in a list."""
    return programs.formatted(as_text(values[0]), list(texts(values[1])) if len(values) > 1 else [])


def fields(values: Sequence[Value]) -> Value | None:
    """The words of a text, parted by blanks."""
    return Listed(tuple(split(as_text(values[0]))))


def lines(values: Sequence[Value]) -> Value | None:
    """The lines of a text."""
    found = split_at(as_text(values[0]), "\n")
    return Listed(tuple(found[:-1] if len(found) > 1 and found[-1] == EMPTY else found))


def parted(values: Sequence[Value]) -> Value | None:
    """The parts of a text between a separator; between blanks where there is none."""
    separator = as_text(values[1]).literal if len(values) > 1 else " "
    if len(values) < 2:
        return fields(values)
    return Listed(tuple(split_at(as_text(values[0]), separator))) if separator else None


def connected(values: Sequence[Value]) -> Value | None:
    """The elements of a list with a separator in between: the list, and the separator."""
    if not isinstance(values[0], Listed):
        return as_text(values[0])
    return between(texts(values[0]), as_text(values[1]) if len(values) > 1 else EMPTY)


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
    return programs.regular(*(as_text(value) for value in values[:3]))


def element(values: Sequence[Value]) -> Value | None:
    """One element of a list, or one field of a record: the list, and the index or the name."""
    holder, key = values[0], as_text(values[1]).literal
    if key is None:
        return None
    if isinstance(holder, Named):
        return holder.get(key)
    if isinstance(holder, Listed) and key.lstrip("-").isdigit():
        number = int(key)
        return holder.items[number] if -len(holder.items) <= number < len(holder.items) else None
    return None


def stretch(values: Sequence[Value]) -> Value | None:
    """Elements of a list from one index up to another, which is not among them: the list, and both."""
    numbers = [_number(value) for value in values[1:]]
    start, end = (*numbers, None, None)[:2]
    if isinstance(values[0], Listed):
        return Listed(values[0].items[start:end])
    return mapped(as_text(values[0]), lambda text: text[start:end])


def _number(value: Value) -> int | None:
    literal = as_text(value).literal or ""
    return int(literal) if literal.lstrip("-").isdigit() else None


def together(values: Sequence[Value]) -> Value | None:
    """Two values added: lists one behind the other, texts as one."""
    if isinstance(values[0], Listed):
        return Listed(tuple(one for value in values for one in elements(value)))
    return joined(map(as_text, values))


def repeated(values: Sequence[Value]) -> Value | None:
    """How many elements a list has, or characters a text."""
    if isinstance(values[0], Listed):
        return fixed(str(len(values[0].items)))
    literal = as_text(values[0]).literal
    return None if literal is None else fixed(str(len(literal)))


def as_object(about: str, line: int) -> Function:
    """A variable inside a string of PowerShell: an object gives its type, whatever is written behind it."""

    def function(values: Sequence[Value]) -> Value | None:
        if isinstance(values[0], Named):
            return flawed("script-property", line, about, "System.Collections.Hashtable")
        return as_text(values[0])

    return function


def filled(values: Sequence[Value]) -> Value | None:
    """The elements of a list that are not empty."""
    return Listed(tuple(one for one in elements(values[0]) if not (isinstance(one, Text) and one.empty)))
