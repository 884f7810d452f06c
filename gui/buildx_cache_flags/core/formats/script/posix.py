"""bash, sh and zsh: the statements of a script, read into the model."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from buildx_cache_flags.core.text.work import Work

from . import braces, functions
from .cursor import TornError
from .model import (
    Apart,
    Applied,
    Assign,
    Block,
    Branch,
    Captured,
    Command,
    Condition,
    Define,
    Expanded,
    Expression,
    Extend,
    Fixed,
    Forget,
    Items,
    Leave,
    Loop,
    Loose,
    Pipe,
    Statement,
    Store,
    Word,
)
from .posix_words import Words

__all__ = ["TornError", "read"]

Test = Condition | bool | None
"""What a command decides: a comparison, ``None`` where nobody knows, false where it is no test at all."""

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(?:\[([^\]\n]*)\])?(\+?=)", re.ASCII)
_FUNCTION = re.compile(r"(?:function[ \t]+([\w:.-]+)[ \t]*(?:\([ \t]*\))?|([\w:.-]+)[ \t]*\([ \t]*\))\s*(?=[{(])")
_REDIRECTION = re.compile(r"(?:\d{0,3}|\{\w+\})(?:<<<|<<-?|<>|>>|>\||[<>]&|[<>](?!\()|&>>?)|&>>?")
_BLANKS = re.compile(r"(?:[ \t]|\\\r?\n)+")
_CLOSING: Final = frozenset(("then", "elif", "else", "fi", "do", "done", "esac", "}", ")", ";;", ";&", ";;&"))
_RESERVED: Final = _CLOSING | {"if", "while", "until", "for", "case", "select", "{", "!", "time", "[[", "function"}
_DECLARING: Final = frozenset(("export", "local", "declare", "typeset", "readonly"))
_NEVER: Final = frozenset[str]()


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script; :class:`TornError` where a shell would refuse it or wait for more."""
    return Reader(text, first, work, zsh=dialect == "zsh", braces=dialect != "sh").all()


