"""Functions of a script with their parameters."""

import re

from buildx_cache_flags.core.formats.script.model import (
    Assign,
    Define,
    Expression,
    Leave,
)

from .blocks import LINES, Parsed, together
from .commands import NAME, Commands

ATTRIBUTE = re.compile(r"\[[A-Za-z][\w.]*\(")


class Functions(Commands):
    """Reads functions."""

    def _function(self, start: int) -> Parsed:
        name = self.take(NAME)
        if not name:
            raise self.torn("function", start)
        self.take(LINES)
        parameters: list[tuple[str, Expression | None]] = []
        if self.peek() == "(":
            parameters = self._parameters()
            self.take(LINES)
        opening = self.at
        inner = re.compile(
            r"\{(?:\s|#[^\n]*|<#.*?#>|\[CmdletBinding\([^)]*\)\])*param\s*(?=\()", re.DOTALL | re.IGNORECASE
        )
        block = inner.match(self.text, self.at)
        if block:
            self.deeper(opening)
            self.at = block.end()
            parameters = self._parameters()
            statements, outputs = self._block("}")
            if self.peek() != "}":
                raise self.torn("{", opening)
            self.at += 1
            self.depth -= 1
        else:
            statements, outputs = self._braces()
        if outputs:
            statements = [*statements, Leave("return", together(outputs))]
        return [Define(name[0].rpartition(":")[2].lower(), tuple(parameters), tuple(statements))], None

    def _parameters(self) -> list[tuple[str, Expression | None]]:
        """``($a, [string] $b = "…")``."""
        start = self.at
        self.at += 1
        found: list[tuple[str, Expression | None]] = []
        outer, self._over_lines = self._over_lines, True
        while True:
            self.take(re.compile(r"(?:[\s,]|<#.*?#>|#[^\n]*)+", re.DOTALL))
            if self.peek() == ")":
                self.at += 1
                break
            if self.peek() == "[":
                self._attribute()
                continue
            variable = self.take(re.compile(r"\$(\w+)"))
            if not variable:
                raise self.torn("param", start)
            self.take(LINES)
            default: Expression | None = None
            if self.peek() == "=":
                self.at += 1
                self.take(LINES)
                commas, self._commas = self._commas, False
                default = self.expression()
                self._commas = commas
            found.append((variable[1].lower(), default))
        self._over_lines = outer
        return found

    def _attribute(self) -> None:
        """Step over ``[Parameter(…)]`` and ``[string]``."""
        start, depth = self.at, 0
        for match in re.compile(r"""'[^']*'|"[^"]*"|[\[\]]""").finditer(self.text, self.at):
            depth += (match[0] == "[") - (match[0] == "]")
            if not depth:
                self.work.spend(match.end() - start)
                self.at = match.end()
                return
        raise self.torn("[", start)

    def _param(self, start: int) -> Parsed:
        line = self.line_of(start)
        return [Assign(name, value, line) for name, value in self._parameters() if value is not None], None
