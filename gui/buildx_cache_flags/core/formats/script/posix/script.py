"""bash, sh and zsh: the statements of a script, read into the model."""

import re
from collections.abc import Iterable
from dataclasses import replace

from buildx_cache_flags.core.formats.script.model import (
    Apart,
    Block,
    Branch,
    Captured,
    Condition,
    Pipe,
    Statement,
)
from buildx_cache_flags.core.text.work import Work

from .compound import Compound
from .lines import CLOSING, NEVER, Test

_FUNCTION = re.compile(r"(?:function[ \t]+([\w:.-]+)[ \t]*(?:\([ \t]*\))?|([\w:.-]+)[ \t]*\([ \t]*\))\s*(?=[{(])")


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script; :class:`TornError` where a shell would refuse it or wait for more."""
    return Reader(text, first, work, zsh=dialect == "zsh", braces=dialect != "sh").all()


class Reader(Compound):
    """One way through a script."""

    def all(self) -> Block:
        """The whole text."""
        found = self.block(NEVER)
        if self.at < len(self.text):
            raise self.torn(self.peek(), self.at)
        return found

    def inner(self, text: str, line: int) -> Block:
        """The commands of a text inside this one."""
        reader = Reader(text, line, self.work, zsh=self.zsh, braces=self.braces)
        reader.depth = self.depth
        return reader.all()

    def block(self, ends: frozenset[str]) -> Block:
        """Statements up to a closing word of *ends*, or the end of the text."""
        found: list[Statement] = []
        while True:
            self._breaks_and_blanks()
            self.work.spend()
            if self.at >= len(self.text):
                return tuple(found)
            closing = self._reserved()
            if closing in ends or (self.peek() in ends and self.peek() == ")"):
                return tuple(found)
            if closing in CLOSING:
                raise self.torn(closing, self.at)
            before = self.at
            found += self._list()
            if self.at == before:
                raise self.torn(self.peek(), self.at)

    def _list(self) -> list[Statement]:
        """Pipelines with ``&&`` and ``||`` between them: what stands behind a test may be left out."""
        first, test = self.pipeline()
        rest: list[tuple[str, list[Statement], Condition | bool | None]] = []
        while True:
            self._blanks()
            mark = self.peek(2)
            if mark not in ("&&", "||"):
                break
            self.at += 2
            self._line_breaks()
            statements, condition = self.pipeline()
            rest.append((mark, statements, condition))
        if self.peek() == "&" and self.peek(2) != "&>":
            self.at += 1
        return _chained(first, test, rest)

    def pipeline(self) -> tuple[list[Statement], Test]:
        """The commands of a pipeline, and its condition: false where it is no test at all."""
        self._blanks()
        negated = False
        while self._reserved() in ("!", "time"):
            negated = self._reserved() == "!"
            self.at += len(self._reserved())
            self._blanks()
        blocks: list[list[Statement]] = []
        condition: Condition | bool | None = False
        while True:
            statements, condition = self.command()
            blocks.append(statements)
            self._blanks()
            if self.peek() != "|" or self.peek(2) == "||":
                break
            self.at += 2 if self.peek(2) == "|&" else 1
            self._line_breaks()
        if len(blocks) > 1:
            source = Captured((Pipe(tuple(map(tuple, blocks[:-1]))),), "$(…)", self.line, quoted=True)
            loop = self._fed_by(blocks[-1], source if len(blocks) > 2 else replace(source, body=tuple(blocks[0])))
            if loop != blocks[-1]:
                return [Apart(tuple(loop))], False
        if len(blocks) == 1:
            return blocks[0], _negated(condition) if negated else condition
        return [Pipe(tuple(map(tuple, blocks)))], None if condition is not False else False

    def command(self) -> tuple[list[Statement], Test]:
        """One command, and what it decides."""
        self._blanks()
        word = self._reserved()
        action = {
            "if": self._if,
            "while": self._while,
            "until": self._while,
            "for": self._for,
            "select": self._for,
            "case": self._case,
            "{": self._group,
            "[[": self._double_test,
        }.get(word)
        if action is not None:
            start = self.at
            self.deeper(start)
            self.at += len(word)
            found = action(start)
            self.depth -= 1
            self._fed = None
            self._redirections()
            return self._fed_by(found[0], self._fed), found[1]
        if self.peek(2) == "((":
            self._nested(")")
            return [], None
        if self.peek() == "(":
            return self._subshell()
        function = _FUNCTION.match(self.text, self.at)
        if function:
            return self._function(function), False
        return self._simple()


def _chained(
    first: list[Statement],
    test: Test,
    rest: Iterable[tuple[str, list[Statement], Test]],
) -> list[Statement]:
    """``a && b || c``: what stands behind a test may be left out, and what stands behind ``||`` as well."""
    found = list(first)
    decides = test
    for mark, statements, condition in rest:
        if mark == "&&" and decides is False:
            found += statements
        else:
            known = decides if isinstance(decides, Condition) else None
            if mark == "||":
                known = _opposite(known)
            found.append(Branch((tuple(statements), ()), (known,)))
        decides = condition if not statements else (None if decides is not False else condition)
    return found


def _negated(condition: Test) -> Test:
    return _opposite(condition) if isinstance(condition, Condition) else condition


def _opposite(condition: Condition | None) -> Condition | None:
    if condition is None:
        return None
    operators = {"==": "!=", "!=": "==", "set": "unset", "unset": "set", "like": "unlike", "unlike": "like"}
    return Condition(operators[condition.operator], condition.values)  # type: ignore[arg-type]
