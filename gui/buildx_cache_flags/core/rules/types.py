"""Rules for the type of an entry; these see entries of every type."""

from collections.abc import Iterator

from buildx_cache_flags.core import entries
from buildx_cache_flags.core.entries import Entry
from buildx_cache_flags.core.parameters import Option, Table
from buildx_cache_flags.core.problems import Change, Fix, Place
from buildx_cache_flags.core.wording import listed, shown

from .base import DraftView, Finding, draft_rule
from .values import closest

_MOST_FIELDS = 100
"""Fields that a type is taken apart into: far more than an entry has."""


def _entries(view: DraftView) -> Iterator[tuple[Option, int, Entry]]:
    for option, index, entry in view.draft.all_entries():
        if entry.type != view.table.type:
            yield option, index, entry


@draft_rule(
    "type-unknown",
    "error",
    catches="type=Registry, type=registry;ref=… and any type that BuildKit does not know",
    source="BuildKit: unknown cache exporter; on --cache-from the build goes on without the cache",
    needs="other",
)
def type_unknown(view: DraftView) -> Iterator[Finding]:
    """Types are exact lower-case words."""
    for option, index, entry in _entries(view):
        if entry.type in view.table.other_types:
            continue
        types = (view.table.type, *view.table.other_types)
        happens = "the build fails at once" if option == "cache-to" else "nothing is read from it"
        place = Place(option, index, "type")
        message = f"BuildKit knows no type {shown(entry.type)}, so {happens}: write type={view.table.type}{_and_others(view.table)}."
        near = closest(entry.type, types)
        fixes = [Fix(f"Use {near}", (Change(place, near),))] if near else []
        fixes = [*_apart(place, entry.type, types), *fixes]
        yield Finding(place, message, (*fixes, Fix("Remove this entry", (Change(Place(option, index)),))))


def _apart(place: Place, text: str, types: tuple[str, ...]) -> Iterator[Fix]:
    """A whole entry that became the type, because quotes or semicolons held it together."""
    try:
        fields = entries.parse(f"type={text.replace(';', ',')}")[0].fields
    except entries.EntryError:
        return
    if 1 < len(fields) <= _MOST_FIELDS and fields[0][1] in types:
        changes = (Change(Place(place.option, place.entry, key), value) for key, value in fields)
        yield Fix("Take its fields apart", tuple(changes))


def _and_others(table: Table) -> str:
    return f", or {listed(table.other_types)}" if table.other_types else ""


@draft_rule(
    "type-other",
    "hint",
    catches="inline, gha, local, s3 and azblob, which are kept as they stand",
    source="BuildKit: the other cache backends have parameters of their own",
    needs="other",
)
def type_other(view: DraftView) -> Iterator[Finding]:
    """Only the registry cache is checked here."""
    for option, index, entry in _entries(view):
        other = view.table.other_types.get(entry.type)
        if other is not None:
            label = f" ({other.label})" if other.label else ""
            message = f"type={entry.type}{label} is kept as it stands and not checked: only type={view.table.type} is."
            yield Finding(Place(option, index, "type"), message)
