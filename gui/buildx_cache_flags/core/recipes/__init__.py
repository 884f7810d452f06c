"""Recipes: sets of cache entries to start from, read from a TOML file or saved by a person.

A recipe's entries are entries like any other, but their refs are templates: ``{ref}`` stands for the person's own
place, and what follows it goes behind the tag.  :mod:`.recipe_bases` finds the place, :func:`apply` fills it in.
A key, parameter or value that is not known fails at load, with the place where it stands.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog, tables
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import model
from buildx_cache_flags.core.draft import OUTPUTS, Draft, Output, entries
from buildx_cache_flags.core.draft.entries import SHORT_KEY, TYPE, Entry
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.variables import names
from buildx_cache_flags.core.text.versions import Version

from .recipe_bases import PLACE, Base, Trail, bases, identity, suffix_of, written_ref

_SAMPLE: Final = "registry.example.com/acme/app:buildcache"


class RecipeError(ValueError):
    """Recipes that can't be used; the message names the place and the reason."""


class Recipe(NamedTuple):
    """One recipe; see the head of ``recipes.toml`` for what each key means.

    ``reads`` is ``None`` where the person's own stay as they are, ``output`` where what happens to the image does.  ``trails`` are what recipes leave behind a place.
    """

    key: str
    name: str
    when: str = ""
    cost: str = ""
    since: Version = (0, 0)
    writes: tuple[Entry, ...] = ()
    reads: tuple[Entry, ...] | None = None
    output: Output | None = None
    trails: tuple[Trail, ...] = ()

    def entries(self, option: Option) -> tuple[Entry, ...]:
        """The entries of *option*, their refs as templates."""
        return self.writes if option == "cache-to" else self.reads or ()

    def too_new(self, catalog: Catalog, version: Version) -> tuple[str, ...]:
        """The parameters in it that BuildKit *version* does not know yet, in the table's order."""
        used = {key for option in OPTIONS for entry in self.entries(option) for key in entry.attrs}
        return tuple(row.name for row in catalog.default.parameters if row.name in used and row.since > version)


class _Columns(NamedTuple):
    recipes: tuple[Recipe, ...]


class Recipes(_Columns):
    """The recipes of one file, in its order."""

    @cached_property
    def by_key(self) -> Mapping[str, Recipe]:
        """The recipes by their key."""
        return {recipe.key: recipe for recipe in self.recipes}

    @cached_property
    def trails(self) -> tuple[Trail, ...]:
        """What all of them leave behind a place."""
        return tuple(dict.fromkeys(trail for recipe in self.recipes for trail in recipe.trails))


# ---------------------------------------------------------------------------------------------------------- applying


def apply(recipe: Recipe, draft: Draft, catalog: Catalog) -> Draft:
    """Return *draft* with the entries of *recipe*.  Pure; applied twice it gives what it gave at first.

    What stays: the image, what happens to it unless the recipe says otherwise, the context and the BuildKit release; every place the person writes to
    (without what a recipe put behind its tag before); every ref that is read from elsewhere, behind those of the
    recipe; entries of other types, unless nothing is to be written; and of each entry what belongs to the place and
    not to the way of caching: ``registry.insecure``, and attributes that the table does not know.  Everything else
    that an entry says gives way to what the recipe says.

    Without any place, neither a ref nor an image, the refs are left unset.
    """
    found = bases(draft, catalog, recipe.trails, _own_suffixes(recipe))
    writes = _writes(recipe, draft, found, catalog)
    reads = _reads(recipe, draft, found, catalog)
    output = recipe.output or draft.output
    return replace(draft, output=output, writes=writes, reads=reads, following=_follows(writes, reads))


def _writes(recipe: Recipe, draft: Draft, found: tuple[Base, ...], catalog: Catalog) -> tuple[Entry, ...]:
    if not recipe.writes:
        return ()
    filled = _filled(recipe, recipe.writes, "cache-to", found, catalog)
    others = (entry for entry in draft.writes if entry.type != catalog.default.type and entry not in filled)
    return (*filled, *others)


def _reads(recipe: Recipe, draft: Draft, found: tuple[Base, ...], catalog: Catalog) -> tuple[Entry, ...]:
    kept = [entry for entry in draft.reads if entry.type != catalog.default.type or entry.get(SHORT_KEY)]
    templates = recipe.reads
    if templates is None:
        if any(entry.type == catalog.default.type for entry in kept):
            return tuple(kept)
        templates = (entries.registry(PLACE),)
    filled = _filled(recipe, templates, "cache-from", found, catalog)
    known = {identity(entry, catalog) for entry in filled}
    made = {ref for base in found for ref in base.made}
    return (*filled, *(entry for entry in kept if not _belongs(entry, known, made, catalog)))


def _belongs(entry: Entry, known: set[object], made: set[str], catalog: Catalog) -> bool:
    """Whether *entry* is read already, or was read only because of a place that is written otherwise now."""
    return identity(entry, catalog) in known or (entry.type == catalog.default.type and entry.get(SHORT_KEY) in made)


def _filled(
    recipe: Recipe, templates: tuple[Entry, ...], option: Option, found: tuple[Base, ...], catalog: Catalog
) -> tuple[Entry, ...]:
    """*templates* for every place; what keeps or reads the same as an earlier one is left out."""
    variables = tuple(name for entry in recipe.writes for name in names(suffix_of(entry) or ""))
    filled: dict[object, Entry] = {}
    for base in found:
        for index, template in enumerate(templates):
            carried = base.carried(option, catalog, first=index == 0)
            entry = _entry_at(template, base.ref, variables, carried, catalog)
            filled.setdefault(identity(entry, catalog), entry)
    return tuple(filled.values())


