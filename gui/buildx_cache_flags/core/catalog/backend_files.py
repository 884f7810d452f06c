"""A type's table read from its TOML file, which is the one source of what exists.

A key that is not known fails at load, with the place where it stands, so that a slip in the table is never a silently
missing feature.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from buildx_cache_flags.core.text import versions
from buildx_cache_flags.core.text.versions import Version

from . import tables
from .backends import Address, Backend
from .parameters import (
    KINDS,
    OPTIONS,
    READERS,
    Advice,
    Choice,
    Default,
    Group,
    LevelRule,
    Levels,
    Meaning,
    Parameter,
)
from .severity import SEVERITIES
from .tables import TableError

_NO_GROUPS: Final[Mapping[str, Group]] = MappingProxyType({})


def from_data(
    data: Mapping[str, Any], shared: Mapping[str, Mapping[str, Any]], groups: Mapping[str, Group] = _NO_GROUPS
) -> Backend:
    """Make a table from parsed TOML; *shared* are the rows that it may use and *groups* those they are in, by name."""
    values = dict(data)
    rows = _list_of(values, "parameter")
    used = tuple(values.pop("use", ()))
    address = {option: tuple(names) for option, names in values.pop("address", {}).items()}
    _check_words(address, OPTIONS, "address")
    if "since" in values:
        values["since"] = _version(values["since"], "since")
    values["before"] = tuple(values.get("before", ()))
    if "options" in values:
        values["options"] = tuple(values["options"])
        _check_words(values["options"], OPTIONS, "options")
    parameters = tuple(map(_parameter, _together(rows, used, shared, address)))
    own = {**groups, **_groups(_list_of(values, "group"))}
    for parameter in parameters:
        _check_words(filter(None, (parameter.group,)), tuple(own), f"parameter {parameter.name}: group")
    in_use = dict.fromkeys(parameter.group for parameter in parameters if parameter.group)
    values["groups"] = tuple(own[name] for name in in_use)
    backend = tables.row(Backend, {**values, "parameters": parameters, "address": address}, "table")
    _check_references(backend)
    return backend


def _together(
    rows: list[Mapping[str, Any]], used: tuple[str, ...], shared: Mapping[str, Mapping[str, Any]], address: Address
) -> Iterator[Mapping[str, Any]]:
    """All rows: those of the address, the shared ones with what is said anew of them, and the others."""
    for name in used:
        if name not in shared:
            raise TableError(f"use: there is no shared parameter {name!r}")
    own = {str(row.get("name", number)): row for number, row in enumerate(rows)}
    if len(own) != len(rows):
        raise TableError("parameter: two rows have the same name")
    where = {name for names in address.values() for name in names}
    yield from (row for name, row in own.items() if name in where and name not in used)
    yield from ({**shared[name], **own.get(name, {})} for name in used)
    yield from (row for name, row in own.items() if name not in where and name not in used)


def shared_rows(data: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The rows of the common table by name."""
    values = dict(data)
    rows = {str(row.get("name", "?")): row for row in _list_of(values, "parameter")}
    values.pop("group", None)
    if values:
        raise TableError(f"unknown key {next(iter(values))!r}; known are parameter and group")
    return rows


def shared_groups(data: Mapping[str, Any]) -> Mapping[str, Group]:
    """The groups of the common table by name."""
    return _groups(_list_of(dict(data), "group"))


def _groups(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Group]:
    made = [tables.row(Group, row, f"group {row.get('name', '?')}") for row in rows]
    return {group.name: group for group in made}


def _list_of(values: dict[str, Any], key: str) -> list[Any]:
    found = values.pop(key, [])
    if not isinstance(found, list):
        raise TableError(f"{key}: expected a list of tables ([[{key}]])")
    return found


_LISTS: Final = ("options", "aliases", "environment", "refuses_empty", "schemes")
_VERSIONS: Final = ("since", "client")


