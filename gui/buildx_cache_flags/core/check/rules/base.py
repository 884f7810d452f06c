"""What a rule sees, and what it finds.

A rule is one small function with a stable code.  It looks at one entry, or at the whole draft, and yields findings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.backends import Backend
from buildx_cache_flags.core.catalog.parameters import TYPED, Kind, LevelRule, Levels, Option, Parameter
from buildx_cache_flags.core.check import packing
from buildx_cache_flags.core.check.packing import Packing
from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.check.validation import Values
from buildx_cache_flags.core.draft import Draft, effective_default
from buildx_cache_flags.core.draft.addresses import Position, position
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.draft.reference import Reference
from buildx_cache_flags.core.text.versions import Version

from .misspelt import required

Need = (
    Kind
    | Literal[
        "",
        "refused",
        "typed",
        "stray",
        "repeated",
        "empty",
        "undocumented",
        "old",
        "image",
        "several",
        "several written",
        "unknown",
        "others",
    ]
)
"""What has to be there for a rule to find anything.

For an entry: a kind of parameter that is set, any kind that is typed, a value that the model refuses, a key that its
flag does not read, a repeated key, an empty value, a parameter that is not documented, or a BuildKit that is not the
newest.  For a draft: an image, several entries, several that are written, an entry of a type that BuildKit does not
know, or other options.
"""

MOST_ENTRIES = 200
"""Entries that are judged: far more than anybody writes."""


class Finding(NamedTuple):
    """What a rule found: the place, the sentence, and ways to fix it, the best one first.

    The first fix that really works and breaks nothing else is the one that is offered.
    """

    place: Place
    message: str
    fixes: tuple[Fix, ...] = ()


@dataclass(frozen=True)
class EntryView:
    """One entry of a known type and what surrounds it; ``attrs`` are the attributes that count."""

    catalog: Catalog
    backend: Backend
    draft: Draft
    version: Version
    option: Option
    index: int
    entry: Entry
    attrs: Mapping[str, str]
    values: Values
    with_variables: bool
    by_kind: Mapping[Kind, tuple[tuple[Parameter, str], ...]]

    def place(self, name: str) -> Place:
        """The place of attribute *name* in this entry."""
        return Place(self.option, self.index, name)

    def text(self, name: str) -> str | None:
        """The raw text of *name*, ``None`` where it is not set."""
        return self.attrs.get(name)

    def effective(self, name: str) -> str | None:
        """The text that counts for *name*, unset ones included; ``None`` for a name the table does not have."""
        parameter = self.backend.by_name.get(name)
        if parameter is None:
            return None
        text = self.attrs.get(name)
        return self.default(parameter) if text is None else text

    def default(self, parameter: Parameter) -> str | None:
        """What *parameter* means while it is unset."""
        return effective_default(self.backend, parameter, self.entry, self.version)

    def is_true(self, name: str) -> bool:
        """Whether the boolean *name* counts as true, set or not; a refused one does not."""
        if name in self.values.refused:
            return False
        read = self.values.read.get(name)
        return read is True if read is not None else self.effective(name) == "true"

    @property
    def address(self) -> tuple[Parameter, ...]:
        """The parameters that say where the cache is."""
        return self.backend.addressed(self.option)

    @cached_property
    def packing(self) -> Packing:
        """How the entry packs its layers, taken as it stands."""
        return packing.of(self.entry, self.backend, self.draft, self.version)

    def position(self) -> Position:
        """Where the cache is: what its address amounts to."""
        return position(self.entry, self.option, self.backend, self.version)

    @property
    def ref(self) -> str:
        """The name of the reference that says where the cache is; empty where the type has none."""
        references = self.backend.references(self.option)
        return references[0].name if references else ""

    def reference(self) -> Reference | None:
        """The reference of the cache as it was read; ``None`` where it is missing or refused."""
        read = self.values.read.get(self.ref)
        return read if isinstance(read, Reference) else None

    @cached_property
    def misspelt(self) -> Mapping[str, str]:
        """The keys that stand for a parameter which the entry needs and has not, with its name."""
        return required(self.backend, self.option, self.attrs)

    def level(self, parameter: Parameter) -> int | None:
        """The level that is set and a number; ``None`` otherwise."""
        read = self.values.read.get(parameter.name)
        return read if isinstance(read, int) and not isinstance(read, bool) else None

    def level_rule(self, levels: Levels) -> tuple[str, LevelRule] | None:
        """The deciding value and its rule for *levels*; ``None`` while that value itself is refused."""
        if levels.of in self.values.refused:
            return None
        value = self.effective(levels.of) or ""
        return value, levels.rule(value, self.version)

    @property
    def present(self) -> frozenset[Need]:
        """What rules may need, so far as it is there."""
        attrs, read = self.attrs, self.backend.documented(self.option)
        return _present(
            frozenset(self.by_kind),
            bool(self.values.refused),
            not attrs.keys() <= read.keys(),
            len(self.entry.fields) != len(attrs) + 1,
            "" in attrs.values(),
            not all(map(read.get, attrs)),
            self.version < self.catalog.releases.current,
        )

    def parameters(self, kind: Kind) -> tuple[tuple[Parameter, str], ...]:
        """The parameters of *kind* that are set and that this flag reads, with their raw text."""
        return self.by_kind.get(kind, ())

    def set_to(self, name: str, value: str, label: str = "") -> Fix:
        """A fix that sets *name* to *value*."""
        return Fix(label or f"Use {value}", (Change(self.place(name), value),))

    def unset(self, name: str, label: str = "") -> Fix:
        """A fix that removes *name*."""
        return Fix(label or f"Remove {name}", (Change(self.place(name)),))


def parameters_by_kind(
    backend: Backend, option: Option, attrs: Mapping[str, str]
) -> Mapping[Kind, tuple[tuple[Parameter, str], ...]]:
    """The parameters among *attrs* that *option* reads, with their raw text."""
    by_kind: dict[Kind, tuple[tuple[Parameter, str], ...]] = {}
    for parameter in [parameter for parameter in backend.of(option) if parameter.name in attrs]:
        by_kind[parameter.kind] = (*by_kind.get(parameter.kind, ()), (parameter, attrs[parameter.name]))
    return by_kind


@dataclass(frozen=True)
class DraftView:
    """A whole draft, with a view of each of its entries of a known type; ``draft`` has the first ``MOST_ENTRIES`` of ``count``."""

    catalog: Catalog
    draft: Draft
    version: Version
    entries: tuple[EntryView, ...]
    with_variables: bool
    count: int

    @property
    def present(self) -> frozenset[Need]:
        """What rules may need, so far as it is there."""
        written = len(self.draft.writes)
        count = written + len(self.draft.reads)
        return _needs(
            bool(self.draft.image), count > 1, written > 1, count > len(self.entries), bool(self.draft.others)
        )

    def of(self, option: Option) -> list[EntryView]:
        """The entries of *option*."""
        return [view for view in self.entries if view.option == option]


@cache
def _present(
    kinds: frozenset[Kind], refused: bool, stray: bool, repeated: bool, empty: bool, undocumented: bool, old: bool
) -> frozenset[Need]:
    there: dict[Need, bool] = {
        "typed": bool(kinds & TYPED),
        "refused": refused,
        "stray": stray,
        "repeated": repeated,
        "empty": empty,
        "undocumented": undocumented,
        "old": old,
    }
    found: frozenset[Need] = frozenset([need for need, is_there in there.items() if is_there])
    return kinds | found


@cache
def _needs(image: bool, several: bool, several_written: bool, unknown: bool, others: bool) -> frozenset[Need]:
    there: dict[Need, bool] = {
        "image": image,
        "several": several,
        "several written": several_written,
        "unknown": unknown,
        "others": others,
    }
    return frozenset(need for need, is_there in there.items() if is_there)
