"""What the surroundings of a build decide: its builder, who runs it, and what it is given beside its flags."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.codes import Code
from buildx_cache_flags.core.check.packing import IGNORE
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.draft.reference import parse
from buildx_cache_flags.core.files import Build
from buildx_cache_flags.core.files.found_builds import file_problem
from buildx_cache_flags.core.text.golang import TRUE_WORDS
from buildx_cache_flags.core.text.variables import with_sample

NO_BUILDER: Final = codes.register(
    "no-builder",
    "warning",
    catches="a job that exports a cache without setting up a builder that can",
    source="buildx: cache export is not supported for the docker driver",
)
PULL_REQUEST: Final = codes.register(
    "writes-on-pull-requests",
    "warning",
    catches="a build that writes its cache into a registry also for pull requests, whose token may not",
    source="GitHub: pull requests of forks get a token that only reads",
)
INLINE: Final = codes.register(
    "inline-beside-export",
    "warning",
    catches="BUILDKIT_INLINE_CACHE=1 beside another cache export",
    source="BuildKit: the argument is an export of type inline",
)
NO_TOKEN: Final = codes.register(
    "gha-without-token",
    "warning",
    catches="type=gha in a script of a workflow, which does not get what GitHub's cache asks for",
    source="Docker: the gha cache backend needs ACTIONS_RUNTIME_TOKEN and ACTIONS_RESULTS_URL",
)
SECOND_TAG: Final = codes.register(
    "ref-is-second-image",
    "error",
    catches="a cache on another tag that the same build pushes, not only the first one",
    source="BuildKit: image and cache are pushed side by side since 0.28",
)


def problems(builds: Sequence[Build], catalog: Catalog) -> Iterator[Problem]:
    """What is to be said of each build because of its surroundings."""
    without_builder: set[str] = set()
    for build in builds:
        for find in _RULES:
            yield from find(build, catalog)
        # One step more mends a job, whatever number of builds and combinations it has.
        job = build.around.job.partition(" (")[0]
        if job not in without_builder:
            found = list(_no_builder(build, catalog))
            without_builder |= {job} if found else set()
            yield from found


def _writes(build: Build, catalog: Catalog) -> list[int]:
    """The lines of the caches that a build exports by itself: one without an address goes along inside the image."""
    written = ((one.line, catalog.backend(one.entry.type)) for one in build.entries if one.option == "cache-to")
    return [line for line, backend in written if backend is None or backend.addressed("cache-to")]


def _no_builder(build: Build, catalog: Catalog) -> Iterator[Problem]:
    lines = _writes(build, catalog)
    if build.around.no_builder and lines:
        message = "No builder is set up in this job, and Docker's own (driver docker) exports no cache. Add a step with docker/setup-buildx-action before it."
        yield _problem(NO_BUILDER, build, lines[0], message)


def _pull_request(build: Build, catalog: Catalog) -> Iterator[Problem]:
    if not build.around.pull_requests:
        return
    for one in build.entries:
        pushed = one.option == "cache-to" and catalog.references(one.entry, one.option)
        if pushed and one.entry.get(IGNORE) not in TRUE_WORDS:
            message = "Pull requests from forks can't push, so the export of this cache fails there. Write it only if github.event_name isn't pull_request."
            yield _problem(PULL_REQUEST, build, one.line, message)
            return


def _inline(build: Build, catalog: Catalog) -> Iterator[Problem]:
    lines = _writes(build, catalog)
    if build.around.inline and lines:
        message = "BUILDKIT_INLINE_CACHE=1 adds a second cache inside the image. Remove the build argument."
        yield _problem(INLINE, build, lines[0], message)


def _no_token(build: Build, catalog: Catalog) -> Iterator[Problem]:
    if build.around.service != "github" or not build.around.script or build.around.token:
        return
    for one in build.entries:
        backend = catalog.backend(one.entry.type)
        if backend is not None and backend.runner and not one.entry.get(backend.runner):
            message = f"type={backend.type} finds no token in a script, so nothing is cached. Add a step with crazy-max/ghaction-github-runtime before it."
            yield _problem(NO_TOKEN, build, one.line, message)
            return


def _second_tag(build: Build, catalog: Catalog) -> Iterator[Problem]:
    """A cache on a tag that is no first one; the first one is judged with the flags."""
    if build.judged.output != "push":
        return
    # With a compression of its own the image is not judged as one that is pushed.
    first = "" if build.around.packed else _canonical(build.judged.image)
    others = {name for name in map(_canonical, build.around.images) if name}
    for value, entry in zip(build.values, build.judged.writes, strict=False):
        written = next(iter(catalog.references(entry, "cache-to")), "")
        ref = _canonical(written)
        if ref and ref in others and ref != first:
            message = f"The cache is pushed to a tag of the image itself, {value.respelt(written)}, so one overwrites the other. Give the cache its own tag."
            yield _problem(SECOND_TAG, build, value.line, message)


def _canonical(text: str) -> str:
    """A reference in full, with the names of its variables; empty where it is none."""
    try:
        parse(with_sample(text))
    except ValueError:
        return ""
    head, slash, last = text.rpartition("/")
    named = text if ":" in last else f"{text}:latest"
    return named.removeprefix("docker.io/").removeprefix("library/") if slash or head else named


_RULES: Final[tuple[Callable[[Build, Catalog], Iterator[Problem]], ...]] = (
    _second_tag,
    _pull_request,
    _inline,
    _no_token,
)


def _problem(code: Code, build: Build, line: int, message: str) -> Problem:
    return file_problem(code, line, message)._replace(location=Location(line=line, where=build.where))
