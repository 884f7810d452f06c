"""Dockerfiles beside a build that writes a cache: what keeps that cache from being reused, said once for each kind."""

from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.codes import Code
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.disk.beside import Beside
from buildx_cache_flags.core.files import Build, FileReading
from buildx_cache_flags.core.files.found_builds import file_problem
from buildx_cache_flags.core.text.wording import visible

from . import dockerfile_habits as seen
from .dockerfile_habits import Habit
from .stages import dockerfile_of

MOUNT: Final = codes.register(
    "dockerfile-cache-mount",
    "hint",
    catches="RUN --mount=type=cache in the Dockerfile of a build that writes a cache",
    source="BuildKit: cache mounts belong to the builder, and no cache exporter writes them",
)
COPY: Final = codes.register(
    "dockerfile-copy-early",
    "hint",
    catches="a COPY of the whole build context before dependencies are installed",
    source="BuildKit: the checksum of all copied files is part of the key of the step, and of all after it",
)
ARGUMENT: Final = codes.register(
    "dockerfile-arg-early",
    "hint",
    catches="an ARG that changes with each build before a RUN that does not use it",
    source="Dockerfile reference: every RUN after an ARG uses its value, so a changed one is a cache miss",
)
BASE: Final = codes.register(
    "dockerfile-base-moves",
    "hint",
    catches="a FROM without a tag, or with latest, in the Dockerfile of a build that writes a cache",
    source="BuildKit: the digest of the base image is part of the key of every step on it",
)


def problems(reading: FileReading, beside: Beside, catalog: Catalog) -> Iterator[Problem]:
    """A hint for each kind of habit that the Dockerfile of a build has; the same Dockerfile is spoken of once."""
    said: set[tuple[str, str]] = set()
    for build in reading.builds:
        line = _written(build, catalog)
        path, text = dockerfile_of(build, reading.kind, beside) if line else ("", "")
        for habit in seen.habits(text, build.around.stage) if path else ():
            if (path, habit.kind) not in said:
                said.add((path, habit.kind))
                problem = file_problem(_CODES[habit.kind], line, _sentence(path, habit))
                yield problem._replace(location=Location(line=line, where=build.where))


def _written(build: Build, catalog: Catalog) -> int:
    """The line of the first cache that *build* writes by itself; 0 where it writes none."""
    for one in build.entries:
        backend = catalog.backend(one.entry.type)
        if one.option == "cache-to" and backend is not None and backend.addressed("cache-to"):
            return one.line or build.line
    return 0


def _sentence(path: str, habit: Habit) -> str:
    where, what, other = f"{visible(path)}, line {habit.line}", visible(habit.what), visible(habit.other)
    if habit.kind == "mount":
        return f"{where}: what {what} keeps is in no exported cache. On a new machine it begins empty."
    if habit.kind == "copy":
        return f"{where}: {what} comes before {other}, so each changed file installs everything again. First copy only what {other} reads."
    if habit.kind == "argument":
        return f"{where}: ARG {what} changes with each build, so every RUN after it runs again. Move it below {other}, which doesn't use it."
    return f"{where}: FROM {what} names no version. When its image changes, every step runs again. Name a version or a digest."


_CODES: Final[dict[str, Code]] = {"mount": MOUNT, "copy": COPY, "argument": ARGUMENT, "base": BASE}
