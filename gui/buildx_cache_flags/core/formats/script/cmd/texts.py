"""The text of a batch file's commands: variables, quotes, carets and redirections.

cmd puts variables in before it parts a line, and a program parts what is left itself; so a command is one text here.
Source: Microsoft, "set", "call", "for" and "Using command redirection operators".
"""

import re
from itertools import groupby
from typing import Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Expression,
    Fixed,
    Flaw,
    Joined,
    Opaque,
    Statement,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading.cursor import Cursor
from buildx_cache_flags.core.text.work import Work

from .functions import unquoted

PLAIN = re.compile(r"[^\r\n%!^\"&|<>()]+")
_IN_QUOTES = re.compile(r"[^\r\n%!\"]+")
_PERCENT = re.compile(r"%(?P<name>[A-Za-z_][\w.()-]*)(?P<change>:[^%\r\n]*)?%")
_DELAYED = re.compile(r"!(?P<name>[A-Za-z_][\w.()-]*)(?P<change>:[^!\r\n]*)?!")
_ARGUMENT = re.compile(r"%(?:~[a-z]*)?(?P<number>[0-9*])")
_LOOP = re.compile(r"%%(?P<changes>~[a-z$:]*?)?(?P<letter>[A-Za-z])(?![A-Za-z]*%%)")
_REPLACED = re.compile(r":(?P<old>[^=*][^=]*)=(?P<new>.*)", re.DOTALL)
_STRETCH = re.compile(r":~(?P<start>-?\d{1,4})(?:,(?P<length>-?\d{1,4}))?")
_REDIRECTION = re.compile(r"\d?(?:>>?|<)[ \t]*(?:&\d|\"[^\"\r\n]*\"|[^\s\"&|<>()]+)?")
_NEXT_LINE = re.compile(r"\^\r?\n")
_LOOSE = re.compile(r"\^[ \t]+\r?(?:\n|\Z)")
ENDS: Final = "\r\n&|"


def variable(name: str) -> str:
    """How a variable is kept: cmd knows no cases."""
    return f"env:{name.lower()}"


