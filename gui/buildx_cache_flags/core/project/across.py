"""Builds in different files of a project that write one cache for different images: the last one to finish wins.

One build that stands in two files, as a Makefile and a workflow often have it, is meant to share its cache, and so is one
that a document shows.  So it takes two signs that they are different builds: images that are called otherwise, and another
Dockerfile, another stage or another context.
"""

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.files import Build, FileReading
from buildx_cache_flags.core.files.found_builds import file_problem
from buildx_cache_flags.core.text import variables

from .cache_places import Cache, caches

ACROSS: Final = codes.register(
    "writes-shared-files",
    "warning",
    catches="builds in different files of a folder that write the same cache for different images",
    source="BuildKit: a cache export replaces what was there",
)
_SHOWN: Final = frozenset(("markdown", "dockerfile", "setup"))
"""Kinds of files whose commands are shown, and not necessarily run."""
_BESIDE: Final = frozenset(("compose", "bake-hcl", "bake-json", "skaffold", "devcontainer", "make", "just", "npm"))
"""Kinds whose paths begin in the folder of the file; those of others begin at the top of the checkout."""
_MOST_NAMED: Final = 3
_MOST_COMPARED: Final = 100

_At = tuple[FileReading, Cache]


def problems(readings: Sequence[FileReading], catalog: Catalog) -> Mapping[str, tuple[Problem, ...]]:
    """What is to be said of each file, by its name: one warning for each place, in the last file that writes it."""
    by_place: dict[tuple[str, str], list[_At]] = {}
    for reading in readings:
        if reading.kind not in _SHOWN:
            for cache in caches(reading.builds, "cache-to", catalog):
                if cache.repository and not cache.own:
                    by_place.setdefault((cache.type, cache.key), []).append((reading, cache))
    found: dict[str, tuple[Problem, ...]] = {}
    for group in by_place.values():
        together = list(_together(group[:_MOST_COMPARED]))
        if together:
            name = together[-1][0].name
            found[name] = (*found.get(name, ()), _problem(together))
    return found


def _together(group: Sequence[_At]) -> Iterator[_At]:
    """Those of *group* that overwrite a build of another file."""
    for reading, cache in group:
        here = _subject(reading, cache.build)
        if any(_differ(here, _subject(at, other.build)) for at, other in group if at.name != reading.name):
            yield reading, cache


def _subject(reading: FileReading, build: Build) -> tuple[str, tuple[str, str, str]]:
    """The image's own name, and what it is built of; empty where the file does not tell."""
    name = build.judged.image.rpartition("/")[2].partition("@")[0].partition(":")[0]
    if variables.names(name):
        name = ""
    top = str(PurePath(reading.name).parent).replace("\\", "/") if reading.kind in _BESIDE else ""
    context = posixpath.normpath(posixpath.join(top, build.judged.context))
    file = build.around.dockerfile
    whole = posixpath.normpath(posixpath.join(top, file)) if file else ""
    return name, (context, whole, build.around.stage)


def _differ(one: tuple[str, tuple[str, str, str]], other: tuple[str, tuple[str, str, str]]) -> bool:
    """Whether two builds are different ones by both signs; a part that is not told is none."""
    names = one[0], other[0]
    if not all(names) or names[0] == names[1]:
        return False
    (context, file, stage), (other_context, other_file, other_stage) = one[1], other[1]
    return context != other_context or (bool(file and other_file) and file != other_file) or stage != other_stage


def _problem(together: Sequence[_At]) -> Problem:
    reading, last = together[-1]
    names = list(
        dict.fromkeys(f"{one.name} ({cache.build.where})" for one, cache in together if one.name != reading.name)
    )
    named = names if len(names) <= _MOST_NAMED else [*names[:_MOST_NAMED], f"{len(names) - _MOST_NAMED} more"]
    message = f"Other files write the cache {last.shown} for other images, and the last one to finish wins: {'; '.join(named)}. Give each its own {last.part}."
    problem = file_problem(ACROSS, last.line, message)
    return problem._replace(location=Location(line=last.line, where=last.build.where))
