"""What an expression gives in one world, as far as the file knows it."""

import math
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from buildx_cache_flags.core.text import work

from . import operands
from .grammar import Call, Context, ExpressionError, Index, Literal, Node, Operation
from .operands import Later, Lazy, Value, later
from .worlds import World

_MOST_CALLS: Final = 20_000
"""Steps of work for one world: far more than a workflow takes that a person wrote."""


class Contexts(Protocol):
    """What an expression sees."""

    @property
    @abstractmethod
    def world(self) -> World:
        """How everything turns out that the file does not decide."""

    @abstractmethod
    def context(self, name: str) -> Value:
        """One of GitHub's contexts.  Raises :class:`ExpressionError` for an unknown name."""


class _Several(list["Value"]):
    """What ``*`` gives: the next name is looked up in each of them."""


def evaluate(node: Node, seen: Contexts) -> Value:
    """The value of *node*.  Raises :class:`ExpressionError` for what GitHub refuses."""
    seen.world.work(_MOST_CALLS)
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Context):
        return seen.context(node.name)
    if isinstance(node, Index):
        base = evaluate(node.base, seen)
        return _all(base) if node.key is None else member(base, evaluate(node.key, seen), seen.world)
    if isinstance(node, Call):
        return _call(node, seen)
    return _operation(node, seen)


def _all(base: Value) -> Value:
    if isinstance(base, Later):
        return later(f"{base.key}.*")
    if isinstance(base, Mapping):
        return _Several(base.values())
    return _Several(base) if isinstance(base, Sequence) and not isinstance(base, str) else later(f"{_key(base)}.*")


def member(base: Value, key: Value, world: World) -> Value:
    """What stands under *key* of *base*; nothing where there is none."""
    if isinstance(base, _Several):
        return _Several(found for each in base if (found := member(each, key, world)) is not None)
    if isinstance(key, Later):
        return later(f"{_key(base)}[{key.key}]")
    if isinstance(base, Later):
        return known_or_later(f"{base.key}.{operands.as_text(key)}", world)
    if isinstance(base, Lazy):
        return base.member(operands.as_text(key))
    if isinstance(base, Mapping):
        return _member(base, operands.as_text(key))
    if isinstance(base, Sequence) and not isinstance(base, str):
        place = operands.number(key)
        return base[int(place)] if not math.isnan(place) and 0 <= place < len(base) else None
    return None


def _member(base: Mapping[str, Value], key: str) -> Value:
    if key in base:
        return base[key]
    return next((value for name, value in base.items() if name.lower() == key.lower()), None)


def known_or_later(source: str, world: World, whole: str = "") -> Value:
    """What *source* is known to be in this world, or that nobody knows yet."""
    known = world.known.get(source.lower())
    return later(source, whole) if known is None else known


def holds(value: Value, world: World) -> bool:
    """Whether *value* counts as true in *world*."""
    known = operands.is_true(value)
    return world.holds(_key(value)) if known is None else known


def _operation(node: Operation, seen: Contexts) -> Value:
    left = evaluate(node.operands[0], seen)
    if node.sign == "!":
        return not holds(left, seen.world)
    if node.sign in ("&&", "||"):
        if holds(left, seen.world) == (node.sign == "&&"):
            return evaluate(node.operands[1], seen)
        return _settled(left, is_true=node.sign == "||")
    right = evaluate(node.operands[1], seen)
    if node.sign in ("==", "!="):
        return _equal(left, right, seen.world) == (node.sign == "==")
    if not (operands.is_known(left) and operands.is_known(right)):
        return seen.world.holds(f"{_key(left)} {node.sign} {_key(right)}")
    before, behind = operands.less(left, right), operands.less(right, left)
    return {"<": before, ">": behind, "<=": not behind, ">=": not before}[node.sign]


def _settled(value: Value, *, is_true: bool) -> Value:
    """*value* where it was found out whether it counts as true."""
    if not isinstance(value, Later):
        return value
    return Later(value.parts, value.source, truthy=True) if is_true else ""


def _equal(left: Value, right: Value, world: World) -> bool:
    if isinstance(left, Later) and isinstance(right, Later):
        return left.key == right.key or world.holds(" == ".join(sorted((left.key, right.key))))
    if operands.is_known(left) and operands.is_known(right):
        return operands.equal(left, right)
    open_one, other = (left, right) if isinstance(left, Later) else (right, left)
    if isinstance(open_one, Later) and other == "":
        return not holds(open_one, world)
    start = operands.known_start(open_one)
    if start and isinstance(other, str) and not other.lower().startswith(start):
        return False
    answer = world.holds(f"{_key(open_one)} == {_key(other)}")
    if answer and isinstance(open_one, Later) and isinstance(other, str) and open_one.source:
        world.learn(open_one.source, other)
    return answer


