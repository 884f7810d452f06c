"""The parts of a Makefile: variables, rules after their names are expanded, and recipes as the shell gets them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .flaws import Flaw
from .syntax import RecipeLine


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: ``simple`` where its value is expanded already; ``flaws`` are what was found on the way to it."""

    value: str
    line: int
    simple: bool = False
    tail: str = ""
    found: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a recipe as the shell gets it, with what is wrong with how it is made."""

    text: str
    line: int
    keeps_lines: bool
    flaws: tuple[Flaw, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """The recipe of one target: ``variables`` are those of the environment that make sets, with their lines."""

    target: str
    line: int
    lines: tuple[Line, ...]
    variables: Mapping[str, tuple[str, int]]
    together: bool
    shell: str
    context: str = ""


@dataclass(slots=True)
class Known:
    """A rule after its names are expanded."""

    targets: tuple[str, ...]
    needs: tuple[str, ...]
    line: int
    pattern: str = ""
    several: bool = False
    recipe: list[RecipeLine] = field(default_factory=list)
