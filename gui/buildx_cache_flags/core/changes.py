"""What differs between two drafts, in plain sentences."""

from collections.abc import Iterator

from . import entries
from .draft import Draft
from .entries import Entry
from .parameters import OPTIONS, Option, Table
from .wording import listed, shown

_LONGEST = 200
"""Characters of a value that a sentence shows as they are."""

_FIELDS = {"image": "Image", "output": "Then", "context": "Context", "buildkit": "BuildKit"}


def describe(before: Draft, after: Draft, table: Table) -> tuple[str, ...]:
    """Say what becomes of *before* where it gives way to *after*: nothing where they mean the same."""
    return tuple(_sentences(before.meaning(), after.meaning(), table))


def _sentences(before: Draft, after: Draft, table: Table) -> Iterator[str]:
    for name, label in _FIELDS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{label}: {_plain(new)} (was {_plain(old)})"
    for option in OPTIONS:
        yield from _entries(option, before.entries(option), after.entries(option), table)
    if before.follows and after.reads and not after.following:
        yield "cache-from 1: no longer follows the ref of cache-to 1"


def _plain(text: str) -> str:
    """*text* as it is, where it is short and can be seen."""
    if not text:
        return "empty"
    return text if text.isprintable() and len(text) <= _LONGEST else shown(text)


def _entries(option: Option, before: tuple[Entry, ...], after: tuple[Entry, ...], table: Table) -> Iterator[str]:
    for index in range(max(len(before), len(after))):
        place = f"{option} {index + 1}"
        if index >= len(before):
            yield f"{place}: new, {_plain(entries.format(after[index]))}"
        elif index >= len(after):
            yield f"{place}: goes, {_plain(entries.format(before[index]))}"
        elif before[index] != after[index]:
            yield f"{place}: {_difference(before[index], after[index], table)}"


def _difference(before: Entry, after: Entry, table: Table) -> str:
    old, new = dict(before.fields), dict(after.fields)
    order = [*table.names, *new, *old]
    keys = sorted({*old, *new}, key=order.index)
    added = [f"{key}={_plain(new[key])}" for key in keys if key not in old]
    gone = [f"{key}={_plain(old[key])}" for key in keys if key not in new]
    changed = [f"{key} from {_plain(old[key])} to {_plain(new[key])}" for key in keys if _both(key, old, new)]
    parts = [("adds", added), ("changes", changed), ("takes out", gone)]
    said = [f"{verb} {listed(words, 'and')}" for verb, words in parts if words]
    return ", ".join(said) if said else f"is written {_plain(entries.format(after))}"


def _both(key: str, old: dict[str, str], new: dict[str, str]) -> bool:
    return key in old and key in new and old[key] != new[key]