def _key(value: Value) -> str:
    if isinstance(value, Later):
        return value.key
    if isinstance(value, Lazy):
        return value.source
    text = operands.as_text(value)
    return f"'{text}'" if isinstance(value, str) else text


def _call(node: Call, seen: Contexts) -> Value:
    given = [evaluate(argument, seen) for argument in node.arguments]
    function = _FUNCTIONS.get(node.name)
    if function is None:
        raise ExpressionError(f"“{node.name}” is not one of GitHub's functions")
    fewest, most, apply = function
    if not fewest <= len(given) <= most:
        raise ExpressionError(f"“{node.name}” has the wrong number of arguments")
    return apply(given, seen.world)


def _source(name: str, given: Sequence[Value]) -> str:
    return f"{name}({', '.join(map(_key, given))})"


def _format(given: Sequence[Value], _world: World) -> Value:
    pattern = given[0]
    if not operands.is_known(pattern):
        return later(_source("format", given))
    parts = []
    text, position, plain = operands.as_text(pattern), 0, ""
    while position < len(text):
        work.spend(len(plain) + 1)
        if text[position : position + 2] in ("{{", "}}"):
            plain, position = plain + text[position], position + 2
            continue
        end = text.find("}", position)
        number = text[position + 1 : end] if text[position] == "{" and end > 0 else ""
        if number.isdigit() and int(number) + 1 < len(given):
            parts += [*operands.parts(plain), *operands.parts(given[int(number) + 1])]
            plain, position = "", end + 1
        elif text[position] in "{}":
            raise ExpressionError("the text of format has a brace that names no argument")
        else:
            plain, position = plain + text[position], position + 1
    return operands.joined((*parts, *operands.parts(plain)))


def _join(given: Sequence[Value], _world: World) -> Value:
    items = given[0]
    if isinstance(items, Later | Lazy):
        return later(_source("join", given))
    between = operands.parts(given[1]) if len(given) > 1 else operands.parts(",")
    if isinstance(items, str) or not isinstance(items, Sequence):
        return operands.as_text(items)
    pieces = [part for item in items for part in (*between, *operands.parts(item))]
    return operands.joined(tuple(pieces[len(between) :]))


def _question(name: str, test: Callable[[Value, Value], bool]) -> Callable[[Sequence[Value], World], Value]:
    def answer(given: Sequence[Value], world: World) -> Value:
        if all(map(operands.is_known, given)):
            return test(given[0], given[1])
        start = operands.known_start(given[0])
        if name == "startsWith" and start and operands.is_known(given[1]):
            wanted = operands.as_text(given[1]).lower()
            if len(wanted) <= len(start) or not wanted.startswith(start):
                return start.startswith(wanted)
        return world.holds(_source(name, given))

    return answer


def _contains(where: Value, what: Value) -> bool:
    if isinstance(where, Sequence) and not isinstance(where, str):
        return any(operands.equal(each, what) for each in where)
    return operands.as_text(what).lower() in operands.as_text(where).lower()


def _starts(where: Value, what: Value) -> bool:
    return operands.as_text(where).lower().startswith(operands.as_text(what).lower())


def _ends(where: Value, what: Value) -> bool:
    return operands.as_text(where).lower().endswith(operands.as_text(what).lower())


def _to_json(given: Sequence[Value], _world: World) -> Value:
    return operands.to_json(given[0]) if operands.is_known(given[0]) else later(_source("toJSON", given))


def _from_json(given: Sequence[Value], _world: World) -> Value:
    if not isinstance(given[0], str):
        return later(_source("fromJSON", given))
    try:
        return operands.from_json(given[0])
    except ValueError:
        raise ExpressionError("fromJSON was given a text that is not valid JSON") from None


def _case(given: Sequence[Value], world: World) -> Value:
    for condition, value in zip(given[::2], given[1::2], strict=False):
        if holds(condition, world):
            return value
    return given[-1] if len(given) % 2 else None


_Work = Callable[[Sequence[Value], World], Value]
_FUNCTIONS: Final[dict[str, tuple[int, int, _Work]]] = {
    "format": (1, 255, _format),
    "join": (1, 2, _join),
    "contains": (2, 2, _question("contains", _contains)),
    "startswith": (2, 2, _question("startsWith", _starts)),
    "endswith": (2, 2, _question("endsWith", _ends)),
    "tojson": (1, 1, _to_json),
    "fromjson": (1, 1, _from_json),
    "case": (3, 255, _case),
    "hashfiles": (1, 255, lambda given, _world: later(_source("hashFiles", given))),
    "success": (0, 0, lambda _given, _world: True),
    "always": (0, 0, lambda _given, _world: True),
    "failure": (0, 0, lambda _given, world: world.holds("failure()")),
    "cancelled": (0, 0, lambda _given, world: world.holds("cancelled()")),
}
"""The functions, with how many arguments each takes."""

FUNCTIONS: Final = frozenset(_FUNCTIONS)
"""The names of GitHub's functions, in lower case."""
