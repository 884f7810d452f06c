"""Expressions of Perl."""

import re
from collections.abc import Callable
from typing import Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Assign,
    Command,
    Condition,
    Either,
    Evaluate,
    Expression,
    Fixed,
    Invoked,
    Items,
    Joined,
    Opaque,
    Record,
    Spread,
    Variable,
)

from .texts import ARRAY, SCALAR, SPACE, Texts

_QUOTE = re.compile(r"(qq|qw|qx|q)\s*([^\w\s,;=])")
_SUBSTITUTION = re.compile(
    r"(?P<kind>s|tr|y)\s*(?:\{(?P<old>(?:\\.|[^{}\\])*)\}\s*\{(?P<new>(?:\\.|[^{}\\])*)\}"
    r"|(?P<mark>[^\w\s{}()<>\[\]])(?P<first>(?:\\.|(?!(?P=mark)).)*)(?P=mark)(?P<second>(?:\\.|(?!(?P=mark)).)*)(?P=mark))"
    r"(?P<flags>[a-z]*)",
    re.DOTALL,
)
_MATCH = re.compile(r"(?:m|qr)\s*\{(?:\\.|[^{}\\])*\}[a-z]*|(?:m|qr)?/(?:\\.|[^/\\])*/[a-z]*", re.DOTALL)
_ESCAPED_MARK = re.compile(r"\\([^\w\s])")
_MEANS_MORE = re.compile(r"[][$@\\^.|?*+(){}]")
MODIFIER = re.compile(r"(if|unless|for|foreach|while|until)\b\s*")
_OPERATOR = re.compile(r"\.(?!\.)|\|\||//|\bor\b|&&|\band\b|==|!=|\beq\b|\bne\b|=~|!~|[<>]=?|\+|-(?!>)|\bx\b|\*|%")


