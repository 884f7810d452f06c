"""What text of a Makefile is worth: variables and functions replaced, what only a run could tell put aside.

What is put aside is one private character each, so that no function takes it apart.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from buildx_cache_flags.core.formats.open_conditions import Choices
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Part, Sealed, Template

from . import automatic, flaws, functions
from .flaws import Flaw
from .flow import FLOW
from .parts import Variable
from .variable_references import behind, split

DEEPEST: Final = 40
_FUNCTION = re.compile(r"([a-z][a-z-]*)[ \t]+")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_WORD = re.compile(r"[A-Za-z0-9_]+")
_OPAQUE = re.compile("[\U000f0000-\U000fffff\ufffd]")
_LINES = re.compile(r"(?<![ \t])[ \t]*\\\n[ \t]*")


@dataclass(slots=True)
class Expander:
    """Expands text with the variables that are known so far.

    ``variables`` are the file's, ``layers`` those in front of them: of loops, calls, targets and rules.  ``ahead`` are
    all names that the file gives a value somewhere, with the line.  ``reading`` says whether the file is still read.
    """

    sealed: Sealed
    choices: Choices
    variables: dict[str, Variable]
    ahead: Mapping[str, int]
    evaluate: Callable[[str, int], None]
    reading: bool = True
    layers: list[Mapping[str, Variable]] = field(default_factory=list)
    found: dict[Flaw, None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    _depth: int = 0
    _tail: Flaw | None = None

    def expand(self, text: str, line: int) -> str:
        """The worth of *text*, which stands on *line*."""
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                return self.opaque(text, text)
            return self._expanded(text, line)
        finally:
            self._depth -= 1

    def opaque(self, source: str, text: str = "") -> str:
        """A value that only a run gives; *source* is how the file writes it."""
        work.spend(len(source) + 1)
        return self.sealed.seal(Template((Part("raw", text or source, source),)))

    def is_open(self, text: str) -> bool:
        """Whether a part of *text* is known only when make runs."""
        return _OPAQUE.search(text) is not None

    def _expanded(self, text: str, line: int) -> str:
        parts: list[str] = []
        self._tail = None
        position = 0
        while position < len(text):
            dollar = work.find(text, "$", position)
            if dollar < 0:
                self._add(parts, text[position:])
                break
            if dollar > position:
                self._add(parts, text[position:dollar])
            position = behind(text, dollar)
            self._add_reference(parts, text[dollar:position], text, position, line)
        return "".join(parts)

    def _add(self, parts: list[str], text: str) -> None:
        if text:
            if self._tail is not None and not text[0].isspace():
                self.found[self._tail] = None
            self._tail = None
            parts.append(text)

    def _add_reference(self, parts: list[str], source: str, text: str, end: int, line: int) -> None:
        if source in ("$", "$$"):
            self._add(parts, "$")
            return
        pending, self._tail = self._tail, None
        value = self._reference(source, text, end, line)
        tail = self._taken_tail()
        self._tail = pending
        self._add(parts, value)
        if tail is not None and value:
            self._tail = tail

    def _taken_tail(self) -> Flaw | None:
        tail, self._tail = self._tail, None
        return tail

    def _reference(self, source: str, text: str, end: int, line: int) -> str:
        if source[1] not in "({":
            return self._short(source, text, end, line)
        inner = _LINES.sub(" ", source[2:-1])
        function = _FUNCTION.match(inner)
        if function:
            value = self.function(function[1], inner[function.end() :], source, line)
            self._tail = None
            if value is not None:
                return value
        name, colon, change = self._split_name(inner)
        name = self.expand(name, line)
        self._tail = None
        if self.is_open(name):
            return self.opaque(source)
        value = self.value(name, source, line)
        if not colon:
            return value
        self._tail = None
        old, _, new = change.partition("=")
        old, new = self.expand(old, line), self.expand(new, line)
        if self.is_open(value + old + new):
            return self.opaque(source)
        return functions.replaced(*((old, new) if "%" in old else (f"%{old}", f"%{new}")), value)

    @staticmethod
    def _split_name(inner: str) -> tuple[str, bool, str]:
        position = 0
        while position < len(inner):
            if inner[position] == "$":
                position = behind(inner, position)
            elif inner[position] == ":" and "=" in inner[position:]:
                return inner[:position], True, inner[position + 1 :]
            else:
                position += 1
        return inner, False, ""

    def _short(self, source: str, text: str, end: int, line: int) -> str:
        """A variable of one letter, without brackets."""
        letter = source[1]
        rest = _WORD.match(text, end)
        known = self.lookup(letter) is not None
        if rest and not known and (letter.isalpha() or letter == "_"):
            whole = letter + rest[0]
            self.found[flaws.one_dollar(letter, rest[0], line, known=whole in self.ahead)] = None
            return ""
        return self.value(letter, source, line)

    def lookup(self, name: str) -> Variable | None:
        """The variable of that name, so far as it is known."""
        for layer in reversed(self.layers):
            if name in layer:
                return layer[name]
        return self.variables.get(name)

    def value(self, name: str, source: str, line: int) -> str:
        """The value of a variable; its trailing blank is kept in mind."""
        work.spend()
        self.used.add(name)
        variable = self.lookup(name)
        if variable is None:
            return self.unknown(name, source, line)
        for flaw in variable.found:
            self.found[flaw] = None
        if variable.simple:
            self._tail = None
            value = variable.value
        else:
            value = self.expand(variable.value, variable.line or line)
        if variable.tail:
            self._tail = flaws.kept_blank(name, line, variable.line, comment=variable.tail == "comment")
        return value

    def unknown(self, name: str, source: str, line: int) -> str:
        """What a name is worth that has no value here."""
        self._tail = None
        if name in automatic.NAMES or name.isdigit():
            return ""
        if name in self.ahead:
            if self.reading:
                self.found[flaws.too_late(name, line, self.ahead[name])] = None
            return ""
        if _PLAIN_NAME.match(name):
            work.spend(len(source))
            return self.sealed.seal(Template((Part("name", name, source),)))
        return self.opaque(source)

    def function(self, name: str, rest: str, source: str, line: int) -> str | None:
        """What a function gives; ``None`` where there is none of that name."""
        special = FLOW.get(name)
        if special is not None:
            return special(self, rest, source, line)
        if name in functions.SAYING:
            return ""
        if name in functions.OUTSIDE:
            return self.opaque(source)
        known = functions.TEXT.get(name)
        if known is None:
            return None
        arguments = [self.expand(one, line) for one in split(rest, known.most)]
        arguments += [""] * (known.most - len(arguments))
        work.spend(sum(map(len, arguments)) + 1)
        if name != "strip" and self.is_open("".join(arguments)):
            return self.opaque(source)
        return known.apply(arguments)

    def holds(self, value: str, question: str) -> bool:
        """Whether a condition holds: one of open parts alone may do so or not."""
        known = _OPAQUE.sub("", value).strip()
        if known or not value.strip():
            return bool(known)
        return self.choices.choose(question) == 0
