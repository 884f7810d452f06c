"""Members and methods behind a value of PowerShell, hash tables, and static methods."""

import re
from typing import Final

from buildx_cache_flags.core.formats.script import functions
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Condition,
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
from buildx_cache_flags.core.formats.script.powershell import functions as operators

from .arguments import Arguments

_SPACE = re.compile(r"(?:[ \t\u00a0]|`\r?\n|<#.*?#>)+", re.DOTALL)
_SPACE_AND_LINES = re.compile(r"(?:\s|`\r?\n|<#.*?#>|#[^\n]*)+", re.DOTALL)
_MEMBER = re.compile(r"(\??\.|::)([A-Za-z_]\w*)")
_MEMBERS: Final = re.compile(r"(\??\.|::)(?=[$\"'])")
_KEY = re.compile(r"([A-Za-z_][\w-]*)\s*=")


class Members(Arguments):
    """Reads what stands behind a value."""

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
        """A value with all of its operators."""
        raise NotImplementedError

    def primary(self) -> Expression:
        """A value with what stands behind it, without operators."""
        raise NotImplementedError

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
                value = Applied(operators.indexed, (value, index), "$(…)", line)
                continue
            match = self.take(_MEMBER)
            if not match:
                if self.take(_MEMBERS):
                    self.primary()
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
                written = self.primary()
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
        return Applied(operators.of_record(whole, name), (value,), source, line)
    return Applied(functions.element, (value, Fixed(name, line)), source, line)


def _static(kind: str, name: str, arguments: list[Expression], source: str, line: int) -> Expression:
    """A method of a type."""
    if kind in ("[string]", "[system.string]"):
        if name == "join" and len(arguments) >= 2:
            items = arguments[1] if len(arguments) == 2 else Items(tuple(arguments[1:]))
            return Applied(functions.connected, (Items((Spread(items),)), arguments[0]), source, line)
        if name == "format" and arguments:
            return Applied(functions.braced_format, (arguments[0], Items(tuple(arguments[1:]))), source, line)
        if name == "concat":
            return Joined(tuple(arguments))
    if name == "new" and ("list" in kind or "arraylist" in kind):
        return Items(tuple(Spread(one) for one in arguments if not isinstance(one, Fixed)))
    if name == "getenvironmentvariable" and arguments and isinstance(arguments[0], Fixed):
        return Variable(f"env:{arguments[0].text.lower()}", f"$env:{arguments[0].text}", line)
    return Opaque(source, line)


_METHODS: Final[dict[tuple[str, int], functions.Function]] = {
    ("getenumerator", 0): operators.enumerated,
    ("tolower", 0): functions.lower,
    ("tolowerinvariant", 0): functions.lower,
    ("toupper", 0): functions.upper,
    ("toupperinvariant", 0): functions.upper,
    ("trim", 0): functions.strip,
    ("tostring", 0): functions.same,
    ("replace", 2): functions.replaced,
    ("split", 1): functions.parted,
    ("substring", -1): operators.substring,
    ("trimend", 1): operators.trimmed_end,
    ("trimstart", 1): operators.trimmed_start,
    ("toarray", 0): functions.same,
}
