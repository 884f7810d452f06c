"""PowerShell: the statements of a script, read into the model.

Rules: about_Language_Keywords, about_Pipelines, about_Functions, about_Splatting; PowerShell 7 and Windows PowerShell 5.1.
"""

import re
from collections.abc import Callable
from typing import Final

from buildx_cache_flags.core.formats.script.model import (
    Block,
    Branch,
    Condition,
    Each,
    Either,
    Expression,
    Fixed,
    Forget,
    Items,
    Leave,
    Loop,
    Opaque,
    Spread,
    Statement,
    Variable,
)
from buildx_cache_flags.core.text.work import Work

from .blocks import BETWEEN, LINES, Parsed, together
from .definitions import ATTRIBUTE, Functions

_KEYWORD = re.compile(r"([A-Za-z]+)(?![\w.:\\/-])")


_VERSION = re.compile(r"#requires\s+-version\s+(\d+)(?:\.(\d+))?", re.IGNORECASE)


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script; :class:`TornError` where PowerShell would refuse it or wait for more."""
    reader = Reader(text, first, work, _recent(text, dialect))
    return reader.all()


def _recent(text: str, dialect: str) -> bool | None:
    """Whether arguments are handed over as since 7.3; ``None`` where the script may be run by either."""
    if dialect == "windows-powershell":
        return False
    known = _VERSION.search(text)
    if dialect == "powershell" or (known and int(known[1]) >= 7):
        return True
    return None


class Reader(Functions):
    """One way through a script."""

    def all(self) -> Block:
        """The whole text."""
        statements, _ = self._block("")
        if self.at < len(self.text):
            raise self.torn(self.peek(), self.at)
        return tuple(statements)

    def statement(self) -> Parsed:
        """One statement, and what it puts out."""
        while ATTRIBUTE.match(self.text, self.at):
            self._attribute()
            self.take(LINES)
        word = _KEYWORD.match(self.text, self.at)
        action = _KEYWORDS.get(word[1].lower()) if word else None
        if word and action is not None:
            start = self.at
            self.at = word.end()
            self.take(LINES)
            return action(self, start)
        return self._pipeline()

    def _if(self, start: int) -> Parsed:
        blocks: list[Block] = []
        values: list[Expression] = []
        conditions: list[Condition | None] = []
        tests: list[Statement] = []
        while True:
            condition, test = self._condition(start)
            tests += test
            conditions.append(condition)
            self.take(LINES)
            statements, outputs = self._braces()
            blocks.append(tuple(statements))
            values.append(together(outputs))
            before = self.at
            self.take(LINES)
            word = _KEYWORD.match(self.text, self.at)
            name = word[1].lower() if word else ""
            if word and name in ("elseif", "else"):
                self.at = word.end()
                self.take(LINES)
                if name == "elseif":
                    continue
                statements, outputs = self._braces()
                blocks.append(tuple(statements))
                values.append(together(outputs))
            else:
                self.at = before
                blocks.append(())
                values.append(Items(()))
            output = Either(tuple(values)) if any(value != Items(()) for value in values) else None
            return [*tests, Branch(tuple(blocks), tuple(conditions))], output

    def _condition(self, start: int) -> tuple[Condition | None, list[Statement]]:
        self.compared = []
        if self.peek() != "(":
            raise self.torn("if", start)
        outer, self.effects = self.effects, []
        value = self.bracketed()
        statements, self.effects = self.effects, outer
        if isinstance(value, Variable):
            return Condition("set", (value,)), statements
        return (self.compared[0] if len(self.compared) == 1 else None), statements

    def _while(self, start: int) -> Parsed:
        self._condition(start)
        self.take(LINES)
        statements, _ = self._braces()
        return [Loop((), None, tuple(statements), self.line_of(start))], None

    def _do(self, start: int) -> Parsed:
        statements, _ = self._braces()
        self.take(LINES)
        word = self.take(_KEYWORD)
        if not word or word[1].lower() not in ("while", "until"):
            raise self.torn("do", start)
        self.take(LINES)
        self._condition(start)
        return statements, None

    def _for(self, start: int) -> Parsed:
        header = self.at
        self._step_over_brackets()
        counted = re.findall(r"\$(\w+)\s*(?:[-+*]?=(?!=)|\+\+|--)", self.text[header : self.at])
        self.take(LINES)
        statements, _ = self._braces()
        names = dict.fromkeys(name.lower() for name in counted)
        return [*map(Forget, names), Loop((), None, tuple(statements), self.line_of(start))], None

    def _foreach(self, start: int) -> Parsed:
        self.take(re.compile(r"-parallel\s*", re.IGNORECASE))
        if self.peek() != "(":
            return self._named_command("foreach-object", start)
        self.at += 1
        self.take(LINES)
        variable = self.variable()
        self.take(LINES)
        if not isinstance(variable, Variable) or not self.take(re.compile(r"in\b", re.IGNORECASE)):
            raise self.torn("foreach", start)
        self.take(LINES)
        outer, self._over_lines = self._over_lines, True
        _, items = self._pipeline()
        self.take(LINES)
        self._over_lines = outer
        if self.peek() != ")":
            raise self.torn("foreach", start)
        self.at += 1
        self.take(LINES)
        statements, outputs = self._braces()
        listed = Items((Spread(items),)) if items is not None and not isinstance(items, Opaque) else None
        made = Each((variable.name,), listed, together(outputs), flat=True) if listed and outputs else None
        return [Loop((variable.name,), listed, tuple(statements), self.line_of(start))], made

    def _switch(self, start: int) -> Parsed:
        self.take(re.compile(r"(?:-\w+\s*)+"))
        subject = self.bracketed()
        self.take(LINES)
        if self.peek() != "{":
            raise self.torn("switch", start)
        self.at += 1
        blocks: list[Block] = []
        values: list[Expression] = []
        conditions: list[Condition | None] = []
        whole = False
        while True:
            self.take(BETWEEN)
            if self.at >= len(self.text):
                raise self.torn("switch", start)
            if self.peek() == "}":
                self.at += 1
                break
            if self.peek() == "{":
                self.skip_block()
                label: Expression = Opaque("{…}")
            else:
                label = self._element()[0]
            whole |= isinstance(label, Fixed) and label.text.lower() == "default"
            self.take(LINES)
            statements, outputs = self._braces()
            blocks.append(tuple(one for one in statements if not (isinstance(one, Leave) and one.kind == "turn")))
            values.append(together(outputs))
            simple = isinstance(label, Fixed) and label.text.lower() != "default"
            conditions.append(Condition("==", (subject, label)) if simple else None)
        if not whole:
            blocks.append(())
            values.append(Items(()))
        output = Either(tuple(values)) if any(value != Items(()) for value in values) else None
        return [Branch(tuple(blocks), tuple(conditions))], output

    def _return(self, start: int) -> Parsed:
        statements, value = self._pipeline() if not self._ends() else ([], None)
        return [*statements, Leave("return", value)], None

    def _throw(self, start: int) -> Parsed:
        if not self._ends():
            self._pipeline()
        return [Leave("exit")], None

    def _turn(self, start: int) -> Parsed:
        return [Leave("turn")], None

    def _ends(self) -> bool:
        """Whether nothing stands behind a keyword; the lines behind it were stepped over."""
        return self.at >= len(self.text) or self.peek() in ";)}" or "\n" in self.text[max(self.at - 1, 0) : self.at]

    def _try(self, start: int) -> Parsed:
        statements, outputs = self._braces()
        while True:
            before = self.at
            self.take(LINES)
            word = _KEYWORD.match(self.text, self.at)
            name = word[1].lower() if word else ""
            if not word or name not in ("catch", "finally"):
                self.at = before
                return statements, together(outputs) if outputs else None
            self.at = word.end()
            self.take(LINES)
            while self.peek() == "[":
                self._attribute()
                self.take(re.compile(r"[\s,]+"))
            inner, _ = self._braces()
            statements = [*statements, *(inner if name == "finally" else [Branch((tuple(inner), ()))])]

    def _plain_block(self, start: int) -> Parsed:
        statements, outputs = self._braces()
        return statements, together(outputs) if outputs else None


_KEYWORDS: Final[dict[str, Callable[[Reader, int], Parsed]]] = {
    "begin": Reader._plain_block,
    "break": Reader._turn,
    "continue": Reader._turn,
    "do": Reader._do,
    "end": Reader._plain_block,
    "exit": Reader._throw,
    "filter": Reader._function,
    "for": Reader._for,
    "foreach": Reader._foreach,
    "function": Reader._function,
    "if": Reader._if,
    "param": Reader._param,
    "process": Reader._plain_block,
    "return": Reader._return,
    "switch": Reader._switch,
    "throw": Reader._throw,
    "try": Reader._try,
    "while": Reader._while,
}
