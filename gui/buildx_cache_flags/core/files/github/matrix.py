"""The combinations of a matrix, as GitHub makes them.

Source: GitHub's documentation "Running variations of jobs in a workflow".
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from . import operands
from .operands import Value

MOST: Final = 256
"""Combinations of one matrix: GitHub refuses more."""

Combination = Mapping[str, Value]


def combinations(matrix: Value) -> list[Combination] | None:
    """The combinations; ``None`` where they are known only when the workflow runs."""
    if not isinstance(matrix, Mapping):
        return None
    include, exclude = _entries(matrix.get("include")), _entries(matrix.get("exclude"))
    axes = {key: value for key, value in matrix.items() if key not in ("include", "exclude")}
    if include is None and not axes:
        return None
    rows: list[dict[str, Value]] = [{}] if axes else []
    for key, values in axes.items():
        rows = [{**row, key: value} for row in rows for value in _choices(key, values)][: MOST + 1]
    kept = [row for row in rows if not any(_fits(row, one, one) for one in exclude or ())]
    return _included(kept, include or (), axes)[:MOST]


def _choices(key: str, values: Value) -> Sequence[Value]:
    """The values of one axis; of one that is known only later, that it has one."""
    if isinstance(values, operands.Later | operands.Lazy):
        return [operands.later(f"matrix.{key}")]
    return values if isinstance(values, Sequence) and not isinstance(values, str) else [values]


def _entries(value: Value) -> list[Combination] | None:
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, Sequence):
        return None
    return [entry for entry in value if isinstance(entry, Mapping)]


def _included(rows: list[dict[str, Value]], include: Iterable[Combination], axes: Iterable[str]) -> list[Combination]:
    """*rows* with what ``include`` adds to them; an entry that fits none is a combination of its own."""
    first, own = set(axes), list[dict[str, Value]]()
    # Only what stood there before counts: an entry may overwrite what another one added.
    originals = [dict(row) for row in rows]
    for entry in include:
        shared = [key for key in entry if key in first]
        fitting = [number for number, row in enumerate(originals) if _fits(row, entry, shared)]
        for number in fitting:
            rows[number].update(entry)
        if not fitting:
            own.append(dict(entry))
    return [*rows, *own]


def _fits(row: Combination, entry: Combination, keys: Iterable[str]) -> bool:
    return all(key in row and _same(row[key], entry[key]) for key in keys)


def _same(left: Value, right: Value) -> bool:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    return operands.is_known(left) and operands.is_known(right) and operands.equal(left, right)


def label(combination: Combination) -> str:
    """How GitHub names a combination: the values of its keys."""
    return ", ".join(_label(value) for value in combination.values())


def _label(value: Value) -> str:
    if isinstance(value, Mapping):
        return ", ".join(map(_label, value.values()))
    return operands.as_text(value)
