"""The values of a script as it writes them.

Only what such scripts are made of has a node.  Everything else a language can say is an :class:`Opaque` value, which
keeps its place in what is put together and is named there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.script.values import Value

    from .statements import Statement


Flaw = tuple[str, int, str]
"""A code, the line, and what the sentence is about."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text that stands in the script; line 0 is for what the reader itself supplies."""

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
