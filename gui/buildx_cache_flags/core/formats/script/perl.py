"""Perl: the statements of a script, read into the model.

There is no grammar of it among those that are used here; this covers strings, lists, hashes, conditions, loops and
subs as build scripts have them (perldata, perlop, perlsyn), and skips a statement that is anything else.
"""

import re
from collections.abc import Callable
from typing import Final

from buildx_cache_flags.core.text.work import Work

from . import calls, functions, powershell_functions
from .cursor import Cursor, TornError
from .model import (
    Applied,
    Assign,
    Block,
    Branch,
    Call,
    Command,
    Condition,
    Define,
    Either,
    Evaluate,
    Expression,
    Extend,
    Fixed,
    Invoked,
    Items,
    Joined,
    Leave,
    Loop,
    Opaque,
    Record,
    Spread,
    Statement,
    Variable,
)

__all__ = ["TornError", "read"]

_SPACE = re.compile(r"(?:\s+|#[^\n]*|^=[a-z]+\b.*?^=cut\b[^\n]*)+", re.DOTALL | re.MULTILINE)
_SCALAR = re.compile(r"\$(?:\{\s*(\w+)\s*\}|(\w+(?:::\w+)*))", re.ASCII)
_ARRAY = re.compile(r"@(?:\{\s*\$?(\w+)\s*\}|\$?(\w+))", re.ASCII)
_WORD = re.compile(r"[A-Za-z_]\w*(?:::\w+)*", re.ASCII)
_QUOTE = re.compile(r"(qq|qw|qx|q)\s*([^\w\s,;=])")
_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "<": ">"}
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "e": "\x1b"}
_DECLARED = re.compile(r"(?:my|our|local|state)\b\s*")
_ASSIGNING = re.compile(r"(\|\|=|//=|\.=|\+=|=)(?![=~>])")
_MODIFIER = re.compile(r"(if|unless|for|foreach|while|until)\b\s*")
_OPERATOR = re.compile(r"\.(?!\.)|\|\||//|\bor\b|&&|\band\b|==|!=|\beq\b|\bne\b|=~|!~|[<>]=?|\+|-(?!>)|\bx\b|\*|%")


def read(text: str, first: int, work: Work, dialect: str) -> Block:
    """The statements of a script; ``TornError`` where it has no end."""
    reader = Reader(text.partition("\n__END__")[0], first, work)
    return reader.all()


