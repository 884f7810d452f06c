"""The grammar of GitHub's expressions: what stands between ``${{`` and ``}}``, as a tree.

Source: GitHub's documentation "Evaluate expressions in workflows and actions", and npm's ``@actions/expressions``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from buildx_cache_flags.core.text import work

DEEPEST: Final = 50
"""How deep an expression may nest: GitHub refuses the file beyond it."""

DEEPEST_TREE: Final = 100
"""Levels of the tree of an expression, chains of operators and of names among them."""

_START: Final = "${{"
_END = re.compile(r"\}\}|'")
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<string>'(?:[^']|'')*')
    |(?P<number>[+-]?(?:0x[0-9a-fA-F]+|0o[0-7]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.-]))
    |(?P<word>[A-Za-z_][A-Za-z0-9_-]*)
    |(?P<mark>&&|\|\||==|!=|<=|>=|[!<>()\[\].,*])
    )""",
    re.VERBOSE,
)


class ExpressionError(ValueError):
    """An expression that GitHub refuses; the message says why."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that is written out."""

    value: bool | float | str | None


@dataclass(frozen=True, slots=True)
class Context:
    """One of GitHub's contexts, such as ``github``, in lower case."""

    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """What stands under ``key`` of a value; ``None`` for ``*``, which is all of it."""

    base: "Node"
    key: "Node | None"


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; the name is in lower case."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator between two values, or ``!`` with one."""

    sign: str
    operands: tuple["Node", ...]


Node: TypeAlias = Literal | Context | Index | Call | Operation


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: written out, or an expression with the text inside its braces."""

    text: str
    inner: str | None = None


def pieces(text: str) -> Iterator[Piece]:
    """The stretches of *text*, in order, none of them empty.

    What begins behind an expression that is never closed is plain text: GitHub refuses such a file as a whole.
    """
    work.spend(len(text) + 1)
    position = 0
    while (start := text.find(_START, position)) >= 0:
        end = _end(text, start + len(_START))
        if not end:
            break
        if start > position:
            yield Piece(text[position:start])
        yield Piece(text[start:end], text[start + len(_START) : end - 2].strip())
        position = end
    if position < len(text):
        yield Piece(text[position:])


def _end(text: str, position: int) -> int:
    """The place behind the braces that close an expression, which are none of its strings; 0 where there are none."""
    while match := _END.search(text, position):
        if match[0] != "'":
            return match.end()
        position = text.find("'", match.end()) + 1
        if not position:
            break
    return 0


def parse(text: str) -> Node:
    """The tree of an expression.  Raises :class:`ExpressionError` for what GitHub refuses."""
    work.spend(len(text) + 1)
    node = _Parser(text).whole()
    level = [node]
    for _ in range(DEEPEST_TREE):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return node
    raise ExpressionError("it nests too deeply")


def _children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Index):
        return (node.base,) if node.key is None else (node.base, node.key)
    if isinstance(node, Call | Operation):
        return node.arguments if isinstance(node, Call) else node.operands
    return ()


def contexts(node: Node) -> Iterator[str]:
    """The contexts that an expression names."""
    if isinstance(node, Context):
        yield node.name
    for child in _children(node):
        yield from contexts(child)


_LEVELS: Final = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="))
_CONSTANTS: Final[dict[str, bool | float | None]] = {
    "null": None,
    "true": True,
    "false": False,
    "nan": float("nan"),
    "infinity": float("inf"),
}


class _Parser:
    """Reads an expression from the left."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._next = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._level(0)
        if self._next < len(self._tokens):
            raise ExpressionError(f"“{self._tokens[self._next][1]}” is not expected there")
        return node

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._next] if self._next < len(self._tokens) else ("", "")

    def _take(self, *marks: str) -> str:
        """The next token where it is one of *marks*; empty otherwise."""
        kind, text = self._peek()
        if kind != "mark" or text not in marks:
            return ""
        self._next += 1
        return text

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            raise ExpressionError(f"“{mark}” is missing")

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        if level == 0:
            self._depth += 1
            if self._depth > DEEPEST:
                raise ExpressionError("it nests too deeply")
        node = self._level(level + 1)
        while sign := self._take(*_LEVELS[level]):
            node = Operation(sign, (node, self._level(level + 1)))
        if level == 0:
            self._depth -= 1
        return node

    def _unary(self) -> Node:
        count = 0
        while self._take("!"):
            count += 1
        if count > DEEPEST:
            raise ExpressionError("it nests too deeply")
        node = self._indexed(self._primary())
        for _ in range(count):
            node = Operation("!", (node,))
        return node

    def _primary(self) -> Node:
        kind, text = self._peek()
        if self._take("("):
            node = self._level(0)
            self._expect(")")
            return node
        self._next += 1
        if kind == "string":
            return Literal(text[1:-1].replace("''", "'"))
        if kind == "number":
            return Literal(_number(text))
        if kind != "word":
            raise ExpressionError(f"“{text}” is not expected there" if text else "it ends too early")
        if self._take("("):
            return Call(text.lower(), tuple(self._arguments()))
        return Literal(_CONSTANTS[text.lower()]) if text.lower() in _CONSTANTS else Context(text.lower())

    def _arguments(self) -> Iterator[Node]:
        if self._take(")"):
            return
        yield self._level(0)
        while self._take(","):
            yield self._level(0)
        self._expect(")")

    def _indexed(self, node: Node) -> Node:
        while mark := self._take(".", "["):
            if self._take("*"):
                node = Index(node, None)
                if mark == "[":
                    self._expect("]")
            elif mark == "[":
                node = Index(node, self._level(0))
                self._expect("]")
            else:
                kind, text = self._peek()
                if kind != "word":
                    raise ExpressionError("a name is missing after “.”")
                self._next += 1
                node = Index(node, Literal(text))
        return node


def _number(text: str) -> float:
    if not re.match(r"[+-]?0[xo]", text):
        return float(text)
    try:
        return float(int(text, 0))
    except OverflowError:
        return float("-inf" if text.startswith("-") else "inf")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].strip()
            raise ExpressionError(f"“{rest[:1]}” is not allowed there")
        position = match.end()
        yield match.lastgroup or "", match[match.lastgroup or 0]
