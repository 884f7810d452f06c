"""The builder in use, as ``docker buildx`` tells of it: fixed arguments, five seconds each, nothing started or changed."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from buildx_cache_flags.core.check import builders
from buildx_cache_flags.core.check.builders import Builder
from buildx_cache_flags.core.text.wording import visible

from .failures import OutsideError

SECONDS: Final = 5.0
_MOST: Final = 1 << 20
_VERSION: Final = ("buildx", "version")
_INSPECT: Final = ("buildx", "inspect")
_STATUS: Final = ("info", "--format", "{{json .DriverStatus}}")


class FoundBuilder(NamedTuple):
    """The release of buildx, the builder in use, and Docker's driver status where the builder is Docker itself."""

    buildx: str
    builder: Builder
    status: str


class _Done(NamedTuple):
    status: int
    out: str
    err: str


def look(environment: Mapping[str, str] = os.environ, seconds: float = SECONDS) -> FoundBuilder:
    """Ask for the builder in use; :class:`.OutsideError` says why there is no answer."""
    path = shutil.which("docker", path=environment.get("PATH"))
    if path is None:
        raise OutsideError("There is no docker command. Install Docker with buildx, or add it to PATH.")
    version = _run(path, _VERSION, environment, seconds)
    buildx = builders.read_version(version.out)
    if version.status != 0:
        raise OutsideError("This docker has no buildx. Install the package docker-buildx or docker-buildx-plugin.")
    if not buildx:
        raise OutsideError("docker buildx version prints no version. Check that this docker is Docker's own.")
    inspected = _run(path, _INSPECT, environment, seconds)
    builder = builders.read_inspect(inspected.out)
    if inspected.status != 0:
        raise _failed(inspected.err)
    if builder is None:
        raise OutsideError("docker buildx inspect tells of no builder. Run it in a terminal to see why.")
    if not builder.driver:
        # buildx ends with status 0 all the same.
        raise _failed(builder.error)
    if not builders.needs_status(builder):
        return FoundBuilder(buildx, builder, "")
    status = _run(path, _STATUS, environment, seconds)
    if status.status != 0:
        raise _failed(status.err)
    return FoundBuilder(buildx, builder, status.out)


def _failed(said: str) -> OutsideError:
    lower = said.lower()
    if "daemon" in lower or "docker.sock" in lower or "connection refused" in lower:
        return OutsideError(
            "Docker's daemon does not answer. Start it, or choose another context with docker context use."
        )
    if "permission denied" in lower:
        return OutsideError("You may not use Docker's daemon. Join the group docker, or use a rootless Docker.")
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "no reason given")
    return OutsideError(
        f"docker buildx fails: {visible(last, 160).rstrip('.')}. Run docker buildx inspect to see more."
    )


def _run(path: str, words: Sequence[str], environment: Mapping[str, str], seconds: float) -> _Done:
    command = [path, *words]
    name = f"docker {' '.join(words[:2])}"
    try:
        with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(environment)
        ) as process:
            try:
                out, err = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                raise OutsideError(
                    f"{name} gave no answer within {seconds:g} seconds. Restart Docker, or try again later."
                ) from None
    except OSError as error:
        raise OutsideError(f"The docker command can't be run ({error.strerror}). Install it again.") from None
    return _Done(process.returncode, out[:_MOST].decode(errors="replace"), err[:_MOST].decode(errors="replace"))
