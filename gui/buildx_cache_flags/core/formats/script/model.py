"""One model of a script, whatever its language: statements that put lists and strings together, and the commands.

Only what such scripts are made of has a node.  Everything else a language can say is an :class:`Opaque` value, which
keeps its place in what is put together and is named there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from .values import Value


Flaw = tuple[str, int, str]
"""A code, the line, and what the sentence is about."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text that stands in the script; ``written`` is false for what the reader itself supplies."""

    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Variable:
    """The value of a variable; ``source`` is how the script writes it."""

    name: str
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that is known only when the script runs; ``source`` is how the script writes it."""

    source: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Joined:
    """One string made of several values."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; a :class:`Spread` among its items gives all of its own."""

    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """All elements of a list in the place of one; a value that is no list is one element."""

    value: "Expression"


@dataclass(frozen=True, slots=True)
class Record:
    """Values by their names: a hash table, an object, a dictionary."""

    fields: tuple[tuple[str, "Expression"], ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several values; a condition decides, and each is possible."""

    options: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """A function without side effects; it gives ``None`` where it can't tell, and the value is open then."""

    function: Callable[[Sequence["Value"]], "Value | None"]
    arguments: tuple["Expression", ...]
    source: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Each:
    """One value for each element of a list, as a comprehension or ``map`` makes them; ``flat`` lists are joined."""

    variables: tuple[str, ...]
    items: "Expression"
    body: "Expression"
    flat: bool = False


@dataclass(frozen=True, slots=True)
class Invoked:
    """What a function of the script returns, or prints where ``printed``."""

    name: str
    arguments: tuple["Expression", ...]
    source: str
    line: int = 0
    named: tuple[tuple[str, "Expression"], ...] = ()


@dataclass(frozen=True, slots=True)
class Expanded:
    """A shell's parameter expansion: the variable ``name`` with an operator such as ``:-`` and its argument.

    ``index`` is empty, ``@``, ``*`` or an element's; ``split`` says that blanks in it part words, ``quoted`` that it
    stands in double quotes.
    """

    name: str
    source: str
    line: int
    operator: str = ""
    arguments: tuple["Word", ...] = ()
    index: str = ""
    quoted: bool = False
    split: bool = False


@dataclass(frozen=True, slots=True)
class Captured:
    """What commands print, without the line breaks at its end."""

    body: tuple["Statement", ...]
    source: str
    line: int
    quoted: bool = False
    split: bool = False


@dataclass(frozen=True, slots=True)
class Flawed:
    """A value that is not what its author means, and why."""

    flaw: Flaw
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Loose:
    """Text inside an unquoted expansion, which blanks part into words."""

    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A shell's word, which may become several arguments, or none.

    With ``product``, each part that is a list makes one argument of each element, with the rest around it (fish).
    """

    parts: tuple["Expression", ...]
    line: int = 0
    product: bool = False


Expression = (
    Fixed
    | Variable
    | Opaque
    | Joined
    | Items
    | Spread
    | Record
    | Either
    | Applied
    | Each
    | Invoked
    | Expanded
    | Captured
    | Flawed
    | Loose
    | Word
)


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
    """A comparison of values: ``==``, ``!=``, ``set`` (not empty) or ``unset``; each branch is possible otherwise."""

    operator: Literal["==", "!=", "set", "unset"]
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


Statement = Assign | Extend | Store | Forget | Command | Evaluate | Branch | Loop | Define | Call | Leave | Apart | Pipe
Block = tuple[Statement, ...]
