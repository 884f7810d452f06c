"""Blocks and brackets of PowerShell: what they do, and what they put out."""

import re
from typing import Final

from buildx_cache_flags.core.formats.script.model import (
    Assign,
    Branch,
    Condition,
    Expression,
    Flaw,
    Items,
    Opaque,
    Spread,
    Statement,
    Variable,
)
from buildx_cache_flags.core.text.work import Work

from .expressions import Expressions

BETWEEN = re.compile(r"(?:[\s;]|`\r?\n|<#.*?#>|#[^\n]*)+", re.DOTALL)
LINES: Final = re.compile(r"(?:\s|`\r?\n|<#.*?#>|#[^\n]*)+", re.DOTALL)
Output = Expression | None
Parsed = tuple[list[Statement], Output]
_FUNCTION = re.compile(r"^[ \t]*(?:function|filter)[ \t]+([\w:-]+)", re.MULTILINE | re.IGNORECASE)
_SWITCH = re.compile(r"\[switch\]\s*\$(\w+)", re.IGNORECASE)


class Blocks(Expressions):
    """Reads statements in brackets."""

    def __init__(self, text: str, first: int, work: Work, recent: bool | None) -> None:
        super().__init__(text, first, work)
        self.recent = recent
        self.flaws: list[Flaw] = []
        self.effects: list[Statement] = []
        self.compared: list[Condition] = []
        self.functions = frozenset(match[1].lower() for match in _FUNCTION.finditer(text))
        self.switches = frozenset(match[1].lower() for match in _SWITCH.finditer(text))
        work.spend(2 * len(text))

    def statement(self) -> Parsed:
        """One statement, and what it puts out."""
        raise NotImplementedError

    def _block(self, closing: str) -> tuple[list[Statement], list[Expression]]:
        """Statements up to *closing*, which is left standing, and what they put out."""
        found: list[Statement] = []
        outputs: list[Expression] = []
        while True:
            self.take(BETWEEN)
            self.work.spend()
            if self.at >= len(self.text) or (closing and self.peek() == closing):
                return found, outputs
            before = self.at
            outer, self.effects = self.effects, []
            statements, output = self.statement()
            found += [*self.effects, *statements] if not statements else [*statements, *self.effects]
            self.effects = outer
            if output is not None:
                outputs.append(output)
            if self.at == before:
                raise self.torn(self.peek(), self.at)

    def _braces(self) -> tuple[list[Statement], list[Expression]]:
        """``{ … }``."""
        start = self.at
        if self.peek() != "{":
            raise self.torn("{", start)
        self.deeper(start)
        outer, self._over_lines = self._over_lines, False
        self.at += 1
        found = self._block("}")
        if self.peek() != "}":
            raise self.torn("{", start)
        self.at += 1
        self._over_lines = outer
        self.depth -= 1
        return found

    def _inside(self, closing: str) -> tuple[list[Statement], list[Expression]]:
        """Statements in round brackets, the closing one included."""
        start = self.at
        self.deeper(start)
        outer, self._over_lines = self._over_lines, False
        commas, self._commas = self._commas, True
        found = self._block(closing)
        self._commas = commas
        if self.peek() != closing:
            raise self.torn("(", start)
        self.at += 1
        self._over_lines = outer
        self.depth -= 1
        return found

    def substituted(self) -> Expression:
        """``$( … )``."""
        start, line = self.at, self.line
        self.at += 2
        statements, outputs = self._inside(")")
        self.effects += [one for one in statements if not isinstance(one, Branch)]
        if not outputs:
            return Opaque(self.text[start : self.at], line)
        return outputs[0] if len(outputs) == 1 else Items(tuple(Spread(one) for one in outputs))

    def bracketed(self) -> Expression:
        """``( … )``."""
        start, line = self.at, self.line
        self.deeper(start)
        self.at += 1
        outer, self._over_lines = self._over_lines, True
        commas, self._commas = self._commas, True
        self.lines()
        statements, output = self.statement()
        self.lines()
        self._commas = commas
        if self.peek() != ")":
            raise self.torn("(", start)
        self.at += 1
        self._over_lines = outer
        self.depth -= 1
        self.effects += [one for one in statements if not isinstance(one, Branch)]
        if output is None:
            named = next((one for one in statements if isinstance(one, Assign)), None)
            return Variable(named.name, "", line) if named else Opaque(self.text[start : self.at], line)
        return output

    def splatted(self) -> Expression | None:
        """``@( … )`` and ``@{ … }``."""
        if self.peek(2) == "@{":
            self.at += 2
            return self.hash_table()
        self.at += 2
        statements, outputs = self._inside(")")
        self.effects += [one for one in statements if not isinstance(one, Branch)]
        return Items(tuple(Spread(one) for one in outputs))

    def skip_block(self) -> None:
        """Step over ``{ … }``."""
        self._braces()

    def _step_over_brackets(self) -> None:
        start, depth = self.at, 0
        for match in re.compile(r"""`.|'[^']*'|"(?:[^"`]|`.)*"|[()]""", re.DOTALL).finditer(self.text, self.at):
            depth += (match[0] == "(") - (match[0] == ")")
            if not depth:
                self.work.spend(match.end() - start)
                self.at = match.end()
                return
        raise self.torn("(", start)


def together(outputs: list[Expression]) -> Expression:
    """What a block puts out."""
    return outputs[0] if len(outputs) == 1 else Items(tuple(Spread(one) for one in outputs))
