"""Several builds of a file that write one cache: the last one to finish wins, and the others' work is lost."""

from collections.abc import Iterator, Sequence
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.files import Build
from buildx_cache_flags.core.files.found_builds import file_problem

from .cache_places import Cache, caches

SHARED: Final = codes.register(
    "writes-shared",
    "warning",
    catches="several builds of one file that write the same cache, such as all jobs of a matrix",
    source="BuildKit: a cache export replaces what was there",
)
_MOST_NAMED: Final = 3
_MOST_COMPARED: Final = 100
"""Builds that write one place and are compared with each other: far more than anybody has by intent."""


def problems(builds: Sequence[Build], catalog: Catalog) -> Iterator[Problem]:
    """One warning for each place that several builds write."""
    by_place: dict[tuple[str, str], list[Cache]] = {}
    for cache in caches(builds, "cache-to", catalog):
        by_place.setdefault((cache.type, cache.key), []).append(cache)
    for group in by_place.values():
        together = _together(group[:_MOST_COMPARED])
        if len(together) > 1:
            yield _problem(together)


def _together(group: list[Cache]) -> list[Cache]:
    """Those of *group* that do overwrite each other."""
    return [cache for cache in group if any(_collide(cache, other) for other in group if other is not cache)]


def _collide(one: Cache, other: Cache) -> bool:
    if one.build is other.build or exclusive(one.build, other.build):
        return False
    if _in_one_script(one.build, other.build):
        return False
    if one.own and one.build.around.job != other.build.around.job:
        return False
    return _turns(one.build, other.build) or _differ(one.build, other.build)


def exclusive(one: Build, other: Build) -> bool:
    """Whether two builds are never both run: a condition has another answer in each."""
    answers = dict(one.around.conditions)
    return any(answers.get(question, answer) != answer for question, answer in other.around.conditions)


def _in_one_script(one: Build, other: Build) -> bool:
    """Whether one script runs both: what its conditions and loops make of them is judged with the script."""
    around, others = one.around, other.around
    return around.script and others.script and (around.job, around.step) == (others.job, others.step)


def _turns(one: Build, other: Build) -> bool:
    """Whether two builds are turns of one matrix, loop or template."""
    if one.around.step or other.around.step:
        return one.around.step == other.around.step
    return one.line == other.line


def _differ(one: Build, other: Build) -> bool:
    """Whether two builds at different places make different layers, so far as that can be told."""
    if one.around.built != other.around.built:
        return True
    if one.judged.context != other.judged.context:
        return True
    # Building once to test and once to push is common, and then the image may have another name.
    in_one_job = bool(one.around.job) and one.around.job == other.around.job
    return not in_one_job and _repository(one) != _repository(other)


def _repository(build: Build) -> str:
    name = build.judged.image
    head, slash, last = name.rpartition("/")
    return head + slash + last.partition(":")[0]


def _problem(together: list[Cache]) -> Problem:
    last = together[-1]
    # The ways that one build may go are no builds beside each other.
    places = list(dict.fromkeys(cache.build.where.partition(", when ")[0] for cache in together))
    named = places if len(places) <= _MOST_NAMED else [*places[:_MOST_NAMED], f"{len(places) - _MOST_NAMED} more"]
    who = "; ".join(named) if len(places) > 1 else f"{len(together)} runs of it"
    message = f"{len(places) if len(places) > 1 else len(together)} builds write the cache {last.shown}, and the last one to finish wins: {who}. Give each its own {last.part}."
    problem = file_problem(SHARED, last.line, message)
    return problem._replace(location=Location(line=last.line, where=last.build.where))
