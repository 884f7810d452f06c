"""One build of a file, judged as the build that it is: what is asked of the rules, and which answers count."""

from collections.abc import Iterator
from dataclasses import replace

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check.evaluate import evaluate
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import TYPE
from buildx_cache_flags.core.files import Build, FileReading
from buildx_cache_flags.core.text import variables


def judged(build: Build, image: str = "", buildkit: str = "") -> Draft:
    """The draft that the rules judge; *image* and *buildkit* hold where the build says nothing of them."""
    # The rules about the image's layers hold for one that is exported as it comes.
    output = "nothing" if build.around.packed else build.judged.output
    return replace(
        build.judged,
        image=build.judged.image or image,
        buildkit=buildkit or build.around.buildkit,
        output=output,
    )


def is_open(problem: Problem, build: Build, catalog: Catalog) -> bool:
    """Whether *problem* is about a value that is known only when the file is used; references have a sample then."""
    place = problem.place
    if problem.excerpt is not None or place.option is None:
        return False
    entries = build.judged.entries(place.option)
    if place.entry >= len(entries):
        return False
    entry = entries[place.entry]
    parameter = catalog.parameter(entry, place.parameter, place.option)
    if parameter is not None and parameter.kind == "reference":
        return False
    return bool(variables.names(entry.get(place.parameter or TYPE) or ""))


def problems(build: Build, reading: FileReading, catalog: Catalog) -> tuple[Problem, ...]:
    """Everything that is to be said of *build*, which is one of *reading*."""
    return tuple(_problems(build, reading, catalog))


def _problems(build: Build, reading: FileReading, catalog: Catalog) -> Iterator[Problem]:
    yield from build.problems
    yield from build.findings
    yield from (one for one in reading.problems if one.location.where == build.where)
    if build.values:
        found = evaluate(judged(build), catalog, with_variables=True)
        yield from (one for one in found if one.trait != "missing" and not is_open(one, build, catalog))
