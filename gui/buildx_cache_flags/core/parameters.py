"""The parameter table: frozen rows, read from a TOML file that is the one source of what exists.

The form, the shared model, the help and the generated documentation are all made from it.  A key that is not known
fails at load, with the place where it stands, so that a slip in the table is never a silently missing feature.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, get_args

from . import tables, versions
from .tables import TableError
from .versions import Version

Option = Literal["cache-to", "cache-from"]
Kind = Literal["reference", "choice", "level", "boolean"]

OPTIONS: Final[tuple[Option, ...]] = get_args(Option)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


# Named tuples, because a data class takes eight times as long to make, and the first frame waits for the table.


class Choice(NamedTuple):
    """One value of a ``choice``; ``documented`` is false where the programs accept it beyond the documentation."""

    value: str
    label: str = ""
    help: str = ""
    documented: bool = True


class Default(NamedTuple):
    """What an unset parameter means from one BuildKit release on: a value, or another parameter's value."""

    value: str = ""
    follows: str = ""
    since: Version = (0, 0)


class LevelRule(NamedTuple):
    """What levels one compression takes.

    ``min``/``max`` bound what works (``None``: any 64-bit number), ``unset`` is the level that counts when none is
    given, ``plain`` the level that does not compress at all, ``groups`` the first level of each group that gives the
    same result, and ``ignored`` says that no level has any effect.  ``notes`` has a sentence for a level with a meaning
    of its own.
    """

    min: int | None = None
    max: int | None = None
    unset: int | None = None
    plain: int | None = None
    groups: tuple[int, ...] = ()
    ignored: bool = False
    notes: Mapping[str, str] = MappingProxyType({})

    def accepts(self, level: int) -> bool:
        """Whether a build with this *level* works."""
        return (self.min is None or level >= self.min) and (self.max is None or level <= self.max)

    def nearest(self, level: int) -> int:
        """The level closest to *level* that works."""
        at_least = level if self.min is None else max(level, self.min)
        return at_least if self.max is None else min(at_least, self.max)

    def group(self, level: int) -> tuple[int, int | None] | None:
        """First and last level of the group that *level* is in (last ``None``: open), or ``None`` without groups."""
        if not self.groups:
            return None
        index = max(sum(start <= level for start in self.groups) - 1, 0)
        last = self.groups[index + 1] - 1 if index + 1 < len(self.groups) else None
        return self.groups[index], last


class Levels(NamedTuple):
    """The documented range of a ``level`` and, by the value of the parameter ``of``, what really works."""

    min: int
    max: int
    of: str = ""
    by: Mapping[str, LevelRule] = MappingProxyType({})

    def rule(self, value: str | None) -> LevelRule:
        """The rule for *value* of the deciding parameter; the documented range where the table has none."""
        return self.by.get(value or "", LevelRule(self.min, self.max))

    def span(self, value: str | None) -> tuple[int, int]:
        """First and last level that are both documented and working, which is what a slider offers."""
        rule = self.rule(value)
        return rule.nearest(self.min), rule.nearest(self.max)


class Meaning(NamedTuple):
    """What a value does, as a whole sentence: ``on`` and ``off`` of a boolean, else one for each flag.

    ``{value}`` in it is the value.
    """

    on: str = ""
    off: str = ""
    write: str = ""
    read: str = ""


class Parameter(NamedTuple):
    """One row of the table; see the head of ``registry.toml`` for what each key means."""

    name: str
    options: tuple[Option, ...]
    kind: Kind
    label: str = ""
    help: str = ""
    explanation: str = ""
    link: str = ""
    placeholder: str = ""
    refused: str = "BuildKit refuses {value}"
    aliases: tuple[str, ...] = ()
    empty: str | None = None
    required: bool = False
    documented: bool = True
    since: Version = (0, 0)
    defaults: tuple[Default, ...] = ()
    choices: tuple[Choice, ...] = ()
    levels: Levels | None = None
    meaning: Meaning = Meaning()

    @property
    def values(self) -> tuple[str, ...]:
        """The values of a ``choice``, undocumented ones included."""
        return tuple(choice.value for choice in self.choices)

    def default_since(self, version: Version) -> Default | None:
        """The default that holds in BuildKit *version*; ``None`` where an unset parameter means nothing special."""
        found: Default | None = None
        for default in self.defaults:
            if default.since <= version and (found is None or default.since > found.since):
                found = default
        return found


class OtherType(NamedTuple):
    """A type of cache that is kept as it stands but not checked; ``modes`` tells whether it knows mode=max."""

    type: str
    label: str = ""
    modes: bool = True


class BuildKit(NamedTuple):
    """The releases that a person may choose from, newest first, and what changed outside the parameters."""

    current: Version
    releases: tuple[Version, ...] = ()
    several_exports: Version = (0, 0)


class _Columns(NamedTuple):
    type: str
    label: str
    link: str
    parameters: tuple[Parameter, ...]
    other: tuple[OtherType, ...]
    buildkit: BuildKit