class Texts(Cursor):
    """Reads the text of a command, up to its end.

    Inside brackets ``%NAME%`` has the value from before them: ``before`` keeps it, as cmd does.
    """

    def __init__(self, text: str, first: int, work: Work) -> None:
        super().__init__(text, first, work)
        self.delayed = re.search(r"enabledelayedexpansion", text, re.IGNORECASE) is not None
        self.flaws: list[Flaw] = []
        self.brackets = 0
        self.before: dict[str, str] = {}
        self.letters: set[str] = set()
        work.spend(len(text))

    def kept(self) -> list[Statement]:
        """What keeps the values that variables have in front of brackets."""
        found: list[Statement] = [
            Assign(kept, Variable(variable(name), f"%{name}%", self.line), self.line)
            for name, kept in self.before.items()
        ]
        self.before = {}
        return found

    def rest(self) -> list[Expression]:
        """The text up to the end of the command; redirections are no part of it."""
        parts: list[Expression] = []
        while self.at < len(self.text):
            character = self.peek()
            if character in ENDS or (character == ")" and self.brackets):
                break
            self.work.spend()
            before = self.at
            self._part(parts, character)
            if self.at == before:
                raise self.torn(character, before)
        return parts

    def _part(self, parts: list[Expression], character: str) -> None:
        line = self.line
        if character == '"':
            self._quoted(parts)
        elif character in "%!":
            parts.append(self._expansion(line))
        elif character == "^":
            self._caret(parts, line)
        elif character in "<>" or self._redirected():
            self.take(_REDIRECTION)
        else:
            match = self.take(PLAIN)
            self.at += not match
            text = match[0] if match else character
            if self.peek() in "<>" and re.search(r"(?:^|[\s)])\d\Z", text):
                # A digit in front of a redirection says which stream is meant.
                self.at -= 1
                text = text[:-1]
            parts.append(Fixed(text, line))

    def _redirected(self) -> bool:
        return self.peek()[:1].isdigit() and self.peek(2)[1:] in ("<", ">")

    def _quoted(self, parts: list[Expression]) -> None:
        parts.append(Fixed('"', self.line))
        self.at += 1
        self.inside(parts)

    def inside(self, parts: list[Expression]) -> None:
        """What stands in quotes, the closing one included; a line that ends closes them."""
        while self.peek() not in ("", "\r", "\n"):
            line, character = self.line, self.peek()
            self.work.spend()
            if character == '"':
                parts.append(Fixed('"', line))
                self.at += 1
                return
            if character in "%!":
                parts.append(self._expansion(line))
            else:
                match = self.take(_IN_QUOTES)
                parts.append(Fixed(match[0] if match else "", line))

    def _caret(self, parts: list[Expression], line: int) -> None:
        if _LOOSE.match(self.text, self.at):
            self.flaws.append(("script-space-behind-mark", line, "^"))
        if self.take(_NEXT_LINE):
            # The first character of the next line means itself.
            after = self.peek()
            if after and after not in "\r\n \t%":
                parts.append(Fixed(after, self.line))
                self.at += 1
            return
        parts.append(Fixed(self.text[self.at + 1 : self.at + 2].strip("\r\n"), line))
        self.at += 2 if self.text[self.at + 1 : self.at + 2] not in ("\r", "\n", "") else 1

    def _expansion(self, line: int) -> Expression:
        loop = _LOOP.match(self.text, self.at)
        if loop and loop["letter"] in self.letters:
            self.at = loop.end()
            known = Variable(f"%{loop['letter']}", loop[0], line)
            if loop["changes"] == "~":
                return Applied(unquoted, (known,), loop[0], line)
            return Opaque(loop[0], line) if loop["changes"] else known
        if self.peek(2) == "%%":
            self.at += 2
            return Fixed("%", line)
        argument = self.take(_ARGUMENT)
        if argument:
            number = argument["number"]
            plain = argument[0] in (f"%{number}", f"%~{number}") and number != "0"
            name = "@" if number == "*" else f"%{number}"
            value: Expression = Variable(name, argument[0], line)
            if number == "*":
                value = Applied(functions.connected, (value, Fixed(" ")), argument[0], line)
            return value if plain else Opaque(argument[0], line)
        match = _PERCENT.match(self.text, self.at)
        delayed = _DELAYED.match(self.text, self.at) if self.delayed else None
        found = match or delayed
        if not found:
            self.at += 1
            return Fixed("!" if self.text[self.at - 1] == "!" and not self.delayed else "", line)
        self.at = found.end()
        return self._changed(found, self._known(found["name"], found is match, line), line)

    def _known(self, name: str, at_once: bool, line: int) -> Expression:
        kept = variable(name)
        if at_once and self.brackets:
            kept = self.before.setdefault(name, f"{kept}@{line}")
        source = f"%{name}%" if at_once else f"!{name}!"
        return Variable(kept, source, line)

    def _changed(self, found: re.Match[str], value: Expression, line: int) -> Expression:
        """``%NAME:old=new%`` and ``%NAME:~start,length%``."""
        change = found["change"]
        if not change:
            return value
        replaced, stretch = _REPLACED.fullmatch(change), _STRETCH.fullmatch(change)
        if replaced and "%" not in change and "!" not in change:
            pattern = Fixed(f"(?i){re.escape(replaced['old'])}")
            return Applied(functions.replaced_pattern, (value, pattern, Fixed(replaced["new"])), found[0], line)
        if stretch:
            start, length = stretch["start"], stretch["length"]
            if length is None or length.startswith("-"):
                return Applied(functions.stretch, (value, Fixed(start), Fixed(length or "")), found[0], line)
            if not start.startswith("-"):
                end = Fixed(str(int(start) + int(length)))
                return Applied(functions.stretch, (value, Fixed(start), end), found[0], line)
        return Opaque(found[0], line)

    def joined(self, parts: list[Expression]) -> Expression:
        """One text of *parts*; what stands beside each other on a line is one piece, of which there may be very many."""
        whole: list[Expression] = []
        for line, group in groupby(parts, key=lambda part: part.line if isinstance(part, Fixed) else None):
            texts = list(group)
            if line is None:
                whole += texts
            else:
                whole.append(Fixed("".join(part.text for part in texts if isinstance(part, Fixed)), line))
        return whole[0] if len(whole) == 1 else Joined(tuple(whole) or (Fixed("", self.line),))
