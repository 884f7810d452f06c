"""PowerShell's expressions: operators, members, lists and hash tables.

Rules: about_Operators and about_Operator_Precedence.
"""

import re
from typing import Final

from . import functions, powershell_functions
from .model import (
    Applied,
    Condition,
    Either,
    Expression,
    Extend,
    Fixed,
    Items,
    Joined,
    Opaque,
    Record,
    Spread,
    Statement,
    Variable,
)
from .powershell_arguments import Arguments
from .powershell_strings import DOUBLE, QUOTES, SINGLE

_SPACE = re.compile(r"(?:[ \t\u00a0]|`\r?\n|<#.*?#>)+", re.DOTALL)
_SPACE_AND_LINES = re.compile(r"(?:\s|`\r?\n|<#.*?#>|#[^\n]*)+", re.DOTALL)
_NUMBER = re.compile(r"0x[0-9A-Fa-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?(?:kb|mb|gb)?", re.IGNORECASE)
_OPERATOR = re.compile(r"-([A-Za-z]+)(?![\w-])")
_TYPE = re.compile(r"\[[A-Za-z_][\w.,\[\] `]*\]")
_MEMBER = re.compile(r"(\??\.|::)([A-Za-z_]\w*)")
_MEMBERS: Final = re.compile(r"(\??\.|::)(?=[$\"'])")
_KEY = re.compile(r"([A-Za-z_][\w-]*)\s*=")

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


class Expressions(Arguments):
    """Reads expressions; ``statements`` reads what stands in brackets."""

    effects: list[Statement]
    compared: list[Condition]
    _over_lines = False
    _commas = True
    """Whether commas make a list here; between parameters they part these."""

    def space(self) -> None:
        """Step over blanks; inside round brackets, over lines as well."""
        self.take(_SPACE_AND_LINES if self._over_lines else _SPACE)

    def lines(self) -> None:
        """Step over blanks and lines."""
        self.take(_SPACE_AND_LINES)

    def expression(self) -> Expression:
        """An expression with all of its operators."""
        start = self.at
        self.deeper(start)
        found = self._logical()
        self.space()
        while self.peek(2) == "??" and self.peek(3) != "??=":
            self.at += 2
            self.lines()
            found = self._applied(powershell_functions.default, (found, self._logical()), start)
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
                ("+", True): powershell_functions.plus,
            }.get((mark, numeric), powershell_functions.minus)
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
            found = self._applied(powershell_functions.formatted, (found, self._range()), start)
            self.space()
        return found

    def _range(self) -> Expression:
        start = self.at
        found = self._listed()
        self.space()
        if self.peek(2) == "..":
            self.at += 2
            self.lines()
            found = self._applied(powershell_functions.span, (found, self._listed()), start)
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
        return self.members(self._primary())

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

    def _primary(self) -> Expression:
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

    def members(self, value: Expression) -> Expression:
        """*value* with the members and indexes behind it."""
        start = self.at
        while True:
            self.work.spend()
            line = self.line
            if self.peek() == "[" and not self.text[self.at - 1 : self.at].isspace():
                self.at += 1
                outer, self._over_lines = self._over_lines, True
                self.space()
                index = self.expression()
                self.space()
                self._over_lines = outer
                if self.peek() != "]":
                    raise self.torn("[", start)
                self.at += 1
                value = Applied(powershell_functions.indexed, (value, index), "$(…)", line)
                continue
            match = self.take(_MEMBER)
            if not match:
                if self.take(_MEMBERS):
                    self._primary()
                    value = Opaque("$(…)", line)
                    continue
                return value
            name = match[2].lower()
            if self.peek() == "(":
                value = self._method(value, name, self._call_arguments(), line)
            else:
                value = _property(value, name, match[2], line)

    def _call_arguments(self) -> list[Expression]:
        start = self.at
        self.at += 1
        outer, self._over_lines = self._over_lines, True
        commas, self._commas = self._commas, True
        found: list[Expression] = []
        self.space()
        while self.peek() not in (")", ""):
            item = self.expression()
            found += item.items if isinstance(item, Items) and not found else [item]
            self.space()
            if self.peek() == ",":
                self.at += 1
                self.space()
        self._over_lines, self._commas = outer, commas
        if self.peek() != ")":
            raise self.torn("(", start)
        self.at += 1
        return found

    def _method(self, value: Expression, name: str, arguments: list[Expression], line: int) -> Expression:
        if isinstance(value, Variable) and name in ("add", "addrange", "insert", "append"):
            given = arguments[-1:] if name == "insert" else arguments
            items = tuple(Spread(one) if name == "addrange" else one for one in given)
            front = name == "insert"
            self.effects.append(Extend(value.name, items, line, front=front))
            return Items(())
        source = f"$({_source(value)}.{name}(…))"
        if isinstance(value, Fixed) and value.text.startswith("["):
            return _static(value.text, name, arguments, source, line)
        function = _METHODS.get((name, len(arguments))) or _METHODS.get((name, -1))
        return Applied(function, (value, *arguments), source, line) if function else Opaque(source, line)

    def hash_table(self) -> Expression:
        """``@{ name = value; … }``; the place is behind the opening bracket."""
        start = self.at
        fields: list[tuple[str, Expression]] = []
        while True:
            self.take(re.compile(r"(?:\s|;|`\r?\n|<#.*?#>|#[^\n]*)+", re.DOTALL))
            if self.peek() == "}":
                self.at += 1
                return Record(tuple(fields))
            key = self.take(_KEY)
            if key:
                name = key[1]
            else:
                written = self._primary()
                name = written.text if isinstance(written, Fixed) else ""
                self.space()
                if self.peek() != "=":
                    raise self.torn("@{", start)
                self.at += 1
            self.lines()
            outer, self._over_lines = self._over_lines, False
            fields.append((name.lower(), self.assigned()))
            self._over_lines = outer

    def assigned(self) -> Expression:
        """What stands behind ``=``."""
        raise NotImplementedError


