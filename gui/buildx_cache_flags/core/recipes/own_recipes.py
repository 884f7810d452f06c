"""A person's own recipes: the entries of the form, with references that go with the place they are used at."""

from collections.abc import Iterable, Mapping

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.secrets import without_secrets

from . import Recipe, recipe_bases, trails_of
from .recipe_bases import PLACE, SEPARATORS, Trail, written_place
from .storage import Saved


def saved(name: str, draft: Draft, catalog: Catalog, trails: tuple[Trail, ...]) -> Saved:
    """What is kept of *draft* under *name*: its entries and nothing else.

    Image, output, context and BuildKit release belong to a project and not to the way of caching, and so does what
    concerns a place that is not kept, such as ``registry.insecure``.  A reference that is the
    first place of *draft* for its type, or that place with something behind its tag, is kept relative to it; a missing one means
    that place; any other address, such as a folder or a scope, stands for itself.  A secret is kept as a variable.
    *trails* are those of the application's recipes.
    """
    draft = without_secrets(draft, catalog)
    kinds = {entry.type for _, _, entry in draft.all_entries() if recipe_bases.is_tagged(entry.type, catalog)}
    places = {kind: recipe_bases.bases(draft, catalog, trails, (), kind)[0].place for kind in kinds}
    return Saved(name, _values("cache-to", draft, places, catalog), _values("cache-from", draft, places, catalog))


def recipe(kept: Saved, catalog: Catalog, trails: tuple[Trail, ...]) -> Recipe:
    """The recipe that *kept* is."""
    writes, reads = _entries(kept.writes), _entries(kept.reads)
    return Recipe(
        key=f"own:{kept.name}",
        name=kept.name,
        when="One of your own recipes.",
        since=_since((*writes, *reads), catalog),
        writes=writes,
        reads=reads,
        trails=tuple(dict.fromkeys((*trails, *trails_of(writes, reads, catalog)))),
    )


def _since(used: Iterable[Entry], catalog: Catalog) -> tuple[int, int]:
    tables = ((catalog.backend(entry.type), entry) for entry in used)
    known = (backend.by_name.get(key) for backend, entry in tables if backend for key in entry.attrs)
    return max((parameter.since for parameter in known if parameter), default=(0, 0))


def _entries(values: tuple[str, ...]) -> tuple[Entry, ...]:
    return tuple(entry for value in values for entry in entries.parse(value))


def _values(option: Option, draft: Draft, places: Mapping[str, str], catalog: Catalog) -> tuple[str, ...]:
    return tuple(entries.format(_template(entry, option, places, catalog)) for entry in draft.entries(option))


def _template(entry: Entry, option: Option, places: Mapping[str, str], catalog: Catalog) -> Entry:
    backend = catalog.backend(entry.type)
    parameter = backend.place(option) if backend else None
    if backend is None or parameter is None or entry.type not in places:
        return entry
    ref = _relative(entry.get(parameter.name) or "", places[entry.type])
    if ref.startswith(PLACE):
        kept = (field for field in entry.fields if not recipe_bases.concerns_place(field[0], entry.type, catalog))
        entry = Entry(tuple(kept))
    return entry.with_value(parameter.name, ref, backend.names)


def _relative(ref: str, place: str) -> str:
    """*ref* as a template; it stands for itself where nothing that is put behind *place* gives it back."""
    if not ref or recipe_bases.without_digest(ref) == place:
        return PLACE
    tagged = place if recipe_bases.has_tag(place) else f"{place}:{recipe_bases.TAG}"
    suffix = ref.removeprefix(tagged)
    behind = suffix != ref and suffix.startswith(tuple(SEPARATORS)) and recipe_bases.without_digest(ref) == ref
    return f"{PLACE}{suffix}" if place and behind and written_place(place, suffix) == ref else ref
