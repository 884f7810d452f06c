"""Words of fish: quotes, escapes, variables, substitutions."""

import re
from typing import Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Block,
    Captured,
    Expanded,
    Expression,
    Fixed,
    Flaw,
    Word,
)
from buildx_cache_flags.core.formats.script.reading import braces
from buildx_cache_flags.core.formats.script.reading.cursor import Cursor

BLANKS = re.compile(r"(?:[ \t]|\\\r?\n)+")
_PLAIN = re.compile(r"[^\s\\'\"$&|;<>()#{}\[\]~]+")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b", "a": "\a", "b": "\b"}


class Words(Cursor):
    """Reads words."""

    flaws: list[Flaw]

    def block(self, closing: str = "") -> Block:
        """Statements up to a word that ends them, or up to *closing*."""
        raise NotImplementedError

    def _expanded(self) -> list[Word]:
        start, line = self.at, self.line
        word = self._word()
        raw = self.text[start : self.at]
        if "{" in raw and "," in raw:
            alternatives = braces.expanded(raw, self.work)
            if len(alternatives) > 1:
                found = []
                for text in alternatives:
                    inner = type(self)(text, line, self.work)
                    inner.flaws, inner.depth = self.flaws, self.depth + 1
                    found.append(inner._word() or Word((), line, product=True))
                return found
        return [word] if word is not None else []

    def _word(self) -> Word | None:
        start, line = self.at, self.line
        parts: list[Expression] = []
        while self.at < len(self.text) and self.peek() not in " \t\r\n;|&<>)":
            before = self.at
            self._part(parts)
            self.work.spend(self.at - before + 1)
        return Word(tuple(parts), line, product=True) if self.at > start else None

    def _part(self, parts: list[Expression]) -> None:
        line, character = self.line, self.peek()
        if character == "\\":
            self._escape(parts, line)
        elif character == "'":
            parts.append(Fixed(self._single(), line))
        elif character == '"':
            self._double(parts)
        elif character == "$":
            self._dollar(parts, quoted=False)
        elif character == "(":
            parts.append(self._substitution(1, quoted=False))
        else:
            match = self.take(_PLAIN)
            self.at += not match
            parts.append(Fixed(match[0] if match else character, line))

    def _escape(self, parts: list[Expression], line: int) -> None:
        after = self.text[self.at + 1 : self.at + 2]
        self.at += 1 + len(after)
        if after in (" ", "\t") and re.compile(r"[ \t]*(?:\r?\n|\Z)").match(self.text, self.at):
            self.flaws.append(("script-space-behind-mark", line, "\\"))
        if after != "\n":
            parts.append(Fixed(_ESCAPES.get(after, after), line))

    def _single(self) -> str:
        start = self.at
        match = self.take(re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL))
        if not match:
            raise self.torn("'", start)
        return re.sub(r"\\(['\\])", r"\1", match[1])

    def _double(self, parts: list[Expression]) -> None:
        start = self.at
        self.at += 1
        parts.append(Fixed("", self.line))
        while self.peek() != '"':
            line, character = self.line, self.peek()
            if not character:
                raise self.torn('"', start)
            if character == "\\":
                after = self.text[self.at + 1 : self.at + 2]
                self.at += 1 + len(after)
                parts.append(Fixed("" if after == "\n" else after if after in '"$\\' else "\\" + after, line))
            elif character == "$":
                self._dollar(parts, quoted=True)
            else:
                match = self.take(re.compile(r'[^"\\$]+'))
                parts.append(Fixed(match[0] if match else "", line))
        self.at += 1

    def _dollar(self, parts: list[Expression], *, quoted: bool) -> None:
        start, line = self.at, self.line
        if self.peek(2) == "$(":
            self.at += 1
            parts.append(self._substitution(1, quoted=quoted))
            return
        match = re.compile(r"\$([A-Za-z_]\w*)(?:\[([^\]\n]*)\])?", re.ASCII).match(self.text, self.at)
        if not match:
            self.at += 1
            parts.append(Fixed("$", line))
            return
        self.at = match.end()
        source = self.text[start : self.at]
        name = "@" if match[1] == "argv" else match[1]
        index = match[2] or ""
        if re.fullmatch(r"-?\d+", index):
            number = int(index)
            parts.append(Expanded(name, source, line, index=str(number - 1 if number > 0 else number), quoted=quoted))
        elif index:
            parts.append(Applied(functions.unknown, (), source, line))
        else:
            parts.append(Expanded(name, source, line, index="@", quoted=quoted))

    def _substitution(self, length: int, *, quoted: bool) -> Expression:
        start, line = self.at, self.line
        self.deeper(start)
        self.at += length
        body = self.block(")")
        if self.peek() != ")":
            raise self.torn("(", start)
        self.at += 1
        self.depth -= 1
        source = self.text[start : self.at]
        captured = Captured(body, source, line, quoted=True)
        return captured if quoted else Applied(functions.lines, (captured,), source, line)


def literal(word: Word) -> str:
    """The text of a word without any expansion; empty where there is one."""
    if not all(isinstance(part, Fixed) for part in word.parts):
        return ""
    return "".join(part.text for part in word.parts if isinstance(part, Fixed))
