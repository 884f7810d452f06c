"""What `docker buildx inspect` and `docker buildx version` print, read into what matters for a cache.  No process."""

import re
from typing import Final, NamedTuple

from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.wording import shown, visible

from . import codes
from .problems import Problem

NO_ANSWER: Final = codes.register(
    "builder-no-answer",
    "error",
    catches="`builder`: docker buildx doesn't answer, or knows no builder",
    source="docker/buildx, commands/inspect.go",
)
NO_OBJECTS: Final = codes.register(
    "builder-no-object-storage",
    "hint",
    catches="`builder`: a builder of the docker driver, whose exporters of caches lack s3 and azblob",
    source="moby/moby, daemon/internal/builder-next/controller.go",
)
NO_EXPORT: Final = codes.register(
    "builder-no-export",
    "warning",
    catches="`builder`: a builder of the docker driver without the containerd image store, which can't export a registry cache",
    source="docker/buildx, driver/docker/driver.go",
)
NOT_RUNNING: Final = codes.register(
    "builder-not-running",
    "hint",
    catches="`builder`: one that isn't running, so its BuildKit version is unknown",
    source="docker/buildx, commands/inspect.go",
)

_LINE: Final = re.compile(r"([A-Z][A-Za-z ]*):[ \t]*(\S.*)?")
_RELEASE: Final = re.compile(r"v?(\d{1,4}\.\d{1,4}(?:\.\d{1,4})?)(?![\d.])")
_BUILDX: Final = re.compile(r"^\S*\bbuildx\S*\s+v?(\d{1,4}\.\d{1,4}(?:\.\d{1,4})?\S*)", re.MULTILINE)
_VERSION_KEYS: Final = ("BuildKit version", "BuildKit", "Buildkit")
"""The key since buildx 0.14, and those of older releases."""

_DOCKER: Final = "docker"
_SNAPSHOTTER: Final = "io.containerd.snapshotter"
"""Stands in the driver status of a Docker that has the containerd image store (moby, ``daemon/containerd/service.go``)."""


class Builder(NamedTuple):
    """A builder; ``driver`` is empty where buildx could not ask for it, and ``error`` says why; ``buildkit`` is its release such as ``0.23.2``, the oldest of its nodes', or empty where it isn't known."""

    name: str
    driver: str
    buildkit: str
    platforms: tuple[str, ...]
    error: str = ""


def read_inspect(text: str) -> Builder | None:
    """Read what ``docker buildx inspect`` prints; ``None`` where that is no builder."""
    rows = [
        (match[1], (match[2] or "").strip()) for line in text.splitlines() if (match := _LINE.fullmatch(line.rstrip()))
    ]
    first = dict(reversed(rows))
    if not first.get("Name") or not (first.get("Driver") or first.get("Error")):
        return None
    releases = [found[1] for key, value in rows if key in _VERSION_KEYS and (found := _RELEASE.match(value))]
    listed = (one.strip().rstrip("*") for key, value in rows if key == "Platforms" for one in value.split(","))
    oldest = min(releases, key=lambda release: tuple(map(int, release.split("."))), default="")
    return Builder(
        first["Name"],
        first.get("Driver", ""),
        oldest,
        tuple(dict.fromkeys(filter(None, listed))),
        first.get("Error", ""),
    )


def read_version(text: str) -> str:
    """The release in what ``docker buildx version`` prints, or an empty text."""
    found = _BUILDX.search(text)
    return found[1] if found else ""


def has_containerd_store(status: str) -> bool:
    """Whether ``docker info --format '{{json .DriverStatus}}'`` tells of the containerd image store."""
    return _SNAPSHOTTER in status


def exports_cache(builder: Builder, status: str) -> bool:
    """Whether the builder writes a registry cache; *status* is Docker's driver status."""
    return builder.driver != _DOCKER or has_containerd_store(status)


def needs_status(builder: Builder) -> bool:
    """Whether that depends on Docker itself."""
    return builder.driver == _DOCKER


def problems(builder: Builder, status: str) -> tuple[Problem, ...]:
    """What is to be said of a builder."""
    found = []
    if not exports_cache(builder, status):
        found.append(
            Problem.of(
                NO_EXPORT,
                Place(),
                f"The builder {shown(builder.name)} can't write a registry cache: the docker driver needs the containerd image "
                "store. Run docker buildx create --use, or enable that store.",
            )
        )
    elif builder.driver == _DOCKER:
        found.append(
            Problem.of(
                NO_OBJECTS,
                Place(),
                f"The builder {shown(builder.name)} has the docker driver, which can't write type=s3 or type=azblob. "
                "Run docker buildx create --use for these.",
            )
        )
    if not builder.buildkit:
        why = f" ({visible(builder.error)})" if builder.error else ""
        found.append(
            Problem.of(
                NOT_RUNNING,
                Place(),
                f"The builder {shown(builder.name)} isn't running, so its BuildKit version is unknown{why}. "
                "Start it with docker buildx inspect --bootstrap.",
            )
        )
    return tuple(found)


def no_answer(sentence: str) -> Problem:
    """The problem for a builder that can't be asked."""
    return Problem.of(NO_ANSWER, Place(), sentence)