class Reader(Words):
    """One way through a script."""

    def __init__(self, text: str, first: int, work: Work, *, zsh: bool, braces: bool) -> None:
        super().__init__(text, first, work, zsh=zsh, braces=braces)
        self.block = self._block
        self._heredocs: list[tuple[str, bool]] = []
        self._fed: Expression | None = None

    def all(self) -> Block:
        """The whole text."""
        found = self._block(_NEVER)
        if self.at < len(self.text):
            raise self.torn(self.peek(), self.at)
        return found

    def inner(self, text: str, line: int) -> Block:
        """The commands of a text inside this one."""
        reader = Reader(text, line, self.work, zsh=self.zsh, braces=self.braces)
        reader.depth = self.depth
        return reader.all()

    # Blanks and marks

    def _blanks(self) -> None:
        """Step over blanks, continued lines and a comment."""
        while True:
            match = _BLANKS.match(self.text, self.at)
            if match:
                line = self.line
                self.at = match.end()
                self.work.spend(len(match[0]))
                if "\\" in match[0]:
                    self._continued(line)
            if self.peek() != "#" or (self.at and self.text[self.at - 1] not in " \t\n;&|()"):
                return
            end = self.work.find(self.text, "\n", self.at)
            self.at = len(self.text) if end < 0 else end

    def _breaks_and_blanks(self) -> None:
        """Step over everything up to the next command."""
        while True:
            self._blanks()
            if self.peek() == "\r":
                self.at += 1
            elif self.peek() == "\n":
                self.at += 1
                self._skip_heredocs()
            elif self.peek() == ";" and self.peek(2) not in (";;", ";&"):
                self.at += 1
            else:
                return

    def _skip_heredocs(self) -> None:
        for end, tabs in self._heredocs:
            start = self.at
            pattern = re.compile(rf"^{'[ 	]*' if tabs else ''}{re.escape(end)}[ \t\r]*$", re.MULTILINE)
            match = pattern.search(self.text, self.at)
            self.at = match.end() if match else len(self.text)
            self.work.spend(self.at - start)
        self._heredocs.clear()

    def _reserved(self) -> str:
        """The reserved word at this place, or an empty text."""
        match = re.compile(r"[a-z]+(?=[\s;&|()<>]|\Z)|;;&|;;|;&|\[\[(?=\s)|[{}!](?=[\s;)]|\Z)|\)").match(
            self.text, self.at
        )
        return match[0] if match and match[0] in _RESERVED else ""

    def _expect(self, word: str, start: int) -> None:
        self._breaks_and_blanks()
        if self._reserved() != word:
            raise self.torn(self.text[start : start + 8].split()[0], start)
        self.at += len(word)

    # Statements

    def _block(self, ends: frozenset[str]) -> Block:
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
            if closing in _CLOSING:
                raise self.torn(closing, self.at)
            before = self.at
            found += self._list()
            if self.at == before:
                raise self.torn(self.peek(), self.at)

    def _list(self) -> list[Statement]:
        """Pipelines with ``&&`` and ``||`` between them: what stands behind a test may be left out."""
        first, test = self._pipeline()
        rest: list[tuple[str, list[Statement], Condition | bool | None]] = []
        while True:
            self._blanks()
            mark = self.peek(2)
            if mark not in ("&&", "||"):
                break
            self.at += 2
            self._line_breaks()
            statements, condition = self._pipeline()
            rest.append((mark, statements, condition))
        if self.peek() == "&" and self.peek(2) != "&>":
            self.at += 1
        return _chained(first, test, rest)

    def _line_breaks(self) -> None:
        self._blanks()
        while self.peek() in ("\n", "\r"):
            self.at += 1
            self._skip_heredocs()
            self._blanks()

    def _pipeline(self) -> tuple[list[Statement], Test]:
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
            statements, condition = self._command()
            blocks.append(statements)
            self._blanks()
            if self.peek() != "|" or self.peek(2) == "||":
                break
            self.at += 2 if self.peek(2) == "|&" else 1
            self._line_breaks()
        if len(blocks) == 1:
            return blocks[0], _negated(condition) if negated else condition
        return [Pipe(tuple(map(tuple, blocks)))], None if condition is not False else False

    def _command(self) -> tuple[list[Statement], Test]:
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
            self._redirections()
            return found
        if self.peek(2) == "((":
            self._nested(")")
            return [], None
        if self.peek() == "(":
            return self._subshell()
        function = _FUNCTION.match(self.text, self.at)
        if function:
            return self._function(function), False
        return self._simple()

    def _subshell(self) -> tuple[list[Statement], bool]:
        start = self.at
        self.deeper(start)
        self.at += 1
        body = self._block(frozenset(")"))
        if self.peek() != ")":
            raise self.torn("(", start)
        self.at += 1
        self.depth -= 1
        self._redirections()
        return [Apart(body)], False

    def _function(self, match: re.Match[str]) -> list[Statement]:
        self.at = match.end()
        body, _ = self._command()
        return [Define(match[1] or match[2], (), tuple(body))]

    def _group(self, start: int) -> tuple[list[Statement], bool]:
        body = self._block(frozenset("}"))
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
            blocks.append(self._block(frozenset(("elif", "else", "fi"))))
            conditions.append(condition)
            word = self._reserved()
            self.at += len(word)
            if word != "elif":
                break
        if word == "else":
            blocks.append(self._block(frozenset(("fi",))))
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
        statements, condition = self._pipeline()
        self._blanks()
        alone = self.peek() in (";", "\n", "\r")
        if self.peek(2) in ("&&", "||"):
            while self.peek(2) in ("&&", "||"):
                self.at += 2
                self._line_breaks()
                statements = [*statements, *self._pipeline()[0]]
                self._blanks()
            alone = False
        rest = self._block(ends)
        known = condition if isinstance(condition, Condition) and alone and not rest else None
        return [*statements, *rest], known

    def _while(self, start: int) -> tuple[list[Statement], bool]:
        test, _ = self._condition(frozenset(("do",)))
        names = [name for statement in test if isinstance(statement, Assign) for name in (statement.name,)]
        self._expect("do", start)
        body = self._block(frozenset(("done",)))
        self._expect("done", start)
        reads = [statement for statement in test if not isinstance(statement, Assign)]
        return [*reads, Loop(tuple(names), None, body, self.line_of(start))], False

    def _for(self, start: int) -> tuple[list[Statement], bool]:
        self._blanks()
        if self.peek(2) == "((":
            self._nested(")")
            name, items = "", None
        else:
            word = self.word()
            name = _literal(word)
            self._breaks_and_blanks()
            items = self._items()
        self._expect("do", start)
        body = self._block(frozenset(("done",)))
        self._expect("done", start)
        return [Loop((name,) if name else (), items, body, self.line_of(start))], False

    def _items(self) -> Expression | None:
        if not re.compile(r"in(?=[\s;])").match(self.text, self.at):
            return Expanded("@", "$@", self.line, index="@", quoted=True)
        self.at += 2
        return Items(tuple(self._word_list()))

    def _word_list(self) -> Iterator[Word]:
        """Words up to the end of the line or command."""
        while True:
            self._blanks()
            found = self._expanded_word()
            if not found:
                return
            yield from found

    def _expanded_word(self) -> list[Word]:
        """The word at this place, or the several that its braces make of it."""
        start, line = self.at, self.line
        word = self.word()
        if word is None:
            return []
        raw = self.text[start : self.at]
        if self.braces and "{" in raw:
            alternatives = braces.expanded(raw, self.work)
            if len(alternatives) > 1:
                return [self._reread(text, line) for text in alternatives]
        return [word]

    def _reread(self, text: str, line: int) -> Word:
        reader = Reader(text, line, self.work, zsh=self.zsh, braces=False)
        reader.depth = self.depth + 1
        return Word(tuple(reader.parts(_NEVER)), line)

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
            whole |= "*" in [_literal(pattern) for pattern in patterns]
            blocks.append(self._block(frozenset((";;", ";&", ";;&", "esac"))))
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
                return [], _compared(words)
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

    # Simple commands

    def _simple(self) -> tuple[list[Statement], Test]:
        line = self.line
        self.flaws = []
        assignments: list[Statement] = []
        words: list[Word] = []
        self._fed = None
        while True:
            self._blanks()
            if self._redirection():
                continue
            match = _ASSIGNMENT.match(self.text, self.at)
            if match and (not words or _literal(words[0]) in _DECLARING):
                assignments.append(self._assignment(match))
                continue
            found = self._expanded_word()
            if not found:
                break
            words += found
        return self._made(words, assignments, line)

    def _redirections(self) -> None:
        self._blanks()
        while self._redirection():
            self._blanks()

    def _redirection(self) -> bool:
        match = _REDIRECTION.match(self.text, self.at)
        if not match:
            return False
        self.at = match.end()
        mark = match[0].lstrip("0123456789")
        self._blanks()
        if mark in ("<<", "<<-"):
            end = re.compile(r"""['"]?([\w.-]+)['"]?|\\(\w+)""").match(self.text, self.at)
            if end:
                self.at = end.end()
                name = end[1] or end[2]
                self._heredocs.append((name, mark == "<<-"))
                self._fed = self._body(name, mark == "<<-", quoted=end[0] != name)
            return True
        word = self.word()
        if mark == "<<<" and word is not None:
            self._fed = word
        return True

    def _body(self, end: str, tabs: bool, *, quoted: bool) -> Expression | None:
        """The text that a command is fed."""
        start = self.work.find(self.text, "\n", self.at) + 1
        match = re.compile(rf"^{'[ 	]*' if tabs else ''}{re.escape(end)}[ \t\r]*$", re.MULTILINE).search(
            self.text, start
        )
        if not start or not match or len(self._heredocs) > 1:
            return None
        text, line = self.text[start : match.start()], self.line_of(start)
        self.work.spend(len(text))
        if quoted:
            return Fixed(text, line)
        reader = Reader(text, line, self.work, zsh=self.zsh, braces=False)
        reader.depth = self.depth + 1
        return Word(tuple(reader.parts(_NEVER, quoted=True)), line)

    def _assignment(self, match: re.Match[str]) -> Statement:
        name, index, operator = match.groups()
        line = self.line
        self.at = match.end()
        add = operator == "+="
        if self.peek() == "(":
            return self._array(name, line, add=add)
        word = self.word() or Word((Fixed("", line),), line)
        value = _unsplit(word)
        if index is not None:
            return Store(name, Fixed(index.strip("\"'"), line), value, line)
        return Assign(name, value, line, add=add)

    def _array(self, name: str, line: int, *, add: bool) -> Statement:
        start = self.at
        self.at += 1
        items: list[Expression] = []
        while True:
            self._breaks_and_blanks()
            if self.peek() == ")":
                self.at += 1
                break
            key = re.compile(r"\[([^\]\n]*)\]=").match(self.text, self.at)
            if key:
                self.at = key.end()
            found = self._expanded_word()
            if not found and not key:
                raise self.torn("(", start)
            items += found
        return Extend(name, tuple(items), line) if add else Assign(name, Items(tuple(items)), line)

    def _made(self, words: list[Word], assignments: list[Statement], line: int) -> tuple[list[Statement], Test]:
        """What words and assignments amount to."""
        if not words:
            return assignments, False
        name = _literal(words[0])
        if name in _DECLARING:
            return [*_declared(words, assignments, name)], False
        if name in ("[", "test"):
            return [], _compared(words[1 : -1 if name == "[" else None])
        builtin = _BUILTINS.get(name)
        made = builtin(words, line, self._fed) if builtin else None
        if made is not None:
            return [*assignments, *made], False
        before = tuple(one for one in assignments if isinstance(one, Assign))
        command = Command(tuple(words), line, before, tuple(self.flaws), self._fed)
        return [command], None if name in ("grep", "command", "type", "which", "hash") else False


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
    operators = {"==": "!=", "!=": "==", "set": "unset", "unset": "set"}
    return Condition(operators[condition.operator], condition.values)  # type: ignore[arg-type]


