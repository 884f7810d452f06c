"""The arguments of a PowerShell command line, as they reach a program."""

import base64
import re

from buildx_cache_flags.core.formats.script.functions import windows
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Expression,
    Fixed,
    Flaw,
    Flawed,
    Joined,
    Opaque,
    Spread,
    Variable,
)
from buildx_cache_flags.core.formats.script.powershell.strings import DOUBLE, QUOTES, SINGLE, Strings, joined

_BLANKS = re.compile(r"(?:[ \t\u00a0]|`\r?\n|<#.*?#>)+", re.DOTALL)
_WORD = re.compile(rf"[^\s;|&(){{}},`${re.escape(QUOTES)}]+")
_END = re.compile(r"[\s;|&(){},]")
_REDIRECTION = re.compile(r"[1-6*]?>>?(?:&[12])?")
_LOOSE = re.compile(r"`[ \t]+\r?(?:\n|\Z)")
_HOME = re.compile(r"~(?=[/\\\s;|)]|\Z)")
_COMMENT_LINE = re.compile(r"[ \t]*#(?!>)")


class Arguments(Strings):
    """Reads the arguments of one command after the other.

    ``recent`` says whether this is PowerShell 7.3 or later; ``None`` where nobody knows.
    """

    recent: bool | None
    flaws: list[Flaw]

    def blanks(self) -> None:
        """Step over blanks, continued lines and comments on the line."""
        while True:
            match = self.take(_BLANKS)
            if match and "\n" in match[0] and _COMMENT_LINE.match(self.text, self.at):
                self.flaws.append(("script-comment-between", self.line, "`"))
            if self.peek() == "#" and self._word_begins():
                end = self.work.find(self.text, "\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif not match:
                return

    def _word_begins(self) -> bool:
        return self.at == 0 or self.text[self.at - 1] in " \t\n\r;|&(){},\u00a0"

    def arguments(self) -> list[Expression]:
        """The arguments up to the end of the command."""
        found: list[Expression] = []
        blocks = False
        while True:
            self.blanks()
            if self.at >= len(self.text) or self.peek() in "\r\n;|)}":
                break
            if self.peek() == "&":
                break
            if self.text.startswith("--%", self.at) and self.text[self.at + 3 : self.at + 4] in ("", " ", "\t", "\n"):
                found += self._verbatim()
                break
            if self._redirected():
                continue
            blocks |= self.peek() == "{"
            found += self._argument()
        if blocks:
            found += [Fixed(word) for word in ("-inputFormat", "xml", "-outputFormat", "xml")]
        return found

    def _redirected(self) -> bool:
        if self.peek() == "<":
            what = "PowerShell has no “<” redirection, so it rejects the script. Put it in quotes"
            self.flaws.append(("script-refused", self.line, what))
            raise self.torn("<", self.at)
        match = self.take(_REDIRECTION)
        if match and not match[0].endswith(("&1", "&2")):
            self.blanks()
            self._element()
        return match is not None

    def _argument(self) -> list[Expression]:
        """One argument, or a list of several with commas in between."""
        start = self.at
        elements: list[list[Expression]] = []
        commas: list[str] = []
        if self.peek() != ",":
            elements.append(self._element())
        while True:
            before = self.at
            self._list_blanks(after=False)
            if self.peek() != ",":
                self.at = before
                break
            self.at += 1
            self._list_blanks(after=True)
            commas.append(self.text[before : self.at])
            if self.at >= len(self.text) or self.peek() in ";|)}":
                break
            elements.append(self._element())
        if not commas:
            return elements[0]
        return self._list(start, elements, commas)

    def _list_blanks(self, *, after: bool) -> None:
        """Step over blanks around a comma; behind one, also over the end of the line."""
        self.take(_BLANKS)
        if after:
            self.take(re.compile(r"(?:\s|`\r?\n)*"))

    def _list(self, start: int, elements: list[list[Expression]], commas: list[str]) -> list[Expression]:
        """A list: handed over as it stands since 7.3, before that with its values."""
        text, line = self.text[start : self.at].rstrip("\r\n"), self.line_of(start)
        concerned = re.search(rf"\$[\w{{(]|[{re.escape(QUOTES)}]", text)
        about = text
        if self.recent is False:
            parts: list[Expression] = []
            front = len(commas) >= len(elements)
            for number, element in enumerate(elements):
                comma = commas[number] if front else commas[number - 1] if number else ""
                parts += [Fixed(_separator(comma), line)] if comma else []
                parts += element
            if not front and len(commas) == len(elements):
                parts.append(Fixed(_separator(commas[-1]), line))
            return [Spread(Applied(windows.parted, (Joined(tuple(parts)),), about, line))]
        words: list[Expression] = [Fixed(word, line) for word in text.split(" ") if word]
        if concerned:
            code = "script-comma-list" if self.recent else "script-comma-list-version"
            words[0] = Flawed((code, line, about), words[0])
        return words

    def _element(self) -> list[Expression]:
        """One argument without commas: a string, a variable, something in brackets, or a bare word."""
        start = self.at
        character = self.peek()
        if character == "@":
            found = self._at()
            if found is not None:
                return [found]
        if character in SINGLE:
            return [self._glued(self.single(), start)]
        if character in DOUBLE:
            return [self._glued(self.double(), start)]
        if character == "{":
            return self._script_block()
        if self.peek(2) == "$(" or character == "(":
            value = self.substituted() if character == "$" else self.bracketed()
            return [Spread(self.members(value))] if not self._goes_on() else self._bare([value])
        if character == "$":
            return self._variable_first()
        return self._bare([])

    def _goes_on(self) -> bool:
        return self.at < len(self.text) and not _END.match(self.text, self.at)

    def bracketed(self) -> Expression:
        """The value of what stands in round brackets."""
        raise NotImplementedError

    def members(self, value: Expression) -> Expression:
        """*value* with the members and indexes behind it."""
        raise NotImplementedError

    def splatted(self) -> Expression | None:
        """``@( … )`` and ``@{ … }``."""
        raise NotImplementedError

    def _at(self) -> Expression | None:
        here = self.here()
        if here is not None:
            return here
        if self.peek(2) in ("@(", "@{"):
            value = self.splatted()
            return Spread(value) if value is not None else None
        name = self.take(re.compile(r"@((?:\w+:)?\w+)"))
        if name:
            written = name[1].partition(":")[2] or name[1]
            return Spread(Variable(written.lower(), f"@{name[1]}", self.line))
        return None

    def _glued(self, value: Expression, start: int) -> Expression:
        """A string that ends an argument though more text stands behind it."""
        if self._goes_on():
            about = self.text[start : self.at]
            return Flawed(("script-glued-quotes", self.line_of(start), about), value)
        return value

    def _variable_first(self) -> list[Expression]:
        start = self.at
        variable = self.variable()
        if variable is None:
            return self._bare([])
        if self.peek() in (".", "[") or (self.peek(2) == "::"):
            after = re.compile(r"\.[A-Za-z_]|\[").match(self.text, self.at)
            if after:
                value = self.members(variable)
                if not self._goes_on():
                    return [Spread(value)]
                variable = value
        if not self._goes_on():
            return [Spread(variable)]
        self.at = start
        return self._bare([])

    def _bare(self, parts: list[Expression]) -> list[Expression]:
        """A word without quotes around all of it."""
        start = self.at
        home = self.take(_HOME) if not parts else None
        if home:
            parts.append(Opaque("~", self.line))
        while self._goes_on():
            self._bare_part(parts)
            self.work.spend()
        if self.at == start and not parts:
            raise self.torn(self.peek(), self.at)
        line = self.line_of(start)
        raw = self.text[start : self.at]
        if raw in ("\\", "^") and self.peek() in ("\n", "\r", ""):
            self.flaws.append(("script-wrong-mark", line, raw))
        return [joined(parts, line)]

    def _bare_part(self, parts: list[Expression]) -> None:
        line, character = self.line, self.peek()
        if character == "`":
            if _LOOSE.match(self.text, self.at):
                self.flaws.append(("script-space-behind-mark", line, "`"))
            parts.append(Fixed(self.escape(), line))
        elif character in SINGLE:
            parts.append(self.single())
        elif character in DOUBLE:
            parts.append(self.double())
        elif self.peek(2) == "$(":
            parts.append(self.substituted())
        elif character == "$":
            variable = self.variable()
            self.at += variable is None
            parts.append(variable or Fixed("$", line))
        else:
            match = self.take(_WORD)
            if not match:
                self.at += 1
            parts.append(Fixed(match[0] if match else character, line))

    def _script_block(self) -> list[Expression]:
        start, line = self.at, self.line
        self.skip_block()
        inner = self.text[start + 1 : self.at - 1]
        encoded = base64.b64encode(inner.encode("utf-16-le", "replace")).decode()
        return [Fixed("-encodedCommand", line), Fixed(encoded, line)]

    def skip_block(self) -> None:
        """Step over ``{ … }``; the place is at the opening bracket."""
        raise NotImplementedError

    def _verbatim(self) -> list[Expression]:
        """The rest of the line, as it stands behind ``--%``."""
        self.at += 3
        line = self.line
        match = self.take(re.compile(r"[^\n|]*?(?=\r?\n|\||&&|\Z)"))
        text = match[0].strip() if match else ""
        words = windows.argv(text) if text.count('"') % 2 == 0 or self.recent is False else text.split()
        return [_with_variables(word, line) for word in words]


def _with_variables(word: str, line: int) -> Expression:
    """A word behind ``--%``, in which ``%NAME%`` is a variable of the environment."""
    parts: list[Expression] = []
    position = 0
    for match in re.finditer(r"%(\w+)%", word):
        parts += [Fixed(word[position : match.start()], line), Variable(f"env:{match[1].lower()}", match[0], line)]
        position = match.end()
    return joined([*parts, Fixed(word[position:], line)], line)


def _separator(comma: str) -> str:
    """A comma with the blanks around it, as it was handed over before 7.3."""
    front, _, back = comma.partition(",")
    return f"{' ' if front else ''},{' ' if back else ''}"
