"""Blanks, line breaks, comments and the texts below a command of bash, sh and zsh."""

import re
from typing import Final

from buildx_cache_flags.core.formats.script.model import (
    Condition,
    Expression,
)
from buildx_cache_flags.core.text.work import Work

from .words import Words

_BLANKS = re.compile(r"(?:[ \t]|\\\r?\n)+")
CLOSING: Final = frozenset(("then", "elif", "else", "fi", "do", "done", "esac", "}", ")", ";;", ";&", ";;&"))
_RESERVED: Final = CLOSING | {"if", "while", "until", "for", "case", "select", "{", "!", "time", "[[", "function"}
NEVER: Final = frozenset[str]()
Test = Condition | bool | None
"""What a command decides: a comparison, ``None`` where nobody knows, false where it is no test at all."""


class Lines(Words):
    """Steps over what stands between commands."""

    def __init__(self, text: str, first: int, work: Work, *, zsh: bool, braces: bool) -> None:
        super().__init__(text, first, work, zsh=zsh, braces=braces)
        self._heredocs: list[tuple[str, bool]] = []
        self._fed: Expression | None = None

    def _blanks(self) -> None:
        """Step over blanks, continued lines and a comment."""
        while True:
            match = _BLANKS.match(self.text, self.at)
            if match:
                line = self.line
                self.at = match.end()
                self.work.spend(len(match[0]))
                if "\\" in match[0]:
                    self._continued(line)
            if self.peek() != "#" or (self.at and self.text[self.at - 1] not in " \t\n;&|()"):
                return
            end = self.work.find(self.text, "\n", self.at)
            self.at = len(self.text) if end < 0 else end

    def _breaks_and_blanks(self) -> None:
        """Step over everything up to the next command."""
        while True:
            self._blanks()
            if self.peek() == "\r":
                self.at += 1
            elif self.peek() == "\n":
                self.at += 1
                self._skip_heredocs()
            elif self.peek() == ";" and self.peek(2) not in (";;", ";&"):
                self.at += 1
            else:
                return

    def _skip_heredocs(self) -> None:
        for end, tabs in self._heredocs:
            start = self.at
            pattern = re.compile(rf"^{'[ 	]*' if tabs else ''}{re.escape(end)}[ \t\r]*$", re.MULTILINE)
            match = pattern.search(self.text, self.at)
            self.at = match.end() if match else len(self.text)
            self.work.spend(self.at - start)
        self._heredocs.clear()

    def _reserved(self) -> str:
        """The reserved word at this place, or an empty text."""
        match = re.compile(r"[a-z]+(?=[\s;&|()<>]|\Z)|;;&|;;|;&|\[\[(?=\s)|[{}!](?=[\s;)]|\Z)|\)").match(
            self.text, self.at
        )
        return match[0] if match and match[0] in _RESERVED else ""

    def _expect(self, word: str, start: int) -> None:
        self._breaks_and_blanks()
        if self._reserved() != word:
            raise self.torn(self.text[start : start + 8].split()[0], start)
        self.at += len(word)

    def _line_breaks(self) -> None:
        self._blanks()
        while self.peek() in ("\n", "\r"):
            self.at += 1
            self._skip_heredocs()
            self._blanks()