def _literal(word: Word | None) -> str:
    """The text of a word without any expansion; empty where there is one."""
    if word is None or not all(isinstance(part, Fixed) for part in word.parts):
        return ""
    return "".join(part.text for part in word.parts if isinstance(part, Fixed))


def _unsplit(word: Word) -> Word:
    """The value of an assignment, which no blank parts."""
    parts: list[Expression] = []
    for part in word.parts:
        if isinstance(part, Expanded):
            index = part.index if part.index != "@" else "*"
            arguments = (
                tuple(map(_quoted, part.arguments)) if part.operator.endswith(("-", "+", "=")) else part.arguments
            )
            parts.append(Expanded(part.name, part.source, part.line, part.operator, arguments, index, quoted=True))
        elif isinstance(part, Captured):
            parts.append(Captured(part.body, part.source, part.line, quoted=True))
        else:
            parts.append(part)
    return Word(tuple(parts) or (Fixed("", word.line),), word.line)


def _quoted(word: Word) -> Word:
    """An argument of an expansion that no blank parts."""
    parts = (Fixed(part.text, part.line) if isinstance(part, Loose) else part for part in word.parts)
    return Word(tuple(parts), word.line)


def _equal(subject: Word | None, patterns: list[Word]) -> Condition | None:
    if subject is None or len(patterns) != 1 or not re.fullmatch(r"[\w./:@-]+", _literal(patterns[0])):
        return None
    return Condition("==", (subject, patterns[0]))


