"""Commands that each run in a shell of their own, as the lines of a recipe do."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.text import work

from .found_builds import Build, file_problem

LINES_APART: Final = codes.register(
    "lines-apart",
    "error",
    catches="a shell variable that is used on another line than it is set on, where each line has its own shell",
    source="GNU make, just and Task: each line of a recipe is a shell of its own",
)
MAY_BUILD = re.compile("docker|build|bake|depot|cache-|[\U000f0000-\U000fffff\ufffd]")
"""What a line of a recipe has that builds: most lines have none of it, and no shell has to read them."""

_SET = re.compile(r"(?:^|[;&|({]|\bthen\b|\bdo\b|\bexport\b|\breadonly\b)[ \t]*([A-Za-z_]\w*)=")
_USED = re.compile(r"\$\{?([A-Za-z_]\w*)")


class RecipeLines:
    """The lines of one recipe in order: what each sets is gone in the next one.

    *known* are the variables that each of the shells gets; *fix* says how to keep them together.
    """

    def __init__(self, program: str, fix: str, known: Sequence[str]) -> None:
        self._program = program
        self._fix = fix
        self._known = frozenset(known)
        self._gone: dict[str, int] = {}

    def add(self, text: str, line: int, builds: Sequence[Build]) -> list[Build]:
        """*builds* of the next line, with what is missing in them."""
        work.spend(len(text))
        own = set(_SET.findall(text))
        missing = list(self._missing(text, own, line)) if builds and self._gone else []
        for name in own - self._known:
            self._gone[name] = line
        return [replace(build, findings=(*build.findings, *missing)) for build in builds]

    def _missing(self, text: str, own: set[str], line: int) -> Iterator[Problem]:
        for name in dict.fromkeys(_USED.findall(text)):
            if name in self._gone and name not in own:
                message = f"{self._program} runs each line in its own shell, so {name} ends with line {self._gone[name]} and is unset here. {self._fix}"
                yield file_problem(LINES_APART, line, message)
