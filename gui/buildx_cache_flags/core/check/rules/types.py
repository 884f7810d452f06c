"""Rules for the type of an entry; these see entries of every type."""

from collections.abc import Iterator

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check.problems import Change, Fix
from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.draft.entries import TYPE, Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.wording import capital, listed, shown

from .base import DraftView, EntryView, Finding
from .misspelt import closest
from .registering import draft_rule, entry_rule

_MOST_FIELDS = 100
"""Fields that a type is taken apart into: far more than an entry has."""


def _entries(view: DraftView) -> Iterator[tuple[Option, int, Entry]]:
    for option, index, entry in view.draft.all_entries():
        if view.catalog.backend(entry.type) is None:
            yield option, index, entry


@draft_rule(
    "type-unknown",
    "error",
    catches="type=Registry, type=registry;ref=… and any type that BuildKit does not know",
    source="BuildKit: unknown cache exporter; on --cache-from the build continues without the cache",
    needs="unknown",
)
def type_unknown(view: DraftView) -> Iterator[Finding]:
    """Types are exact lower-case words."""
    for option, index, entry in _entries(view):
        types = view.catalog.types_of(option)
        happens = "the build fails immediately" if option == "cache-to" else "nothing is read from it"
        place = Place(option, index, "type")
        near = closest(entry.type, types)
        fixes = [Fix(f"Use {near}", (Change(place, near),))] if near else []
        fixes = [*_apart(place, entry.type, types), *fixes]
        advice = fixes[0].label if fixes else f"Use {listed(types)}, or remove this entry"
        message = f"{capital(shown(entry.type))} is not a cache type, so {happens}. {advice}."
        yield Finding(place, message, (*fixes, Fix("Remove this entry", (Change(Place(option, index)),))))


def _apart(place: Place, text: str, types: tuple[str, ...]) -> Iterator[Fix]:
    """A whole entry that became the type, because quotes or semicolons held it together."""
    try:
        fields = entries.parse(f"type={text.replace(';', ',')}")[0].fields
    except entries.EntryError:
        return
    if 1 < len(fields) <= _MOST_FIELDS and fields[0][1] in types:
        changes = (Change(Place(place.option, place.entry, key), value) for key, value in fields)
        yield Fix("Split it into fields", tuple(changes))


@entry_rule(
    "type-not-read",
    "error",
    catches="--cache-from type=inline, which nothing reads",
    source="BuildKit: unknown cache importer; the build continues without the cache",
)
def type_not_read(view: EntryView) -> Iterator[Finding]:
    """A type that only one of the two flags knows."""
    if view.option in view.backend.options:
        return
    default = view.catalog.default
    image = Change(view.place(TYPE), default.type)
    name = next((parameter.name for parameter in default.references(view.option)), "")
    ref = view.text(name) or view.draft.image
    fix = Fix(f"Use type={default.type}", (image, Change(view.place(name), ref))) if ref else None
    message = f"--{view.option} can't read type={view.backend.type}, so nothing is imported. Use type={default.type},{name}=IMAGE."
    yield Finding(view.place(TYPE), message, (fix,) if fix else ())
