"""Builds of several stages that leave mode unset: what only mode=max would keep."""

import posixpath
from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check import codes, packing
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.disk.beside import Beside
from buildx_cache_flags.core.files import Build, FileReading
from buildx_cache_flags.core.files.found_builds import file_problem
from buildx_cache_flags.core.files.kinds import FileKind
from buildx_cache_flags.core.formats import dockerfile
from buildx_cache_flags.core.text import variables
from buildx_cache_flags.core.text.wording import listed, visible

STAGES: Final = codes.register(
    "mode-stages",
    "hint",
    catches="a cache without a mode next to a Dockerfile whose other stages only mode=max caches",
    source="BuildKit: mode=min, the default, keeps the layers of the image alone",
)
_IN_ITS_FOLDER: Final[tuple[FileKind, ...]] = (
    "compose",
    "bake-hcl",
    "bake-json",
    "make",
    "just",
    "npm",
    "taskfile",
)
"""Kinds whose paths begin in the folder of the file; those of build services begin at the top of the checkout."""
_ANYWHERE: Final[tuple[FileKind, ...]] = ("shell", "script")
_NOT_RUN: Final[tuple[FileKind, ...]] = ("markdown", "devcontainer", "dockerfile", "")
"""Kinds that show commands, and those that build in their own way."""
_MOST_NAMED: Final = 4


def problems(reading: FileReading, beside: Beside, catalog: Catalog) -> Iterator[Problem]:
    """One hint for each such cache."""
    if reading.kind in _NOT_RUN:
        return
    for build in reading.builds:
        lines = list(_without_mode(build, catalog))
        found = _stages(build, reading.kind, beside) if lines else ("", ())
        if found[1]:
            for line in lines:
                problem = file_problem(STAGES, line, _message(*found))
                yield problem._replace(location=Location(line=line, where=build.where))


def _without_mode(build: Build, catalog: Catalog) -> Iterator[int]:
    """The lines of the caches that are written without a mode, where their type has one."""
    for one in build.entries:
        backend = catalog.backend(one.entry.type)
        if one.option == "cache-to" and backend is not None and backend.modes and one.entry.get(packing.MODE) is None:
            yield one.line or build.line


def _stages(build: Build, kind: FileKind, beside: Beside) -> tuple[str, tuple[str, ...]]:
    """The Dockerfile that is built, and the stages that only mode=max keeps; none where that can't be told."""
    path, text = dockerfile_of(build, kind, beside)
    return (path, dockerfile.only_max_keeps(text, build.around.stage)) if path else ("", ())


def dockerfile_of(build: Build, kind: FileKind, beside: Beside) -> tuple[str, str]:
    """The path and the text of the Dockerfile that *build*, of a file of this *kind*, builds; empty where that can't be told."""
    path = build.around.dockerfile
    if kind in _NOT_RUN or not path or variables.names(path) or "://" in path or path.startswith("/"):
        return "", ""
    texts = []
    if kind in _IN_ITS_FOLDER or kind in _ANYWHERE:
        texts.append(beside.near(path))
    if kind not in _IN_ITS_FOLDER:
        texts.append(beside.read(posixpath.normpath(path)))
    there = {text for text in texts if text is not None}
    # A script is run in its own folder or at the top: where each has a Dockerfile, nobody can tell.
    return (path, there.pop()) if len(there) == 1 else ("", "")


def _message(path: str, names: tuple[str, ...]) -> str:
    shown = [visible(name) for name in names[:_MOST_NAMED]]
    shown += [f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    what = f"the stage {shown[0]}" if len(names) == 1 else f"the stages {listed(shown, 'and')}"
    return f"Without a mode, only the final image's layers are cached. {visible(path)} also builds {what}: use mode=max to cache them too."
