"""The rows of the parameter tables: frozen values, one for each parameter of a type of cache.

The form, the shared model, the help and the generated documentation are all made from them; :mod:`.backends` reads
them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, get_args

from buildx_cache_flags.core.text.versions import Version

from .severity import Severity

Option = Literal["cache-to", "cache-from"]
Kind = Literal["reference", "choice", "level", "boolean", "path", "text", "duration", "integer", "url", "secret"]
Reader = Literal["client", "daemon"]
"""Whose environment is meant: that of buildx on the person's machine, or that of the builder."""

OPTIONS: Final[tuple[Option, ...]] = get_args(Option)
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
READERS: Final[tuple[Reader, ...]] = get_args(Reader)

HOLDS_VARIABLES: Final[frozenset[Kind]] = frozenset(("reference", "path", "text", "url", "secret"))
"""Kinds whose values may carry ``${NAME}``."""

TYPED: Final[frozenset[Kind]] = frozenset(("path", "text", "url", "secret", "integer", "duration"))
"""Kinds whose default stands in the field only as a hint, so that an empty field is unset."""


# Named tuples, because a data class takes eight times as long to make, and the first frame waits for the table.


class Choice(NamedTuple):
    """One value of a ``choice``; ``documented`` is false where the programs accept it beyond the documentation.

    ``note`` stands beside it where it is chosen: what it is good for.
    """

    value: str
    label: str = ""
    help: str = ""
    documented: bool = True
    note: str = ""


class Advice(NamedTuple):
    """The ``value`` that an unset parameter should have in most builds, and ``why``, with what it costs."""

    value: str
    why: str


class Group(NamedTuple):
    """Rows of a card that stand under one head; ``open`` is whether they can be seen at first.

    ``unset`` says what counts where none of them is set.
    """

    name: str
    title: str
    unset: str = ""
    open: bool = False


class Default(NamedTuple):
    """What an unset parameter means from one BuildKit release on: a value, or another parameter's value."""

    value: str = ""
    follows: str = ""
    since: Version = (0, 0)


class LevelRule(NamedTuple):
    """What levels one compression takes.

    ``min``/``max`` bound what works (``None``: any 64-bit number), ``unset`` is the level that counts when none is
    given, ``plain`` the level that does not compress at all, ``groups`` the first level of each group that gives the
    same result, ``below`` the level that one below all groups counts as (``None``: the first group), and ``ignored``
    says that no level has any effect.  ``beyond`` says what a level outside does, where it is worse than a
    failure; ``notes`` has a sentence for a level with a meaning of its own.  The rule holds
    from BuildKit ``since`` on.
    """

    min: int | None = None
    max: int | None = None
    unset: int | None = None
    plain: int | None = None
    groups: tuple[int, ...] = ()
    ignored: bool = False
    notes: Mapping[str, str] = MappingProxyType({})
    below: int | None = None
    beyond: str = ""
    since: Version = (0, 0)

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
        if self.below is not None and level < self.groups[0]:
            return self.group(self.below)
        index = max(sum(start <= level for start in self.groups) - 1, 0)
        last = self.groups[index + 1] - 1 if index + 1 < len(self.groups) else None
        return self.groups[index], last


class Levels(NamedTuple):
    """The documented range of a ``level`` and, by the value of the parameter ``of``, what really works.

    The rules of one value stand in the order of their releases.
    """

    min: int
    max: int
    of: str = ""
    by: Mapping[str, tuple[LevelRule, ...]] = MappingProxyType({})

    def rule(self, value: str | None, version: Version) -> LevelRule:
        """The rule for *value* of the deciding parameter in *version*; the documented range where there is none."""
        known = [rule for rule in self.by.get(value or "", ()) if rule.since <= version]
        return known[-1] if known else LevelRule(self.min, self.max)

    def span(self, value: str | None, version: Version) -> tuple[int, int]:
        """First and last level that are both documented and working, which is what a slider offers."""
        rule = self.rule(value, version)
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
    """One row of the table; see the head of ``common.toml`` for what each key means."""

    name: str
    options: tuple[Option, ...]
    kind: Kind
    label: str = ""
    help: str = ""
    explanation: str = ""
    link: str = ""
    placeholder: str = ""
    refused: str = "BuildKit rejects {value}"
    aliases: tuple[str, ...] = ()
    empty: str | None = None
    required: bool = False
    documented: bool = True
    since: Version = (0, 0)
    defaults: tuple[Default, ...] = ()
    choices: tuple[Choice, ...] = ()
    levels: Levels | None = None
    meaning: Meaning = Meaning()
    client: Version = (0, 0)
    environment: tuple[str, ...] = ()
    reader: Reader = "client"
    instead: str = ""
    refusal: Severity = "error"
    advice: str = ""
    refuses_empty: tuple[Option, ...] = ()
    pattern: str = ""
    schemes: tuple[str, ...] = ()
    smallest: int | None = None
    risk: str = ""
    secret: bool = False
    group: str = ""
    recommended: Advice | None = None

    @property
    def holds_variables(self) -> bool:
        """Whether its value may carry ``${NAME}``."""
        return self.kind in HOLDS_VARIABLES

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
