"""What the other files of a project read and write, so that nothing is said to be unused that one of them uses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.files import Build, FileReading

from . import across
from .cache_places import caches


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The places of registry caches by their repository, as text that is the same for the same place."""

    writes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    shared: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    """What is to be said of a file, by its name, because other files write its caches."""

    def written(self, repository: str) -> frozenset[str]:
        """The caches of *repository* that are written, and the images, which may carry one."""
        return self.writes.get(repository, frozenset())

    def read(self, repository: str) -> frozenset[str]:
        """The caches of *repository* that are read."""
        return self.reads.get(repository, frozenset())


NOWHERE: Final = Elsewhere()


def of(readings: Iterable[FileReading], catalog: Catalog) -> Elsewhere:
    """What all of *readings* use together."""
    all_of_them = list(readings)
    builds = [build for reading in all_of_them for build in reading.builds]
    written, read = (_by_repository(builds, option, catalog) for option in OPTIONS)
    return Elsewhere(written, read, across.problems(all_of_them, catalog))


def _by_repository(builds: list[Build], option: Option, catalog: Catalog) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for cache in caches(builds, option, catalog):
        if cache.repository:
            found.setdefault(cache.repository, set()).add(cache.key)
    return {repository: frozenset(keys) for repository, keys in found.items()}
