"""The values of GitHub's expressions: how they turn into text and numbers, compare, and count as true.

What is known only when the workflow runs is a :class:`Later`.  Source of the rules: npm's ``@actions/expressions``.
"""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from buildx_cache_flags.core.targets.github_names import VARIABLES
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Part


@dataclass(frozen=True, slots=True)
class Later:
    """A text of which a part, or all, is known only when the workflow runs.

    ``source`` is the expression that it is all of, without braces; empty where it is put together.  ``truthy`` says
    that it is known not to be empty.
    """

    parts: tuple[Part, ...]
    source: str = ""
    truthy: bool = False

    @property
    def key(self) -> str:
        """What names it in a condition."""
        return self.source or "".join(part.source or part.text for part in self.parts)


class Lazy:
    """An object whose members are worked out when they are asked for, and of which nobody knows all."""

    def __init__(self, member: "Callable[[str], Value]", source: str) -> None:
        self.member = member
        self.source = source


Scalar: TypeAlias = bool | float | str | None
Value: TypeAlias = "Scalar | Later | Lazy | Sequence[Value] | Mapping[str, Value]"

_SPELT: Final = {expression.lower(): name for expression, name in VARIABLES.items()}


def later(source: str, whole: str = "") -> Later:
    """What the expression *source* gives; *whole* is how the file writes it, where that is something else."""
    written = whole or f"${{{{ {source} }}}}"
    lowered = source.lower()
    name = _SPELT.get(lowered, "")
    head, dot, rest = source.partition(".")
    if dot and head.lower() == "env" and rest.isidentifier() and rest.isascii():
        name = rest
    part = Part("name", name, written) if name else Part("raw", written)
    return Later((part,), source)


def known_start(value: Value) -> str:
    """What a text that is known in part begins with, in lower case; empty where nobody knows."""
    first = value.parts[0] if isinstance(value, Later) and value.parts else None
    return first.text.lower() if first is not None and first.kind == "text" else ""


def is_true(value: Value) -> bool | None:
    """Whether *value* counts as true; ``None`` where nobody knows yet."""
    if isinstance(value, Later):
        known = value.truthy or any(part.kind == "text" for part in value.parts)
        return True if known else None
    if isinstance(value, Lazy):
        return True
    if isinstance(value, float):
        return not (value == 0 or math.isnan(value))
    if value is None or isinstance(value, bool | str):
        return bool(value)
    return True


def parts(value: Value) -> tuple[Part, ...]:
    """*value* as text in parts."""
    if isinstance(value, Later):
        return value.parts
    text = as_text(value)
    return (Part("text", text),) if text else ()


def joined(found: Sequence[Part]) -> Value:
    """Parts as one value: a text where all of them are written out."""
    work.spend(sum(len(part.text) for part in found) + 1)
    if any(part.kind != "text" for part in found):
        return Later(tuple(found), truthy=any(part.kind == "text" for part in found))
    return "".join(part.text for part in found)


def as_text(value: Value) -> str:
    """A known value as text; for another one, how it is written."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, str):
        return value
    if isinstance(value, Later):
        return "".join(part.source or part.text for part in value.parts)
    if isinstance(value, Lazy):
        return "Object"
    return "Array" if isinstance(value, Sequence) else "Object"


def number_text(value: float) -> str:
    """A number as JavaScript writes it, which GitHub does too."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value == int(value) and abs(value) < 1e21 else repr(value)


def number(value: Value) -> float:
    """A known value as a number; not a number where it is none."""
    if isinstance(value, bool | float):
        return float(value)
    if value is None:
        return 0.0
    if not isinstance(value, str):
        return math.nan
    text = value.strip()
    try:
        return float(int(text, 0)) if text[:2].lower() in ("0x", "0o") else float(text) if text else 0.0
    except ValueError:
        return math.nan


def equal(left: Value, right: Value) -> bool:
    """Whether two known values are equal: text without regard to case, other kinds as numbers."""
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if isinstance(left, Sequence | Mapping | Lazy) and not isinstance(left, str):
        return left is right
    if isinstance(right, Sequence | Mapping | Lazy) and not isinstance(right, str):
        return False
    if type(left) is type(right):
        return left == right
    return number(left) == number(right)


def less(left: Value, right: Value) -> bool:
    """Whether a known value stands before another one."""
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() < right.lower()
    return number(left) < number(right)


def is_known(value: Value) -> bool:
    """Whether nothing of *value* is known only later."""
    if isinstance(value, Later | Lazy):
        return False
    if isinstance(value, Mapping):
        return all(map(is_known, value.values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(map(is_known, value))
    return True


def to_json(value: Value) -> str:
    """A known value as JSON."""
    return json.dumps(_plain(value), indent=2, ensure_ascii=False)


def _plain(value: Value) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(map(_plain, value))
    return value


_DEEPEST: Final = 100
_BRACKETS = re.compile(r"[\[\]{}]")


def from_json(text: str) -> Value:
    """The value of a text in JSON.  Raises ``ValueError`` where it is none."""
    work.spend(len(text))
    depth = 0
    for bracket in _BRACKETS.findall(text):
        depth += 1 if bracket in "[{" else -1
        if depth > _DEEPEST:
            raise ValueError("it nests too deeply")
    loaded: Value = json.loads(text, parse_int=float)
    return loaded
