"""What a draft amounts to, the build and entry by entry: what is read, what is written and how it is packed.

Explanation, picture and sentences read these facts, never problems.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import Draft, addresses
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.text.versions import Version

from . import packing
from .evaluate import evaluate
from .packing import Packing
from .problems import Problem


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One entry: where its cache is (empty while that is not filled in), how many errors it has, and how it is packed.

    ``packing`` is ``None`` for what is read and for a type that BuildKit does not know; ``modes`` tells whether a mode
    could keep every stage.
    """

    option: Option
    index: int
    type: str
    where: str
    errors: int = 0
    packing: Packing | None = None
    modes: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What a draft amounts to: the build itself, the fields of it that have an error, and every entry in order."""

    draft: Draft
    wrong: frozenset[str]
    entries: tuple[EntryFacts, ...]

    def of(self, option: Option) -> list[EntryFacts]:
        """The entries of *option*."""
        return [one for one in self.entries if one.option == option]


def of(draft: Draft, catalog: Catalog, problems: Iterable[Problem], *, with_variables: bool = False) -> Facts:
    """The facts of *draft*, of which *problems* is everything that the rules find."""
    errors = [problem for problem in problems if problem.severity == "error"]
    wrong = frozenset(error.place.parameter for error in errors if error.place.option is None)
    counted = _counted(errors)
    if draft.follows:
        counted.update(_of_follower(draft, catalog, with_variables))
    return Facts(draft, wrong, tuple(_entries(draft, catalog, counted)))


def _entries(draft: Draft, catalog: Catalog, wrong: Mapping[tuple[Option, int], int]) -> Iterator[EntryFacts]:
    version = catalog.release(draft.buildkit)
    for option, index, entry in draft.all_entries():
        backend = catalog.backend(entry.type)
        where = addresses.shown(entry, option, catalog)
        errors = wrong.get((option, index), 0)
        if backend is None or option == "cache-from":
            yield EntryFacts(option, index, entry.type, where, errors)
        else:
            packed = packing.of(_understood(entry, backend, version), backend, draft, version)
            yield EntryFacts(option, index, entry.type, where, errors, packed, backend.modes)


def _understood(entry: Entry, backend: Backend, version: Version) -> Entry:
    """*entry* without what BuildKit *version* does not know yet."""
    later = {parameter.name for parameter in backend.parameters if parameter.since > version}
    return Entry(tuple(field for field in entry.fields if field[0] not in later)) if later else entry


def _of_follower(draft: Draft, catalog: Catalog, with_variables: bool) -> Mapping[tuple[Option, int], int]:
    """What is wrong with an address that follows another one is said there, so the entry that follows is judged alone."""
    alone = replace(draft, writes=(), reads=draft.reads[:1], following=False)
    problems = evaluate(alone, catalog, with_variables=with_variables)
    return _counted(problem for problem in problems if problem.severity == "error")


def _counted(errors: Iterable[Problem]) -> Counter[tuple[Option, int]]:
    """The entries with errors, and how many; one that is only not filled in yet has none."""
    counted: Counter[tuple[Option, int]] = Counter()
    for error in errors:
        if error.place.option is not None and error.trait != "missing":
            counted[error.place.option, error.place.entry] += 1
    return counted
