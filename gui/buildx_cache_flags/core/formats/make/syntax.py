"""The statements of a Makefile, line by line.

Source: GNU make manual, "How make Reads a Makefile" and "Parsing".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from buildx_cache_flags.core.text import work

from .variable_references import behind, is_continued, without_comment

_CONDITION = re.compile(r"(ifeq|ifneq|ifdef|ifndef)(?![\w-])[ \t]*(.*)", re.DOTALL)
_ELSE = re.compile(r"else(?![\w-])[ \t]*(.*)", re.DOTALL)
_DEFINE = re.compile(
    r"((?:(?:export|override|private)[ \t]+)*)define[ \t]+([^\s=:?+!]+)[ \t]*(::?:?=|[?+!]?=)?[ \t]*\Z"
)
_INCLUDE = re.compile(r"[-s]?include(?![\w-])[ \t]+(.*)", re.DOTALL)
_MODIFIER = re.compile(r"(export|unexport|override|private|undefine|vpath)(?![\w-])[ \t]*")
_OPERATOR = re.compile(r"(::?:?=|[?+!]?=)")
_CONTINUED = re.compile(r"(?<![ \t])[ \t]*\\\n[ \t]*")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A variable: ``operator`` is as written, and ``=`` for a plain ``define``; ``targets`` where only these have it.

    ``tail`` says why the value ends with a blank: ``comment`` where one follows, ``blank`` where nothing does.
    """

    name: str
    operator: str
    value: str
    line: int
    targets: str = ""
    exported: bool = False
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """Targets with what they need; ``pattern`` is that of a static pattern rule."""

    targets: str
    needs: str
    line: int
    pattern: str = ""
    several: bool = False
    """Whether each such rule has a recipe of its own (``::``)."""


