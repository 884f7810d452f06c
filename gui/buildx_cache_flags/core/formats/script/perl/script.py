"""Perl: the statements of a script, read into the model."""

import re

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Block,
    Branch,
    Call,
    Condition,
    Define,
    Extend,
    Fixed,
    Invoked,
    Items,
    Leave,
    Loop,
    Spread,
    Statement,
    Variable,
)
from buildx_cache_flags.core.formats.script.reading.cursor import TornError
from buildx_cache_flags.core.text.work import Work

from .expressions import MODIFIER, Expressions, record
from .texts import ARRAY

_WORD = re.compile(r"[A-Za-z_]\w*(?:::\w+)*", re.ASCII)
_DECLARED = re.compile(r"(?:my|our|local|state)\b\s*")
_ASSIGNING = re.compile(r"(\|\|=|//=|\.=|\+=|=)(?![=~>])")


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script; ``TornError`` where it has no end."""
    reader = Reader(text.partition("\n__END__")[0], first, work)
    return reader.all()


class Reader(Expressions):
    """One way through a script."""

    def all(self) -> Block:
        """The whole text, its functions first."""
        statements = self._block("")
        return tuple(sorted(statements, key=lambda statement: not isinstance(statement, Define)))

    def _block(self, closing: str) -> list[Statement]:
        found: list[Statement] = []
        while True:
            self.take(re.compile(r"(?:\s+|;|#[^\n]*)+"))
            self.work.spend()
            if self.at >= len(self.text) or (closing and self.peek() == closing):
                return found
            before = self.at
            outer, self.effects = self.effects, []
            try:
                made = self._statement()
            except TornError:
                self.at = before
                made = self._skipped()
            found += [*self.effects, *made]
            self.effects = outer
            if self.at == before:
                raise self.torn(self.peek(), self.at)

    def _skipped(self) -> list[Statement]:
        """Step over a statement that is not covered, with the brackets in it."""
        start, depth = self.at, 0
        for match in re.compile(r"""\\.|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[(){}\[\];]""", re.DOTALL).finditer(
            self.text, start
        ):
            if match[0] in "([{":
                depth += 1
            elif match[0] in ")]}":
                if not depth:
                    self.at = match.start() + (match.start() == start)
                    break
                depth -= 1
            elif match[0] == ";" and not depth:
                self.at = match.end()
                break
        else:
            self.at = len(self.text)
        self.work.spend(self.at - start)
        return []

    def _braces(self) -> list[Statement]:
        start = self.at
        self.space()
        if self.peek() != "{":
            raise self.torn("{", start)
        self.deeper(start)
        self.at += 1
        found = self._block("}")
        if self.peek() != "}":
            raise self.torn("{", start)
        self.at += 1
        self.depth -= 1
        return found

    def _statement(self) -> list[Statement]:
        start = self.at
        word = _WORD.match(self.text, self.at)
        name = word[0] if word else ""
        if self.peek() == "{":
            return self._braces()
        if name == "sub" and re.compile(r"sub\s+\w+").match(self.text, self.at):
            return self._sub()
        if name in ("if", "unless") and re.compile(r"\w+\s*\(").match(self.text, self.at):
            self.at += len(name)
            return self._if(unless=name == "unless")
        if name in ("for", "foreach"):
            self.at += len(name)
            return self._for(start)
        if name in ("while", "until"):
            self.at += len(name)
            self.brackets()
            return [Loop((), None, tuple(self._braces()), self.line_of(start))]
        return self._modified(self._simple(), start)

    def _modified(self, statements: list[Statement], start: int) -> list[Statement]:
        """A statement with a condition or a list behind it."""
        self.space()
        modifier = self.take(MODIFIER)
        if modifier and modifier[1] in ("for", "foreach"):
            items = self._list()
            return [Loop(("_",), Items((Spread(items),)), tuple(statements), self.line_of(start))]
        if modifier:
            self.compared = []
            self._list()
            return [Branch((tuple(statements), ()), (self._known(unless=modifier[1] == "unless"),))]
        self.space()
        if self.peek() not in (";", "}", ""):
            raise self.torn(self.peek(), self.at)
        return statements

    def _known(self, *, unless: bool) -> Condition | None:
        return self.compared[0] if len(self.compared) == 1 and not unless else None

    def _simple(self) -> list[Statement]:
        line = self.line
        declared = self.take(_DECLARED)
        if self.peek() == "(" and declared:
            return self._taken_apart(line)
        target = re.compile(r"([$@%])(?:\{\s*)?(\w+)(?:\s*\})?", re.ASCII).match(self.text, self.at)
        if target:
            after = re.compile(r"\s*").match(self.text, target.end())
            place = after.end() if after else target.end()
            operator = _ASSIGNING.match(self.text, place)
            if operator:
                self.at = operator.end()
                return self._assigned(target[1], target[2], operator[1], line)
            if declared:
                self.at = target.end()
                return []
        word = _WORD.match(self.text, self.at)
        name = word[0] if word else ""
        if word and name in ("push", "unshift"):
            self.at = word.end()
            return self._pushed(front=name == "unshift", line=line)
        if word and name in ("return", "die", "exit", "last", "next"):
            self.at = word.end()
            return self._left(name)
        value = self._list()
        return [Call(value)] if isinstance(value, Invoked) else []

    def _left(self, name: str) -> list[Statement]:
        self.space()
        alone = self.peek() in (";", "}", "") or MODIFIER.match(self.text, self.at)
        value = None if alone else self._list()
        if name == "return":
            return [Leave("return", value)]
        return [Leave("exit" if name in ("die", "exit") else "turn")]

    def _assigned(self, sigil: str, name: str, operator: str, line: int) -> list[Statement]:
        self.space()
        if sigil in "@%":
            value = self._list()
            listed = record(value) if sigil == "%" else Items((Spread(value),))
            return [Assign(name, listed, line)]
        value = self._expression()
        if operator == ".=":
            return [Assign(name, value, line, add=True)]
        if operator in ("||=", "//="):
            known = Variable(name, f"${name}", line)
            value = Applied(functions.default, (known, value), f"${name}", line)
        return [Assign(name, value, line)]

    def _taken_apart(self, line: int) -> list[Statement]:
        """``my ($a, @b) = …``."""
        names = self.take(re.compile(r"\(([^)]*)\)\s*=\s*"))
        if not names:
            self.brackets()
            return []
        value = self._list()
        found: list[Statement] = []
        for number, name in enumerate(re.findall(r"[$@%]\w+", names[1])):
            if name[0] == "$":
                part = Applied(functions.element, (value, Fixed(str(number))), name, line)
                found.append(Assign(name[1:], part, line, local=True))
            else:
                rest = Applied(functions.stretch, (value, Fixed(str(number))), name, line)
                found.append(Assign(name[1:], rest, line, local=True))
        return found

    def _pushed(self, *, front: bool, line: int) -> list[Statement]:
        self.take(re.compile(r"[\s(]*"))
        target = self.take(ARRAY)
        if not target or not self.take(re.compile(r"\s*,\s*")):
            raise self.torn("push", self.at)
        value = self._list()
        self.take(re.compile(r"\s*\)"))
        return [Extend(target[1] or target[2], (Spread(value),), line, front=front)]

    def _sub(self) -> list[Statement]:
        name = self.take(re.compile(r"sub\s+(\w+)\s*(?:\([^)]*\)\s*)?"))
        return [Define(name[1], (), tuple(self._braces()))] if name else []

    def _if(self, *, unless: bool) -> list[Statement]:
        blocks: list[Block] = []
        conditions: list[Condition | None] = []
        while True:
            self.space()
            self.compared = []
            self.brackets()
            conditions.append(self._known(unless=unless))
            blocks.append(tuple(self._braces()))
            before = self.at
            self.space()
            if self.take(re.compile(r"elsif\b")):
                continue
            if self.take(re.compile(r"else\b")):
                blocks.append(tuple(self._braces()))
            else:
                self.at = before
                blocks.append(())
            return [Branch(tuple(blocks), tuple(conditions))]

    def _for(self, start: int) -> list[Statement]:
        name = self.take(re.compile(r"\s*(?:my\s+)?\$(\w+)\s*"))
        self.space()
        items = self.brackets()
        body = tuple(self._braces())
        listed = Items((Spread(items),)) if items is not None else None
        return [Loop((name[1] if name else "_",), listed, body, self.line_of(start))]
