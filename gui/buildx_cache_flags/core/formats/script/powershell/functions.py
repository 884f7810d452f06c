"""PowerShell's operators and methods on values."""

import re
from collections.abc import Callable, Sequence

from buildx_cache_flags.core.formats.script.functions import programs
from buildx_cache_flags.core.formats.script.values import (
    EMPTY,
    Listed,
    Named,
    Text,
    Value,
    as_text,
    elements,
    fixed,
    joined,
    mapped,
    split_at,
    texts,
)


def _number(value: Value) -> int | None:
    literal = as_text(value).literal or ""
    return int(literal) if re.fullmatch(r"-?\d{1,9}", literal) else None


def of_record(whole: Callable[[Sequence[Value]], Value | None], name: str) -> Callable[[Sequence[Value]], Value | None]:
    """The names or values of a hash table, unless it has a field of that very name."""

    def function(values: Sequence[Value]) -> Value | None:
        own = values[0].get(name) if isinstance(values[0], Named) else None
        return own if own is not None else whole(values)

    return function


def enumerated(values: Sequence[Value]) -> Value | None:
    """``.GetEnumerator()``: each name with its value."""
    if not isinstance(values[0], Named):
        return values[0] if isinstance(values[0], Listed) else None
    pairs = (Named((("key", fixed(name)), ("name", fixed(name)), ("value", value))) for name, value in values[0].fields)
    return Listed(tuple(pairs))


def plus(values: Sequence[Value]) -> Value | None:
    """Numbers added; anything else put together."""
    if isinstance(values[0], Listed):
        return Listed((*values[0].items, *elements(values[1])))
    numbers = [_number(value) for value in values]
    if None in numbers:
        return joined(map(as_text, values))
    return fixed(str(sum(number or 0 for number in numbers)), as_text(values[0]).line)


def minus(values: Sequence[Value]) -> Value | None:
    """One number taken from another."""
    first, second = map(_number, values)
    return None if first is None or second is None else fixed(str(first - second), as_text(values[0]).line)


def span(values: Sequence[Value]) -> Value | None:
    """``1..3``."""
    first, last = map(_number, values)
    if first is None or last is None or abs(last - first) > 1_000:
        return None
    step = 1 if last >= first else -1
    return Listed(tuple(fixed(str(number)) for number in range(first, last + step, step)))


def indexed(values: Sequence[Value]) -> Value | None:
    """``$x[…]``: an element, or several of them."""
    holder, index = values
    if isinstance(holder, Named):
        return holder.get((as_text(index).literal or "").lower())
    if not isinstance(holder, Listed):
        number = _number(index)
        return mapped(as_text(holder), lambda text: text[number : number + 1 or None]) if number is not None else None
    numbers = [_number(one) for one in elements(index)]
    if None in numbers:
        return None
    size = len(holder.items)
    found = tuple(holder.items[number] for number in numbers if number is not None and -size <= number < size)
    return Listed(found) if isinstance(index, Listed) else found[0] if found else Listed()


def replaced(values: Sequence[Value]) -> Value | None:
    """``-replace`` with a pattern and what comes for it."""
    pattern, *rest = elements(values[1]) or (EMPTY,)
    by = as_text(rest[0]) if rest else EMPTY
    if isinstance(values[0], Listed):
        found = [programs.regular(text, _ignoring_case(as_text(pattern)), by) for text in texts(values[0])]
        return None if None in found else Listed(tuple(one for one in found if one is not None))
    return programs.regular(as_text(values[0]), _ignoring_case(as_text(pattern)), by)


def _ignoring_case(pattern: Text) -> Text:
    return mapped(pattern, lambda text: f"(?i){text}") or pattern


def parted(values: Sequence[Value]) -> Value | None:
    """``-split`` at a text that means itself."""
    literal = as_text(elements(values[1])[0]).literal if elements(values[1]) else None
    plain = re.sub(r"\\(.)", r"\1", literal or "")
    if not literal or (re.search(r"[.*+?^$|()\[\]{}]", literal) and re.escape(plain) != literal):
        return None
    return Listed(tuple(split_at(as_text(values[0]), plain)))


def substring(values: Sequence[Value]) -> Value | None:
    """``.Substring(start, length)``."""
    numbers = [_number(value) for value in values[1:]]
    if not numbers or None in numbers:
        return None
    start = numbers[0] or 0
    end = start + (numbers[1] or 0) if len(numbers) > 1 else None
    return mapped(as_text(values[0]), lambda text: text[start:end])


def _trimmed(trim: Callable[[str, str], str]) -> Callable[[Sequence[Value]], Value | None]:
    def function(values: Sequence[Value]) -> Value | None:
        marks = as_text(values[1]).literal
        return None if marks is None else mapped(as_text(values[0]), lambda text: trim(text, marks))

    return function


trimmed_end = _trimmed(str.rstrip)


trimmed_start = _trimmed(str.lstrip)
