"""Where a draft's caches are in registries: the refs that can be looked into, and what each is for."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import Draft, reference
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.reference import Reference
from buildx_cache_flags.core.text import golang, variables

INSECURE: Final = "registry.insecure"
"""The attribute of an entry whose registry may have plain HTTP or an unknown certificate."""


class Look(NamedTuple):
    """A ref of a draft: ``options`` are the flags that use it, ``entry`` is the one that writes it or else reads it."""

    reference: Reference
    entry: Entry
    options: tuple[Option, ...]

    @property
    def insecure(self) -> bool:
        """Whether its registry may have plain HTTP or a certificate that nobody knows."""
        return is_insecure(self.entry)


def is_insecure(entry: Entry) -> bool:
    """Whether *entry* says so of its registry, in a word that Go takes for true."""
    return entry.get(INSECURE) in golang.TRUE_WORDS


def of(draft: Draft, catalog: Catalog) -> tuple[Look, ...]:
    """The refs of *draft*, each once; one with a variable, or that isn't valid, can't be looked into."""
    found: dict[str, Look] = {}
    for parsed, entry, option in _references(draft, catalog):
        known = found.get(parsed.canonical)
        if known is None:
            found[parsed.canonical] = Look(parsed, entry, (option,))
        elif option not in known.options:
            found[parsed.canonical] = known._replace(options=(*known.options, option))
    return tuple(found.values())


def _references(draft: Draft, catalog: Catalog) -> Iterator[tuple[Reference, Entry, Option]]:
    for option in OPTIONS:
        for entry in draft.entries(option):
            for text in catalog.references(entry, option):
                parsed = _parsed(text)
                if parsed is not None:
                    yield parsed, entry, option


def _parsed(text: str) -> Reference | None:
    if variables.names(text):
        return None
    try:
        parsed = reference.parse(text)
    except ValueError:
        return None
    return parsed if parsed.domain else None
