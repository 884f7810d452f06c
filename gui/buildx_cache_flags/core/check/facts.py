"""What a draft amounts to, entry by entry: what is read, what is written and how it is packed.

Explanation, picture and sentences read these facts, never problems.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import addresses
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.text.versions import Version

from . import packing
from .packing import Packing
from .problems import Problem

if TYPE_CHECKING:
    from .evaluate import Evaluation


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


def of(evaluation: "Evaluation") -> tuple[EntryFacts, ...]:
    """The facts of every entry, in the draft's order."""
    return tuple(_facts(evaluation))


def _facts(evaluation: "Evaluation") -> Iterator[EntryFacts]:
    draft, catalog = evaluation.draft, evaluation.catalog
    version, wrong = catalog.release(draft.buildkit), _wrong(evaluation)
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


def _wrong(evaluation: "Evaluation") -> Mapping[tuple[Option, int], int]:
    """The entries with errors, and how many; one that is only not filled in yet has none.

    What is wrong with an address that follows another one is said there, so the entry that follows is judged alone.
    """
    wrong = _counted(evaluation.errors)
    if evaluation.draft.follows:
        from .evaluate import evaluate

        alone = replace(evaluation.draft, writes=(), reads=evaluation.draft.reads[:1], following=False)
        wrong.update(_counted(evaluate(alone, evaluation.catalog, with_variables=True).errors))
    return wrong


def _counted(errors: tuple[Problem, ...]) -> Counter[tuple[Option, int]]:
    counted: Counter[tuple[Option, int]] = Counter()
    for error in errors:
        if error.place.option is not None and error.trait != "missing":
            counted[error.place.option, error.place.entry] += 1
    return counted