class Expressions(Texts):
    """Reads lists, operators and calls."""

    def space(self) -> None:
        """Step over blanks and comments."""
        self.take(SPACE)

    def brackets(self) -> Expression | None:
        """``( … )``; nothing where it has several parts, as a loop that counts."""
        start = self.at
        if self.peek() != "(":
            raise self.torn("(", start)
        self.at += 1
        self.space()
        value = self._list() if self.peek() != ")" else Items(())
        self.space()
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

    def _list(self) -> Expression:
        """Values with commas in between."""
        items: list[Expression] = []
        while True:
            self.space()
            if self.at >= len(self.text) or self.peek() in ");]}":
                break
            items.append(self._expression())
            self.space()
            if not self.take(re.compile(r",|=>")):
                break
        return items[0] if len(items) == 1 else Items(tuple(map(_flat, items)))

    def _expression(self) -> Expression:
        start = self.at
        self.deeper(start)
        found = self._primary()
        while True:
            self.space()
            operator = _OPERATOR.match(self.text, self.at)
            if not operator:
                break
            self.at = operator.end()
            self.space()
            if operator[0] in ("or", "and", "&&") and self.take(re.compile(r"(?:die|exit|return|next|last)\b")):
                self._list()
                continue
            if operator[0] in ("=~", "!~"):
                found = self._pattern(found, self.text[start : operator.start()].strip())
                continue
            right = self._primary()
            found = self._joined(operator[0], found, right, start)
        if self.peek() == "?":
            self.at += 1
            self.space()
            first = self._expression()
            self.space()
            if self.peek() != ":":
                raise self.torn("?", start)
            self.at += 1
            self.space()
            found = Either((first, self._expression()))
        self.depth -= 1
        return found

    def _joined(self, operator: str, left: Expression, right: Expression, start: int) -> Expression:
        source, line = self.text[start : self.at], self.line_of(start)
        if operator == ".":
            return Joined((left, right))
        if operator in ("||", "//"):
            return Applied(functions.default, (left, right), source, line)
        if operator in ("==", "eq", "!=", "ne"):
            self.compared.append(Condition("==" if operator in ("==", "eq") else "!=", (left, right)))
        return Opaque("${…}", line)

    def _pattern(self, left: Expression, source: str) -> Expression:
        """What ``=~`` does: a substitution gives the variable another value, a match only decides."""
        line = self.line
        found = self.take(_SUBSTITUTION)
        if found is None:
            self.take(_MATCH)
            return Opaque("${…}", line)
        changed = self._substituted(left, found, source, line)
        if "r" in found["flags"]:
            return changed
        if isinstance(left, Variable):
            self.effects.append(Assign(left.name, changed, line))
        return Opaque("${…}", line)

    def _substituted(self, left: Expression, found: "re.Match[str]", source: str, line: int) -> Expression:
        old, new = (_plain(text or "") for text in (found["old"] or found["first"], found["new"] or found["second"]))
        opaque = Opaque(source if source.startswith("$") else "${…}", line)
        if found["kind"] != "s" or old is None or new is None or set(found["flags"]) - set("gr"):
            return opaque
        change = functions.replaced if "g" in found["flags"] else functions.replaced_once
        return Applied(change, (left, Fixed(old), Fixed(new)), opaque.source, line)

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
            value = self.brackets()
            return self._indexed(value if value is not None else Opaque("${…}", line))
        if character == "[":
            self.at += 1
            found = self._list()
            self.space()
            self.take(re.compile(r"\]"))
            return Items((Spread(found),))
        if character == "{":
            self.at += 1
            found = self._list()
            self.space()
            self.take(re.compile(r"\}"))
            return record(found)
        if character in "@$%\\!-":
            return self._variable(start)
        number = self.take(re.compile(r"\d[\d_.]*"))
        if number:
            return Fixed(number[0], line)
        return self._call(start)

    def _variable(self, start: int) -> Expression:
        line = self.line
        if self.take(re.compile(r"[\\!]|-[a-z]\b|-(?=[$\d])")):
            self.space()
            value = self._primary()
            return value if self.text[start] == "\\" else Opaque("${…}", line)
        scalar = self.take(SCALAR)
        if scalar:
            return self._indexed(self._named(scalar[1] or scalar[2], scalar[0], line))
        array = self.take(ARRAY)
        if array:
            name = array[1] or array[2]
            return Spread(Variable("@" if name == "_" else name, array[0], line))
        hash_ = self.take(re.compile(r"%\{?\$?(\w+)\}?"))
        if hash_:
            return Variable(hash_[1], hash_[0], line)
        raise self.torn(self.peek(), start)

    def _call(self, start: int) -> Expression:
        line = self.line
        word = self.take(re.compile(r"&?([A-Za-z_]\w*(?:::\w+)*)"))
        if not word:
            raise self.torn(self.peek(), start)
        name = word[1]
        self.space()
        if self.peek(2) == "=>":
            return Fixed(name, line)
        if name == "shift" and self.peek() != "(":
            self.take(re.compile(r"@_"))
            return Applied(functions.element, (Variable("@", "@_", line), Fixed("0")), "${…}", line)
        bare = self.peek() in (";", ")", "}", ",", "?", ":", "=", "") or MODIFIER.match(self.text, self.at)
        if self.peek() == "(":
            value = self.brackets()
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
            first, *others = given
            listed = bool(others) or isinstance(first, Spread)
            self.effects.append(Command(given, line, through=True) if listed else Evaluate(first, line, "bash"))
        return Opaque(source, line)


def _plain(text: str) -> str | None:
    """A part of a substitution as the text that it means; ``None`` where it is a pattern or has a variable."""
    bare = _ESCAPED_MARK.sub("", text)
    return None if _MEANS_MORE.search(bare) else _ESCAPED_MARK.sub(r"\1", text)


def _flat(value: Expression) -> Expression:
    """A value in a list: lists in it are laid flat."""
    return Spread(value) if isinstance(value, Items | Spread) else value


def _given(value: Expression) -> tuple[Expression, ...]:
    return value.items if isinstance(value, Items) else (value,)


def record(value: Expression) -> Expression:
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
