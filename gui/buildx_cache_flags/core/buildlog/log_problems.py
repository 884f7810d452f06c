"""What is to be said of a log: problems with the line where each shows."""

import re
from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.codes import Code
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.wording import listed, shown, visible

from . import causes
from .log_reading import BuildLog, Export, Import, LoggedBuild, steps_of

_SOURCE: Final = "BuildKit, util/progress/progressui and cache/remotecache"

INSTALL_BUILDX: Final = (
    "docker has no buildx here, so it doesn't know the cache flags. Install the package docker-buildx-plugin "
    "(on Debian docker-buildx) and run docker buildx build."
)
NO_BUILD: Final = codes.register(
    "log-no-build", "error", catches="`check --log`: a text without any line of a build", source=_SOURCE
)
NO_BUILDX: Final = codes.register(
    "log-no-buildx",
    "error",
    catches="`check --log`: docker without buildx, which does not know the cache flags",
    source="docker/cli, cmd/docker/builder.go",
)
REFUSED: Final = codes.register(
    "log-build-refused", "error", catches="`check --log`: a build that its cache flags ended", source=_SOURCE
)
NOT_THERE: Final = codes.register(
    "log-cache-missing", "hint", catches="`check --log`: a cache to read that isn't in the registry", source=_SOURCE
)
NOT_READ: Final = codes.register(
    "log-cache-not-read", "warning", catches="`check --log`: a cache that could not be read", source=_SOURCE
)
NOT_WRITTEN: Final = codes.register(
    "log-cache-not-written", "error", catches="`check --log`: a cache that could not be written", source=_SOURCE
)
IGNORED: Final = codes.register(
    "log-cache-lost",
    "warning",
    catches="`check --log`: a cache that was not written, while ignore-error let the build pass",
    source=_SOURCE,
)
WARNED: Final = codes.register(
    "log-warning",
    "warning",
    catches="`check --log`: what buildx itself warns of",
    source="docker/buildx, build/build.go",
)
NOTHING_USED: Final = codes.register(
    "log-nothing-reused",
    "warning",
    catches="`check --log`: a cache that was read without any step being reused",
    source=_SOURCE,
)
MISSED: Final = codes.register(
    "log-step-missed", "hint", catches="`check --log`: the first step that was not in the cache", source=_SOURCE
)
NO_CACHE: Final = codes.register(
    "log-no-cache-read",
    "hint",
    catches="`check --log`: a build whose steps ran and that read no cache at all",
    source=_SOURCE,
)


def problems(log: BuildLog) -> tuple[Problem, ...]:
    """All that is to be said of *log*, in the order of its lines."""
    return tuple(sorted(_problems(log), key=lambda problem: problem.location.line))


def _problem(code: Code, line: int, message: str) -> Problem:
    return Problem.of(code, Place(), message)._replace(location=Location(line=line))


def _problems(log: BuildLog) -> Iterator[Problem]:
    if log.no_buildx:
        yield _problem(
            NO_BUILDX,
            log.no_buildx.line,
            INSTALL_BUILDX,
        )
    for error in log.errors:
        yield _problem(REFUSED, error.line, _with_cause("The build stopped", error.text))
    for warning in log.warnings:
        yield _problem(WARNED, warning.line, f"buildx warns: {visible(warning.text, 200)}.")
    for build in log.builds:
        yield from _of_build(build)
    if not (log.builds or log.errors or log.warnings or log.no_buildx):
        yield _problem(
            NO_BUILD,
            0,
            "This isn't the log of a build. Use what docker buildx build --progress=plain prints.",
        )


_UNNAMED: Final = re.compile(r"(local|s3|azblob|gha):[0-9]+")
"""What BuildKit calls a cache that is no ref: its type and a number made from its attributes."""


def _place(name: str) -> str:
    match = _UNNAMED.fullmatch(name)
    return f"the cache of type {match[1]}" if match else visible(name, 200)


def _with_cause(what: str, error: str) -> str:
    said = f"{what}: {visible(error, 400)}."
    cause = causes.of_error(error)
    return f"{said} {cause}" if cause else said


