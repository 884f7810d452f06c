"""Recipes: sets of cache entries to start from, read from a TOML file or saved by a person.

A recipe's entries are entries like any other, but their addresses are templates: ``{ref}`` stands for the person's own
place, and what follows it goes behind it, behind the tag of a reference.  :mod:`.recipe_bases` finds the place, :func:`.applying.apply` fills it in.
A key, parameter or value that is not known fails at load, with the place where it stands.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from buildx_cache_flags.core.catalog import Catalog, tables
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option, Parameter
from buildx_cache_flags.core.check import validation
from buildx_cache_flags.core.draft import OUTPUTS, TRIGGERS, Output, Trigger, entries, one_of
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.variables import names
from buildx_cache_flags.core.text.versions import Version

from .recipe_bases import PLACE, Trail, is_tagged, parameter_of, suffix_of, written_place

_SAMPLE: Final = "registry.example.com/acme/app:buildcache"
_Word = TypeVar("_Word", bound=str)


class RecipeError(ValueError):
    """Recipes that can't be used; the message names the place and the reason."""


class Recipe(NamedTuple):
    """One recipe; see the head of ``recipes.toml`` for what each key means.

    ``reads`` is ``None`` where the person's own stay as they are, ``output`` where what happens to the image does.  ``trails`` are what recipes leave behind a place.
    ``trigger`` is ``None`` where the person's own stays, ``registry`` a variable, or empty where the cache stays in its registry.
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
    trigger: Trigger | None = None
    registry: str = ""

    def entries(self, option: Option) -> tuple[Entry, ...]:
        """The entries of *option*, their addresses as templates."""
        return self.writes if option == "cache-to" else self.reads or ()

    def too_new(self, catalog: Catalog, version: Version) -> tuple[str, ...]:
        """The parameters in it that BuildKit *version* does not know yet, in the table's order."""
        used = [entry for option in OPTIONS for entry in self.entries(option)]
        tables = filter(None, map(catalog.backend, dict.fromkeys(entry.type for entry in used)))
        keys = {(entry.type, key) for entry in used for key in entry.attrs}
        rows = ((table.type, row) for table in tables for row in table.parameters)
        return tuple(row.name for type_name, row in rows if (type_name, row.name) in keys and row.since > version)


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


def trails_of(writes: Iterable[Entry], reads: Iterable[Entry], catalog: Catalog) -> tuple[Trail, ...]:
    """What entries leave behind a place, wherever a suffix with a variable is written, which nobody has by chance."""
    read = tuple(suffix for entry in reads if (suffix := suffix_of(entry, "cache-from", catalog)))
    written = (suffix_of(entry, "cache-to", catalog) or "" for entry in writes)
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
_CHOSEN: Final = ("output", "trigger", "registry")


def _recipe(data: Mapping[str, Any], catalog: Catalog) -> Recipe:
    where = f"recipe {data.get('key', '?')}"
    _check_keys(data, (*_TEXTS, *_CHOSEN, "writes", "reads"), (*_TEXTS, "writes"), where)
    for key in _TEXTS:
        if not isinstance(data[key], str) or not data[key]:
            raise RecipeError(f"{where}: {key}: expected a text")
    writes = _entries(data["writes"], "cache-to", catalog, where)
    reads = _entries(data["reads"], "cache-from", catalog, where) if "reads" in data else None
    recipe = Recipe(data["key"], data["name"], data["when"], data["cost"], _since(data["since"], where), writes, reads)
    recipe = recipe._replace(
        output=_one_of(OUTPUTS, data.get("output"), f"{where}: output"),
        trigger=_one_of(TRIGGERS, data.get("trigger", TRIGGERS[0]), f"{where}: trigger"),
        registry=_variable(data.get("registry", ""), where),
    )
    early = recipe.too_new(catalog, recipe.since)
    if early:
        raise RecipeError(f"{where}: since: BuildKit {data['since']} does not know {early[0]} yet")
    return recipe._replace(trails=trails_of(writes, reads or (), catalog))


def _check_keys(data: Mapping[str, Any], known: tuple[str, ...], needed: tuple[str, ...], where: str) -> None:
    for key in data:
        if key not in known:
            raise RecipeError(f"{where}: unknown key {key!r}; known are {', '.join(known)}")
    for key in needed:
        if key not in data:
            raise RecipeError(f"{where}: the key {key!r} is missing")


def _one_of(words: tuple[_Word, ...], word: object, where: str) -> _Word | None:
    known = one_of(words, word)
    if word is not None and known is None:
        raise RecipeError(f"{where}: {word!r} is not one of {', '.join(words)}")
    return known


def _variable(name: object, where: str) -> str:
    if name and names(f"${{{name}}}") != (name,):
        raise RecipeError(f"{where}: registry: {name!r} is no name of a variable")
    return str(name)


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
    parameter = parameter_of(entry.type, option, catalog)
    if parameter is None:
        raise RecipeError(f"{where}: no single parameter of {option} says where a cache of type {entry.type!r} is")
    if suffix_of(entry, option, catalog) is None:
        raise RecipeError(f"{where}: its {parameter.name} does not begin with {PLACE}")
    _check_values(entry, option, parameter, catalog, where)
    return entry


def _check_values(entry: Entry, option: Option, place: Parameter, catalog: Catalog, where: str) -> None:
    backend = catalog.backend(entry.type) or catalog.default
    known = {parameter.name for parameter in backend.of(option)}
    for key in entry.attrs:
        if key not in known:
            raise RecipeError(f"{where}: {option} reads no parameter {key!r}")
    tagged = is_tagged(entry.type, catalog)
    sample = _SAMPLE if tagged else place.placeholder
    attrs = {**entry.attrs, place.name: written_place(sample, suffix_of(entry, option, catalog) or "", tagged=tagged)}
    for key, reason in validation.check(backend, option, attrs, with_variables=True).refused.items():
        raise RecipeError(f"{where}: {key}: {reason}")
