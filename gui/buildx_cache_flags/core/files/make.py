"""Makefiles: the recipe of every target, with the variables and functions of make replaced."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.formats import open_conditions
from buildx_cache_flags.core.formats.make import syntax
from buildx_cache_flags.core.formats.make.flaws import Flaw
from buildx_cache_flags.core.formats.make.makefile import Makefile
from buildx_cache_flags.core.formats.make.parts import Line, Recipe
from buildx_cache_flags.core.formats.open_conditions import Choices
from buildx_cache_flags.core.formats.script import languages
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.text.template import Sealed

from .apart import MAY_BUILD, RecipeLines
from .each_world import Worlds
from .found_builds import Build, Found, file_problem
from .scripttext import ScriptText
from .shell import Dialect

_TOGETHER: Final = "Join the lines with “; \\”, or set it as a variable of make."
_UNUSED: Final = "it has cache flags, and no recipe of this file uses it"
_INCLUDED: Final = "what it sets is not read, so its variables are unknown"


def read(text: str, catalog: Catalog) -> Found:
    """The builds of all targets, for each answer to the conditions that only the environment decides."""
    statements = syntax.parse(text)
    worlds = Worlds()
    included: dict[LeftOutAt, None] = {}
    unused: dict[LeftOutAt, None] = {}
    world: Choices | None = Choices()
    for _ in range(open_conditions.MOST_WORLDS):
        if world is None:
            break
        sealed = Sealed()
        makefile = Makefile(statements, sealed, world)
        for recipe in makefile.recipes():
            for build in _Reader(recipe, sealed, catalog).builds():
                worlds.add(build, world)
        unused |= {LeftOutAt(sealed.open(name).written, _UNUSED, line): None for name, line in makefile.unused()}
        included |= {LeftOutAt(f"include {one.names}", _INCLUDED, one.line): None for one in makefile.included}
        world = world.next()
    builds = worlds.builds()
    open_ones = any(one.unchecked for one in builds)
    return Found(builds, unchecked=[*unused, *(included if open_ones or not builds else ())])


class _Reader:
    """One recipe."""

    def __init__(self, recipe: Recipe, sealed: Sealed, catalog: Catalog) -> None:
        self.recipe = recipe
        self.sealed = sealed
        self.catalog = catalog
        name = PurePath(recipe.shell.split()[0]).name if recipe.shell.split() else "sh"
        self.dialect: Dialect = languages.PROGRAMS.get(name, "sh")

    def builds(self) -> Iterator[Build]:
        """The builds of all its lines."""
        if self.recipe.together:
            yield from self._script(self.recipe.lines)
            return
        lines = RecipeLines("make", _TOGETHER, tuple(self.recipe.variables))
        for line in self.recipe.lines:
            yield from lines.add(line.text, line.line, self._script([line]))

    def _script(self, lines: Sequence[Line]) -> list[Build]:
        script = ScriptText(self.dialect)
        flaws: dict[Flaw, None] = {}
        whole = "\n".join(line.text for line in lines)
        if not MAY_BUILD.search(whole):
            return []
        for name, (value, at) in self.recipe.variables.items():
            if name in whole:
                script.set(name, self.sealed.open(value).parts, at)
        for line in lines:
            script.add(self.sealed.open(line.text, line.line), keeps_lines=line.keeps_lines)
            flaws |= dict.fromkeys(line.flaws)
        target = self.sealed.open(self.recipe.target).written
        return [self._with(build, flaws) for build in script.builds(self.catalog, f"target {target}, ")]

    def _with(self, build: Build, flaws: Iterable[Flaw]) -> Build:
        problems = tuple(file_problem(flaw.code, flaw.line, flaw.message) for flaw in flaws)
        conditions = frozenset({(f"target {self.recipe.target}", self.recipe.context)})
        around = replace(build.around, conditions=conditions)
        return replace(build, findings=(*build.findings, *problems), around=around)
