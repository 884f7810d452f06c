"""The table of one type of cache: its parameters, flags and address."""

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Final, NamedTuple

from buildx_cache_flags.core.text.versions import Version

from .parameters import OPTIONS, Group, Option, Parameter

Address = Mapping[Option, tuple[str, ...]]
"""For each flag, the parameters that say where the cache is, in the same order."""

_NO_ADDRESS: Final[Address] = MappingProxyType({})


class _Columns(NamedTuple):
    type: str
    parameters: tuple[Parameter, ...]
    title: str = ""
    label: str = ""
    link: str = ""
    since: Version = (0, 0)
    options: tuple[Option, ...] = OPTIONS
    modes: bool = True
    address: Address = _NO_ADDRESS
    order: int = 100
    good: str = ""
    keeps: str = ""
    limits: str = ""
    before: tuple[str, ...] = ()
    runner: str = ""
    short: str = ""
    groups: tuple[Group, ...] = ()


class Backend(_Columns):
    """The table of one type of cache; two are the same only where they are one object.

    ``options`` are the flags that know the type; without ``modes``, mode=max has no effect; types are offered by their
    ``order``, ``short`` is the title where there is little room.  ``good``, ``keeps`` and ``limits`` help to choose one;
    ``before`` says what to see to before a build;
    ``runner`` is the parameter that only the runner of a workflow fills.  ``groups`` are those that its rows are in, in the order of their rows.
    """

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

    def of(self, option: Option) -> tuple[Parameter, ...]:
        """The parameters that *option* reads."""
        return self._by_option[option]

    @cached_property
    def _by_option(self) -> Mapping[Option, tuple[Parameter, ...]]:
        return {option: tuple(row for row in self.parameters if option in row.options) for option in OPTIONS}

    def documented(self, option: Option) -> Mapping[str, bool]:
        """The names of the parameters that *option* reads, and whether each is documented."""
        return self._documented[option]

    @cached_property
    def _documented(self) -> Mapping[Option, Mapping[str, bool]]:
        return {option: {row.name: row.documented for row in rows} for option, rows in self._by_option.items()}

    def rows(self, option: Option) -> tuple[Parameter, ...]:
        """The documented parameters of *option*: the rows of its card."""
        return tuple(parameter for parameter in self.of(option) if parameter.documented)

    def read_by(self, name: str, option: Option) -> Parameter | None:
        """The parameter called *name*, where *option* reads it."""
        parameter = self.by_name.get(name)
        return parameter if parameter is not None and option in parameter.options else None

    def addressed(self, option: Option) -> tuple[Parameter, ...]:
        """The parameters that say where the cache is, for *option*."""
        return self._addressed[option]

    @cached_property
    def _addressed(self) -> Mapping[Option, tuple[Parameter, ...]]:
        return {option: tuple(map(self.by_name.__getitem__, self.address.get(option, ()))) for option in OPTIONS}

    def place(self, option: Option) -> Parameter | None:
        """The one parameter that says where the cache is, for *option*; ``None`` where it takes several, or none does."""
        rows = self.addressed(option)
        return rows[0] if len(rows) == 1 else None

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """The parameters that a reading entry takes from the entry that is written to, each with its name there."""
        return tuple(zip(self.address.get("cache-to", ()), self.address.get("cache-from", ()), strict=False))

    def references(self, option: Option) -> tuple[Parameter, ...]:
        """The parameters of the address that are references to an image."""
        return self._references[option]

    @cached_property
    def _references(self) -> Mapping[Option, tuple[Parameter, ...]]:
        return {
            option: tuple(row for row in rows if row.kind == "reference") for option, rows in self._addressed.items()
        }

    def required(self, option: Option) -> tuple[Parameter, ...]:
        """The parameters that a build fails without, for *option*."""
        return self._required[option]

    @cached_property
    def _required(self) -> Mapping[Option, tuple[Parameter, ...]]:
        return {option: tuple(row for row in self.of(option) if row.required) for option in OPTIONS}
