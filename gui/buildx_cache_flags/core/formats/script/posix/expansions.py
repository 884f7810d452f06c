"""Dollars, braces and substitutions of bash, sh and zsh, as parts of a word."""

import re

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Block,
    Captured,
    Expanded,
    Expression,
    Fixed,
    Flaw,
    Flawed,
    Loose,
    Opaque,
    Word,
)
from buildx_cache_flags.core.formats.script.reading.cursor import Cursor
from buildx_cache_flags.core.text.work import Work

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_SPECIAL = re.compile(r"[0-9@*#?$!-]")
_OPERATORS = re.compile(r":[-=?+]|//|/#|/%|/|##|#|%%|%|\^\^|\^|,,|,|[-=?+]|@[A-Za-z]|:")
_MODIFIER = re.compile(":[aAcehlqQrtu]")
WORD_END = frozenset(" \t\n\r;&|()<>")


class Expansions(Cursor):
    """What stands behind a dollar, and between backticks."""

    def __init__(self, text: str, first: int, work: Work, *, zsh: bool = False, braces: bool = True) -> None:
        super().__init__(text, first, work)
        self.zsh = zsh
        self.braces = braces
        self.flaws: list[Flaw] = []

    def inner(self, text: str, line: int) -> Block:
        """The commands of a text inside this one."""
        raise NotImplementedError

    def block(self, ends: frozenset[str]) -> Block:
        """Statements up to a closing word of *ends*, or the end of the text."""
        raise NotImplementedError

    def parts(self, stops: frozenset[str], *, loose: bool = False, quoted: bool = False) -> list[Expression]:
        """The parts of a word up to one of *stops*."""
        raise NotImplementedError

    def ansi(self, line: int) -> Expression:
        """``$'…'``."""
        raise NotImplementedError

    def _dollar(self, *, quoted: bool) -> Expression:
        start, line = self.at, self.line
        after = self.peek(2)[1:]
        if after == "(":
            if self.peek(3) == "$((":
                return self._arithmetic(start, line)
            return self._substitution(quoted=quoted)
        if after == "{":
            self.deeper(start)
            found = self._braced(quoted=quoted)
            self.depth -= 1
            return found
        if after == "'" and not quoted:
            return self.ansi(line)
        if after == '"' and not quoted:
            self.at += 1
            return Fixed("", line)
        name = _NAME.match(self.text, self.at + 1) or _SPECIAL.match(self.text, self.at + 1)
        if not name:
            self.at += 1
            return Fixed("$", line)
        self.at = name.end()
        index = "@" if name[0] == "@" else "*" if name[0] == "*" else ""
        if self.zsh and not index and not quoted:
            index = "@"
        split = not quoted and not self.zsh
        found = Expanded(name[0], f"${name[0]}", line, index=index, quoted=quoted, split=split)
        modifier = _MODIFIER.match(self.text, self.at) if self.zsh else None
        if not modifier:
            return found
        self.at = modifier.end()
        about = f"${name[0]}{modifier[0]}"
        changed = Applied(functions.zsh_modified(modifier[0][1]), (found,), about, line)
        return Flawed(("script-modifier", line, about), changed)

    def _arithmetic(self, start: int, line: int) -> Expression:
        self.at += 1
        self._nested(")")
        return Opaque(self.text[start : self.at], line)

    def _nested(self, closing: str) -> None:
        """Step over brackets with all that is in them; the place is at the opening one."""
        start, opening, depth = self.at, self.text[self.at], 0
        for match in re.compile(r"""\\.|'[^']*'|[(){}]""", re.DOTALL).finditer(self.text, self.at):
            depth += (match[0] == opening) - (match[0] == closing)
            if depth == 0:
                self.work.spend(match.end() - start)
                self.at = match.end()
                return
        raise self.torn(opening, start)

    def _substitution(self, *, quoted: bool) -> Expression:
        start, line = self.at, self.line
        self.deeper(start)
        self.at += 2
        body = self.block(frozenset(")"))
        if self.peek() != ")":
            raise self.torn("$(", start)
        self.at += 1
        self.depth -= 1
        return Captured(body, self.text[start : self.at], line, quoted=quoted, split=not quoted)

    def _backticks(self, *, quoted: bool) -> Expression:
        start, line = self.at, self.line
        match = re.compile(r"`((?:[^`\\]|\\.)*)`", re.DOTALL).match(self.text, start)
        if not match:
            raise self.torn("`", start)
        self.work.spend(len(match[0]))
        self.deeper(start)
        inner = self.inner(re.sub(r"\\([\\`$])", r"\1", match[1]), line)
        self.depth -= 1
        self.at = match.end()
        if match[1][:1] == "\n":
            self.flaws.append(("script-wrong-mark", line, "`"))
        return Captured(inner, match[0], line, quoted=quoted, split=not quoted)

    def _braced(self, *, quoted: bool) -> Expression:
        start, line = self.at, self.line
        self.at += 2
        splits = False
        if self.zsh and self.peek() == "(":
            self._nested(")")
        if self.zsh and self.peek() == "=":
            self.at += 1
            splits = True
        length = self.peek() == "#" and self.text[self.at + 1 : self.at + 2] not in ("}", "")
        indirect = self.peek() == "!"
        self.at += length or indirect
        name = _NAME.match(self.text, self.at) or _SPECIAL.match(self.text, self.at)
        if not name:
            return self._strange(start, line)
        self.at = re.compile(r"\d+").match(self.text, self.at).end() if name[0].isdigit() else name.end()  # type: ignore[union-attr]
        named = self.text[name.start() : self.at]
        index = self._index() or (named if named in ("@", "*") else "")
        operator, arguments = self._operation(quoted=quoted)
        if self.peek() != "}":
            return self._strange(start, line)
        self.at += 1
        source = self.text[start : self.at]
        if indirect:
            return Opaque(source, line)
        if self.zsh and not index and not quoted:
            index = "@"
        return Expanded(
            named,
            source,
            line,
            "length" if length else operator,
            arguments,
            index,
            quoted=quoted,
            split=not quoted and (splits or not self.zsh),
        )

    def _index(self) -> str:
        match = re.compile(r"\[([^\]\n]*)\]").match(self.text, self.at)
        if not match:
            return ""
        self.at = match.end()
        return match[1]

    def _strange(self, start: int, line: int) -> Expression:
        """An expansion that is not covered."""
        self.at = start + 1
        self._nested("}")
        return Opaque(self.text[start : self.at], line)

    def _operation(self, *, quoted: bool) -> tuple[str, tuple[Word, ...]]:
        """The operator and its arguments, up to the bracket that closes."""
        match = _OPERATORS.match(self.text, self.at)
        if not match:
            return "", ()
        operator = match[0]
        self.at = match.end()
        if operator.endswith(("-", "=", "?", "+")):
            return operator, (self._argument(frozenset("}"), loose=not quoted and not self.zsh, quoted=quoted),)
        if operator == ":":
            numbers = [self._argument(frozenset(":}"), quoted=True)]
            if self.peek() == ":":
                self.at += 1
                numbers.append(self._argument(frozenset("}"), quoted=True))
            return operator, tuple(numbers)
        if operator.startswith("/"):
            pattern = self._argument(frozenset("/}"))
            if self.peek() != "/":
                return operator, (pattern, Word(()))
            self.at += 1
            return operator, (pattern, self._argument(frozenset("}")))
        return operator, (self._argument(frozenset("}")),)

    def _argument(self, stops: frozenset[str], *, loose: bool = False, quoted: bool = False) -> Word:
        line = self.line
        return Word(tuple(self.parts(stops, loose=loose, quoted=quoted)), line)


def put(parts: list[Expression], text: str, line: int, *, loose: bool = False, apart: bool = False) -> None:
    """Add text to the last part, where that is of the same kind, or begin one."""
    last = parts[-1] if parts else None
    if loose:
        if isinstance(last, Loose):
            parts[-1] = Loose(last.text + text, last.line)
        else:
            parts.append(Loose(text, line))
    elif isinstance(last, Fixed) and last.text and not apart:
        parts[-1] = Fixed(last.text + text, last.line)
    else:
        parts.append(Fixed(text, line))
