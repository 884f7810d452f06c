"""PowerShell's strings and variables, and the words of a command line.

Rules: about_Quoting_Rules, about_Parsing and about_Variables, and what PowerShell 7.6 was seen to hand to a program.
"""

import re
from collections.abc import Callable
from typing import Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Expression,
    Fixed,
    Flawed,
    Items,
    Joined,
    Opaque,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading.cursor import Cursor

SINGLE: Final = "'\u2018\u2019\u201a\u201b"
DOUBLE: Final = '"\u201c\u201d\u201e'
QUOTES: Final = SINGLE + DOUBLE
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_BRACED = re.compile(r"\$\{([^}\n]+)\}")
_NAMED = re.compile(r"\$((?:[A-Za-z]\w*:(?!:))?[\w?]+|[$^?])", re.ASCII)
_IN_DOUBLE = re.compile(f"[^{DOUBLE}`$\n]+")
_SINGLE_STRING = re.compile(f"[{SINGLE}]((?:[^{SINGLE}]|[{SINGLE}]{{2}})*)[{SINGLE}]")
_HERE = re.compile(f"@([{QUOTES}])[ \t]*\r?\n")
_SCOPES: Final = ("script", "global", "local", "private", "using", "variable")


def name_of(written: str) -> str:
    """The variable that a name means: without its scope, and in lower case."""
    scope, colon, rest = written.partition(":")
    return (rest if colon and scope.lower() in _SCOPES else written).lower()


class Strings(Cursor):
    """Reads strings and variables; ``substituted`` reads what stands in ``$( )``."""

    substituted: Callable[[], Expression]

    def variable(self, *, inside: bool = False) -> Expression | None:
        """The variable at this place; *inside* of double quotes, a drive is no text that goes on behind a name."""
        line = self.line
        braced = self.take(_BRACED)
        if braced:
            return self._constant(braced[1]) or _variable(braced[1], braced[0], line)
        match = _NAMED.match(self.text, self.at)
        if not match:
            return None
        written = match[1]
        scope, colon, rest = written.partition(":")
        self.at = match.end()
        if inside and not colon and self.peek() == ":" and self.peek(2) != "::":
            return self._refused_colon(match[0], line)
        if colon and scope.lower() not in (*_SCOPES, "env"):
            del rest
            return Flawed(("script-drive", line, match[0]), Fixed("", line))
        return self._constant(written) or _variable(written, match[0], line)

    def _constant(self, written: str) -> Expression | None:
        name = written.lower()
        if name in ("true", "false"):
            return Fixed(name.capitalize(), self.line)
        return Items(()) if name in ("null", "$", "^") else None

    def _refused_colon(self, name: str, line: int) -> Expression:
        what = f"“{name}:” in double quotes is not a variable, so PowerShell rejects the script. Use ${{{name[1:]}}}:"
        return Flawed(("script-refused", line, what), Fixed("", line))

    def single(self) -> Fixed:
        """A string in single quotes."""
        start, line = self.at, self.line
        match = self.take(_SINGLE_STRING)
        if not match:
            raise self.torn("'", start)
        return Fixed(re.sub(f"[{SINGLE}]([{SINGLE}])", r"\1", match[1]), line)

    def double(self) -> Expression:
        """A string in double quotes."""
        start = self.at
        self.at += 1
        parts: list[Expression] = []
        while True:
            if self.at >= len(self.text):
                raise self.torn('"', start)
            if self.peek() in DOUBLE:
                if self.text[self.at + 1 : self.at + 2] not in (*DOUBLE,):
                    self.at += 1
                    return joined(parts, self.line_of(start))
                parts.append(Fixed(self.text[self.at], self.line))
                self.at += 2
            else:
                self._in_string(parts)

    def _in_string(self, parts: list[Expression]) -> None:
        line = self.line
        if self.peek() == "`":
            parts.append(Fixed(self.escape(), line))
        elif self.peek(2) == "$(":
            parts.append(self.substituted())
        elif self.peek() == "$":
            variable = self.variable(inside=True)
            if variable is None:
                self.at += 1
                parts.append(Fixed("$", line))
            else:
                parts.append(self._with_property(variable))
        else:
            match = self.take(_IN_DOUBLE)
            self.at += not match
            parts.append(Fixed(match[0] if match else self.text[self.at - 1], line))

    def _with_property(self, variable: Expression) -> Expression:
        """A variable in a string; a name behind it is text, which is rarely meant."""
        behind = re.compile(r"\.([A-Za-z_]\w*)").match(self.text, self.at)
        if not isinstance(variable, Variable) or not behind:
            return variable
        about = (variable.source or "") + behind[0]
        return Applied(functions.as_object(about, variable.line), (variable,), variable.source, variable.line)

    def escape(self) -> str:
        """What a backtick and the character behind it mean."""
        after = self.text[self.at + 1 : self.at + 2]
        self.at += 1 + len(after)
        if after == "\r" and self.peek() == "\n":
            self.at += 1
            return ""
        if after == "u" and (match := self.take(re.compile(r"\{([0-9A-Fa-f]{1,6})\}"))):
            return chr(min(int(match[1], 16), 0x10FFFF))
        return "" if after == "\n" else _ESCAPES.get(after, after)

    def here(self) -> Expression | None:
        """A here-string, where one begins at this place."""
        start = self.at
        opening = self.take(_HERE)
        if not opening:
            return None
        kind = SINGLE if opening[1] in SINGLE else DOUBLE
        end = re.compile(f"\r?\n[{kind}]@").search(self.text, self.at - 1)
        if not end:
            raise self.torn("@" + opening[1], start)
        self.work.spend(end.end() - self.at)
        line, body_end = self.line, end.start()
        if kind == SINGLE:
            text = self.text[self.at : body_end]
            self.at = end.end()
            return Fixed(text, line)
        parts: list[Expression] = []
        while self.at < body_end:
            if self.peek() in DOUBLE or self.peek() == "\n":
                parts.append(Fixed(self.peek(), self.line))
                self.at += 1
            else:
                self._in_string(parts)
        self.at = end.end()
        return joined(parts, line)


def joined(parts: list[Expression], line: int) -> Expression:
    """One string of *parts*, neighbouring texts put together."""
    merged: list[Expression] = []
    for part in parts:
        last = merged[-1] if merged else None
        if isinstance(part, Fixed) and isinstance(last, Fixed) and part.line == last.line:
            merged[-1] = Fixed(last.text + part.text, last.line)
        else:
            merged.append(part)
    if len(merged) == 1 and isinstance(merged[0], Fixed):
        return merged[0]
    return Joined(tuple(merged) or (Fixed("", line),))


def _variable(written: str, source: str, line: int) -> Expression:
    return Opaque(source, line) if not written else Variable(name_of(written), source, line)
