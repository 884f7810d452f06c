"""What expressions of a justfile give; what only a run could tell is put aside."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from buildx_cache_flags.core.formats.open_conditions import Choices
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Part, Sealed, Template

from . import expressions
from .expressions import Call, Choice, Expression, Literal, Name, NoExpressionError, Outside
from .syntax import Justfile

_OPAQUE = re.compile("[\U000f0000-\U000fffff\ufffd]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_DEEPEST: Final = 40
_DEFAULTS: Final = ("env", "env_var_or_default")


def _quoted(given: Sequence[str]) -> str:
    return "'" + given[0].replace("'", "'\\''") + "'"


def _affixed(given: Sequence[str], *, front: bool) -> str:
    return " ".join(given[0] + word if front else word + given[0] for word in given[1].split())


_TEXT: Final[dict[tuple[str, int], Callable[[Sequence[str]], str]]] = {
    ("replace", 3): lambda given: given[0].replace(given[1], given[2]) if given[1] else given[0],
    ("uppercase", 1): lambda given: given[0].upper(),
    ("lowercase", 1): lambda given: given[0].lower(),
    ("capitalize", 1): lambda given: given[0][:1].upper() + given[0][1:].lower(),
    ("trim", 1): lambda given: given[0].strip(),
    ("trim_start", 1): lambda given: given[0].lstrip(),
    ("trim_end", 1): lambda given: given[0].rstrip(),
    ("trim_start_match", 2): lambda given: given[0].removeprefix(given[1]),
    ("trim_end_match", 2): lambda given: given[0].removesuffix(given[1]),
    ("append", 2): lambda given: _affixed(given, front=False),
    ("prepend", 2): lambda given: _affixed(given, front=True),
    ("quote", 1): _quoted,
    ("file_name", 1): lambda given: given[0].rpartition("/")[2],
    ("assert", 1): lambda given: given[0],
}


class Scope:
    """The variables of a file, with those of one recipe in front of them."""

    def __init__(self, file: Justfile, sealed: Sealed, choices: Choices, own: Mapping[str, str] | None = None) -> None:
        self.file = file
        self.sealed = sealed
        self.choices = choices
        self.own = dict(own or {})
        self._known: dict[str, str] = {}
        self._depth = 0

    def within(self, own: Mapping[str, str]) -> "Scope":
        """The same with the parameters of a recipe."""
        scope = Scope(self.file, self.sealed, self.choices, own)
        scope._known = self._known
        return scope

    def opaque(self, source: str) -> str:
        """A value that only a run gives."""
        work.spend(len(source) + 1)
        written = f"{{{{{source}}}}}"
        kind: Part = Part("name", source, written) if _NAME.match(source) else Part("raw", written, written)
        return self.sealed.seal(Template((kind,)))

    def is_open(self, text: str) -> bool:
        """Whether a part of *text* is known only when just runs."""
        return _OPAQUE.search(text) is not None

    def variable(self, name: str) -> str:
        """The value of a variable or a parameter."""
        if name in self.own:
            return self.own[name]
        if name not in self._known:
            value, _ = self.file.variables.get(name, (None, 0))
            # A variable that needs itself is refused by just.
            self._known[name] = self.opaque(name)
            if value is not None:
                known = self.within({}).evaluate(value)
                self._known[name] = self.opaque(name) if _OPAQUE.fullmatch(known) else known
        return self._known[name]

    def evaluate(self, expression: Expression) -> str:
        """The worth of an expression."""
        work.spend()
        if isinstance(expression, Literal):
            work.spend(len(expression.text))
            return expression.text
        if isinstance(expression, Name):
            return self.variable(expression.name)
        if isinstance(expression, Outside):
            return self.opaque(expression.source)
        if isinstance(expression, Call):
            return self._call(expression)
        if isinstance(expression, Choice):
            return self.evaluate(expression.then if self._holds(expression) else expression.otherwise)
        one = self.evaluate(expression.one)
        if expression.operator in ("&&", "||"):
            return one if bool(one) == (expression.operator == "||") else self.evaluate(expression.other)
        other = self.evaluate(expression.other)
        return f"{one}/{other}" if expression.operator == "/" else one + other

    def _holds(self, choice: Choice) -> bool:
        one, other = self.evaluate(choice.one), self.evaluate(choice.other)
        if self.is_open(one + other) or choice.operator not in ("==", "!="):
            return self.choices.choose(choice.source.partition("{")[0]) == 0
        return (one == other) == (choice.operator == "==")

    def _call(self, call: Call) -> str:
        if call.name in _DEFAULTS and len(call.arguments) == 2:
            return self.evaluate(call.arguments[1])
        arguments = [self.evaluate(argument) for argument in call.arguments]
        work.spend(sum(map(len, arguments)) + 1)
        if call.name == "join" and len(arguments) > 1:
            return "/".join(arguments)
        known = _TEXT.get((call.name, len(arguments)))
        if known is None or self.is_open("".join(arguments)):
            return self.opaque(call.source)
        return known(arguments)

    def line(self, text: str) -> str:
        """A line of a recipe with its ``{{…}}`` replaced."""
        parts: list[str] = []
        position = 0
        while True:
            start = work.find(text, "{{", position)
            if start < 0:
                return "".join((*parts, text[position:]))
            parts.append(text[position:start])
            if text.startswith("{{{{", start):
                parts.append("{{")
                position = start + 4
                continue
            position = self._interpolated(text, start, parts)

    def _interpolated(self, text: str, start: int, parts: list[str]) -> int:
        end = work.find(text, "}}", start)
        try:
            expression, behind = expressions.parse(text, start + 2)
            behind += len(text[behind:]) - len(text[behind:].lstrip())
            if not text.startswith("}}", behind):
                raise NoExpressionError("}}")
        except NoExpressionError:
            behind = end if end >= 0 else len(text)
            parts.append(self.opaque(text[start + 2 : behind].strip()))
        else:
            parts.append(self.evaluate(expression))
        return behind + 2
