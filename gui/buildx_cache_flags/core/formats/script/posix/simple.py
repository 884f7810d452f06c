"""Simple commands of bash, sh and zsh: words, assignments in front of them, redirections."""

import re
from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.formats.script.model import (
    Assign,
    Command,
    Expression,
    Extend,
    Fixed,
    Items,
    Statement,
    Store,
    Word,
)
from buildx_cache_flags.core.formats.script.reading import braces

from .builtins import BUILTINS, compared, declared, literal, unsplit
from .lines import NEVER, Lines, Test

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(?:\[([^\]\n]*)\])?(\+?=)", re.ASCII)
_REDIRECTION = re.compile(r"(?:\d{0,3}|\{\w+\})(?:<<<|<<-?|<>|>>|>\||[<>]&|[<>](?!\()|&>>?)|&>>?")
_DECLARING: Final = frozenset(("export", "local", "declare", "typeset", "readonly"))


class Simple(Lines):
    """Reads simple commands."""

    def _word_list(self) -> Iterator[Word]:
        """Words up to the end of the line or command."""
        while True:
            self._blanks()
            found = self._expanded_word()
            if not found:
                return
            yield from found

    def _expanded_word(self) -> list[Word]:
        """The word at this place, or the several that its braces make of it."""
        start, line = self.at, self.line
        word = self.word()
        if word is None:
            return []
        raw = self.text[start : self.at]
        if self.braces and "{" in raw:
            alternatives = braces.expanded(raw, self.work)
            if len(alternatives) > 1:
                return [self._reread(text, line) for text in alternatives]
        return [word]

    def _reread(self, text: str, line: int) -> Word:
        reader = type(self)(text, line, self.work, zsh=self.zsh, braces=False)
        reader.depth = self.depth + 1
        return Word(tuple(reader.parts(NEVER)), line)

    def _simple(self) -> tuple[list[Statement], Test]:
        line = self.line
        self.flaws = []
        assignments: list[Statement] = []
        words: list[Word] = []
        self._fed = None
        while True:
            self._blanks()
            if self._redirection():
                continue
            match = _ASSIGNMENT.match(self.text, self.at)
            if match and (not words or literal(words[0]) in _DECLARING):
                assignments.append(self._assignment(match))
                continue
            found = self._expanded_word()
            if not found:
                break
            words += found
        return self._made(words, assignments, line)

    def _redirections(self) -> None:
        self._blanks()
        while self._redirection():
            self._blanks()

    def _redirection(self) -> bool:
        match = _REDIRECTION.match(self.text, self.at)
        if not match:
            return False
        self.at = match.end()
        mark = match[0].lstrip("0123456789")
        self._blanks()
        if mark in ("<<", "<<-"):
            end = re.compile(r"""['"]?([\w.-]+)['"]?|\\(\w+)""").match(self.text, self.at)
            if end:
                self.at = end.end()
                name = end[1] or end[2]
                self._heredocs.append((name, mark == "<<-"))
                self._fed = self._body(name, mark == "<<-", quoted=end[0] != name)
            return True
        if mark == "<" and self.peek(2) == "<(":
            self._fed = self._substitution(quoted=True)
            return True
        word = self.word()
        if mark == "<<<" and word is not None:
            self._fed = word
        return True

    def _body(self, end: str, tabs: bool, *, quoted: bool) -> Expression | None:
        """The text that a command is fed."""
        start = self.work.find(self.text, "\n", self.at) + 1
        match = re.compile(rf"^{'[ 	]*' if tabs else ''}{re.escape(end)}[ \t\r]*$", re.MULTILINE).search(
            self.text, start
        )
        if not start or not match or len(self._heredocs) > 1:
            return None
        text, line = self.text[start : match.start()], self.line_of(start)
        self.work.spend(len(text))
        if quoted:
            return Fixed(text, line)
        reader = type(self)(text, line, self.work, zsh=self.zsh, braces=False)
        reader.depth = self.depth + 1
        return Word(tuple(reader.parts(NEVER, quoted=True)), line)

    def _assignment(self, match: re.Match[str]) -> Statement:
        name, index, operator = match.groups()
        line = self.line
        self.at = match.end()
        add = operator == "+="
        if self.peek() == "(":
            return self._array(name, line, add=add)
        word = self.word() or Word((Fixed("", line),), line)
        value = unsplit(word)
        if index is not None:
            return Store(name, Fixed(index.strip("\"'"), line), value, line)
        return Assign(name, value, line, add=add)

    def _array(self, name: str, line: int, *, add: bool) -> Statement:
        start = self.at
        self.at += 1
        items: list[Expression] = []
        while True:
            self._breaks_and_blanks()
            if self.peek() == ")":
                self.at += 1
                break
            key = re.compile(r"\[([^\]\n]*)\]=").match(self.text, self.at)
            if key:
                self.at = key.end()
            found = self._expanded_word()
            if not found and not key:
                raise self.torn("(", start)
            items += found
        return Extend(name, tuple(items), line) if add else Assign(name, Items(tuple(items)), line)

    def _made(self, words: list[Word], assignments: list[Statement], line: int) -> tuple[list[Statement], Test]:
        """What words and assignments amount to."""
        if not words:
            return assignments, False
        name = literal(words[0])
        if name in _DECLARING:
            return [*declared(words, assignments, name)], False
        if name in ("[", "test"):
            return [], compared(words[1 : -1 if name == "[" else None])
        builtin = BUILTINS.get(name)
        made = builtin(words, line, self._fed) if builtin else None
        if made is not None:
            return [*assignments, *made], False
        before = tuple(one for one in assignments if isinstance(one, Assign))
        command = Command(tuple(words), line, before, tuple(self.flaws), self._fed)
        return [command], None if name in ("grep", "command", "type", "which", "hash") else False
