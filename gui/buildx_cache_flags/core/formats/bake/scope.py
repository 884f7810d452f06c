"""What a Bake file defines, and the state of working it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from buildx_cache_flags.core.formats.bake.hcl import Block, Node
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.text import work

from .values import Value

_A_STEP: Final = 5
"""What working out one value costs."""

_DEEPEST: Final = 60
"""Values within values while one is worked out: variables of variables, calls within calls."""

OWN_VALUES: Final = frozenset(("BAKE_CMD_CONTEXT", "BAKE_LOCAL_PLATFORM"))
"""Values that Bake itself has, whatever the file and the environment say."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the file: its parameters, the one that takes all further arguments, and what it gives."""

    parameters: tuple[str, ...]
    variadic: str
    result: Node


@dataclass(slots=True)
class Scope:
    """All that a Bake file defines.

    ``variables`` have a default or ``None``; ``constants`` are attributes at the top.  ``known`` are the values so far,
    each with whether the environment may change it, and ``under_way`` the names that are being worked out.  With ``turned``, every condition
    that the environment decides comes out the other way than the defaults say; ``decided`` tells that there was one.
    """

    variables: Mapping[str, Node | None] = field(default_factory=dict)
    constants: Mapping[str, Node] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    targets: Mapping[str, Block] = field(default_factory=dict)
    turned: bool = False
    decided: bool = False
    known: dict[str, tuple[Value, bool]] = field(default_factory=dict)
    under_way: set[str] = field(default_factory=set)
    depth: int = 0
    missing: dict[tuple[str, str], int] = field(default_factory=dict)
    """Variables and functions that are used and defined nowhere: kind and name, and the first line."""
    _from_outside: bool = False

    def enter(self) -> None:
        """Pay for one step; a file that nests them too deeply is not worked out."""
        work.spend(_A_STEP)
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BrokenFileError("The file is worked out in steps that nest too deeply")

    def leave(self) -> None:
        """The step is over."""
        self.depth -= 1

    def note_missing(self, kind: str, name: str, line: int) -> None:
        """*name* is used on *line*, and the file does not define it."""
        if name not in OWN_VALUES:
            self.missing.setdefault((kind, name), line)

    def note_outside(self) -> None:
        """What is being worked out depends on something that the environment may set."""
        self._from_outside = True

    def watched(self, work: Callable[[], Value]) -> tuple[Value, bool]:
        """The result of *work*, and whether the environment may change it."""
        before, self._from_outside = self._from_outside, False
        value = work()
        outside, self._from_outside = self._from_outside, before or self._from_outside
        return value, outside
