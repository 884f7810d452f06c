"""Justfiles: every recipe, with the variables of just replaced."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Final, cast

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.formats import open_conditions
from buildx_cache_flags.core.formats.just import runs, syntax
from buildx_cache_flags.core.formats.just.runs import Line, Run
from buildx_cache_flags.core.formats.just.syntax import Justfile
from buildx_cache_flags.core.formats.open_conditions import Choices
from buildx_cache_flags.core.formats.script import languages
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.text.template import Sealed

from .apart import MAY_BUILD, RecipeLines
from .each_world import Worlds
from .found_builds import Build, Found
from .scripttext import ScriptText
from .shell import Dialect

_TOGETHER: Final = "Join the lines with “\\”, start the recipe with #!/bin/sh, or set it as a variable of just."
_INCLUDED: Final = "what it sets is not read"
_WORD = re.compile(r"""["']([^"'\n]+)["']""")


def read(text: str, catalog: Catalog) -> Found:
    """The builds of all recipes, for each answer to the conditions that only the environment decides."""
    file = syntax.parse(text)
    worlds = Worlds()
    world: Choices | None = Choices()
    for _ in range(open_conditions.MOST_WORLDS):
        if world is None:
            break
        sealed = Sealed()
        for run in runs.runs(file, sealed, world):
            for build in _builds(run, file, sealed, catalog):
                worlds.add(build, world)
        world = world.next()
    builds = worlds.builds()
    included = [LeftOutAt(statement, _INCLUDED, line) for statement, line in file.included]
    return Found(builds, unchecked=included if any(one.unchecked for one in builds) or not builds else [])


def _builds(run: Run, file: Justfile, sealed: Sealed, catalog: Catalog) -> Iterator[Build]:
    written = " ".join(sealed.open(argument).written for argument in run.arguments)
    where = f"recipe {run.recipe.name}{f' {written}' if written else ''}, "
    turn = frozenset({(f"recipe {run.recipe.name}", "asked for" if run.asked else "by itself")})
    lines = RecipeLines("just", _TOGETHER, tuple(run.variables))
    for line in run.lines:
        dialect = _dialect(run, line, file)
        script = ScriptText(dialect)
        for name, value in run.variables.items():
            if name in line.text and dialect not in languages.LABELS:
                script.set(name, sealed.open(value).parts, line.line)
        script.add(sealed.open(line.text, line.line), keeps_lines=True)
        found = script.builds(catalog, where) if MAY_BUILD.search(line.text) else []
        for build in found if run.whole else lines.add(line.text, line.line, found):
            yield replace(build, around=replace(build.around, conditions=turn))


def _dialect(run: Run, line: Line, file: Justfile) -> Dialect:
    """The shell of a line, or the program that gets the whole recipe."""
    if run.whole and line.text.startswith("#!"):
        language = languages.language_of("", line.text)
        return cast(Dialect, language) if language else languages.shell_of("", line.text) or "sh"
    named = next((one for one in run.recipe.attributes if one.startswith("script(")), "") if run.whole else ""
    setting = named or file.settings.get("script-interpreter" if run.whole else "shell", "")
    program = _WORD.search(setting)
    name = PurePath(program[1]).name if program else "sh"
    return languages.PROGRAMS.get(name.removesuffix(".exe"), "sh")
