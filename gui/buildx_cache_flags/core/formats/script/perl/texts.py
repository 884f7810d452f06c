"""Quotes of Perl, and what is interpolated in them."""

import re
from typing import Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Condition,
    Evaluate,
    Expression,
    Fixed,
    Items,
    Joined,
    Opaque,
    Spread,
    Statement,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading import calls
from buildx_cache_flags.core.formats.script.reading.cursor import Cursor
from buildx_cache_flags.core.text.work import Work

SCALAR = re.compile(r"\$(?:\{\s*(\w+)\s*\}|(\w+(?:::\w+)*))", re.ASCII)
ARRAY = re.compile(r"@(?:\{\s*\$?(\w+)\s*\}|\$?(\w+))", re.ASCII)
_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "<": ">"}
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "e": "\x1b"}
SPACE = re.compile(r"(?:\s+|#[^\n]*|^=[a-z]+\b.*?^=cut\b[^\n]*)+", re.DOTALL | re.MULTILINE)


class Texts(Cursor):
    """Reads quoted texts, and variables with their subscripts."""

    def __init__(self, text: str, first: int, work: Work) -> None:
        super().__init__(text, first, work)
        self.effects: list[Statement] = []
        self.compared: list[Condition] = []
        self.functions = frozenset(re.findall(r"^\s*sub\s+(\w+)", text, re.MULTILINE))

    def space(self) -> None:
        """Step over blanks and comments."""
        raise NotImplementedError

    def brackets(self) -> Expression | None:
        """``( … )``; nothing where it has several parts, as a loop that counts."""
        raise NotImplementedError

    def _named(self, name: str, source: str, line: int) -> Expression:
        return Variable(name, source, line)

    def _indexed(self, value: Expression) -> Expression:
        """*value* with the subscripts and arrows behind it."""
        while True:
            line = self.line
            match = self.take(
                re.compile(r"(?:->)?(?:\{\s*(['\"]?)([\w.-]+)\1\s*\}|\[\s*(-?\d+)\s*\]|[{\[]\s*\$(\w+)\s*[}\]])")
            )
            if not match:
                if self.take(re.compile(r"->\w+")):
                    self.space()
                    if self.peek() == "(":
                        self.brackets()
                    value = Opaque("${…}", line)
                    continue
                return value
            if isinstance(value, Variable) and value.name == "ENV":
                value = Variable(f"env:{match[2]}", f"$ENV{{{match[2]}}}", line)
                continue
            key = Variable(match[4], f"${match[4]}", line) if match[4] else Fixed(match[2] or match[3])
            if isinstance(value, Variable) and value.name == "_" and match[3] and not match[0].startswith("->"):
                value = Variable("@", "@_", line)
            value = Applied(functions.element, (value, key), "${…}", line)

    def _single(self) -> Expression:
        start, line = self.at, self.line
        match = self.take(re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL))
        if not match:
            raise self.torn("'", start)
        return calls.lines(re.sub(r"\\(['\\])", r"\1", match[1]), line)

    def _quote(self, quote: re.Match[str], start: int) -> Expression:
        kind, opening = quote.groups()
        closing = _CLOSING.get(opening, opening)
        line = self.line
        self.at = quote.end()
        if kind in ("qq", "qx"):
            value = self._interpolated(closing, start)
            return value if kind == "qq" else self._run_text(value, line)
        end = self.work.find(self.text, closing, self.at)
        if end < 0:
            raise self.torn(kind, start)
        text = self.text[self.at : end]
        if kind == "q":
            self.at = end + 1
            return calls.lines(text, line)
        words = [Fixed(match[0], self.line_of(self.at + match.start())) for match in re.finditer(r"\S+", text)]
        self.at = end + 1
        return Spread(Items(tuple(words)))

    def _interpolated(self, closing: str, start: int) -> Expression:
        parts: list[Expression] = []
        plain = re.compile(rf"[^\\$@\n{re.escape(closing)}]+|\n|[$@]")
        while self.peek() != closing:
            line = self.line
            if self.at >= len(self.text):
                raise self.torn(closing, start)
            if self.peek() == "\\":
                after = self.text[self.at + 1 : self.at + 2]
                self.at += 1 + len(after)
                parts.append(Fixed(_ESCAPES.get(after, after), line))
                continue
            scalar = self.take(SCALAR)
            array = None if scalar else self.take(ARRAY)
            if scalar:
                parts.append(self._indexed(self._named(scalar[1] or scalar[2], scalar[0], line)))
            elif array:
                name = "@" if array[2] == "_" else array[1] or array[2]
                parts.append(Applied(functions.connected, (Variable(name, array[0], line), Fixed(" ")), array[0], line))
            else:
                match = self.take(plain)
                parts.append(Fixed(match[0] if match else "", line))
        self.at += 1
        return parts[0] if len(parts) == 1 and isinstance(parts[0], Fixed) else Joined(tuple(parts) or (Fixed(""),))

    def _run_text(self, text: Expression, line: int) -> Expression:
        self.effects.append(Evaluate(text, line, "bash"))
        return Opaque("${…}", line)
