"""Words of bash, sh and zsh: quotes, escapes and what stands between them."""

import re
from typing import Final

from buildx_cache_flags.core.formats.script.model import (
    Expression,
    Fixed,
    Opaque,
    Word,
)

from .expansions import WORD_END, Expansions, put

_PLAIN = re.compile(r"[^\s\\'\"$`&|;<>(){}:/]+")
_IN_QUOTES = re.compile(r'[^"\\$`]+')
_ANSI: Final = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "e": "\x1b", "a": "\a", "b": "\b"}
_DOLLAR_ESCAPES = re.compile(r"\\(.)", re.DOTALL)


class Words(Expansions):
    """Reads words."""

    def word(self, stops: frozenset[str] = WORD_END) -> Word | None:
        """The word at this place, if there is one."""
        start = self.at
        parts = self.parts(stops)
        return Word(tuple(parts), self.line_of(start)) if self.at > start else None

    def parts(self, stops: frozenset[str], *, loose: bool = False, quoted: bool = False) -> list[Expression]:
        """The parts up to a character of *stops*; *loose* text is what blanks part into words."""
        parts: list[Expression] = []
        while self.at < len(self.text):
            character = self.text[self.at]
            if character in stops and not (character in "<>" and self.peek(2) in ("<(", ">(")):
                break
            before = self.at
            self._part(character, parts, loose=loose, quoted=quoted)
            self.work.spend(self.at - before + 1)
        return parts

    def _part(self, character: str, parts: list[Expression], *, loose: bool, quoted: bool) -> None:
        line = self.line
        if character == "\\":
            self._escape(parts, line)
        elif character == "'" and not quoted:
            parts.append(Fixed(self._single(), line))
        elif character == '"':
            self._double(parts)
        elif character == "$":
            parts.append(self._dollar(quoted=quoted))
        elif character == "`":
            parts.append(self._backticks(quoted=quoted))
        elif character in "<>" and self.peek(2)[1:] == "(":
            self.at += 1
            self._nested(")")
            parts.append(Opaque("<(…)", line))
        else:
            match = _PLAIN.match(self.text, self.at)
            text = match[0] if match else character
            self.at += len(text)
            put(parts, text, line, loose=loose and not quoted)

    def _escape(self, parts: list[Expression], line: int) -> None:
        after = self.text[self.at + 1 : self.at + 2]
        if after == "\n":
            self.at += 2
            self._continued(line)
            return
        if after in (" ", "\t"):
            end = re.compile(r"[ \t]*(?:\r?\n|\Z)").match(self.text, self.at + 1)
            if end:
                self.flaws.append(("script-space-behind-mark", line, "\\"))
        parts.append(Fixed(after, line))
        self.at += 1 + len(after)

    def _continued(self, line: int) -> None:
        """A line goes on here: a comment that stands in the way is noted."""
        comment = re.compile(r"[ \t]*#").match(self.text, self.at)
        if comment:
            self.flaws.append(("script-comment-between", line + 1, "\\"))

    def _single(self) -> str:
        start, end = self.at + 1, self.work.find(self.text, "'", self.at + 1)
        if end < 0:
            raise self.torn("'", self.at)
        self.at = end + 1
        return self.text[start:end]

    def _double(self, parts: list[Expression]) -> None:
        start = self.at
        self.at += 1
        parts.append(Fixed("", self.line))
        while True:
            if self.at >= len(self.text):
                raise self.torn('"', start)
            character, line = self.text[self.at], self.line
            if character == '"':
                self.at += 1
                return
            if character == "\\":
                after = self.text[self.at + 1 : self.at + 2]
                text = "" if after == "\n" else after if after in ('"', "\\", "$", "`") else "\\" + after
                self.at += 1 + len(after)
                put(parts, text, line)
            elif character == "$":
                parts.append(self._dollar(quoted=True))
            elif character == "`":
                parts.append(self._backticks(quoted=True))
            else:
                match = _IN_QUOTES.match(self.text, self.at)
                text = match[0] if match else character
                self.work.spend(len(text))
                for number, piece in enumerate(text.splitlines(keepends=True)):
                    put(parts, piece, line + number, apart=number > 0)
                self.at += len(text)

    def ansi(self, line: int) -> Expression:
        """``$'…'``."""
        match = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL).match(self.text, self.at)
        if not match:
            raise self.torn("$'", self.at)
        self.at = match.end()
        return Fixed(_DOLLAR_ESCAPES.sub(lambda one: _ANSI.get(one[1], one[0]), match[1]), line)