@dataclass(frozen=True, slots=True)
class RecipeLine:
    """One line of a recipe, without its mark, with the lines that continue it."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Conditional:
    """One condition with what counts where it holds, and where it does not."""

    kind: str
    arguments: str
    line: int
    then: tuple["Statement", ...]
    otherwise: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class Export:
    """Variables that the shells of the recipes get, or no longer; all where no name is given."""

    names: str
    line: int
    on: bool = True


@dataclass(frozen=True, slots=True)
class Include:
    """Other files that are read at this place."""

    names: str
    line: int


@dataclass(frozen=True, slots=True)
class Loose:
    """A line of functions alone, such as ``$(eval …)``."""

    text: str
    line: int


Statement = Assignment | Rule | RecipeLine | Conditional | Export | Include | Loose


def parse(text: str, first: int = 1) -> tuple[Statement, ...]:
    """The statements of *text*, whose first line is *first*."""
    work.spend(len(text))
    parser = _Parser(text, first)
    found: list[Statement] = []
    while not parser.done:
        # An else or endif without its beginning is refused by make; what stands behind it is read all the same.
        found += parser.block()
        parser.skip()
    return tuple(found)


class _Parser:
    """Goes through the lines."""

    def __init__(self, text: str, first: int) -> None:
        self.lines = text.replace("\r\n", "\n").split("\n")
        self.first = first
        self.number = 0
        self.prefix = "\t"
        self.in_rule = False

    @property
    def done(self) -> bool:
        """Whether no line is left."""
        return self.number >= len(self.lines)

    def skip(self) -> None:
        """Leave one line out."""
        self.number += 1

    def block(self) -> list[Statement]:
        """Statements up to an ``else`` or ``endif`` that belongs to a condition around them."""
        found: list[Statement] = []
        while not self.done:
            work.spend()
            if self.lines[self.number].startswith(self.prefix) and self.in_rule:
                found.append(self._recipe_line())
                continue
            start = self.number
            raw = self._logical()
            line, tail = without_comment(_CONTINUED.sub(" ", raw))
            stripped = line.strip()
            if stripped == "endif" or _ELSE.match(stripped):
                self.number = start
                return found
            if stripped:
                found += self._statement(line, tail, self.first + start)
        return found

    def _logical(self) -> str:
        """The line with those that continue it."""
        parts = [self.lines[self.number]]
        self.number += 1
        while is_continued(parts[-1]) and not self.done:
            parts.append(self.lines[self.number])
            self.number += 1
        return "\n".join(parts)

    def _recipe_line(self) -> RecipeLine:
        start = self.number
        parts = self._logical().split("\n")
        return RecipeLine("\n".join(part.removeprefix(self.prefix) for part in parts), self.first + start)

    def _statement(self, line: str, tail: str, number: int) -> Iterator[Statement]:
        stripped = line.strip()
        condition = _CONDITION.match(stripped)
        define = _DEFINE.match(stripped)
        include = _INCLUDE.match(stripped)
        if condition:
            yield self._conditional(condition[1], condition[2], number)
        elif define:
            exported = "export" in define[1].split()
            yield Assignment(define[2], define[3] or "=", self._defined(), number, exported=exported)
        elif include:
            yield Include(include[1], number)
        else:
            yield from self._plain(line, tail, number)

    def _plain(self, line: str, tail: str, number: int) -> Iterator[Statement]:
        modifiers, rest = _modifiers(line)
        assignment = assigned(rest, tail, number, exported="export" in modifiers)
        if assignment is not None:
            if assignment.name == ".RECIPEPREFIX":
                self.prefix = assignment.value[:1] or "\t"
            else:
                self.in_rule = False
            yield assignment
        elif modifiers & {"export", "unexport"}:
            yield Export(rest.strip(), number, on="export" in modifiers)
        elif not modifiers:
            yield from self._rule(rest, tail, number)

    def _rule(self, line: str, tail: str, number: int) -> Iterator[Statement]:
        at, mark = _mark(line)
        if mark != ":":
            if line.strip().startswith("$"):
                yield Loose(line.strip(), number)
            return
        targets, rest = line[:at].rstrip("& \t"), line[at + 1 :]
        several = rest.startswith(":")
        rest = rest.removeprefix(":")
        modifiers, specific = _modifiers(rest)
        own = assigned(specific, tail, number, targets, exported="export" in modifiers)
        if own is not None:
            yield own
            return
        needs, semicolon, recipe = rest.partition(";")
        split, second = _mark(needs)
        pattern = ""
        if second == ":":
            pattern, needs = needs[:split].strip(), needs[split + 1 :]
        self.in_rule = True
        yield Rule(targets.strip(), needs.strip(), number, pattern, several)
        if semicolon and recipe.strip():
            yield RecipeLine(recipe.strip(), number)

    def _conditional(self, kind: str, arguments: str, number: int) -> Conditional:
        then = self.block()
        otherwise: list[Statement] = []
        if not self.done:
            start = self.number
            line = without_comment(_CONTINUED.sub(" ", self._logical()))[0].strip()
            other = _ELSE.match(line)
            nested = _CONDITION.match(other[1]) if other else None
            if nested:
                otherwise = [self._conditional(nested[1], nested[2], self.first + start)]
            elif other:
                otherwise = self.block()
                self.skip()
        return Conditional(kind, arguments, number, tuple(then), tuple(otherwise))

    def _defined(self) -> str:
        """The lines of a ``define``, up to its ``endef``."""
        found: list[str] = []
        depth = 0
        while not self.done:
            line = self.lines[self.number]
            self.number += 1
            stripped = line.strip()
            if re.match(r"endef(?!\S)", stripped):
                if not depth:
                    break
                depth -= 1
            elif _DEFINE.match(stripped):
                depth += 1
            found.append(line)
        return "\n".join(found)


def _modifiers(line: str) -> tuple[set[str], str]:
    found: set[str] = set()
    rest = line.lstrip(" \t")
    while match := _MODIFIER.match(rest):
        if re.match(r"(?:::?:?|[?+!])?=|:", rest[match.end() :]):
            break
        found.add(match[1])
        rest = rest[match.end() :]
    return found, rest


def assigned(line: str, tail: str, number: int, targets: str = "", *, exported: bool = False) -> Assignment | None:
    """The assignment that *line* is; ``None`` where it is none."""
    at, mark = _mark(line)
    if mark in ("", ":"):
        return None
    name = line[:at].strip()
    if not name or (re.search(r"\s", name) and "$" not in name):
        return None
    value = line[at + len(mark) :].lstrip(" \t")
    kept = tail if value and value != value.rstrip(" \t") else ""
    return Assignment(name, mark, value, number, targets, exported, kept)


def _mark(line: str) -> tuple[int, str]:
    """Where the first assignment or the colon of a rule stands outside references, and which it is."""
    position = 0
    while position < len(line):
        if line[position] == "$":
            position = behind(line, position)
            continue
        match = _OPERATOR.match(line, position)
        if match:
            return position, match[1]
        if line[position] == ":":
            return position, ":"
        position += 1
    return -1, ""
