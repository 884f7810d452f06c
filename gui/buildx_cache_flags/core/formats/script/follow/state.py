"""What is known at one point of a script, on one way through its conditions."""

from dataclasses import dataclass, field, replace

from buildx_cache_flags.core.formats.script.model import Define
from buildx_cache_flags.core.formats.script.values import NOTHING, Listed, Text, Value, as_text


@dataclass(slots=True)
class State:
    """Variables and functions on one way through the script.

    ``referred`` are names of the function at hand that stand for variables outside it.
    ``bound`` are the variables of the loops and functions around, whose values are no settings that somebody may
    change; ``turns`` says in which turn of each loop and call this is;
    ``ran`` is the last step of what was run; ``printed`` is what was printed so far where
    that is captured; ``left`` says why the rest of a block is not gone through.
    """

    names: dict[str, Value] = field(default_factory=dict)
    functions: dict[str, Define] = field(default_factory=dict)
    bound: frozenset[str] = frozenset()
    turns: tuple[int, ...] = ()
    ran: int = 0
    printed: tuple[Text, ...] | None = None
    local: frozenset[str] = frozenset()
    referred: tuple[tuple[str, str], ...] = ()
    left: str = ""
    returned: Value = NOTHING

    def copy(self) -> "State":
        """The same, to go another way from here."""
        return replace(self, names=dict(self.names), functions=dict(self.functions))

    def same(self, other: "State") -> bool:
        """Whether nothing that can be told apart differs."""
        return (self.names, self.left, self.returned, self.printed) == (
            other.names,
            other.left,
            other.returned,
            other.printed,
        )

    def within(self, other: "State") -> bool:
        """Whether *other* has all that this one has, and only flags more: judging that one judges this one, too."""
        if (self.left, self.printed, self.returned) != (other.left, other.printed, other.returned):
            return False
        return all(_within(value, other.names.get(name)) for name, value in self.names.items()) and all(
            name in self.names or _only_flags(value) for name, value in other.names.items()
        )


def is_part(some: tuple[Value, ...], whole: tuple[Value, ...]) -> bool:
    """Whether *some* stand in *whole*, in the same order."""
    rest = iter(whole)
    return all(any(value == other for other in rest) for value in some)


def _within(value: Value, other: Value | None) -> bool:
    if value == other:
        return True
    if isinstance(value, Listed) and isinstance(other, Listed):
        return is_part(value.items, other.items)
    if isinstance(value, Text) and isinstance(other, Text):
        return value.empty and _only_flags(other)
    return False


def _only_flags(value: Value) -> bool:
    """Whether a value is made for a command line and for nothing else, so that leaving it out is the lesser case."""
    if isinstance(value, Listed):
        return any(_only_flags(item) for item in value.items)
    return as_text(value).plain.lstrip().startswith("-")