def _parameter(data: Mapping[str, Any]) -> Parameter:
    values = dict(data)
    where = f"parameter {values.get('name', '?')}"
    _check_words(values.get("options", ()), OPTIONS, f"{where}: options")
    _check_words(values.get("refuses_empty", ()), OPTIONS, f"{where}: refuses_empty")
    for key, allowed in (("kind", KINDS), ("reader", READERS), ("refusal", SEVERITIES)):
        _check_words([values[key]] if key in values else (), allowed, f"{where}: {key}")
    values.update((key, tuple(values[key])) for key in _LISTS if key in values)
    values["choices"] = tuple(tables.row(Choice, row, f"{where}: choice") for row in values.get("choices", ()))
    values["defaults"] = tuple(_default(row, where) for row in values.get("defaults", ()))
    values.update((key, _version(values[key], where)) for key in _VERSIONS if key in values)
    if "levels" in values:
        values["levels"] = _levels(values["levels"], f"{where}: levels")
    if "recommended" in values:
        values["recommended"] = tables.row(Advice, values["recommended"], f"{where}: recommended")
    values["meaning"] = tables.row(Meaning, values.get("meaning", {}), f"{where}: meaning")
    _check_pattern(values.get("pattern", ""), f"{where}: pattern")
    return tables.row(Parameter, values, where)


def _check_pattern(pattern: str, where: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise TableError(f"{where}: {error}") from error


def _default(data: Mapping[str, Any], where: str) -> Default:
    values = dict(data)
    if "since" in values:
        values["since"] = _version(values["since"], f"{where}: default")
    return tables.row(Default, values, f"{where}: default")


def _levels(data: Mapping[str, Any], where: str) -> Levels:
    rules = {}
    for value, given in data.get("by", {}).items():
        rows = given if isinstance(given, list) else [given]
        made = [_level_rule(row, f"{where} by {value}") for row in rows]
        rules[value] = tuple(sorted(made, key=lambda rule: rule.since))
    return tables.row(Levels, {**data, "by": rules}, where)


def _level_rule(data: Mapping[str, Any], where: str) -> LevelRule:
    values = {**data, "groups": tuple(data.get("groups", ()))}
    if "since" in values:
        values["since"] = _version(values["since"], where)
    return tables.row(LevelRule, values, where)


def _version(text: object, where: str) -> Version:
    try:
        return versions.parse(str(text))
    except ValueError as error:
        raise TableError(f"{where}: {error}") from error


def _check_words(words: Iterable[object], allowed: tuple[str, ...], where: str) -> None:
    for word in words:
        if word not in allowed:
            raise TableError(f"{where}: {word!r} is not one of {', '.join(allowed)}")


def _check_references(backend: Backend) -> None:
    """What a row says of another one, or of itself, has to be there."""
    if len(backend.by_name) != len(backend.parameters):
        raise TableError("parameter: two rows have the same name")
    for parameter in backend.parameters:
        where = f"parameter {parameter.name}"
        if not parameter.options:
            raise TableError(f"{where}: options: no flag reads it")
        if parameter.kind == "choice" and not parameter.choices:
            raise TableError(f"{where}: a choice needs the key 'choices'")
        if parameter.kind == "level" and parameter.levels is None:
            raise TableError(f"{where}: a level needs the key 'levels'")
        named = [default.follows for default in parameter.defaults]
        named += [parameter.levels.of] if parameter.levels else []
        for name in filter(None, named):
            if name not in backend.by_name:
                raise TableError(f"{where}: there is no parameter {name!r}")
        if parameter.levels is not None:
            _check_levels(parameter.levels, backend, f"{where}: levels")
    for option, names in backend.address.items():
        for name in names:
            if backend.read_by(name, option) is None:
                raise TableError(f"address: {option} reads no parameter {name!r}")


def _check_levels(levels: Levels, backend: Backend, where: str) -> None:
    for value in levels.by:
        if not levels.of or value not in backend.by_name[levels.of].values:
            raise TableError(f"{where} by {value!r}: {levels.of or 'no parameter'} has no such value")
