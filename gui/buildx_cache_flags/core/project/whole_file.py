"""A file with everything that is to be said of it as a whole."""

from collections.abc import Iterable
from dataclasses import replace

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk.beside import Beside, NoFiles
from buildx_cache_flags.core.files import FileReading, read_file

from . import around_builds, habits, open_variables, reads, stages, writes
from .elsewhere import NOWHERE, Elsewhere


def read(
    name: str, text: str, catalog: Catalog, beside: Beside | None = None, elsewhere: Elsewhere = NOWHERE
) -> FileReading:
    """Read a file as :func:`read_file` does, and judge its builds beside each other."""
    return together(read_file(name, text, catalog, beside), catalog, beside, elsewhere)


def together(
    reading: FileReading, catalog: Catalog, beside: Beside | None = None, elsewhere: Elsewhere = NOWHERE
) -> FileReading:
    """*reading*, whose builds are judged beside each other, and beside what other files of its project use."""
    builds = reading.builds
    found = [
        *writes.problems(builds, catalog),
        *reads.problems(builds, catalog, elsewhere),
        *open_variables.problems(builds),
        *around_builds.problems(builds, catalog),
        *stages.problems(reading, beside or NoFiles(), catalog),
        *habits.problems(reading, beside or NoFiles(), catalog),
        *elsewhere.shared.get(reading.name, ()),
    ]
    return replace(reading, problems=tuple(first_of_each((*reading.problems, *found))))


def first_of_each(problems: Iterable[Problem]) -> Iterable[Problem]:
    """*problems* in which what is said of one line is said once, whatever number of builds it makes."""
    found: dict[tuple[str, int, str], Problem] = {}
    for problem in problems:
        found.setdefault((problem.code, problem.location.line, problem.message), problem)
    return found.values()
