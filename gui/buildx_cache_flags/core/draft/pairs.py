"""Which entry of one draft each entry of another was."""

from collections.abc import Callable

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS

from .entries import Entry

_MOST_COMPARED = 200
"""Entries of one option that are matched with one another; of more than anybody writes, equal places are compared."""


def _place(entry: Entry, catalog: Catalog) -> tuple[str | None, ...]:
    """Where the cache of *entry* is: its type, and what its address has."""
    backend = catalog.backend(entry.type)
    names = dict.fromkeys(name for option in OPTIONS for name in backend.address.get(option, ())) if backend else ()
    return entry.type, *map(entry.get, names)


def pairs(
    before: tuple[Entry, ...], after: tuple[Entry, ...], catalog: Catalog
) -> tuple[dict[int, int], frozenset[int]]:
    """Which entry of *before* each one of *after* was, by their indices, and which of them changed their order."""
    if before == after or max(len(before), len(after)) > _MOST_COMPARED:
        return {index: index for index in range(min(len(before), len(after)))}, frozenset()
    from difflib import SequenceMatcher

    found: dict[int, int] = {}
    for old, new, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        found.update({new + step: old + step for step in range(size)})
    in_order = set(found)
    _pair(found, before, after, lambda old, new: old == new)
    moved = frozenset(set(found) - in_order)
    _pair(found, before, after, lambda old, new: _place(old, catalog) == _place(new, catalog))
    _pair(found, before, after, lambda old, new: old.type == new.type)
    _pair(found, before, after, lambda old, new: True)
    return found, moved


def _pair(
    pairs: dict[int, int], before: tuple[Entry, ...], after: tuple[Entry, ...], same: Callable[[Entry, Entry], bool]
) -> None:
    """Add to *pairs* the entries that are still alone and are the *same*."""
    alone = [index for index in range(len(before)) if index not in pairs.values()]
    for index in (index for index in range(len(after)) if index not in pairs):
        found = next((old for old in alone if same(before[old], after[index])), None)
        if found is not None:
            pairs[index] = found
            alone.remove(found)