def _source(value: Expression) -> str:
    return value.source if isinstance(value, Variable | Opaque | Applied) else "…"


def _property(value: Expression, name: str, written: str, line: int) -> Expression:
    if name in ("length", "count"):
        return Applied(functions.repeated, (value,), f"$({_source(value)}.{written})", line)
    source = f"$({_source(value)}.{written})"
    whole = {"keys": functions.record_names, "values": functions.record_values}.get(name)
    if whole is not None:
        return Applied(powershell_functions.of_record(whole, name), (value,), source, line)
    return Applied(functions.element, (value, Fixed(name, line)), source, line)


def _static(kind: str, name: str, arguments: list[Expression], source: str, line: int) -> Expression:
    """A method of a type."""
    if kind in ("[string]", "[system.string]"):
        if name == "join" and len(arguments) >= 2:
            items = arguments[1] if len(arguments) == 2 else Items(tuple(arguments[1:]))
            return Applied(functions.connected, (Items((Spread(items),)), arguments[0]), source, line)
        if name == "format" and arguments:
            return Applied(powershell_functions.formatted, (arguments[0], Items(tuple(arguments[1:]))), source, line)
        if name == "concat":
            return Joined(tuple(arguments))
    if name == "new" and ("list" in kind or "arraylist" in kind):
        return Items(tuple(Spread(one) for one in arguments if not isinstance(one, Fixed)))
    if name == "getenvironmentvariable" and arguments and isinstance(arguments[0], Fixed):
        return Variable(f"env:{arguments[0].text.lower()}", f"$env:{arguments[0].text}", line)
    return Opaque(source, line)


_BINARY: Final[dict[str, functions.Function]] = {
    "join": functions.connected,
    "replace": powershell_functions.replaced,
    "split": powershell_functions.parted,
}
_METHODS: Final[dict[tuple[str, int], functions.Function]] = {
    ("getenumerator", 0): powershell_functions.enumerated,
    ("tolower", 0): functions.lower,
    ("tolowerinvariant", 0): functions.lower,
    ("toupper", 0): functions.upper,
    ("toupperinvariant", 0): functions.upper,
    ("trim", 0): functions.strip,
    ("tostring", 0): powershell_functions.same,
    ("replace", 2): functions.replaced,
    ("split", 1): functions.parted,
    ("substring", -1): powershell_functions.substring,
    ("trimend", 1): powershell_functions.trimmed_end,
    ("trimstart", 1): powershell_functions.trimmed_start,
    ("toarray", 0): powershell_functions.same,
}
