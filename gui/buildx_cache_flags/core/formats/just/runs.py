"""The recipes of a justfile as just runs them: by themselves, and as others ask for them with arguments."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from buildx_cache_flags.core.formats.open_conditions import Choices
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Sealed

from .evaluation import Scope
from .syntax import Justfile, Parameter, Recipe

_MOST_RUNS: Final = 60
_CALL = re.compile(
    r"(?:^|[;&|])[ \t@-]*just[ \t]+([A-Za-z_][\w-]*)((?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s\"';&|]+))*)", re.MULTILINE
)
_WORD = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|([^\s\"']+)")
_INDENT = re.compile(r"[ \t]*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a recipe, with those that continue it."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Run:
    """A recipe with its arguments.

    ``whole`` says that one program gets all lines, ``asked`` that another recipe gives the arguments.
    """

    recipe: Recipe
    lines: tuple[Line, ...]
    variables: Mapping[str, str]
    whole: bool
    arguments: tuple[str, ...]
    asked: bool


def runs(file: Justfile, sealed: Sealed, choices: Choices) -> list[Run]:
    """Every recipe, once for each set of arguments that it gets in the file."""
    found: dict[tuple[str, tuple[str, ...] | None], Run] = {}
    scope = Scope(file, sealed, choices)
    for recipe in file.recipes.values():
        _add(recipe, None, scope, found)
    called = {name for name, arguments in found if arguments is not None}
    return [
        run for (name, arguments), run in found.items() if arguments is not None or not _needs_more(file, name, called)
    ]


def _needs_more(file: Justfile, name: str, called: set[str]) -> bool:
    """Whether a recipe has a parameter without a default, and others of the file give it one."""
    recipe = file.recipes[name]
    private = name.startswith("_") or any("private" in one for one in recipe.attributes)
    return name in called and (private or any(one.default is None for one in recipe.parameters))


def _add(
    recipe: Recipe,
    arguments: tuple[str, ...] | None,
    scope: Scope,
    found: dict[tuple[str, tuple[str, ...] | None], Run],
) -> None:
    key = (recipe.name, arguments)
    if key in found or len(found) >= _MOST_RUNS:
        return
    own = _bound(recipe.parameters, arguments, scope)
    inner = scope.within(own)
    lines, whole = _lines(recipe, inner)
    exported = {name: inner.variable(name) for name in _exported(recipe, scope.file)}
    found[key] = Run(recipe, lines, exported, whole, tuple(own.values()), arguments is not None)
    for need in recipe.needs:
        if need.name in scope.file.recipes and need.arguments:
            given = tuple(inner.evaluate(argument) for argument in need.arguments)
            _add(scope.file.recipes[need.name], given, scope, found)
    for line in lines:
        for name, given in _calls(line.text):
            if name in scope.file.recipes and given:
                _add(scope.file.recipes[name], given, scope, found)


def _calls(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Other recipes that a line runs."""
    for match in _CALL.finditer(text):
        words = [one or other or plain for one, other, plain in _WORD.findall(match[2])]
        yield match[1], tuple(words)


def _bound(parameters: Sequence[Parameter], arguments: tuple[str, ...] | None, scope: Scope) -> dict[str, str]:
    """The values of the parameters: defaults see those in front of them."""
    own: dict[str, str] = {}
    given = list(arguments or ())
    for parameter in parameters:
        if parameter.many and given:
            own[parameter.name] = " ".join(given)
            given = []
        elif given:
            own[parameter.name] = given.pop(0)
        elif parameter.default is not None:
            own[parameter.name] = scope.within(own).evaluate(parameter.default)
        else:
            own[parameter.name] = scope.opaque(parameter.name)
    return own


def _exported(recipe: Recipe, file: Justfile) -> list[str]:
    everything = file.settings.get("export") == "true"
    names = [name for name in file.variables if everything or name in file.exported]
    return [*names, *(one.name for one in recipe.parameters if everything or one.exported)]


def _lines(recipe: Recipe, scope: Scope) -> tuple[tuple[Line, ...], bool]:
    """The lines of the body as just hands them on, and whether one program gets all of them."""
    body = _dedented(recipe.body)
    work.spend(sum(map(len, body)) + 1)
    scripted = any(one.strip().startswith("script") for one in recipe.attributes)
    if body and (body[0].startswith("#!") or scripted):
        return (Line("".join(f"{scope.line(line)}\n" for line in body), recipe.first),), True
    found: list[Line] = []
    number = 0
    while number < len(body):
        start = number
        parts = [body[number]]
        while parts[-1].endswith("\\") and number + 1 < len(body):
            number += 1
            parts.append(body[number].lstrip(" \t"))
        number += 1
        text = scope.line("\n".join(parts)).lstrip("@-")
        if text.strip():
            found.append(Line(text, recipe.first + start))
    return tuple(found), False


def _dedented(body: Sequence[str]) -> list[str]:
    first = next((line for line in body if line.strip()), "")
    match = _INDENT.match(first)
    indent = match[0] if match else ""
    return [line.removeprefix(indent) for line in body]
