"""fish: the statements of a script, read into the model."""

import re
from collections.abc import Callable
from typing import Final

from buildx_cache_flags.core.formats.script.model import (
    Block,
    Branch,
    Command,
    Condition,
    Define,
    Items,
    Loop,
    Pipe,
    Statement,
    Word,
)
from buildx_cache_flags.core.text.work import Work

from .builtins import BUILTINS
from .words import BLANKS, Words, literal

_BETWEEN = re.compile(r"(?:[ \t\r\n;]|\\\r?\n|#[^\n]*)+")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_REDIRECTION = re.compile(r"(?:\d?(?:>>?\??|<)&?|&>>?|\^\^?(?=[ \t]*[\w./]))[ \t]*")
_ENDS: Final = frozenset(("end", "else", "case"))


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script; :class:`TornError` where fish would refuse it or wait for more."""
    return Reader(text, first, work).all()


class Reader(Words):
    """One way through a script."""

    def all(self) -> Block:
        """The whole text."""
        self.flaws = []
        found = self.block()
        if self.at < len(self.text):
            raise self.torn(self.peek(), self.at)
        return found

    def _word_here(self) -> str:
        match = re.compile(r"[a-z!]+(?=[\s;&|()]|\Z)").match(self.text, self.at)
        return match[0] if match else ""

    def block(self, closing: str = "") -> Block:
        """Statements up to ``end``, ``else``, ``case`` or *closing*, which is left standing."""
        found: list[Statement] = []
        while True:
            self.take(_BETWEEN)
            self.work.spend()
            word = self._word_here()
            if self.at >= len(self.text) or word in _ENDS or (closing and self.peek() == closing):
                return tuple(found)
            before = self.at
            if word in ("and", "or"):
                self.at += len(word)
                self.take(BLANKS)
                statements = self._chain()
                known = _opposite(found) if word == "or" else None
                found.append(Branch((tuple(statements), ()), (known,)))
            else:
                found += self._chain()
            if self.at == before:
                raise self.torn(self.peek(), self.at)

    def _chain(self) -> list[Statement]:
        """Pipelines with ``&&`` and ``||`` between them."""
        found = self._pipeline()
        while True:
            self.take(BLANKS)
            mark = self.peek(2)
            if mark not in ("&&", "||"):
                if self.peek() == "&":
                    self.at += 1
                return found
            self.at += 2
            self.take(_BETWEEN)
            known = _opposite(found) if mark == "||" else None
            following = self._pipeline()
            test = mark == "||" or _is_test(found[-1:] if found else [])
            found = [*found, Branch((tuple(following), ()), (known,))] if test else [*found, *following]

    def _pipeline(self) -> list[Statement]:
        blocks = [self._statement()]
        while True:
            self.take(BLANKS)
            if self.peek() != "|" or self.peek(2) == "||":
                break
            self.at += 1
            self.take(_BETWEEN)
            blocks.append(self._statement())
        return blocks[0] if len(blocks) == 1 else [Pipe(tuple(map(tuple, blocks)))]

    def _statement(self) -> list[Statement]:
        start, word = self.at, self._word_here()
        action: Callable[[int], list[Statement]] | None = {
            "if": self._if,
            "for": self._for,
            "while": self._while,
            "switch": self._switch,
            "function": self._function,
            "begin": self._begin,
        }.get(word)
        if action is None and word in ("not", "!", "time", "command", "builtin", "exec"):
            self.at += len(word)
            self.take(BLANKS)
            return self._statement()
        if action is None:
            return self._command()
        self.deeper(start)
        self.at += len(word)
        found = action(start)
        self.depth -= 1
        self._rest_of_block()
        return found

    def _rest_of_block(self) -> None:
        self.take(BLANKS)
        while self.take(_REDIRECTION):
            self._word()
            self.take(BLANKS)

    def _end(self, start: int) -> None:
        if self._word_here() != "end":
            raise self.torn(self.text[start : start + 8].split()[0], start)
        self.at += 3

    def _begin(self, start: int) -> list[Statement]:
        body = self.block()
        self._end(start)
        return list(body)

    def _if(self, start: int) -> list[Statement]:
        tests: list[Statement] = []
        blocks: list[Block] = []
        conditions: list[Condition | None] = []
        while True:
            self.take(BLANKS)
            test = self._chain()
            conditions.append(_condition(test))
            tests += [one for one in test if not _is_test([one])]
            blocks.append(self.block())
            if self._word_here() != "else":
                blocks.append(())
                break
            self.at += 4
            self.take(BLANKS)
            if self._word_here() == "if":
                self.at += 2
                continue
            blocks.append(self.block())
            break
        self._end(start)
        return [*tests, Branch(tuple(blocks), tuple(conditions))]

    def _for(self, start: int) -> list[Statement]:
        self.take(BLANKS)
        name = self.take(_NAME)
        self.take(BLANKS)
        if not name or not self.take(re.compile(r"in(?=[\s;])")):
            raise self.torn("for", start)
        items = self._words()
        body = self.block()
        self._end(start)
        return [Loop((name[0],), Items(tuple(items)), body, self.line_of(start))]

    def _while(self, start: int) -> list[Statement]:
        self.take(BLANKS)
        self._chain()
        body = self.block()
        self._end(start)
        return [Loop((), None, body, self.line_of(start))]

    def _switch(self, start: int) -> list[Statement]:
        subject = self._words()
        self.take(_BETWEEN)
        blocks: list[Block] = []
        conditions: list[Condition | None] = []
        whole = False
        while self._word_here() == "case":
            self.at += 4
            labels = self._words()
            texts = [literal(label) for label in labels]
            whole |= "*" in texts
            blocks.append(self.block())
            plain = len(texts) == 1 and re.fullmatch(r"[\w./:@-]+", texts[0]) and len(subject) == 1
            conditions.append(Condition("==", (subject[0], labels[0])) if plain else None)
        self._end(start)
        return [Branch(tuple(blocks if whole else [*blocks, ()]), tuple(conditions))]

    def _function(self, start: int) -> list[Statement]:
        words = [literal(word) for word in self._words()]
        body = self.block()
        self._end(start)
        names: list[str] = []
        for number, word in enumerate(words):
            if word in ("-a", "--argument-names", "--argument"):
                names += [name for name in words[number + 1 :] if not name.startswith("-")]
        if not words:
            raise self.torn("function", start)
        return [Define(words[0], tuple((name, None) for name in names), body)]

    def _words(self) -> list[Word]:
        """Words up to the end of the command."""
        found: list[Word] = []
        while True:
            self.take(BLANKS)
            if self.peek() == "#":
                self.take(re.compile(r"[^\n]*"))
            ends = self.at >= len(self.text) or self.peek() in "\r\n;)|&"
            if ends and self.peek(2) != "&>":
                return found
            redirection = self.take(_REDIRECTION)
            if redirection:
                self._word()
                continue
            before = self.at
            found += self._expanded()
            if self.at == before:
                return found

    def _command(self) -> list[Statement]:
        line = self.line
        self.flaws = []
        words = self._words()
        if not words:
            return []
        name = literal(words[0])
        builtin = BUILTINS.get(name)
        made = builtin(words[1:], line) if builtin else None
        if made is not None:
            return made
        return [Command(tuple(words), line, flaws=tuple(self.flaws))]


def _is_test(statements: list[Statement]) -> bool:
    return bool(statements) and isinstance(statements[0], Branch) and not any(statements[0].blocks)


def _condition(statements: list[Statement]) -> Condition | None:
    """What a test compares, where it is one alone."""
    if len(statements) == 1 and isinstance(statements[0], Branch) and _is_test(statements):
        return statements[0].conditions[0] if statements[0].conditions else None
    return None


def _opposite(statements: list[Statement]) -> Condition | None:
    known = _condition(statements[-1:])
    if known is None:
        return None
    operators = {"==": "!=", "!=": "==", "set": "unset", "unset": "set"}
    return Condition(operators[known.operator], known.values)  # type: ignore[arg-type]