def _entry_at(
    template: Entry, ref: str, variables: tuple[str, ...], carried: Iterable[tuple[str, str]], catalog: Catalog
) -> Entry:
    """*template* at the place *ref*, with the *carried* fields; one whose ref stands for itself stays as it is."""
    suffix = suffix_of(template)
    if suffix is None:
        return template
    entry = Entry(((TYPE, catalog.default.type), *carried))
    for key, value in template.attrs.items():
        entry = entry.with_value(key, value, catalog.default.names)
    return entry.with_value(SHORT_KEY, written_ref(ref, suffix, variables) if ref else None, catalog.default.names)


def _follows(writes: tuple[Entry, ...], reads: tuple[Entry, ...]) -> bool:
    return bool(writes and reads) and writes[0].get(SHORT_KEY) == reads[0].get(SHORT_KEY)


def _own_suffixes(recipe: Recipe) -> tuple[str, ...]:
    found = (suffix_of(entry) for option in OPTIONS for entry in recipe.entries(option))
    return tuple(dict.fromkeys(filter(None, found)))


def trails_of(writes: Iterable[Entry], reads: Iterable[Entry]) -> tuple[Trail, ...]:
    """What entries leave behind a place, wherever a suffix with a variable is written, which nobody has by chance."""
    read = tuple(suffix for entry in reads if (suffix := suffix_of(entry)))
    written = (suffix_of(entry) or "" for entry in writes)
    return tuple(Trail(suffix, read) for suffix in written if names(suffix))


# ----------------------------------------------------------------------------------------------------------- loading


def load(path: Path, catalog: Catalog) -> Recipes:
    """Read the recipes at *path*; :class:`RecipeError` names what is wrong with them and where."""
    try:
        data = tables.read(path)
    except tables.TableError as error:
        raise RecipeError(str(error)) from error
    try:
        return from_data(data, catalog)
    except RecipeError as error:
        raise RecipeError(f"{path.name}: {error}") from error


def from_data(data: Mapping[str, Any], catalog: Catalog) -> Recipes:
    """Make recipes from parsed TOML and check them against *table*."""
    _check_keys(data, ("recipe",), ("recipe",), "file")
    if not isinstance(data["recipe"], list):
        raise RecipeError("recipe: expected a list of tables ([[recipe]])")
    found = [_recipe(row, catalog) for row in data["recipe"]]
    if len({recipe.key for recipe in found}) != len(found):
        raise RecipeError("recipe: two have the same key")
    trails = Recipes(tuple(found)).trails
    return Recipes(tuple(recipe._replace(trails=trails) for recipe in found))


_TEXTS: Final = ("key", "name", "when", "cost", "since")


def _recipe(data: Mapping[str, Any], catalog: Catalog) -> Recipe:
    where = f"recipe {data.get('key', '?')}"
    _check_keys(data, (*_TEXTS, "writes", "reads", "output"), (*_TEXTS, "writes"), where)
    for key in _TEXTS:
        if not isinstance(data[key], str) or not data[key]:
            raise RecipeError(f"{where}: {key}: expected a text")
    writes = _entries(data["writes"], "cache-to", catalog, where)
    reads = _entries(data["reads"], "cache-from", catalog, where) if "reads" in data else None
    recipe = Recipe(data["key"], data["name"], data["when"], data["cost"], _since(data["since"], where), writes, reads)
    recipe = recipe._replace(output=_output(data.get("output"), where))
    early = recipe.too_new(catalog, recipe.since)
    if early:
        raise RecipeError(f"{where}: since: BuildKit {data['since']} does not know {early[0]} yet")
    return recipe._replace(trails=trails_of(writes, reads or ()))


def _check_keys(data: Mapping[str, Any], known: tuple[str, ...], needed: tuple[str, ...], where: str) -> None:
    for key in data:
        if key not in known:
            raise RecipeError(f"{where}: unknown key {key!r}; known are {', '.join(known)}")
    for key in needed:
        if key not in data:
            raise RecipeError(f"{where}: the key {key!r} is missing")


def _output(word: object, where: str) -> Output | None:
    known = next((output for output in OUTPUTS if output == word), None)
    if word is not None and known is None:
        raise RecipeError(f"{where}: output: {word!r} is not one of {', '.join(OUTPUTS)}")
    return known


def _since(text: str, where: str) -> Version:
    try:
        return versions.parse(text)
    except ValueError as error:
        raise RecipeError(f"{where}: since: {error}") from error


def _entries(values: object, option: Option, catalog: Catalog, where: str) -> tuple[Entry, ...]:
    if not isinstance(values, list):
        raise RecipeError(f"{where}: {option}: expected a list of values")
    return tuple(
        _entry(value, option, catalog, f"{where}: {option} {number}") for number, value in enumerate(values, 1)
    )


def _entry(value: object, option: Option, catalog: Catalog, where: str) -> Entry:
    try:
        (entry,) = entries.parse(str(value))
    except ValueError as error:
        raise RecipeError(f"{where}: {error}") from error
    if entry.type != catalog.default.type:
        raise RecipeError(f"{where}: the type {entry.type!r} is not {catalog.default.type!r}")
    if suffix_of(entry) is None:
        raise RecipeError(f"{where}: its ref does not begin with {PLACE}")
    _check_values(entry, option, catalog, where)
    return entry


def _check_values(entry: Entry, option: Option, catalog: Catalog, where: str) -> None:
    known = {parameter.name for parameter in catalog.default.of(option)}
    for key in entry.attrs:
        if key not in known:
            raise RecipeError(f"{where}: {option} reads no parameter {key!r}")
    attrs = {**entry.attrs, SHORT_KEY: written_ref(_SAMPLE, suffix_of(entry) or "")}
    for key, reason in model.check(catalog.default, option, attrs, with_variables=True).refused.items():
        raise RecipeError(f"{where}: {key}: {reason}")
