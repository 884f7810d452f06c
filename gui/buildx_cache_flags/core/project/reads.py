"""Caches that are read in a file whose builds write others."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.files import Build
from buildx_cache_flags.core.files.found_builds import file_problem
from buildx_cache_flags.core.text import variables

from .cache_places import Cache, caches
from .elsewhere import NOWHERE, Elsewhere

NOBODY: Final = codes.register(
    "reads-unwritten",
    "warning",
    catches="a cache that is read and that no build of the file writes, though they write others beside it",
    source="BuildKit: a source that is not there is skipped",
)
NEVER: Final = codes.register(
    "writes-unread",
    "warning",
    catches="a cache that is written and that no build of the file reads, though they read others beside it",
    source="BuildKit: only what cache-from names is read",
)


def problems(builds: Sequence[Build], catalog: Catalog, elsewhere: Elsewhere = NOWHERE) -> Iterator[Problem]:
    """What is read and written past each other, inside one repository of a registry; not what another file uses."""
    reads = [cache for cache in caches(builds, "cache-from", catalog) if cache.repository]
    writes = [cache for cache in caches(builds, "cache-to", catalog) if cache.repository]
    images = {_latest(image) for build in builds for image in (build.judged.image, *build.around.images) if image}
    said = False
    for cache in _each_once(reads):
        beside = [one for one in writes if one.repository == cache.repository]
        if not beside or _key(cache.key) in images or any(_may_be(one.key, cache.key) for one in beside):
            continue
        if any(_may_be(key, cache.key) for key in elsewhere.written(cache.repository)):
            continue
        said = True
        message = f"No build of this file writes {cache.shown}, so nothing is read from it. The cache they write is {beside[0].shown}."
        yield _problem(NOBODY, cache, message)
    if not said:
        yield from _unread(reads, writes, elsewhere)


def _unread(reads: list[Cache], writes: list[Cache], elsewhere: Elsewhere) -> Iterator[Problem]:
    """What is written and read by none, where the same repository is read otherwise."""
    for cache in _each_once(writes):
        beside = [one for one in reads if one.repository == cache.repository]
        keys = (*(one.key for one in beside), *elsewhere.read(cache.repository))
        if beside and not any(key == cache.key or _may_be(key, cache.key) for key in keys):
            message = f"No build of this file reads {cache.shown}, so it is never used. The cache they read is {beside[0].shown}."
            yield _problem(NEVER, cache, message)


def _each_once(found: list[Cache]) -> list[Cache]:
    return list({cache.key: cache for cache in reversed(found)}.values())[::-1]


def _may_be(pattern: str, text: str) -> bool:
    """Whether *text* is *pattern* with something in the place of its variables."""
    if pattern == text:
        return True
    pieces = ("[^/:]+" if is_name else re.escape(piece) for piece, is_name in variables.split(pattern))
    return re.fullmatch("".join(pieces), text) is not None


def _latest(image: str) -> str:
    return _key(image if ":" in image.rpartition("/")[2] else f"{image}:latest")


def _key(text: str) -> str:
    return text.removeprefix("docker.io/").removeprefix("library/")


def _problem(code: codes.Code, cache: Cache, message: str) -> Problem:
    problem = file_problem(code, cache.line, message)
    return problem._replace(location=Location(line=cache.line, where=cache.build.where))
