"""Expressions of a justfile, as trees.

Source: the grammar of just.
"""

import re
from dataclasses import dataclass
from typing import Final

from buildx_cache_flags.core.text import work

_BLANK = re.compile(r"(?:[ \t\r\n]|\\\n)*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_RAW: Final = (("'''", False), ('"""', True), ("'", False), ('"', True))
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|(.))", re.DOTALL)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "\n": ""}
_COMPARISONS: Final = ("==", "!=", "=~", "!~")
DEEPEST: Final = 60


@dataclass(frozen=True, slots=True)
class Literal:
    """A text."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Outside:
    """What only the machine tells, such as a command in backticks; ``source`` is how the file writes it."""

    source: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function."""

    name: str
    arguments: tuple["Expression", ...]
    source: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two values and ``+``, ``/``, ``&&`` or ``||`` between them."""

    operator: str
    one: "Expression"
    other: "Expression"


@dataclass(frozen=True, slots=True)
class Choice:
    """``if``: a comparison, and what each answer gives."""

    operator: str
    one: "Expression"
    other: "Expression"
    then: "Expression"
    otherwise: "Expression"
    source: str


Expression = Literal | Name | Outside | Call | Pair | Choice


class NoExpressionError(ValueError):
    """Text that is no expression."""


def parse(text: str, position: int) -> tuple[Expression, int]:
    """The expression at *position*, and the place behind it; :class:`NoExpressionError` where there is none."""
    parser = _Parser(text, position)
    return parser.expression(), parser.position


def value(text: str, position: int) -> tuple[Expression, int]:
    """One value without operators, as a default of a parameter or an argument of a dependency is."""
    parser = _Parser(text, position)
    return parser.value(), parser.position


class _Parser:
    """Goes through one expression."""

    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position
        self._depth = 0
        self._inside = 0

    def _skip(self) -> None:
        """Step over blanks; inside brackets over line breaks as well."""
        if self._inside:
            match = _BLANK.match(self.text, self.position)
            self.position = match.end() if match else self.position
            return
        while self.text[self.position : self.position + 1] in (" ", "\t"):
            self.position += 1

    def _takes(self, mark: str) -> bool:
        self._skip()
        if not self.text.startswith(mark, self.position):
            return False
        self.position += len(mark)
        return True

    def _expect(self, mark: str) -> None:
        if not self._takes(mark):
            raise NoExpressionError(mark)

    def expression(self) -> Expression:
        """A whole expression."""
        work.spend()
        self._depth += 1
        if self._depth > DEEPEST:
            raise NoExpressionError("nested too deeply")
        one = self._conjunction()
        while self._takes("||"):
            one = Pair("||", one, self._conjunction())
        self._depth -= 1
        return one

    def _conjunction(self) -> Expression:
        one = self._sum()
        while self._takes("&&"):
            one = Pair("&&", one, self._sum())
        return one

    def _sum(self) -> Expression:
        self._skip()
        start = self.position
        match = _NAME.match(self.text, self.position)
        if match and match[0] == "if":
            self.position = match.end()
            return self._choice(start)
        if self._takes("/"):
            return Pair("/", Literal(""), self._sum())
        one = self.value()
        for operator in ("+", "/"):
            if self._takes(operator):
                return Pair(operator, one, self._sum())
        return one

    def _choice(self, start: int) -> Expression:
        one = self.expression()
        operator = next((mark for mark in _COMPARISONS if self._takes(mark)), "")
        if not operator:
            raise NoExpressionError("a comparison")
        other = self.expression()
        then = self._braced()
        self._skip_lines()
        self._expect("else")
        self._skip_lines()
        begin = self.position
        match = _NAME.match(self.text, begin)
        otherwise = self._sum() if match and match[0] == "if" else self._braced()
        return Choice(operator, one, other, then, otherwise, self.text[start : self.position])

    def _skip_lines(self) -> None:
        self._inside += 1
        self._skip()
        self._inside -= 1

    def _braced(self) -> Expression:
        self._expect("{")
        self._inside += 1
        found = self.expression()
        self._expect("}")
        self._inside -= 1
        return found

    def value(self) -> Expression:
        """One value."""
        self._skip()
        start = self.position
        if self.text.startswith("`", start):
            return self._backticks(start)
        shell = self.text[start : start + 2] in ("x'", 'x"')
        quoted = self._string(start + shell)
        if quoted is not None:
            return Outside(self.text[start : self.position]) if shell and "$" in quoted.text else quoted
        if self._takes("("):
            self._inside += 1
            found = self.expression()
            self._expect(")")
            self._inside -= 1
            return found
        match = _NAME.match(self.text, self.position)
        if not match:
            raise NoExpressionError("a value")
        self.position = match.end()
        return self._call(match[0], start) if self.text.startswith("(", self.position) else Name(match[0])

    def _call(self, name: str, start: int) -> Expression:
        self._expect("(")
        self._inside += 1
        arguments: list[Expression] = []
        if name == "assert":
            self.expression()
            next((mark for mark in _COMPARISONS if self._takes(mark)), "")
            self.expression()
            self._expect(",")
        while not self._takes(")"):
            arguments.append(self.expression())
            if not self._takes(","):
                self._expect(")")
                break
        self._inside -= 1
        return Call(name, tuple(arguments), self.text[start : self.position])

    def _backticks(self, start: int) -> Expression:
        mark = "```" if self.text.startswith("```", start) else "`"
        end = work.find(self.text, mark, start + len(mark))
        if end < 0:
            raise NoExpressionError(mark)
        self.position = end + len(mark)
        return Outside(self.text[start : self.position])

    def _string(self, start: int) -> Literal | None:
        for mark, cooked in _RAW:
            if self.text.startswith(mark, start):
                end = self._closing(mark, start + len(mark), cooked=cooked)
                inner = self.text[start + len(mark) : end]
                self.position = end + len(mark)
                text = _dedented(inner) if len(mark) > 1 else inner
                return Literal(_ESCAPE.sub(_unescaped, text) if cooked else text)
        return None

    def _closing(self, mark: str, position: int, *, cooked: bool) -> int:
        while True:
            end = work.find(self.text, mark, position)
            if end < 0:
                raise NoExpressionError(mark)
            before = self.text[position:end]
            if not cooked or (len(before) - len(before.rstrip("\\"))) % 2 == 0:
                return end
            position = end + 1


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        code = int(match[1], 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]
    return _ESCAPES.get(match[2], match[0])


def _dedented(text: str) -> str:
    """An indented string without the indentation that all of its lines have."""
    lines = text.removeprefix("\n").split("\n")
    indents = [len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()]
    common = min(indents, default=0)
    return "\n".join(line[common:] if line.strip() else "" for line in lines)
