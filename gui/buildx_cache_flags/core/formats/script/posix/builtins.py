"""Commands of the shell itself: ``export``, ``set``, ``read``, ``printf -v``, ``test`` and their like."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Captured,
    Condition,
    Expanded,
    Expression,
    Fixed,
    Forget,
    Items,
    Leave,
    Loose,
    Refer,
    Statement,
    Word,
)


def declared(words: list[Word], assignments: list[Statement], name: str) -> Iterator[Statement]:
    """``export``, ``local`` and the like: what is assigned, or the bare names."""
    local = name == "local"
    options = "".join(literal(word) for word in words[1:] if literal(word).startswith("-"))
    for one in assignments:
        if isinstance(one, Assign) and "n" in options:
            yield Refer(one.name, one.value, one.line)
        elif isinstance(one, Assign):
            value = one.value
            if "l" in options or "u" in options:
                value = Applied(
                    functions.lower if "l" in options else functions.upper, (value,), f"${one.name}", one.line
                )
            yield Assign(one.name, value, one.line, add=one.add, local=local)
        else:
            yield one
    if local or name in ("declare", "typeset"):
        for word in words[1:]:
            bare = literal(word)
            if re.fullmatch(r"[A-Za-z_]\w*", bare):
                empty: Expression = Items(()) if set(options) & set("aA") else Fixed("", word.line)
                yield Assign(bare, empty, word.line, local=local)


def _set(words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    marks = [literal(word) for word in words]
    if "--" not in marks:
        return []
    rest = words[marks.index("--") + 1 :]
    return [Assign("@", Items(tuple(rest)), line)]


def _printf(words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    if len(words) < 4 or literal(words[1]) != "-v":
        return None
    value = Applied(functions.formatted, (words[3], Items(tuple(words[4:]))), f"${literal(words[2])}", line)
    return [Assign(literal(words[2]), value, line)]


def _read(words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    options = "".join(literal(word) for word in words[1:] if literal(word).startswith("-"))
    names = [literal(word) for word in words[1:] if re.fullmatch(r"[A-Za-z_]\w*", literal(word))]
    if fed is not None and "a" in options and names and "d" not in options:
        return [Assign(names[-1], Applied(functions.fields, (fed,), f"${names[-1]}", line), line)]
    return [Forget(name) for name in names]


def _lines(words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    names = [literal(word) for word in words[1:] if re.fullmatch(r"[A-Za-z_]\w*", literal(word))]
    if fed is not None and names:
        return [Assign(names[-1], Applied(functions.lines, (fed,), f"${names[-1]}", line), line)]
    return [Forget(name) for name in names]


def _unset(words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    names = (literal(word).partition("[")[0] for word in words[1:] if not literal(word).startswith("-"))
    # What is left of a list without one of its elements is not followed.
    return [Forget(name) for name in names]


def _leave(kind: str, words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    return [Leave(kind)]  # type: ignore[arg-type]


def literal(word: Word | None) -> str:
    """The text of a word without any expansion; empty where there is one."""
    if word is None or not all(isinstance(part, Fixed) for part in word.parts):
        return ""
    return "".join(part.text for part in word.parts if isinstance(part, Fixed))


def unsplit(word: Word) -> Word:
    """The value of an assignment, which no blank parts."""
    parts: list[Expression] = []
    for part in word.parts:
        if isinstance(part, Expanded):
            index = part.index if part.index != "@" else "*"
            arguments = (
                tuple(map(_quoted, part.arguments)) if part.operator.endswith(("-", "+", "=")) else part.arguments
            )
            parts.append(Expanded(part.name, part.source, part.line, part.operator, arguments, index, quoted=True))
        elif isinstance(part, Captured):
            parts.append(Captured(part.body, part.source, part.line, quoted=True))
        else:
            parts.append(part)
    return Word(tuple(parts) or (Fixed("", word.line),), word.line)


def _quoted(word: Word) -> Word:
    """An argument of an expansion that no blank parts."""
    parts = (Fixed(part.text, part.line) if isinstance(part, Loose) else part for part in word.parts)
    return Word(tuple(parts), word.line)


BUILTINS: Final[dict[str, Callable[[list[Word], int, Expression | None], list[Statement] | None]]] = {
    "set": _set,
    "printf": _printf,
    "read": _read,
    "mapfile": _lines,
    "readarray": _lines,
    "unset": _unset,
    "exit": partial(_leave, "exit"),
    "return": partial(_leave, "return"),
    "break": partial(_leave, "turn"),
    "continue": partial(_leave, "turn"),
}


def compared(words: list[Word], *, double: bool = False) -> Condition | None:
    """What a test compares, where that is simple; only in *double* brackets a pattern is one."""
    marks = [literal(word) for word in words]
    if double and len(words) == 3 and marks[1] in ("=", "==", "!=") and re.search(r"[*?\[]", marks[2]):
        return Condition("unlike" if marks[1] == "!=" else "like", (words[0], Fixed(marks[2], words[2].line)))
    if len(words) == 3 and marks[1] in ("=", "==", "!=") and not re.search(r"[*?\[]", marks[2]):
        return Condition("!=" if marks[1] == "!=" else "==", (words[0], words[2]))
    if len(words) == 2 and marks[0] in ("-n", "-z"):
        return Condition("set" if marks[0] == "-n" else "unset", (words[1],))
    return None
