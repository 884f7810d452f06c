"""Commands of fish itself: ``set``, ``test``, ``eval`` and what leaves a block."""

import re
from collections.abc import Callable
from typing import Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Branch,
    Condition,
    Evaluate,
    Expanded,
    Extend,
    Fixed,
    Forget,
    Items,
    Leave,
    Statement,
    Word,
)

from .words import literal


def _tested(condition: Condition | None) -> list[Statement]:
    """A test, which decides about what follows and does nothing itself."""
    return [Branch(((),), (condition,))]


def _set(words: list[Word], line: int) -> list[Statement] | None:
    options = ""
    while words and re.fullmatch(r"-(?:[A-Za-z]+|-[a-z]+)", literal(words[0])):
        written = literal(words.pop(0))
        long = {"--append": "a", "--prepend": "p", "--erase": "e", "--query": "q", "--local": "l"}
        options += long.get(written, "") if written.startswith("--") else written[1:]
    if not words:
        return []
    target, values = words[0], words[1:]
    name = literal(target)
    if "q" in options:
        return _tested(Condition("set", (Expanded(name, f"${name}", line, index="@"),)) if name else None)
    if "e" in options:
        return [Forget(name)]
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        return []
    if "a" in options or "p" in options:
        return [Extend(name, tuple(values), line, front="p" in options)]
    return [Assign(name, Items(tuple(values)), line, local="l" in options)]


def _test(words: list[Word], line: int) -> list[Statement] | None:
    if words and literal(words[-1]) == "]":
        words = words[:-1]
    marks = [literal(word) for word in words]
    if len(words) == 3 and marks[1] in ("=", "==", "!="):
        return _tested(Condition("!=" if marks[1] == "!=" else "==", (words[0], words[2])))
    if len(words) == 2 and marks[0] in ("-n", "-z"):
        return _tested(Condition("set" if marks[0] == "-n" else "unset", (words[1],)))
    return _tested(None)


def _eval(words: list[Word], line: int) -> list[Statement] | None:
    joined = Applied(functions.connected, (Items(tuple(words)), Fixed(" ")), "$(…)", line)
    return [Evaluate(joined, line, "fish")]


def _leave(words: list[Word], line: int) -> list[Statement] | None:
    return [Leave("exit")]


def _return(words: list[Word], line: int) -> list[Statement] | None:
    return [Leave("return")]


def _turn(words: list[Word], line: int) -> list[Statement] | None:
    return [Leave("turn")]


BUILTINS: Final[dict[str, Callable[[list[Word], int], list[Statement] | None]]] = {
    "[": _test,
    "break": _turn,
    "continue": _turn,
    "eval": _eval,
    "exit": _leave,
    "return": _return,
    "set": _set,
    "test": _test,
}
