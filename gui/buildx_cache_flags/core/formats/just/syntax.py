"""The statements of a justfile."""

import re
from dataclasses import dataclass, field
from typing import Final

from buildx_cache_flags.core.text import work

from . import expressions
from .expressions import Expression, Literal, NoExpressionError, Outside

_ASSIGNMENT = re.compile(r"(export[ \t]+|eager[ \t]+|lazy[ \t]+)*([A-Za-z_][\w-]*)[ \t]*:=[ \t]*")
_SETTING = re.compile(r"set[ \t]+([\w-]+)[ \t]*(?::=[ \t]*([^\n]*))?")
_OTHER = re.compile(r"(import|mod)\??[ \t]+([^\n]*)|alias[ \t]|unexport[ \t]")
_ATTRIBUTE = re.compile(r"\[([^\n]*)\][ \t]*(?:#[^\n]*)?\r?\n?")
_HEADER = re.compile(r"@?([A-Za-z_][\w-]*)")
_PARAMETER = re.compile(r"[ \t]*([*+]?)(\$?)([A-Za-z_][\w-]*)")
_DEPENDENCY = re.compile(r"[ \t]*(?:&&[ \t]*)?(\(?)[ \t]*([A-Za-z_][\w:-]*)")
_LINE_END: Final = "\n"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a recipe; ``many`` is ``*`` or ``+`` where it takes all that is left."""

    name: str
    default: Expression | None = None
    exported: bool = False
    many: str = ""


@dataclass(frozen=True, slots=True)
class Dependency:
    """A recipe that another one needs, with its arguments."""

    name: str
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """A recipe: its body is the lines as they stand, the first of which is on line ``first``."""

    name: str
    line: int
    parameters: tuple[Parameter, ...]
    needs: tuple[Dependency, ...]
    body: tuple[str, ...]
    first: int
    attributes: tuple[str, ...] = ()


@dataclass(slots=True)
class Justfile:
    """A whole file; what a variable holds is an expression, with the line."""

    variables: dict[str, tuple[Expression, int]] = field(default_factory=dict)
    exported: set[str] = field(default_factory=set)
    settings: dict[str, str] = field(default_factory=dict)
    recipes: dict[str, Recipe] = field(default_factory=dict)
    included: list[tuple[str, int]] = field(default_factory=list)


def parse(text: str) -> Justfile:
    """The statements of a file; what just would refuse is passed over."""
    work.spend(len(text))
    return _Parser(text.replace("\r\n", "\n")).file


class _Parser:
    """Goes through the file from statement to statement."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.line = 1
        self.file = Justfile()
        self._attributes: list[str] = []
        while self.position < len(text):
            start = self.position
            self._statement()
            if self.position <= start:
                self._to_next_line()
            self.line += text.count("\n", start, self.position)

    def _to_next_line(self) -> None:
        end = work.find(self.text, _LINE_END, self.position)
        self.position = len(self.text) if end < 0 else end + 1

    def _statement(self) -> None:
        text, start = self.text, self.position
        attribute = _ATTRIBUTE.match(text, start)
        if attribute:
            self._attributes.append(attribute[1])
            self.position = attribute.end()
            return
        setting, other = _SETTING.match(text, start), _OTHER.match(text, start)
        assignment = _ASSIGNMENT.match(text, start)
        if setting:
            self.file.settings[setting[1]] = (setting[2] or "true").strip()
        elif assignment:
            self._assignment(assignment)
            return
        elif other:
            if other[1]:
                self.file.included.append((other[0].strip(), self.line))
        elif text[start] not in "#\n \t":
            self._recipe()
            return
        self._to_next_line()

    def _assignment(self, match: re.Match[str]) -> None:
        name = match[2]
        try:
            value, end = expressions.parse(self.text, match.end())
            self.position = end
        except NoExpressionError:
            value = Outside(self.text[match.end() :].partition("\n")[0].strip())
        self._to_next_line()
        self.file.variables[name] = (value, self.line)
        if (match[1] or "").strip() == "export":
            self.file.exported.add(name)
        self._attributes = []

    def _recipe(self) -> None:
        header = _HEADER.match(self.text, self.position)
        attributes, self._attributes = tuple(self._attributes), []
        if not header:
            return
        start, line = self.position, self.line
        self.position = header.end()
        try:
            parameters = self._parameters()
            needs = self._dependencies()
        except NoExpressionError:
            self.position = start
            return
        self._to_next_line()
        first = line + self.text.count("\n", start, self.position)
        body = self._body()
        self.file.recipes[header[1]] = Recipe(header[1], line, parameters, needs, body, first, attributes)

    def _parameters(self) -> tuple[Parameter, ...]:
        found: list[Parameter] = []
        while match := _PARAMETER.match(self.text, self.position):
            work.spend()
            self.position = match.end()
            default: Expression | None = Literal("") if match[1] == "*" else None
            if self.text.startswith("=", self.position):
                default, self.position = expressions.value(self.text, self.position + 1)
            found.append(Parameter(match[3], default, bool(match[2]), match[1]))
        rest = self.text[self.position : self.position + 200].lstrip(" \t")
        if not rest.startswith(":") or rest.startswith(":="):
            raise NoExpressionError(":")
        self.position = self.text.index(":", self.position) + 1
        return tuple(found)

    def _dependencies(self) -> tuple[Dependency, ...]:
        found: list[Dependency] = []
        while match := _DEPENDENCY.match(self.text, self.position):
            work.spend()
            self.position = match.end()
            arguments: list[Expression] = []
            while match[1] and self.text[self.position : self.position + 1].strip(" \t") != ")":
                if self.text[self.position : self.position + 1] in (" ", "\t"):
                    self.position += 1
                    continue
                argument, self.position = expressions.parse(self.text, self.position)
                arguments.append(argument)
            self.position += bool(match[1])
            found.append(Dependency(match[2], tuple(arguments)))
        return tuple(found)

    def _body(self) -> tuple[str, ...]:
        lines: list[str] = []
        while self.position < len(self.text):
            start = self.position
            end = work.find(self.text, _LINE_END, start)
            line = self.text[start:] if end < 0 else self.text[start:end]
            if line.strip() and line[0] not in " \t":
                break
            lines.append(line)
            self.position = len(self.text) if end < 0 else end + 1
        while lines and not lines[-1].strip():
            lines.pop()
        return tuple(lines)
