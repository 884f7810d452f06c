"""The expressions of HCL as a tree that knows its lines.  Source: the HCL native syntax specification."""

from dataclasses import dataclass

from buildx_cache_flags.core.text.template import Template


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a boolean or null."""

    value: int | float | bool | None
    line: int


@dataclass(frozen=True, slots=True)
class Text:
    """A string, which is a template of its own."""

    template: Template
    line: int


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Member:
    """``of.name`` or ``of[index]``; with neither, every item (``of[*]``)."""

    of: "Expression"
    name: str
    index: "Expression | None"
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """``name(arguments)``; with *spread*, the last argument is a list of further ones."""

    name: str
    arguments: tuple["Expression", ...]
    spread: bool
    line: int


@dataclass(frozen=True, slots=True)
class Operation:
    """``left operator right``; without *left*, the operator stands in front."""

    operator: str
    left: "Expression | None"
    right: "Expression"
    line: int


@dataclass(frozen=True, slots=True)
class Condition:
    """``test ? then : other``."""

    test: "Expression"
    then: "Expression"
    other: "Expression"
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """``[…]``."""

    items: tuple["Expression", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    """``{…}``."""

    items: tuple[tuple["Expression", "Expression"], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Loop:
    """``[for names in of : value if test]``, or with a *key* an object."""

    names: tuple[str, ...]
    of: "Expression"
    key: "Expression | None"
    value: "Expression"
    test: "Expression | None"
    line: int


Expression = Literal | Text | Name | Member | Call | Operation | Condition | Items | Fields | Loop
