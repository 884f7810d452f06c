"""What the errors of a build mean for its caches, and what usually makes a step run again.

The texts are those of BuildKit, buildx, containerd and the registries; each was met in a real build or stands in their
sources.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from buildx_cache_flags.core.text.wording import shown, visible

from .log_reading import LoggedBuild, LoggedStep, steps_of


class _Cause(NamedTuple):
    pattern: re.Pattern[str]
    sentence: str


def _cause(pattern: str, sentence: str) -> _Cause:
    return _Cause(re.compile(pattern, re.IGNORECASE), sentence)


_MISSING: Final = re.compile(
    r"(?:: not found$|manifest unknown|MANIFEST_UNKNOWN|name unknown|NAME_UNKNOWN|404 Not Found)"
)
"""The registry has nothing there: what containerd's resolver says of an answer 404."""

_CAUSES: Final = (
    _cause(
        r"no such host",
        "The builder finds no host of that name. Check its spelling, and the network of the builder.",
    ),
    _cause(
        r"server gave HTTP response to HTTPS client",
        "The registry speaks plain HTTP. Set registry.insecure=true, or name it in the builder's buildkitd.toml.",
    ),
    _cause(
        r"x509|certificate",
        "The builder doesn't trust the registry's certificate. Name its authority in the builder's buildkitd.toml.",
    ),
    _cause(
        r"connection refused",
        "Nothing listens there. For the builder's container, localhost is the container itself: use network=host, or the host's name.",
    ),
    _cause(
        r"network is unreachable|no route to host|connection reset|broken pipe|unexpected EOF",
        "The connection to the registry broke. Check the network and a proxy of the builder, and run the build again.",
    ),
    _cause(
        r"i/o timeout|deadline exceeded|TLS handshake timeout|Client\.Timeout",
        "The registry gave no answer in time. Check the network and a proxy of the builder, and run the build again.",
    ),
    _cause(
        r"401 Unauthorized|authorization failed|authentication required|no basic auth credentials|UNAUTHORIZED",
        "The registry needs a login. Run docker login for its host before the build, in the same job and as the same user.",
    ),
    _cause(
        r"insufficient_scope|403 Forbidden|access denied|permission_denied|DENIED|does not have permission",
        "The login has no permission for this. Allow it to write to the repository, or use another repository.",
    ),
    _cause(
        r"429 Too Many Requests|toomanyrequests|rate limit",
        "The registry limits the rate of requests. Log in, or wait and run the build again.",
    ),
    _cause(
        r"TAG_INVALID|ImageTagAlreadyExists|tag is immutable|cannot be overwritten",
        "The tag is immutable there, so the second write fails. Make tags mutable, or exclude the cache tag.",
    ),
    _cause(
        r"MANIFEST_INVALID|manifest invalid|unsupported media ?type|Invalid media type|415 Unsupported|OCI index found",
        "The registry rejects this kind of manifest. Set image-manifest=true and oci-mediatypes=true.",
    ),
    _cause(
        r"50[0-9] (?:Internal|Bad|Service|Gateway)|5\d\d [A-Z]",
        "The registry had an internal error. Run the build again, and check the registry's status.",
    ),
    _cause(
        r"unknown cache (?:importer|exporter): \"?(?:s3|azblob|gha)",
        "Docker's own builder doesn't know this type. Use a builder of the docker-container driver.",
    ),
    _cause(
        r"unknown cache (?:importer|exporter)",
        "BuildKit doesn't know this type. Use registry, local, inline, gha, s3 or azblob.",
    ),
    _cause(
        r"cache export (?:feature )?is (?:currently )?not supported for (?:the )?docker driver|Cache export is not supported",
        "The docker driver exports no cache. Run docker buildx create --use, or turn on the containerd image store.",
    ),
    _cause(
        r"(?:registry cache (?:importer|exporter) requires ref)",
        "The flag has no ref. Add ref=HOST/REPOSITORY:TAG.",
    ),
    _cause(
        r"OCI mediatypes are required for image-manifest",
        "image-manifest=true needs oci-mediatypes=true. Set both, or neither.",
    ),
    _cause(
        r"gzip: invalid compression level",
        "gzip levels go from 0 to 9. Use one of them, or compression=zstd.",
    ),
    _cause(
        r"unsupported compression type",
        "BuildKit doesn't know this compression. Use gzip, zstd, estargz or uncompressed.",
    ),
    _cause(r"non-integer value .* specified for compression-level", "compression-level needs a whole number."),
    _cause(r"strconv\.ParseBool", "The parameter must be true or false. Use one of them."),
    _cause(r"invalid reference format", "The ref isn't valid. Use host/repository:tag in lower case."),
    _cause(r"duplicate cache exports", "The same entry is written twice. Remove one of them."),
    _cause(r"type required for", "The flag has no type. Add type=registry."),
    _cause(
        r"token is (?:malformed|expired)|ACTIONS_(?:RUNTIME_TOKEN|CACHE_URL|RESULTS_URL)",
        "type=gha needs the runner's own variables. Use docker/build-push-action, or expose the runtime's variables to the step.",
    ),
    _cause(
        r"bucket .*not set|region .*not set", "The flag doesn't say which bucket and region. Add bucket= and region=."
    ),
    _cause(r"no space left on device", "The disk of the builder is full. Prune it, and run the build again."),
    _cause(
        r"blob (?:upload )?(?:unknown|invalid)|digest invalid|BLOB_UPLOAD",
        "The registry lost an upload. Run the build again.",
    ),
)