class Reader(Cursor):
    """One way through a script."""

    def __init__(self, text: str, first: int, work: Work) -> None:
        super().__init__(text, first, work)
        self.effects: list[Statement] = []
        self.compared: list[Condition] = []
        self.functions = frozenset(re.findall(r"^\s*sub\s+(\w+)", text, re.MULTILINE))

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
        self._space()
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

    def _space(self) -> None:
        self.take(_SPACE)

    # Statements

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
            self._brackets()
            return [Loop((), None, tuple(self._braces()), self.line_of(start))]
        return self._modified(self._simple(), start)

    def _modified(self, statements: list[Statement], start: int) -> list[Statement]:
        """A statement with a condition or a list behind it."""
        self._space()
        modifier = self.take(_MODIFIER)
        if modifier and modifier[1] in ("for", "foreach"):
            items = self._list()
            return [Loop(("_",), Items((Spread(items),)), tuple(statements), self.line_of(start))]
        if modifier:
            self.compared = []
            self._list()
            return [Branch((tuple(statements), ()), (self._known(unless=modifier[1] == "unless"),))]
        self._space()
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
        self._space()
        alone = self.peek() in (";", "}", "") or _MODIFIER.match(self.text, self.at)
        value = None if alone else self._list()
        if name == "return":
            return [Leave("return", value)]
        return [Leave("exit" if name in ("die", "exit") else "turn")]

    def _assigned(self, sigil: str, name: str, operator: str, line: int) -> list[Statement]:
        self._space()
        if sigil in "@%":
            value = self._list()
            listed = _record(value) if sigil == "%" else Items((Spread(value),))
            return [Assign(name, listed, line)]
        value = self._expression()
        if operator == ".=":
            return [Assign(name, value, line, add=True)]
        if operator in ("||=", "//="):
            known = Variable(name, f"${name}", line)
            value = Applied(powershell_functions.default, (known, value), f"${name}", line)
        return [Assign(name, value, line)]

    def _taken_apart(self, line: int) -> list[Statement]:
        """``my ($a, @b) = …``."""
        names = self.take(re.compile(r"\(([^)]*)\)\s*=\s*"))
        if not names:
            self._brackets()
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
        target = self.take(_ARRAY)
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
            self._space()
            self.compared = []
            self._brackets()
            conditions.append(self._known(unless=unless))
            blocks.append(tuple(self._braces()))
            before = self.at
            self._space()
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
        self._space()
        items = self._brackets()
        body = tuple(self._braces())
        listed = Items((Spread(items),)) if items is not None else None
        return [Loop((name[1] if name else "_",), listed, body, self.line_of(start))]

    def _brackets(self) -> Expression | None:
        """``( … )``; nothing where it has several parts, as a loop that counts."""
        start = self.at
        if self.peek() != "(":
            raise self.torn("(", start)
        self.at += 1
        self._space()
        value = self._list() if self.peek() != ")" else Items(())
        self._space()
        if self.peek() == ")":
            self.at += 1
            return value
        depth = 1
        for match in re.compile(r"[()]").finditer(self.text, self.at):
            depth += 1 if match[0] == "(" else -1
            if not depth:
                self.work.spend(match.end() - start)
                self.at = match.end()
                return None
        raise self.torn("(", start)

    # Values

    def _list(self) -> Expression:
        """Values with commas in between."""
        items: list[Expression] = []
        while True:
            self._space()
            if self.at >= len(self.text) or self.peek() in ");]}":
                break
            items.append(self._expression())
            self._space()
            if not self.take(re.compile(r",|=>")):
                break
        return items[0] if len(items) == 1 else Items(tuple(map(_flat, items)))

    def _expression(self) -> Expression:
        start = self.at
        self.deeper(start)
        found = self._primary()
        while True:
            self._space()
            operator = _OPERATOR.match(self.text, self.at)
            if not operator:
                break
            self.at = operator.end()
            self._space()
            if operator[0] in ("or", "and", "&&") and self.take(re.compile(r"(?:die|exit|return|next|last)\b")):
                self._list()
                continue
            right = self._primary() if operator[0] not in ("=~", "!~") else self._pattern()
            found = self._joined(operator[0], found, right, start)
        if self.peek() == "?":
            self.at += 1
            self._space()
            first = self._expression()
            self._space()
            if self.peek() != ":":
                raise self.torn("?", start)
            self.at += 1
            self._space()
            found = Either((first, self._expression()))
        self.depth -= 1
        return found

    def _joined(self, operator: str, left: Expression, right: Expression, start: int) -> Expression:
        source, line = self.text[start : self.at], self.line_of(start)
        if operator == ".":
            return Joined((left, right))
        if operator in ("||", "//"):
            return Applied(powershell_functions.default, (left, right), source, line)
        if operator in ("==", "eq", "!=", "ne"):
            self.compared.append(Condition("==" if operator in ("==", "eq") else "!=", (left, right)))
        return Opaque("${…}", line)

    def _pattern(self) -> Expression:
        self.take(
            re.compile(r"(?:s|tr|y)?([/|{])(?:\\.|(?!\1).)*\1?(?:(?:\\.|(?!\1).)*\1)?[a-z]*|m?/(?:\\.|[^/])*/[a-z]*")
        )
        return Opaque("${…}", self.line)

    def _primary(self) -> Expression:
        start, line, character = self.at, self.line, self.peek()
        if character == "'":
            return self._single()
        if character == '"':
            self.at += 1
            return self._interpolated('"', start)
        if character == "`":
            self.at += 1
            return self._run_text(self._interpolated("`", start), line)
        quote = _QUOTE.match(self.text, self.at)
        if quote:
            return self._quote(quote, start)
        if character == "(":
            value = self._brackets()
            return self._indexed(value if value is not None else Opaque("${…}", line))
        if character == "[":
            self.at += 1
            found = self._list()
            self._space()
            self.take(re.compile(r"\]"))
            return Items((Spread(found),))
        if character == "{":
            self.at += 1
            found = self._list()
            self._space()
            self.take(re.compile(r"\}"))
            return _record(found)
        if character in "@$%\\!-":
            return self._variable(start)
        number = self.take(re.compile(r"\d[\d_.]*"))
        if number:
            return Fixed(number[0], line)
        return self._call(start)

    def _variable(self, start: int) -> Expression:
        line = self.line
        if self.take(re.compile(r"[\\!]|-[a-z]\b|-(?=[$\d])")):
            self._space()
            value = self._primary()
            return value if self.text[start] == "\\" else Opaque("${…}", line)
        scalar = self.take(_SCALAR)
        if scalar:
            return self._indexed(self._named(scalar[1] or scalar[2], scalar[0], line))
        array = self.take(_ARRAY)
        if array:
            name = array[1] or array[2]
            return Spread(Variable("@" if name == "_" else name, array[0], line))
        hash_ = self.take(re.compile(r"%\{?\$?(\w+)\}?"))
        if hash_:
            return Variable(hash_[1], hash_[0], line)
        raise self.torn(self.peek(), start)

    def _named(self, name: str, source: str, line: int) -> Expression:
        return Variable(name, source, line)

    def _indexed(self, value: Expression) -> Expression:
        """*value* with the subscripts and arrows behind it."""
        while True:
            line = self.line
            match = self.take(re.compile(r"(?:->)?(?:\{\s*(['\"]?)([\w.-]+)\1\s*\}|\[\s*(-?\d+)\s*\])"))
            if not match:
                if self.take(re.compile(r"->\w+")):
                    self._space()
                    if self.peek() == "(":
                        self._brackets()
                    value = Opaque("${…}", line)
                    continue
                return value
            if isinstance(value, Variable) and value.name == "ENV":
                value = Variable(f"env:{match[2]}", f"$ENV{{{match[2]}}}", line)
                continue
            key = Fixed(match[2] or match[3])
            if isinstance(value, Variable) and value.name == "_" and match[3] and not match[0].startswith("->"):
                value = Variable("@", "@_", line)
            value = Applied(functions.element, (value, key), "${…}", line)

    def _single(self) -> Expression:
        start, line = self.at, self.line
        match = self.take(re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL))
        if not match:
            raise self.torn("'", start)
        return calls.lines(re.sub(r"\\(['\\])", r"\1", match[1]), line)

    def _quote(self, quote: re.Match[str], start: int) -> Expression:
        kind, opening = quote.groups()
        closing = _CLOSING.get(opening, opening)
        line = self.line
        self.at = quote.end()
        if kind in ("qq", "qx"):
            value = self._interpolated(closing, start)
            return value if kind == "qq" else self._run_text(value, line)
        end = self.work.find(self.text, closing, self.at)
        if end < 0:
            raise self.torn(kind, start)
        text = self.text[self.at : end]
        if kind == "q":
            self.at = end + 1
            return calls.lines(text, line)
        words = [Fixed(match[0], self.line_of(self.at + match.start())) for match in re.finditer(r"\S+", text)]
        self.at = end + 1
        return Spread(Items(tuple(words)))

    def _interpolated(self, closing: str, start: int) -> Expression:
        parts: list[Expression] = []
        plain = re.compile(rf"[^\\$@\n{re.escape(closing)}]+|\n|[$@]")
        while self.peek() != closing:
            line = self.line
            if self.at >= len(self.text):
                raise self.torn(closing, start)
            if self.peek() == "\\":
                after = self.text[self.at + 1 : self.at + 2]
                self.at += 1 + len(after)
                parts.append(Fixed(_ESCAPES.get(after, after), line))
                continue
            scalar = self.take(_SCALAR)
            array = None if scalar else self.take(_ARRAY)
            if scalar:
                parts.append(self._indexed(self._named(scalar[1] or scalar[2], scalar[0], line)))
            elif array:
                name = "@" if array[2] == "_" else array[1] or array[2]
                parts.append(Applied(functions.connected, (Variable(name, array[0], line), Fixed(" ")), array[0], line))
            else:
                match = self.take(plain)
                parts.append(Fixed(match[0] if match else "", line))
        self.at += 1
        return parts[0] if len(parts) == 1 and isinstance(parts[0], Fixed) else Joined(tuple(parts) or (Fixed(""),))

    def _run_text(self, text: Expression, line: int) -> Expression:
        self.effects.append(Evaluate(text, line, "bash"))
        return Opaque("${…}", line)

    def _call(self, start: int) -> Expression:
        line = self.line
        word = self.take(re.compile(r"&?([A-Za-z_]\w*(?:::\w+)*)"))
        if not word:
            raise self.torn(self.peek(), start)
        name = word[1]
        self._space()
        if self.peek(2) == "=>":
            return Fixed(name, line)
        if name == "shift" and self.peek() != "(":
            self.take(re.compile(r"@_"))
            return Applied(functions.element, (Variable("@", "@_", line), Fixed("0")), "${…}", line)
        bare = self.peek() in (";", ")", "}", ",", "?", ":", "=", "") or _MODIFIER.match(self.text, self.at)
        if self.peek() == "(":
            value = self._brackets()
            given = () if value is None else _given(value)
        elif bare:
            given = ()
        else:
            given = _given(self._list())
        return self._made(name, given, line)

    def _made(self, name: str, given: tuple[Expression, ...], line: int) -> Expression:
        source = f"${{{name}(…)}}"
        if name in self.functions:
            return Invoked(name, given, source, line)
        pure = _FUNCTIONS.get(name)
        if pure is not None and given:
            return pure(given, source, line)
        if name in ("system", "exec", "run", "capture", "system_or_die") and given:
            listed = len(given) > 1 or isinstance(given[0], Spread)
            self.effects.append(Command(given, line, through=True) if listed else Evaluate(given[0], line, "bash"))
        return Opaque(source, line)


