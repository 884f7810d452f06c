"""Operators of PowerShell: values, comparisons, arithmetic."""

import re
from typing import Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Condition,
    Either,
    Expression,
    Fixed,
    Items,
    Opaque,
    Spread,
    Variable,
)
from buildx_cache_flags.core.formats.script.powershell import functions as operators
from buildx_cache_flags.core.formats.script.powershell.strings import DOUBLE, QUOTES, SINGLE

from .members import Members

_NUMBER = re.compile(r"0x[0-9A-Fa-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?(?:kb|mb|gb)?", re.IGNORECASE)
_OPERATOR = re.compile(r"-([A-Za-z]+)(?![\w-])")
_TYPE = re.compile(r"\[[A-Za-z_][\w.,\[\] `]*\]")
_LOGICAL: Final = ("and", "or", "xor")
_COMPARING: Final = frozenset(
    [
        "eq",
        "ne",
        "gt",
        "ge",
        "lt",
        "le",
        "like",
        "notlike",
        "match",
        "notmatch",
        "contains",
        "notcontains",
        "in",
        "notin",
        "is",
        "isnot",
        "band",
        "bor",
        "bxor",
        "shl",
        "shr",
    ]
)


class Expressions(Members):
    """Reads expressions."""

    def expression(self) -> Expression:
        """An expression with all of its operators."""
        start = self.at
        self.deeper(start)
        found = self._logical()
        self.space()
        while self.peek(2) == "??" and self.peek(3) != "??=":
            self.at += 2
            self.lines()
            found = self._applied(functions.default, (found, self._logical()), start)
            self.space()
        if self.peek() == "?" and self.text[self.at + 1 : self.at + 2] in (" ", "\t", "\n", "$", *QUOTES):
            self.at += 1
            self.lines()
            first = self.expression()
            self.lines()
            if self.peek() != ":":
                raise self.torn("?", start)
            self.at += 1
            self.lines()
            found = Either((first, self.expression()))
        self.depth -= 1
        return found

    def _applied(self, function: functions.Function, arguments: tuple[Expression, ...], start: int) -> Applied:
        source = self.text[start : self.at]
        return Applied(function, arguments, f"$({source})", self.line_of(start))

    def _operator(self) -> str:
        """The operator at this place, in lower case and without its mark for letters' case; empty where there is none."""
        match = _OPERATOR.match(self.text, self.at)
        if not match:
            return ""
        name = match[1].lower()
        bare = name[1:] if name[:1] in "ic" and name[1:] in (*_COMPARING, "replace", "split") else name
        return bare if bare in (*_LOGICAL, *_COMPARING, "f", "join", "split", "replace", "as") else ""

    def _step_over_operator(self) -> None:
        self.take(_OPERATOR)
        self.lines()

    def _logical(self) -> Expression:
        start = self.at
        found = self._compared()
        self.space()
        while self._operator() in _LOGICAL:
            self._step_over_operator()
            self._compared()
            self.compared.clear()
            self.space()
            found = Opaque(f"$({self.text[start : self.at].strip()})", self.line_of(start))
        return found

    def _compared(self) -> Expression:
        start = self.at
        found = self._sum()
        self.space()
        while True:
            operator = self._operator()
            if operator in ("", *_LOGICAL, "f"):
                return found
            self._step_over_operator()
            right = self._sum()
            if operator in ("eq", "ne"):
                self.compared.append(Condition("==" if operator == "eq" else "!=", (found, right)))
            made = _BINARY.get(operator)
            if made is not None:
                found = self._applied(made, (found, right), start)
            elif operator != "as":
                found = Opaque(f"$({self.text[start : self.at].strip()})", self.line_of(start))
            self.space()

    def _sum(self) -> Expression:
        start = self.at
        found = self._product()
        self.space()
        while self.peek() in ("+", "-") and not self._operator() and self.peek(2) not in ("+=", "-=", "++", "--"):
            mark, numeric = self.peek(), self._is_number(found)
            self.at += 1
            self.lines()
            right = self._product()
            numeric = numeric or self._is_number(right) or mark == "-"
            function = {
                ("+", False): functions.together,
                ("+", True): operators.plus,
            }.get((mark, numeric), operators.minus)
            found = self._applied(function, (found, right), start)
            self.space()
        return found

    @staticmethod
    def _is_number(value: Expression) -> bool:
        return isinstance(value, Fixed) and bool(re.fullmatch(r"\d+", value.text)) and value.line < 0

    def _product(self) -> Expression:
        start = self.at
        found = self._format()
        self.space()
        while self.peek() in ("*", "/", "%") and self.peek(2) not in ("*=", "/="):
            self.at += 1
            self.lines()
            self._format()
            found = Opaque(f"$({self.text[start : self.at]})", self.line_of(start))
            self.space()
        return found

    def _format(self) -> Expression:
        start = self.at
        found = self._range()
        self.space()
        while self._operator() == "f":
            self._step_over_operator()
            found = self._applied(functions.braced_format, (found, self._range()), start)
            self.space()
        return found

    def _range(self) -> Expression:
        start = self.at
        found = self._listed()
        self.space()
        if self.peek(2) == "..":
            self.at += 2
            self.lines()
            found = self._applied(operators.span, (found, self._listed()), start)
        return found

    def _listed(self) -> Expression:
        """Values with commas in between."""
        alone = self.peek() == ","
        items = [] if alone else [self._unary()]
        self.space()
        while self._commas and self.peek() == ",":
            self.at += 1
            self.lines()
            items.append(self._unary())
            self.space()
        return items[0] if len(items) == 1 and not alone else Items(tuple(items))

    def _unary(self) -> Expression:
        start, line = self.at, self.line
        word = _OPERATOR.match(self.text, self.at)
        name = word[1].lower() if word else ""
        if name in ("join", "split"):
            self._step_over_operator()
            value = self._unary()
            function = functions.connected if name == "join" else functions.fields
            return self._applied(function, (value, Fixed("")) if name == "join" else (value,), start)
        if name in ("not", "bnot") or self.peek() == "!":
            self.at += len(word[0]) if word else 1
            self.space()
            value = self._unary()
            if isinstance(value, Variable):
                self.compared.append(Condition("unset", (value,)))
            return Opaque(f"$({self.text[start : self.at]})", line)
        if self.peek(2) in ("++", "--"):
            self.at += 2
            return self._unary()
        if self.peek() in "+-" and self.peek(2)[1:].isdigit():
            self.at += 1
            number = self.take(_NUMBER)
            return Fixed(self.text[start : self.at] if number else "", -line)
        cast = self._cast()
        if cast is not None:
            return cast
        return self.members(self.primary())

    def _cast(self) -> Expression | None:
        """``[type]value``; a type alone, with ``::`` behind it, is none."""
        start = self.at
        match = _TYPE.match(self.text, self.at)
        if not match or self.text.startswith("::", match.end()):
            return None
        self.at = match.end()
        self.space()
        if self.at >= len(self.text) or self.peek() in ")\r\n;,]":
            return Fixed(match[0], self.line_of(start))
        value = self._unary()
        kind = match[0].lower()
        if "[]" in kind or "list" in kind:
            return Items((Spread(value),))
        return value if kind != "[void]" else Items(())

    def primary(self) -> Expression:
        """A value with what stands behind it, without operators."""
        start, character = self.at, self.peek()
        here = self.here() if character == "@" else None
        if here is not None:
            return here
        if self.peek(2) in ("@(", "@{"):
            return self.splatted() or Items(())
        if character == "@":
            name = self.take(re.compile(r"@(\w+)"))
            return Variable(name[1].lower(), name[0], self.line) if name else self._strange(start)
        if character in SINGLE and character:
            return self.single()
        if character in DOUBLE and character:
            return self.double()
        if self.peek(2) == "$(":
            return self.substituted()
        if character == "(":
            return self.bracketed()
        if character == "{":
            self.skip_block()
            return Opaque(self.text[start : self.at], self.line_of(start))
        if character == "$":
            variable = self.variable()
            if variable is not None:
                self.take(re.compile(r"\+\+|--"))
                return variable
        number = self.take(_NUMBER)
        if number:
            return Fixed(number[0], -self.line_of(start))
        kind = self.take(_TYPE)
        if kind:
            return Fixed(kind[0].lower(), self.line_of(start))
        return self._strange(start)

    def _strange(self, start: int) -> Expression:
        raise self.torn(self.peek() or "the end", start)


_BINARY: Final[dict[str, functions.Function]] = {
    "join": functions.connected,
    "replace": operators.replaced,
    "split": operators.parted,
}