def _compared(words: list[Word]) -> Condition | None:
    """What a test compares, where that is simple."""
    marks = [_literal(word) for word in words]
    if len(words) == 3 and marks[1] in ("=", "==", "!=") and not re.search(r"[*?\[]", marks[2]):
        return Condition("!=" if marks[1] == "!=" else "==", (words[0], words[2]))
    if len(words) == 2 and marks[0] in ("-n", "-z"):
        return Condition("set" if marks[0] == "-n" else "unset", (words[1],))
    return None


def _declared(words: list[Word], assignments: list[Statement], name: str) -> Iterator[Statement]:
    """``export``, ``local`` and the like: what is assigned, or the bare names."""
    local = name == "local"
    options = "".join(_literal(word) for word in words[1:] if _literal(word).startswith("-"))
    for one in assignments:
        if isinstance(one, Assign):
            value = one.value
            if "l" in options or "u" in options:
                value = Applied(
                    functions.lower if "l" in options else functions.upper, (value,), f"${one.name}", one.line
                )
            yield Assign(one.name, value, one.line, add=one.add, local=local)
        else:
            yield one
    if local or name in ("declare", "typeset"):
        for word in words[1:]:
            bare = _literal(word)
            if re.fullmatch(r"[A-Za-z_]\w*", bare):
                empty: Expression = Items(()) if set(options) & set("aA") else Fixed("", word.line)
                yield Assign(bare, empty, word.line, local=local)


def _set(words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    marks = [_literal(word) for word in words]
    if "--" not in marks:
        return []
    rest = words[marks.index("--") + 1 :]
    return [Assign("@", Items(tuple(rest)), line)]


def _printf(words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    if len(words) < 4 or _literal(words[1]) != "-v":
        return None
    value = Applied(functions.formatted, (words[3], Items(tuple(words[4:]))), f"${_literal(words[2])}", line)
    return [Assign(_literal(words[2]), value, line)]


def _read(words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    options = "".join(_literal(word) for word in words[1:] if _literal(word).startswith("-"))
    names = [_literal(word) for word in words[1:] if re.fullmatch(r"[A-Za-z_]\w*", _literal(word))]
    if fed is not None and "a" in options and names and "d" not in options:
        return [Assign(names[-1], Applied(functions.fields, (fed,), f"${names[-1]}", line), line)]
    return [Forget(name) for name in names]


def _lines(words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    names = [_literal(word) for word in words[1:] if re.fullmatch(r"[A-Za-z_]\w*", _literal(word))]
    if fed is not None and names:
        return [Assign(names[-1], Applied(functions.lines, (fed,), f"${names[-1]}", line), line)]
    return [Forget(name) for name in names]


def _unset(words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    return [Forget(_literal(word)) for word in words[1:] if not _literal(word).startswith("-")]


def _leave(kind: str, words: list[Word], line: int, fed: Expression | None) -> list[Statement] | None:
    return [Leave(kind)]  # type: ignore[arg-type]


_BUILTINS: Final[dict[str, Callable[[list[Word], int, Expression | None], list[Statement] | None]]] = {
    "set": _set,
    "printf": _printf,
    "read": _read,
    "mapfile": _lines,
    "readarray": _lines,
    "unset": _unset,
    "exit": partial(_leave, "exit"),
    "return": partial(_leave, "return"),
    "break": partial(_leave, "turn"),
    "continue": partial(_leave, "turn"),
}
