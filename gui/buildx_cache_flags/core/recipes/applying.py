"""A recipe put to use: its entries at the places of a draft, and what of the person's own stays."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import Draft, Output
from buildx_cache_flags.core.draft.entries import TYPE, Entry
from buildx_cache_flags.core.text.variables import names

from . import Recipe
from .recipe_bases import (
    PLACE,
    Base,
    bases,
    identity,
    is_tagged,
    moved,
    parameter_of,
    place_of,
    suffix_of,
    written_place,
)


def apply(recipe: Recipe, draft: Draft, catalog: Catalog) -> Draft:
    """Return *draft* with the entries of *recipe*.  Pure; applied twice it gives what it gave at first.

    What stays: the image, what happens to it unless the recipe says otherwise, the context and the BuildKit release; every place the person writes to
    (without what a recipe put behind it before); every place that is read from elsewhere, behind those of the
    recipe; entries of types that the recipe does not fill in, unless nothing is to be written; and of each entry what belongs to the place and
    not to the way of caching: ``registry.insecure``, and attributes that the table does not know.  Everything else
    that an entry says gives way to what the recipe says.

    Without any place, neither an address nor an image, the addresses are left unset.
    """
    suffixes = _own_suffixes(recipe, catalog)
    kinds = dict.fromkeys((catalog.default.type, *(entry.type for _, _, entry in draft.all_entries()), *_kinds(recipe)))
    found = {kind: bases(draft, catalog, recipe.trails, suffixes, kind) for kind in kinds}
    writes = _writes(recipe, draft, found, catalog)
    reads = _reads(recipe, draft, found, catalog)
    after = replace(draft, output=_output(recipe, draft), writes=writes, reads=reads, following=False)
    after = replace(after, trigger=recipe.trigger or draft.trigger).linked(catalog)
    return replace(after, following=_follows(after))


def _output(recipe: Recipe, draft: Draft) -> Output:
    """What happens to the image: that nothing does on pull requests holds for them only."""
    only_there = draft.trigger == "pull-request" and recipe.trigger not in (None, "pull-request")
    return recipe.output or ("push" if only_there and draft.output == "nothing" else draft.output)


_Bases = Mapping[str, tuple[Base, ...]]
"""The places of a draft, by the type of their entries."""


def _kinds(recipe: Recipe) -> Iterable[str]:
    return (entry.type for option in OPTIONS for entry in recipe.entries(option))


def _taken(templates: Iterable[Entry], option: Option, catalog: Catalog) -> set[str]:
    """The types of which *templates* say all that is to be said."""
    return {catalog.default.type, *(one.type for one in templates if suffix_of(one, option, catalog) is not None)}


def _writes(recipe: Recipe, draft: Draft, found: _Bases, catalog: Catalog) -> tuple[Entry, ...]:
    if not recipe.writes:
        return ()
    filled = _filled(recipe, recipe.writes, "cache-to", found, catalog)
    taken = _taken(recipe.writes, "cache-to", catalog)
    return (*filled, *(entry for entry in draft.writes if entry.type not in taken and entry not in filled))


def _reads(recipe: Recipe, draft: Draft, found: _Bases, catalog: Catalog) -> tuple[Entry, ...]:
    taken = _taken(recipe.reads or (), "cache-from", catalog)
    kept = [entry for entry in draft.reads if entry.type not in taken or place_of(entry, "cache-from", catalog)]
    templates = recipe.reads
    if templates is None:
        templates = tuple(_counterparts(draft, {entry.type for entry in kept}, catalog))
        if not templates:
            return tuple(kept)
    filled = _filled(recipe, templates, "cache-from", found, catalog)
    known = {identity(entry, catalog) for entry in filled}
    return (*filled, *(entry for entry in kept if not _belongs(entry, known, found, catalog)))


def _counterparts(draft: Draft, read: Collection[str], catalog: Catalog) -> Iterator[Entry]:
    """What reads what *draft* writes, of each type that is not *read* already; a cache beside the image where none can be."""
    written = [entry for entry in draft.writes if _links(entry, catalog)]
    if not written and not read:
        written = [Entry(((TYPE, catalog.default.type),))]
    for kind in dict.fromkeys(entry.type for entry in written):
        parameter = parameter_of(kind, "cache-from", catalog)
        if kind in read:
            continue
        if parameter is not None:
            yield Entry(((TYPE, kind), (parameter.name, PLACE)))
            continue
        for entry in written:
            fields = ((name, entry.get(key)) for key, name in _links(entry, catalog))
            if entry.type == kind:
                yield Entry(((TYPE, kind), *((name, text) for name, text in fields if text is not None)))


def _links(entry: Entry, catalog: Catalog) -> tuple[tuple[str, str], ...]:
    backend = catalog.backend(entry.type)
    return backend.links if backend else ()


def _belongs(entry: Entry, known: set[object], found: _Bases, catalog: Catalog) -> bool:
    """Whether *entry* is read already, or was read only because of a place that is written otherwise now."""
    if identity(entry, catalog) in known:
        return True
    place = place_of(entry, "cache-from", catalog)
    return bool(place) and any(place in base.made for base in found[entry.type])


def _filled(
    recipe: Recipe, templates: tuple[Entry, ...], option: Option, found: _Bases, catalog: Catalog
) -> tuple[Entry, ...]:
    """*templates* for every place of their type; what keeps or reads the same as an earlier one is left out."""
    suffixes = (suffix_of(entry, "cache-to", catalog) for entry in recipe.writes)
    variables = tuple(name for suffix in suffixes for name in names(suffix or ""))
    first = {entry.type: index for index, entry in reversed(tuple(enumerate(templates)))}
    filled: dict[object, Entry] = {}
    for number in range(max((len(found[entry.type]) for entry in templates), default=0)):
        for index, template in enumerate(templates):
            suffix = suffix_of(template, option, catalog)
            entry = template
            if suffix is not None:
                if number >= len(found[template.type]):
                    continue
                base = found[template.type][number]
                carried = base.carried(option, template.type, catalog, first=first[template.type] == index)
                tagged = is_tagged(template.type, catalog)
                at = moved(base.place, recipe.registry) if tagged and recipe.registry else base.place
                place = written_place(at, suffix, variables, tagged=tagged) if at else None
                entry = _entry_at(template, option, place, carried, catalog)
            filled.setdefault(identity(entry, catalog, option), entry)
    return tuple(filled.values())


def _entry_at(
    template: Entry, option: Option, place: str | None, carried: Iterable[tuple[str, str]], catalog: Catalog
) -> Entry:
    """*template* at *place*, with the *carried* fields."""
    backend, parameter = catalog.backend(template.type), parameter_of(template.type, option, catalog)
    if backend is None or parameter is None:
        return template
    entry = Entry(((TYPE, template.type), *carried))
    for key, value in template.attrs.items():
        entry = entry.with_value(key, value, backend.names)
    return entry.with_value(parameter.name, place, backend.names)


def _follows(draft: Draft) -> bool:
    """Whether the first read entry is where the first write entry is."""
    if not draft.writes or not draft.reads or draft.writes[0].type != draft.reads[0].type:
        return False
    return bool(draft.links) and all(draft.writes[0].get(key) == draft.reads[0].get(name) for key, name in draft.links)


def _own_suffixes(recipe: Recipe, catalog: Catalog) -> tuple[str, ...]:
    found = (suffix_of(entry, option, catalog) for option in OPTIONS for entry in recipe.entries(option))
    return tuple(dict.fromkeys(filter(None, found)))
