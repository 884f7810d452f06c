"""The statements of a script: they put lists and strings together, and run commands."""

from dataclasses import dataclass
from typing import Literal

from .expressions import Expression, Flaw, Invoked


@dataclass(frozen=True, slots=True)
class Assign:
    """Give a variable a value; ``add`` appends to what it has, ``local`` keeps it inside its function."""

    name: str
    value: Expression
    line: int
    add: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True)
class Extend:
    """Put elements at the end of a list, or in front of it."""

    name: str
    items: tuple[Expression, ...]
    line: int
    front: bool = False


@dataclass(frozen=True, slots=True)
class Store:
    """Give an element of a list or a record a value."""

    name: str
    key: Expression
    value: Expression
    line: int


@dataclass(frozen=True, slots=True)
class Forget:
    """Take a variable away."""

    name: str


@dataclass(frozen=True, slots=True)
class Refer:
    """Make a name inside a function stand for the variable that a value names (``local -n`` of bash)."""

    name: str
    target: Expression
    line: int


@dataclass(frozen=True, slots=True)
class Command:
    """A program with its arguments, as values that may each be a list.

    ``before`` are variables that are given a value for this command alone.
    """

    words: tuple[Expression, ...]
    line: int
    before: tuple[Assign, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    fed: "Expression | None" = None
    """What is given to it as its input, where the script says that."""
    through: bool = False
    """Whether one text alone, with blanks in it, is read by a shell."""


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Text that a shell reads: ``eval``, ``os.system``, ``Invoke-Expression``."""

    text: Expression
    line: int
    dialect: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of values: ``==``, ``!=``, ``set`` (not empty) or ``unset``; each branch is possible otherwise.

    ``like`` holds where the first value fits one of the patterns behind it, and ``unlike`` where it fits none.
    """

    operator: Literal["==", "!=", "set", "unset", "like", "unlike"]
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One of several blocks; an empty one stands for what is left out.

    ``conditions`` are those of the blocks in order, ``None`` where nothing is known of one.
    """

    blocks: tuple[tuple["Statement", ...], ...]
    conditions: tuple[Condition | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Loop:
    """A block for each element of a list; ``items`` is ``None`` where that is no list."""

    variables: tuple[str, ...]
    items: Expression | None
    body: tuple["Statement", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Define:
    """A function with its parameters and their defaults; the last one may take all that is left."""

    name: str
    parameters: tuple[tuple[str, Expression | None], ...]
    body: tuple["Statement", ...]
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the script, or whatever else has that name."""

    call: Invoked


@dataclass(frozen=True, slots=True)
class Leave:
    """``exit``, ``return``, ``break`` and ``continue``."""

    kind: Literal["exit", "return", "turn"]
    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Apart:
    """A block whose variables are its own, such as a subshell."""

    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class Pipe:
    """Blocks each of which hands its output to the next one."""

    blocks: tuple[tuple["Statement", ...], ...]


Statement = (
    Assign | Extend | Store | Forget | Refer | Command | Evaluate | Branch | Loop | Define | Call | Leave | Apart | Pipe
)


Block = tuple[Statement, ...]
