"""What whole jobs name besides the flags: actions, Docker's images, and machines for each platform.

Everything is in ``resources/jobs.toml``; see its head for what each key means.  The file is read when the first job is
written, never at start.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from . import tables
from .tables import TableError


class PinnedAction(NamedTuple):
    """An action of GitHub's, by its tag that moves and by one commit."""

    name: str
    major: str
    version: str
    commit: str
    source: str


class Platform(NamedTuple):
    """A platform, and a machine of its kind at GitHub and at GitLab.com."""

    name: str
    github: str
    gitlab: str

    @property
    def tag(self) -> str:
        """The platform as a part of a tag: ``linux-arm64``."""
        return self.name.replace("/", "-")


class Docker(NamedTuple):
    """Docker's own images: the client with buildx, and the daemon."""

    client: str
    daemon: str


class Services(NamedTuple):
    """Names of services to start from, and of the stage of a Dockerfile that all of them share."""

    names: tuple[str, ...]
    shared: str


class Jobs(NamedTuple):
    """All of it."""

    actions: tuple[PinnedAction, ...]
    platforms: tuple[Platform, ...]
    docker: Docker
    services: Services

    def uses(self, name: str, *, pinned: bool = False) -> str:
        """What ``uses:`` says of the action *name*: its tag or, where *pinned*, its commit with the version as comment."""
        action = next(one for one in self.actions if one.name == name)
        return f"{name}@{action.commit} # {action.version}" if pinned else f"{name}@{action.major}"


_KEYS: Final = ("action", "platform", "docker", "services")


def read(path: Path) -> Jobs:
    """Read the table at *path*; :class:`.TableError` names what is wrong with it and where."""
    data = tables.read(path)
    try:
        return from_data(data)
    except TableError as error:
        raise TableError(f"{path.name}: {error}") from error


def from_data(data: Mapping[str, Any]) -> Jobs:
    """Make the table from parsed TOML."""
    unknown = [key for key in data if key not in _KEYS]
    missing = [key for key in _KEYS if key not in data]
    if unknown or missing:
        raise TableError(f"unknown key {unknown[0]!r}" if unknown else f"the key {missing[0]!r} is missing")
    services = {**data["services"], "names": tuple(data["services"].get("names", ()))}
    return Jobs(
        tuple(tables.row(PinnedAction, row, f"action {row.get('name', '?')}") for row in data["action"]),
        tuple(tables.row(Platform, row, f"platform {row.get('name', '?')}") for row in data["platform"]),
        tables.row(Docker, data["docker"], "docker"),
        tables.row(Services, services, "services"),
    )
