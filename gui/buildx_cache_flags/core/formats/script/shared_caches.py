"""One cache that several builds of a script write, so that each throws away what the one before it kept."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import addresses, entries
from buildx_cache_flags.core.text.wording import visible

from . import flaws

_MOST: Final = 60
"""Builds that are compared with each other."""


class Writer:
    """A build with what it writes: the places of its caches, and what tells it from another build."""

    def __init__(
        self, number: int, line: int, values: Sequence[tuple[str, int]], subject: tuple[str, ...], catalog: Catalog
    ) -> None:
        self.number = number
        self.line = line
        self.places = {place: line for value, line in values for place in _places(value, catalog)}
        self.subject = subject


def _places(value: str, catalog: Catalog) -> Iterator[tuple[str, ...]]:
    try:
        found = entries.parse(value)
    except entries.EntryError:
        return
    for entry in found:
        backend = catalog.backend(entry.type)
        if backend is not None and backend.addressed("cache-to"):
            yield (entry.type, *addresses.position(entry, "cache-to", backend, catalog.releases.current))


def find(writers: Sequence[Writer], paths: Sequence[frozenset[int]]) -> Iterator[Problem]:
    """One finding for each cache that is written by builds of different things in one run of the script."""
    said: set[tuple[str, ...]] = set()
    for one, other in combinations(writers[:_MOST], 2):
        together = any(one.number in path and other.number in path for path in paths)
        if not together or one.subject == other.subject:
            continue
        for place in one.places.keys() & other.places.keys() - said:
            said.add(place)
            name = next((part for part in place[1:] if part), place[0])
            where = f"line {one.line} and line {other.line}" if one.line != other.line else "each turn of the loop"
            message = (
                f"Several builds write the cache “{visible(name)}” ({where}), so each replaces the other's."
                " Give each its own, for example with its name in the tag."
            )
            yield flaws.located(flaws.CACHE_SHARED, other.places[place] or other.line, message)
