"""Bake's functions of lists and objects."""

import itertools
import math

from buildx_cache_flags.core.text.template import plain

from .arguments import LONGEST, UncallableError, list_of, map_of, number_of, same, text_of
from .values import Value


def coalesce(*arguments: Value) -> Value:
    """The first that is not null."""
    return next(argument for argument in arguments if argument is not None)


def coalescelist(*arguments: Value) -> Value:
    """The first list that has items."""
    return next(argument for argument in arguments if isinstance(argument, list) and argument)


def contains(items: Value, wanted: Value) -> bool:
    """Whether a list has an item."""
    return any(same(item, wanted) for item in list_of(items))


def distinct(items: Value) -> Value:
    """A list with each item once."""
    kept: list[Value] = []
    for item in list_of(items):
        if not any(same(item, other) for other in kept):
            kept.append(item)
    return kept


def element(items: Value, index: Value) -> Value:
    """An item; the index begins again behind the last."""
    found = list_of(items)
    return found[int(number_of(index)) % len(found)]


def flatten(items: Value) -> list[Value]:
    """A list without lists in it."""
    flat: list[Value] = []
    for item in list_of(items):
        flat += flatten(item) if isinstance(item, list) else [item]
    return flat


def lookup(where: Value, key: Value, default: Value = None) -> Value:
    """A value of an object, or the default."""
    return map_of(where).get(text_of(key), default)


def merge(*maps: Value) -> Value:
    """Several objects as one; later keys win."""
    return {key: value for one in maps if one is not None for key, value in map_of(one).items()}


def range_(*numbers: Value) -> Value:
    """Numbers from a start up to a limit."""
    first, *rest = map(number_of, numbers)
    start, end = (first, rest[0]) if rest else (0, first)
    step = rest[1] if len(rest) > 1 else (1 if end >= start else -1)
    count = math.ceil((end - start) / step)
    if count > LONGEST:
        raise UncallableError
    return [start + step * number for number in range(max(count, 0))]


def slice_(items: Value, start: Value, end: Value) -> Value:
    """A part of a list."""
    return list_of(items)[int(number_of(start)) : int(number_of(end))]


def chunklist(items: Value, size: Value) -> Value:
    """A list in lists of one length."""
    found, count = list_of(items), int(number_of(size))
    return [found[start : start + count] for start in range(0, len(found), count)]


def sort(items: Value) -> Value:
    """Strings in order."""
    return [
        plain(text) for text in sorted(map(text_of, list_of(items)), key=lambda text: text.encode("utf-8", "replace"))
    ]


def indexof(items: Value, wanted: Value) -> int:
    """Where an item stands in a list."""
    return next(number for number, item in enumerate(list_of(items)) if same(item, wanted))


def index_(where: Value, key: Value) -> Value:
    """An item of a list or an object."""
    return map_of(where)[text_of(key)] if isinstance(where, dict) else list_of(where)[int(number_of(key))]


def zipmap(keys: Value, values: Value) -> Value:
    """An object of keys and values."""
    return dict(zip(map(text_of, list_of(keys)), list_of(values), strict=True))


def setproduct(*lists: Value) -> Value:
    """Every combination of items."""
    found = [list_of(items) for items in lists]
    if math.prod(map(len, found)) > LONGEST:
        raise UncallableError
    return [list(row) for row in itertools.product(*found)]


def power(base: float, exponent: float) -> float:
    """A number to the power of another one, as far as that is a number anybody writes."""
    if abs(base) > LONGEST or abs(exponent) > 100:
        raise UncallableError
    return math.pow(base, exponent)


def setunion(*sets: Value) -> Value:
    """Every item of several sets, in order."""
    return sort(distinct(concat(*sets)))


def setintersection(first: Value, *others: Value) -> Value:
    """The items that all sets have, in order."""
    return sort([item for item in list_of(distinct(first)) if all(contains(other, item) for other in others)])


def setsubtract(first: Value, second: Value) -> Value:
    """The items of one set that another one lacks, in order."""
    return sort([item for item in list_of(distinct(first)) if not contains(second, item)])


def concat(*lists: Value) -> Value:
    """Several lists as one."""
    return [item for items in lists for item in list_of(items)]


def compact(items: Value) -> Value:
    """A list without empty strings."""
    return [item for item in list_of(items) if item is not None and text_of(item)]


def keys(where: Value) -> Value:
    """The keys of an object in order."""
    return [plain(key) for key in sorted(map_of(where))]


def values(where: Value) -> Value:
    """The values of an object in the order of their keys."""
    return [map_of(where)[key] for key in sorted(map_of(where))]
