"""Conditions, loops and groups of bash, sh and zsh."""

import re
from dataclasses import replace

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Apart,
    Applied,
    Assign,
    Block,
    Branch,
    Condition,
    Define,
    Expanded,
    Expression,
    Fixed,
    Items,
    Loop,
    Statement,
    Word,
)

from .builtins import compared, literal
from .lines import Test
from .simple import Simple

_READ = re.compile(
    r"\s*(?:IFS=(?P<ifs>\$?'[^']{0,2}'|\"[^\"]?\"|[^\s'\"$]?)[ \t]+)?read(?:[ \t]+-r)?(?P<names>(?:[ \t]+[A-Za-z_]\w*)+)\s*;?\s*"
)
"""``while read -r NAME…`` alone."""


def _separators(written: str | None) -> str:
    """What parts the fields of a line, as ``IFS=…`` says it."""
    text = (written or "").removeprefix("$").strip("'\"")
    return " \t" if written is None else {"\\t": "\t", "\\n": ""}.get(text, text)


class Compound(Simple):
    """Reads compound commands."""

    _reading: tuple[Loop, str] | None = None
    """The loop over lines that was read last, and what parts their fields."""

    def pipeline(self) -> tuple[list[Statement], Test]:
        """The commands of a pipeline, and its condition: false where it is no test at all."""
        raise NotImplementedError

    def command(self) -> tuple[list[Statement], Test]:
        """One command, and what it decides."""
        raise NotImplementedError

    def _subshell(self) -> tuple[list[Statement], bool]:
        start = self.at
        self.deeper(start)
        self.at += 1
        body = self.block(frozenset(")"))
        if self.peek() != ")":
            raise self.torn("(", start)
        self.at += 1
        self.depth -= 1
        self._redirections()
        return [Apart(body)], False

    def _function(self, match: re.Match[str]) -> list[Statement]:
        self.at = match.end()
        body, _ = self.command()
        return [Define(match[1] or match[2], (), tuple(body))]

    def _group(self, start: int) -> tuple[list[Statement], bool]:
        body = self.block(frozenset("}"))
        self._expect("}", start)
        return list(body), False

    def _if(self, start: int) -> tuple[list[Statement], bool]:
        blocks: list[Block] = []
        conditions: list[Condition | None] = []
        tests: list[Statement] = []
        while True:
            test, condition = self._condition(frozenset(("then",)))
            tests += test
            self._expect("then", start)
            blocks.append(self.block(frozenset(("elif", "else", "fi"))))
            conditions.append(condition)
            word = self._reserved()
            self.at += len(word)
            if word != "elif":
                break
        if word == "else":
            blocks.append(self.block(frozenset(("fi",))))
            word = self._reserved()
            self.at += len(word)
        else:
            blocks.append(())
        if word != "fi":
            raise self.torn("if", start)
        return [*tests, Branch(tuple(blocks), tuple(conditions))], False

    def _condition(self, ends: frozenset[str]) -> tuple[list[Statement], Condition | None]:
        """What is done to decide, and what it compares, where that is one test alone."""
        self._breaks_and_blanks()
        statements, condition = self.pipeline()
        self._blanks()
        alone = self.peek() in (";", "\n", "\r")
        if self.peek(2) in ("&&", "||"):
            while self.peek(2) in ("&&", "||"):
                self.at += 2
                self._line_breaks()
                statements = [*statements, *self.pipeline()[0]]
                self._blanks()
            alone = False
        rest = self.block(ends)
        known = condition if isinstance(condition, Condition) and alone and not rest else None
        return [*statements, *rest], known

    def _while(self, start: int) -> tuple[list[Statement], bool]:
        before = self.at
        test, _ = self._condition(frozenset(("do",)))
        read = _READ.fullmatch(self.text, before, self.at)
        names = [name for statement in test if isinstance(statement, Assign) for name in (statement.name,)]
        self._expect("do", start)
        body = self.block(frozenset(("done",)))
        self._expect("done", start)
        if read and self.text.startswith("while", start):
            loop = Loop(tuple(read["names"].split()), None, body, self.line_of(start))
            self._reading = loop, _separators(read["ifs"])
            return [loop], False
        reads = [statement for statement in test if not isinstance(statement, Assign)]
        return [*reads, Loop(tuple(names), None, body, self.line_of(start))], False

    def _fed_by(self, found: list[Statement], fed: Expression | None) -> list[Statement]:
        """*found*, where it is a loop that reads lines, with the text that it reads them from."""
        loop, separators = self._reading or (None, "")
        if loop is None or fed is None or found[-1:] != [loop]:
            return found
        line = loop.line
        given = (fed, Fixed(separators, line), Fixed(str(len(loop.variables)), line))
        return [*found[:-1], replace(loop, items=Applied(functions.rows, given, f"${loop.variables[0]}", line))]

    def _for(self, start: int) -> tuple[list[Statement], bool]:
        self._blanks()
        if self.peek(2) == "((":
            self._nested(")")
            name, items = "", None
        else:
            word = self.word()
            name = literal(word)
            self._breaks_and_blanks()
            items = self._items()
        self._expect("do", start)
        body = self.block(frozenset(("done",)))
        self._expect("done", start)
        return [Loop((name,) if name else (), items, body, self.line_of(start))], False

    def _items(self) -> Expression | None:
        if not re.compile(r"in(?=[\s;])").match(self.text, self.at):
            return Expanded("@", "$@", self.line, index="@", quoted=True)
        self.at += 2
        return Items(tuple(self._word_list()))

    def _case(self, start: int) -> tuple[list[Statement], bool]:
        self._blanks()
        subject = self.word()
        self._breaks_and_blanks()
        if not self.text.startswith("in", self.at):
            raise self.torn("case", start)
        self.at += 2
        blocks: list[Block] = []
        conditions: list[Condition | None] = []
        whole = False
        while True:
            self._breaks_and_blanks()
            if self.at >= len(self.text):
                raise self.torn("case", start)
            if self._reserved() == "esac":
                self.at += 4
                break
            patterns = self._patterns(start)
            whole |= "*" in [literal(pattern) for pattern in patterns]
            blocks.append(self.block(frozenset((";;", ";&", ";;&", "esac"))))
            conditions.append(_equal(subject, patterns))
            if self._reserved() != "esac":
                self.at += len(self._reserved())
        if not whole:
            blocks.append(())
        return [Branch(tuple(blocks), tuple(conditions))], False

    def _patterns(self, start: int) -> list[Word]:
        if self.peek() == "(":
            self.at += 1
        patterns: list[Word] = []
        while self.peek() != ")":
            self._blanks()
            before = self.at
            word = self.word()
            if word is not None:
                patterns.append(word)
            self._blanks()
            if self.peek() == "|":
                self.at += 1
            if self.at == before:
                raise self.torn("case", start)
        self.at += 1
        return patterns

    def _double_test(self, start: int) -> tuple[list[Statement], Condition | None]:
        words: list[Word] = []
        while True:
            self._line_breaks()
            if self.peek(2) == "]]":
                self.at += 2
                return [], compared(words, double=True)
            before = self.at
            word = self.word()
            if word is not None:
                words.append(word)
            else:
                self.at += 1
                words.append(Word((Fixed(self.text[before : self.at], self.line),)))
            self.work.spend()
            if self.at >= len(self.text):
                raise self.torn("[[", start)


def _equal(subject: Word | None, patterns: list[Word]) -> Condition | None:
    known = [literal(pattern) for pattern in patterns]
    # Patterns with variables, or of extended globs, are not compared.
    if subject is None or not all(re.fullmatch(r"[\w./:@*?\[\]-]+", pattern) for pattern in known):
        return None
    return Condition("like", (subject, *(Fixed(pattern, subject.line) for pattern in known)))