class Table(_Columns):
    """The whole table of one type of cache; two tables are the same only where they are one object."""

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    @cached_property
    def by_name(self) -> Mapping[str, Parameter]:
        """The parameters by their name."""
        return {parameter.name: parameter for parameter in self.parameters}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names in the table's order, which is also the order in which new attributes are written."""
        return tuple(self.by_name)

    @cached_property
    def other_types(self) -> Mapping[str, OtherType]:
        """The types that are kept but not checked, by name."""
        return {other.type: other for other in self.other}

    def of(self, option: Option) -> tuple[Parameter, ...]:
        """The parameters that *option* reads."""
        return self._by_option[option]

    @cached_property
    def _by_option(self) -> Mapping[Option, tuple[Parameter, ...]]:
        return {option: tuple(row for row in self.parameters if option in row.options) for option in OPTIONS}

    def rows(self, option: Option) -> tuple[Parameter, ...]:
        """The documented parameters of *option*: the rows of its card."""
        return tuple(parameter for parameter in self.of(option) if parameter.documented)

    def version(self, text: str) -> Version:
        """The BuildKit version that *text* means; the newest for an empty one."""
        return versions.parse(text) if text else self.buildkit.current

    def release(self, text: str) -> Version:
        """The same, where a text that is no version counts as the newest one."""
        try:
            return self.version(text)
        except ValueError:
            return self.buildkit.current


def load(path: Path) -> Table:
    """Read the table at *path*; :class:`TableError` names what is wrong with it and where."""
    data = tables.read(path)
    try:
        return from_data(data)
    except TableError as error:
        raise TableError(f"{path.name}: {error}") from error


def from_data(data: Mapping[str, Any]) -> Table:
    """Make a table from parsed TOML."""
    values = dict(data)
    rows = _list_of(values, "parameter")
    others = [
        tables.row(OtherType, other, f"other {number}") for number, other in enumerate(_list_of(values, "other"), 1)
    ]
    buildkit = _buildkit(values.pop("buildkit", {}))
    table = tables.row(
        Table,
        {
            "label": "",
            "link": "",
            **values,
            "parameters": tuple(map(_parameter, rows)),
            "other": tuple(others),
            "buildkit": buildkit,
        },
        "table",
    )
    _check_references(table)
    return table


def _list_of(values: dict[str, Any], key: str) -> list[Any]:
    found = values.pop(key, [])
    if not isinstance(found, list):
        raise TableError(f"{key}: expected a list of tables ([[{key}]])")
    return found


def _buildkit(data: Mapping[str, Any]) -> BuildKit:
    values = dict(data)
    for key in ("current", "several_exports"):
        if key in values:
            values[key] = _version(values[key], f"buildkit {key}")
    values["releases"] = tuple(_version(release, "buildkit releases") for release in values.get("releases", ()))
    return tables.row(BuildKit, values, "buildkit")


def _parameter(data: Mapping[str, Any]) -> Parameter:
    values = dict(data)
    where = f"parameter {values.get('name', '?')}"
    _check_words(values.get("options", ()), OPTIONS, f"{where}: options")
    _check_words([values["kind"]] if "kind" in values else (), KINDS, f"{where}: kind")
    if "options" in values:
        values["options"] = tuple(values["options"])
    values["aliases"] = tuple(values.get("aliases", ()))
    values["choices"] = tuple(tables.row(Choice, row, f"{where}: choice") for row in values.get("choices", ()))
    values["defaults"] = tuple(_default(row, where) for row in values.get("defaults", ()))
    if "since" in values:
        values["since"] = _version(values["since"], where)
    if "levels" in values:
        values["levels"] = _levels(values["levels"], f"{where}: levels")
    values["meaning"] = tables.row(Meaning, values.get("meaning", {}), f"{where}: meaning")
    return tables.row(Parameter, values, where)


def _default(data: Mapping[str, Any], where: str) -> Default:
    values = dict(data)
    if "since" in values:
        values["since"] = _version(values["since"], f"{where}: default")
    return tables.row(Default, values, f"{where}: default")


def _levels(data: Mapping[str, Any], where: str) -> Levels:
    rules = {}
    for value, row in data.get("by", {}).items():
        groups = tuple(row.get("groups", ()))
        rules[value] = tables.row(LevelRule, {**row, "groups": groups}, f"{where} by {value}")
    return tables.row(Levels, {**data, "by": rules}, where)


def _version(text: object, where: str) -> Version:
    try:
        return versions.parse(str(text))
    except ValueError as error:
        raise TableError(f"{where}: {error}") from error


def _check_words(words: Iterable[object], allowed: tuple[str, ...], where: str) -> None:
    for word in words:
        if word not in allowed:
            raise TableError(f"{where}: {word!r} is not one of {', '.join(allowed)}")


def _check_references(table: Table) -> None:
    """What a row says of another one, or of itself, has to be there."""
    if len(table.by_name) != len(table.parameters):
        raise TableError("parameter: two rows have the same name")
    for parameter in table.parameters:
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
            if name not in table.by_name:
                raise TableError(f"{where}: there is no parameter {name!r}")
        if parameter.levels is not None:
            _check_levels(parameter.levels, table, f"{where}: levels")


def _check_levels(levels: Levels, table: Table, where: str) -> None:
    for value in levels.by:
        if not levels.of or value not in table.by_name[levels.of].values:
            raise TableError(f"{where} by {value!r}: {levels.of or 'no parameter'} has no such value")
