"""Reads the expressions of HCL.

The structure of a file (blocks, attributes, strings) is read elsewhere; this reads what has to be worked out: calls,
conditions, operators, ``for``, indices and traversals.  Source: the HCL native syntax specification.
"""

import re
from typing import Final

from buildx_cache_flags.core.formats.bake.hcltext import DEEPEST, IDENTIFIER, Scanner
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Template, plain

from .tree import (
    Call,
    Condition,
    Expression,
    Fields,
    Items,
    Literal,
    Loop,
    Member,
    Name,
    Operation,
    Text,
)

_AN_EXPRESSION: Final = 20
"""Steps that reading an expression costs, besides those of its characters."""

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_OPERATORS: Final[tuple[tuple[str, ...], ...]] = (
    ("||",),
    ("&&",),
    ("==", "!="),
    ("<=", ">=", "<", ">"),
    ("+", "-"),
    ("*", "/", "%"),
)
"""Binary operators, those that bind the least first."""

_LONGER: Final = {"<": ("<=",), ">": (">=",), "!": ("!=",), "=": ("==", "=>"), ":": ("::",), ".": ("...",)}
"""Signs that begin with another one, which is not meant then."""


def parse(source: str, line: int) -> Expression:
    """The expression in *source*, which begins on *line*; ``BrokenFileError`` where it is none."""
    reader = _Parser(source, line)
    found = reader.expression(0)
    reader.skip()
    if reader.position < len(source):
        raise reader.error("an expression continues where it should end")
    return found


class _Parser(Scanner):
    """Reads one expression by the precedence of its operators."""

    def __init__(self, text: str, line: int) -> None:
        super().__init__(text)
        self._first = line

    def _line(self) -> int:
        return self._first + self.line - 1

    def expression(self, depth: int) -> Expression:
        """An expression of any kind."""
        work.spend(_AN_EXPRESSION)
        if depth > DEEPEST:
            raise self.error("it nests too deeply")
        test = self._binary(depth, 0)
        if not self._take("?"):
            return test
        line = self._line()
        then = self.expression(depth + 1)
        self._expect(":")
        return Condition(test, then, self.expression(depth + 1), line)

    def _binary(self, depth: int, level: int) -> Expression:
        if level == len(_OPERATORS):
            return self._unary(depth)
        left = self._binary(depth, level + 1)
        while True:
            line = self._line()
            operator = next((one for one in _OPERATORS[level] if self._take(one)), None)
            if operator is None:
                return left
            left = Operation(operator, left, self._binary(depth, level + 1), line)

    def _unary(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise self.error("it nests too deeply")
        line = self._line()
        for operator in ("-", "!"):
            if self._take(operator):
                return Operation(operator, None, self._unary(depth + 1), line)
        return self._members(self._primary(depth), depth)

    def _members(self, found: Expression, depth: int) -> Expression:
        while True:
            line = self._line()
            self.skip(lines=False)
            if self.at("[") or (self.at(".") and not self.at("...")):
                dotted = self._take(".")
                if not dotted:
                    self._expect("[")
                if self._take("*"):
                    found = Member(found, "", None, line)
                elif dotted:
                    found = Member(found, self._identifier(), None, line)
                    continue
                else:
                    found = Member(found, "", self.expression(depth + 1), line)
                if not dotted:
                    self._expect("]")
            else:
                return found

    def _primary(self, depth: int) -> Expression:
        self.skip()
        line = self._line()
        if self.at('"'):
            return Text(self._placed(self.string(), line), line)
        heredoc = self.heredoc() if self.at("<<") else None
        if heredoc is not None:
            return Text(self._placed(heredoc, line), line)
        if self._take("("):
            inner = self.expression(depth + 1)
            self._expect(")")
            return inner
        if self._take("["):
            return self._loop("]", depth, line) if self._is_for() else Items(self._list("]", depth)[0], line)
        if self._take("{"):
            return self._loop("}", depth, line) if self._is_for() else self._fields(depth, line)
        number = _NUMBER.match(self.text, self.position)
        if number:
            self.position = number.end()
            return Literal(float(number[0]) if set(number[0]) & set(".eE") else _whole(number[0]), line)
        return self._word(depth, line)

    def _word(self, depth: int, line: int) -> Expression:
        name = self._identifier()
        if name in ("true", "false"):
            return Literal(name == "true", line)
        if name == "null":
            return Literal(None, line)
        while self.at("::"):
            self.position += 2
            name = f"{name}::{self._identifier()}"
        self.skip(lines=False)
        if self._take("("):
            arguments, spread = self._list(")", depth)
            return Call(name, arguments, spread, line)
        return Name(name, line)

    def _list(self, closing: str, depth: int) -> tuple[tuple[Expression, ...], bool]:
        items: list[Expression] = []
        spread = False
        while not self._take(closing):
            items.append(self.expression(depth + 1))
            spread = self._take("...")
            if not self._take(","):
                self._expect(closing)
                break
        return tuple(items), spread

    def _fields(self, depth: int, line: int) -> Fields:
        items: list[tuple[Expression, Expression]] = []
        while not self._take("}"):
            key = self.expression(depth + 1)
            if not self._take("="):
                self._expect(":")
            items.append((_as_key(key), self.expression(depth + 1)))
            self._take(",")
        return Fields(tuple(items), line)

    def _is_for(self) -> bool:
        self.skip()
        match = IDENTIFIER.match(self.text, self.position)
        return match is not None and match[0] == "for"

    def _loop(self, closing: str, depth: int, line: int) -> Loop:
        self._identifier()
        names = [self._identifier()]
        while self._take(","):
            names.append(self._identifier())
        if self._identifier() != "in":
            raise self.error("a for names no list")
        of = self.expression(depth + 1)
        self._expect(":")
        value = self.expression(depth + 1)
        key = None
        if self._take("=>"):
            key, value = value, self.expression(depth + 1)
            self._take("...")
        self.skip()
        match = IDENTIFIER.match(self.text, self.position)
        test = None
        if match and match[0] == "if":
            self.position = match.end()
            test = self.expression(depth + 1)
        self._expect(closing)
        return Loop(tuple(names), of, key, value, test, line)

    def _identifier(self) -> str:
        self.skip()
        match = IDENTIFIER.match(self.text, self.position)
        if match is None:
            raise self.error("an expression breaks off")
        self.position = match.end()
        return match[0]

    def _take(self, sign: str) -> bool:
        self.skip()
        if not self.at(sign) or any(map(self.at, _LONGER.get(sign, ()))):
            return False
        self.position += len(sign)
        return True

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise self.error(f"an expression lacks {sign}")

    def _placed(self, template: Template, line: int) -> Template:
        return Template(template.parts, line)


def _as_key(key: Expression) -> Expression:
    """A plain word as the key of an object is its own text."""
    return Text(plain(key.name, key.line), key.line) if isinstance(key, Name) else key


def _whole(digits: str) -> int | float:
    """A number without a fraction; one with more digits than Python reads counts as one without a value."""
    return int(digits) if len(digits) < 100 else float("inf")
