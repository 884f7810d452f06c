"""fish: the statements of a script, read into the model.

Rules: the fish documentation, "The fish language", version 3.6.
"""

import re
from collections.abc import Callable
from typing import Final

from buildx_cache_flags.core.text.work import Work

from . import braces, functions
from .cursor import Cursor, TornError
from .model import (
    Applied,
    Assign,
    Block,
    Branch,
    Captured,
    Command,
    Condition,
    Define,
    Evaluate,
    Expanded,
    Expression,
    Extend,
    Fixed,
    Flaw,
    Forget,
    Items,
    Leave,
    Loop,
    Pipe,
    Statement,
    Word,
)

__all__ = ["TornError", "read"]

_BLANKS = re.compile(r"(?:[ \t]|\\\r?\n)+")
_BETWEEN = re.compile(r"(?:[ \t\r\n;]|\\\r?\n|#[^\n]*)+")
_PLAIN = re.compile(r"[^\s\\'\"$&|;<>()#{}\[\]~]+")
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b", "a": "\a", "b": "\b"}
_REDIRECTION = re.compile(r"(?:\d?(?:>>?\??|<)&?|&>>?|\^\^?(?=[ \t]*[\w./]))[ \t]*")
_ENDS: Final = frozenset(("end", "else", "case"))


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script; :class:`TornError` where fish would refuse it or wait for more."""
    return Reader(text, first, work).all()


class Reader(Cursor):
    """One way through a script."""

    flaws: list[Flaw]

    def all(self) -> Block:
        """The whole text."""
        self.flaws = []
        found = self._block()
        if self.at < len(self.text):
            raise self.torn(self.peek(), self.at)
        return found

    def _word_here(self) -> str:
        match = re.compile(r"[a-z!]+(?=[\s;&|()]|\Z)").match(self.text, self.at)
        return match[0] if match else ""

    def _block(self, closing: str = "") -> Block:
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
                self.take(_BLANKS)
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
            self.take(_BLANKS)
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
            self.take(_BLANKS)
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
            self.take(_BLANKS)
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
        self.take(_BLANKS)
        while self.take(_REDIRECTION):
            self._word()
            self.take(_BLANKS)

    def _end(self, start: int) -> None:
        if self._word_here() != "end":
            raise self.torn(self.text[start : start + 8].split()[0], start)
        self.at += 3

    def _begin(self, start: int) -> list[Statement]:
        body = self._block()
        self._end(start)
        return list(body)

    def _if(self, start: int) -> list[Statement]:
        tests: list[Statement] = []
        blocks: list[Block] = []
        conditions: list[Condition | None] = []
        while True:
            self.take(_BLANKS)
            test = self._chain()
            conditions.append(_condition(test))
            tests += [one for one in test if not _is_test([one])]
            blocks.append(self._block())
            if self._word_here() != "else":
                blocks.append(())
                break
            self.at += 4
            self.take(_BLANKS)
            if self._word_here() == "if":
                self.at += 2
                continue
            blocks.append(self._block())
            break
        self._end(start)
        return [*tests, Branch(tuple(blocks), tuple(conditions))]

    def _for(self, start: int) -> list[Statement]:
        self.take(_BLANKS)
        name = self.take(_NAME)
        self.take(_BLANKS)
        if not name or not self.take(re.compile(r"in(?=[\s;])")):
            raise self.torn("for", start)
        items = self._words()
        body = self._block()
        self._end(start)
        return [Loop((name[0],), Items(tuple(items)), body, self.line_of(start))]

    def _while(self, start: int) -> list[Statement]:
        self.take(_BLANKS)
        self._chain()
        body = self._block()
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
            texts = [_literal(label) for label in labels]
            whole |= "*" in texts
            blocks.append(self._block())
            plain = len(texts) == 1 and re.fullmatch(r"[\w./:@-]+", texts[0]) and len(subject) == 1
            conditions.append(Condition("==", (subject[0], labels[0])) if plain else None)
        self._end(start)
        return [Branch(tuple(blocks if whole else [*blocks, ()]), tuple(conditions))]

    def _function(self, start: int) -> list[Statement]:
        words = [_literal(word) for word in self._words()]
        body = self._block()
        self._end(start)
        names: list[str] = []
        for number, word in enumerate(words):
            if word in ("-a", "--argument-names", "--argument"):
                names += [name for name in words[number + 1 :] if not name.startswith("-")]
        if not words:
            raise self.torn("function", start)
        return [Define(words[0], tuple((name, None) for name in names), body)]

    # Commands

    def _words(self) -> list[Word]:
        """Words up to the end of the command."""
        found: list[Word] = []
        while True:
            self.take(_BLANKS)
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
        name = _literal(words[0])
        builtin = _BUILTINS.get(name)
        made = builtin(words[1:], line) if builtin else None
        if made is not None:
            return made
        return [Command(tuple(words), line, flaws=tuple(self.flaws))]

    def _expanded(self) -> list[Word]:
        start, line = self.at, self.line
        word = self._word()
        raw = self.text[start : self.at]
        if "{" in raw and "," in raw:
            alternatives = braces.expanded(raw, self.work)
            if len(alternatives) > 1:
                found = []
                for text in alternatives:
                    inner = Reader(text, line, self.work)
                    inner.flaws, inner.depth = self.flaws, self.depth + 1
                    found.append(inner._word() or Word((), line, product=True))
                return found
        return [word] if word is not None else []

    def _word(self) -> Word | None:
        start, line = self.at, self.line
        parts: list[Expression] = []
        while self.at < len(self.text) and self.peek() not in " \t\r\n;|&<>)":
            before = self.at
            self._part(parts)
            self.work.spend(self.at - before + 1)
        return Word(tuple(parts), line, product=True) if self.at > start else None

    def _part(self, parts: list[Expression]) -> None:
        line, character = self.line, self.peek()
        if character == "\\":
            self._escape(parts, line)
        elif character == "'":
            parts.append(Fixed(self._single(), line))
        elif character == '"':
            self._double(parts)
        elif character == "$":
            self._dollar(parts, quoted=False)
        elif character == "(":
            parts.append(self._substitution(1, quoted=False))
        else:
            match = self.take(_PLAIN)
            self.at += not match
            parts.append(Fixed(match[0] if match else character, line))

    def _escape(self, parts: list[Expression], line: int) -> None:
        after = self.text[self.at + 1 : self.at + 2]
        self.at += 1 + len(after)
        if after in (" ", "\t") and re.compile(r"[ \t]*(?:\r?\n|\Z)").match(self.text, self.at):
            self.flaws.append(("script-space-behind-mark", line, "\\"))
        if after != "\n":
            parts.append(Fixed(_ESCAPES.get(after, after), line))

    def _single(self) -> str:
        start = self.at
        match = self.take(re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL))
        if not match:
            raise self.torn("'", start)
        return re.sub(r"\\(['\\])", r"\1", match[1])

    def _double(self, parts: list[Expression]) -> None:
        start = self.at
        self.at += 1
        parts.append(Fixed("", self.line))
        while self.peek() != '"':
            line, character = self.line, self.peek()
            if not character:
                raise self.torn('"', start)
            if character == "\\":
                after = self.text[self.at + 1 : self.at + 2]
                self.at += 1 + len(after)
                parts.append(Fixed("" if after == "\n" else after if after in '"$\\' else "\\" + after, line))
            elif character == "$":
                self._dollar(parts, quoted=True)
            else:
                match = self.take(re.compile(r'[^"\\$]+'))
                parts.append(Fixed(match[0] if match else "", line))
        self.at += 1

    def _dollar(self, parts: list[Expression], *, quoted: bool) -> None:
        start, line = self.at, self.line
        if self.peek(2) == "$(":
            self.at += 1
            parts.append(self._substitution(1, quoted=quoted))
            return
        match = re.compile(r"\$([A-Za-z_]\w*)(?:\[([^\]\n]*)\])?", re.ASCII).match(self.text, self.at)
        if not match:
            self.at += 1
            parts.append(Fixed("$", line))
            return
        self.at = match.end()
        source = self.text[start : self.at]
        name = "@" if match[1] == "argv" else match[1]
        index = match[2] or ""
        if re.fullmatch(r"-?\d+", index):
            number = int(index)
            parts.append(Expanded(name, source, line, index=str(number - 1 if number > 0 else number), quoted=quoted))
        elif index:
            parts.append(Applied(functions.unknown, (), source, line))
        else:
            parts.append(Expanded(name, source, line, index="@", quoted=quoted))

    def _substitution(self, length: int, *, quoted: bool) -> Expression:
        start, line = self.at, self.line
        self.deeper(start)
        self.at += length
        body = self._block(")")
        if self.peek() != ")":
            raise self.torn("(", start)
        self.at += 1
        self.depth -= 1
        source = self.text[start : self.at]
        captured = Captured(body, source, line, quoted=True)
        return captured if quoted else Applied(functions.lines, (captured,), source, line)


def _literal(word: Word) -> str:
    """The text of a word without any expansion; empty where there is one."""
    if not all(isinstance(part, Fixed) for part in word.parts):
        return ""
    return "".join(part.text for part in word.parts if isinstance(part, Fixed))


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


def _tested(condition: Condition | None) -> list[Statement]:
    """A test, which decides about what follows and does nothing itself."""
    return [Branch(((),), (condition,))]


def _set(words: list[Word], line: int) -> list[Statement] | None:
    options = ""
    while words and re.fullmatch(r"-(?:[A-Za-z]+|-[a-z]+)", _literal(words[0])):
        written = _literal(words.pop(0))
        long = {"--append": "a", "--prepend": "p", "--erase": "e", "--query": "q", "--local": "l"}
        options += long.get(written, "") if written.startswith("--") else written[1:]
    if not words:
        return []
    target, values = words[0], words[1:]
    name = _literal(target)
    if "q" in options:
        return _tested(Condition("set", (Expanded(name, f"${name}", line, index="@"),)) if name else None)
    if "e" in options:
        return [Forget(name)]
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        return []
    if "a" in options or "p" in options:
        return [Extend(name, tuple(values), line, front="p" in options)]
    return [Assign(name, Items(tuple(values)), line, local="l" in options)]


def _test(words: list[Word], line: int) -> list[Statement] | None:
    if words and _literal(words[-1]) == "]":
        words = words[:-1]
    marks = [_literal(word) for word in words]
    if len(words) == 3 and marks[1] in ("=", "==", "!="):
        return _tested(Condition("!=" if marks[1] == "!=" else "==", (words[0], words[2])))
    if len(words) == 2 and marks[0] in ("-n", "-z"):
        return _tested(Condition("set" if marks[0] == "-n" else "unset", (words[1],)))
    return _tested(None)


def _eval(words: list[Word], line: int) -> list[Statement] | None:
    joined = Applied(functions.connected, (Items(tuple(words)), Fixed(" ")), "$(…)", line)
    return [Evaluate(joined, line, "fish")]


def _leave(words: list[Word], line: int) -> list[Statement] | None:
    return [Leave("exit")]


def _return(words: list[Word], line: int) -> list[Statement] | None:
    return [Leave("return")]


def _turn(words: list[Word], line: int) -> list[Statement] | None:
    return [Leave("turn")]


_BUILTINS: Final[dict[str, Callable[[list[Word], int], list[Statement] | None]]] = {
    "[": _test,
    "break": _turn,
    "continue": _turn,
    "eval": _eval,
    "exit": _leave,
    "return": _return,
    "set": _set,
    "test": _test,
}