def _flat(value: Expression) -> Expression:
    """A value in a list: lists in it are laid flat."""
    return Spread(value) if isinstance(value, Items | Spread) else value


def _given(value: Expression) -> tuple[Expression, ...]:
    return value.items if isinstance(value, Items) else (value,)


def _record(value: Expression) -> Expression:
    """A hash from a list of names and values."""
    items = value.items if isinstance(value, Items) else (value,)
    names = [one.text if isinstance(one, Fixed) else "" for one in items[::2]]
    return Record(tuple(zip(names, items[1::2], strict=False)))


def _function(function: functions.Function) -> Callable[[tuple[Expression, ...], str, int], Expression]:
    return lambda given, source, line: Applied(function, given, source, line)


def _join(given: tuple[Expression, ...], source: str, line: int) -> Expression:
    return Applied(functions.connected, (Items(given[1:]), given[0]), source, line)


def _sprintf(given: tuple[Expression, ...], source: str, line: int) -> Expression:
    return Applied(functions.percent_format, (given[0], Items(given[1:])), source, line)


_FUNCTIONS: Final[dict[str, Callable[[tuple[Expression, ...], str, int], Expression]]] = {
    "join": _join,
    "lc": _function(functions.lower),
    "sprintf": _sprintf,
    "uc": _function(functions.upper),
}
