"""What differs between two drafts, in plain sentences."""

from collections.abc import Iterator

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.text.wording import listed, shown

from . import Draft, entries
from .entries import Entry
from .pairs import pairs
from .secrets import hidden

_LONGEST = 200
"""Characters of a value that a sentence shows as they are."""

_FIELDS = {"image": "image", "output": "output", "context": "context", "buildkit": "BuildKit"}
"""The fields as the window calls them."""


def describe(before: Draft, after: Draft, catalog: Catalog) -> tuple[str, ...]:
    """Say what becomes of *before* where it gives way to *after*: nothing where they mean the same."""
    return tuple(_sentences(before.meaning(), after.meaning(), catalog))


def _sentences(before: Draft, after: Draft, catalog: Catalog) -> Iterator[str]:
    for name, label in _FIELDS.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield f"{label}: {_plain(new)} (was {_plain(old)})"
    for option in OPTIONS:
        yield from _entries(option, before.entries(option), after.entries(option), catalog)
    if before.follows and after.reads and not after.following:
        yield "cache-from 1: no longer follows the ref of cache-to 1"


def _plain(text: str) -> str:
    """*text* as it is, where it is short and can be seen."""
    if not text:
        return "empty"
    return text if text.isprintable() and len(text) <= _LONGEST else shown(text)


def _entries(option: Option, before: tuple[Entry, ...], after: tuple[Entry, ...], catalog: Catalog) -> Iterator[str]:
    found, moved = pairs(before, after, catalog)
    for index, entry in enumerate(after):
        place, old = f"{option} {index + 1}", found.get(index)
        if old is None:
            yield f"{place}: new, {_whole(entry, catalog)}"
        elif before[old] != entry:
            was = "" if old == index else f" (was {option} {old + 1})"
            yield f"{place}{was}: {_difference(before[old], entry, catalog)}"
        elif index in moved:
            yield f"{place}: was {option} {old + 1}, {_whole(entry, catalog)}"
    for index in sorted(set(range(len(before))) - set(found.values())):
        yield f"{option} {index + 1}: goes, {_whole(before[index], catalog)}"


def _difference(before: Entry, after: Entry, catalog: Catalog) -> str:
    old, new = dict(before.fields), dict(after.fields)
    backend = catalog.backend(after.type)
    order = [*(backend.names if backend else ()), *new, *old]
    keys = sorted({*old, *new}, key=order.index)
    was, now = (dict(hidden(entry, catalog).fields) for entry in (before, after))
    added = [f"{key}={_plain(now[key])}" for key in keys if key not in old]
    gone = [f"{key}={_plain(was[key])}" for key in keys if key not in new]
    changed = [f"{key} from {_plain(was[key])} to {_plain(now[key])}" for key in keys if _both(key, old, new)]
    parts = [("adds", added), ("changes", changed), ("takes out", gone)]
    said = [f"{verb} {listed(words, 'and')}" for verb, words in parts if words]
    return ", ".join(said) if said else f"is written {_whole(after, catalog)}"


def _whole(entry: Entry, catalog: Catalog) -> str:
    """*entry* as it is written, without any secret."""
    return _plain(entries.format(hidden(entry, catalog)))


def _both(key: str, old: dict[str, str], new: dict[str, str]) -> bool:
    return key in old and key in new and old[key] != new[key]