def is_missing(error: str) -> bool:
    """Whether the registry says that there is nothing under the ref."""
    return _MISSING.search(error) is not None


def of_error(error: str) -> str:
    """What *error* means and what to do, as sentences; empty where it isn't known."""
    return next((cause.sentence for cause in _CAUSES if cause.pattern.search(error)), "")


_NEEDS_FILES: Final = ("COPY", "ADD")
_FROM_STAGE: Final = re.compile(r"--from=(\S+)")
_MOUNT: Final = re.compile(r"--mount=\S*type=cache")


def first_misses(build: LoggedBuild) -> tuple[LoggedStep, ...]:
    """The step of each stage that ran first though no step before it did, those that follow from others left out.

    A step with ``COPY --from`` a stage that ran follows from that one, and so most likely does the very first step of a
    stage that starts from another stage: the log names no base image for it.
    """
    first: dict[str, LoggedStep] = {}
    for step in steps_of(build):
        if step.how in ("ran", "failed") and (step.stage not in first or step.number < first[step.stage].number):
            first[step.stage] = step
    return tuple(step for step in first.values() if not _follows(step, first))


def _follows(step: LoggedStep, missed: dict[str, LoggedStep]) -> bool:
    others = [other for other in missed.values() if other.stage != step.stage]
    named = _FROM_STAGE.search(step.instruction)
    if named is not None:
        return any(_stage(other.stage) == named[1] for other in others)
    return step.number == 1 and any(other.line < step.line for other in others)


def _stage(name: str) -> str:
    """The stage's own name: a platform or a target may stand in front of it."""
    return name.rsplit(" ", maxsplit=1)[-1]


def why(step: LoggedStep, build: LoggedBuild) -> str:
    """What usually makes *step* the first one to run, though a cache was read."""
    return " ".join(_why(step, build))


def _why(step: LoggedStep, build: LoggedBuild) -> Iterator[str]:
    keyword = step.instruction.split(" ", 1)[0].upper()
    base = next((one for one in build.steps if one.stage == step.stage and one.instruction.startswith("FROM ")), None)
    if base is not None and step.number == base.number + 1:
        name = base.instruction.removeprefix("FROM ").partition("@")[0]
        yield f"It is the first step after {shown(name)}, so that image may have changed. Name it by digest."
    if keyword in _NEEDS_FILES and not _FROM_STAGE.search(step.instruction):
        yield (
            f"A file that {visible(step.instruction, 80)} copies has changed, or its mode has. "
            "Copy what changes rarely first, and keep the rest out with .dockerignore."
        )
    elif keyword == "RUN":
        yield (
            "Its command or a variable in it has changed, or the cache holds no result of it: with mode=min only the "
            "final image's layers are kept. Put ARG after the steps that don't need it, and use mode=max."
        )
        if _MOUNT.search(step.instruction):
            yield "Its --mount=type=cache is in no exported cache: it is empty on another builder."
    elif not _FROM_STAGE.search(step.instruction):
        yield "The instruction or something before it has changed."