def _of_build(build: LoggedBuild) -> Iterator[Problem]:
    for imported in build.imports:
        if imported.error:
            yield _of_import(imported)
    for export in build.exports:
        if export.error:
            yield _of_export(export, build)
    told = any(export.error for export in build.exports) or any(step.how == "failed" for step in build.steps)
    if build.failure and not told:
        yield _problem(REFUSED, build.failure_line, _with_cause("The build stopped", build.failure))
    yield from _of_steps(build)


def _of_import(imported: Import) -> Problem:
    if causes.is_missing(imported.error):
        return _problem(
            NOT_THERE,
            imported.line,
            f"There is no cache at {shown(imported.name)} yet. The first build starts cold; if this isn't the first, "
            "compare the ref with the one that is written.",
        )
    return _problem(
        NOT_READ, imported.line, _with_cause(f"No cache could be read from {_place(imported.name)}", imported.error)
    )


def _of_export(export: Export, build: LoggedBuild) -> Problem:
    if build.failure:
        return _problem(NOT_WRITTEN, export.line, _with_cause("The cache was not written", export.error))
    return _problem(
        IGNORED,
        export.line,
        _with_cause("The build passed, but its cache was not written", export.error),
    )


def _of_steps(build: LoggedBuild) -> Iterator[Problem]:
    steps = list(steps_of(build))
    ran = [step for step in steps if step.how in ("ran", "failed")]
    if not ran:
        return
    if any(not imported.error for imported in build.imports):
        if len(ran) == len(steps):
            yield _problem(
                NOTHING_USED,
                ran[0].line,
                f"No step was reused, though {listed((_place(one.name) for one in build.imports if not one.error), 'and')} was "
                "read. It may be an image without a cache, or of another Dockerfile, platform or base image: look with "
                "buildx-cache-flags inspect.",
            )
            return
        for step in causes.first_misses(build):
            where = f"[{step.stage} {step.number}] " if step.stage else ""
            yield _problem(
                MISSED,
                step.line,
                f"{where}{visible(step.instruction, 100)} was not in the cache. {causes.why(step, build)}",
            )
    elif not build.imports and not any(step.how == "cached" for step in steps):
        yield _problem(
            NO_CACHE,
            build.line,
            "No cache was read, so every step ran. Add --cache-from; with type=gha, buildx silently leaves it out where "
            "the runner's variables are missing.",
        )


def summary(build: LoggedBuild) -> tuple[str, ...]:
    """What a build did with its caches, a sentence for each."""
    return tuple(_summary(build))


def cost(build: LoggedBuild) -> str:
    """How long the caches took to write beside the steps that ran, in seconds; empty where the log does not tell both."""
    written = sum(export.seconds or 0 for export in build.exports if export.finished and not export.error)
    ran = sum(step.seconds or 0 for step in steps_of(build) if step.how == "ran")
    if not written or not ran:
        return ""
    return f"Writing the cache took {written:.1f} s, and the steps that ran {ran:.1f} s."


def _summary(build: LoggedBuild) -> Iterator[str]:
    for imported in build.imports:
        if not imported.error:
            yield f"Read: {_place(imported.name)}."
    for export in build.exports:
        if not export.error:
            yield f"Written: {_written(export)}."
    steps = list(steps_of(build))
    if steps:
        counts = [(sum(step.how in hows for step in steps), word) for hows, word in _HOWS]
        yield f"Steps: {len(steps):,}: {listed((f'{count:,} {word}' for count, word in counts if count), 'and')}."


_HOWS: Final = (
    (("cached", "restored"), "reused"),
    (("ran",), "run"),
    (("failed",), "failed"),
    (("unfinished",), "not finished"),
)


def _written(export: Export) -> str:
    if export.place == "inline":
        return "the inline cache, inside of the image"
    layers = f", {export.layers:,} layer{'' if export.layers == 1 else 's'}" if export.layers else ""
    seconds = f", {export.seconds:g} s" if export.seconds is not None else ""
    return (
        f"to {visible(export.place)}{layers}{seconds}"
        if export.finished
        else f"to {visible(export.place)}, not finished"
    )
