"""Functions of lists and records: an element, a stretch, two put together, what a loop goes through."""

from collections.abc import Sequence

from buildx_cache_flags.core.formats.script.values import (
    EMPTY,
    Listed,
    Named,
    Text,
    Value,
    as_text,
    between,
    elements,
    fixed,
    joined,
    mapped,
    texts,
)


def unknown(values: Sequence[Value]) -> Value | None:
    """What nobody can tell."""
    return None


def connected(values: Sequence[Value]) -> Value | None:
    """The elements of a list with a separator in between: the list, and the separator."""
    if not isinstance(values[0], Listed):
        return as_text(values[0])
    return between(texts(values[0]), as_text(values[1]) if len(values) > 1 else EMPTY)


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


def filled(values: Sequence[Value]) -> Value | None:
    """The elements of a list that are not empty."""
    return Listed(tuple(one for one in elements(values[0]) if not (isinstance(one, Text) and one.empty)))


def pairs(values: Sequence[Value]) -> Value | None:
    """The names and values of a record, each a list of two."""
    if not isinstance(values[0], Named):
        return None
    return Listed(tuple(Listed((fixed(name), value)) for name, value in values[0].fields))


def record_values(values: Sequence[Value]) -> Value | None:
    """The values of a record."""
    return Listed(tuple(value for _, value in values[0].fields)) if isinstance(values[0], Named) else None


def record_names(values: Sequence[Value]) -> Value | None:
    """The names of a record."""
    return Listed(tuple(fixed(name) for name, _ in values[0].fields)) if isinstance(values[0], Named) else None


def numbered(values: Sequence[Value]) -> Value | None:
    """The elements of a list with their numbers, each a list of two."""
    if not isinstance(values[0], Listed):
        return None
    return Listed(tuple(Listed((fixed(str(number)), value)) for number, value in enumerate(values[0].items)))


def iterated(values: Sequence[Value]) -> Value | None:
    """What a loop goes through: the elements of a list, or the names of a record."""
    return values[0] if isinstance(values[0], Listed) else record_names(values)


def flattened(values: Sequence[Value]) -> Value | None:
    """The elements of a list, and of the lists in it."""
    return Listed(tuple(one for value in elements(values[0]) for one in elements(value)))


def entries_of(values: Sequence[Value]) -> Value | None:
    """What a loop of Go goes through: index and element, or name and value."""
    return pairs(values) if isinstance(values[0], Named) else numbered(values)


def pairs_or_items(values: Sequence[Value]) -> Value | None:
    """The names and values of a record, or the elements of a list, which are lists of two themselves."""
    return pairs(values) if isinstance(values[0], Named) else values[0]
