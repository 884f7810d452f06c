"""Docker's own programs out of Debian's releases, for the tests: fetched and unpacked, never installed.

apt-get fetches them with lists of its own, so that the system's sources stay as they are, from the mirror that the
system uses already.  Debian's keys vouch for what comes.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from devtools import system
from devtools.process import ROOT, DevError, call, capture, say

FOLDER: Final = ROOT / ".docker"
KEYS: Final = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PACKAGES: Final = {
    "trixie": ("docker-cli", "docker-buildx", "docker-compose"),
    "sid": ("docker-buildx", "docker-compose"),
}
"""The oldest buildx that is still in use, and the newest that Debian has; both serve as plugins of the same docker."""
CLI: Final = Path("trixie", "usr", "bin", "docker")
PLUGINS: Final = Path("usr", "libexec", "docker", "cli-plugins")
VERSIONS: Final = "versions.json"
HOW_TO_GET: Final = "docker, buildx and compose of two Debian releases are not here: `make test` fetches them on Debian and its relatives"


@dataclass(frozen=True, slots=True)
class Release:
    """The docker of one release: its plugins are found below ``config``, the environment's ``DOCKER_CONFIG``."""

    name: str
    docker: Path
    config: Path
    buildx: str
    compose: str


def ensure() -> None:
    """Fetch what is missing; a machine that can't have it does without, and the tests say so."""
    if not all(is_there(name) for name in PACKAGES):
        mirror = debian_mirror()
        if mirror is None:
            say("apt-get knows no mirror of Debian's here, so nothing is given to Debian's docker, buildx and compose")
            return
        try:
            for name in PACKAGES:
                if not is_there(name):
                    fetch(name, mirror)
        except (OSError, DevError) as error:
            say(f"{error} So nothing is given to Debian's docker, buildx and compose")
            return
    for release in found():
        say(f"the tests use buildx {release.buildx} and compose {release.compose} of Debian's {release.name}")


def is_there(name: str) -> bool:
    """Tell whether a release is complete: its versions are written down last."""
    return (FOLDER / name / VERSIONS).exists()


def found() -> list[Release]:
    """Return the releases that are here, all of them or none."""
    if not all(is_there(name) for name in PACKAGES):
        return []
    return [Release(name, FOLDER / CLI, FOLDER / name, **versions_of(name)) for name in PACKAGES]


def versions_of(name: str) -> dict[str, str]:
    """Return the versions that buildx and compose gave for themselves."""
    versions: dict[str, str] = json.loads((FOLDER / name / VERSIONS).read_text(encoding="utf-8"))
    return versions


def debian_mirror() -> str | None:
    """Return the mirror of Debian that the system's own sources name."""
    if not (system.has_apt() and KEYS.exists()):
        return None
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)\t$(LABEL)", "Created-By: Packages"]
    pairs = [line.split("\t") for line in capture(command).stdout.splitlines() if "\t" in line]
    return next((uri for uri, label in pairs if label == "Debian"), None)


def fetch(name: str, mirror: str) -> None:
    """Unpack the packages of one release, whole or not at all."""
    say(f"fetching {', '.join(PACKAGES[name])} of Debian's {name}")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        work = Path(folder)
        root = work / "root"
        for package in download(name, mirror, work):
            run("dpkg-deb", "--extract", package, root)
        plugins = root / "cli-plugins"
        plugins.mkdir()
        for plugin in (root / PLUGINS).iterdir():
            (plugins / plugin.name).symlink_to(Path("..") / PLUGINS / plugin.name)
        versions = {
            plugin: output_of(root / PLUGINS / f"docker-{plugin}", "version").removeprefix("v")
            for plugin in ("buildx", "compose")
        }
        (root / VERSIONS).write_text(json.dumps(versions), encoding="utf-8")
        shutil.rmtree(FOLDER / name, ignore_errors=True)
        root.rename(FOLDER / name)


def download(name: str, mirror: str, work: Path) -> Iterator[Path]:
    """Yield the packages, fetched with lists, settings and a cache that lie in *work* alone."""
    for part in ("lists/partial", "cache/archives/partial", "packages"):
        (work / part).mkdir(parents=True)
    sources = work / "sources.list"
    sources.write_text(f"deb [signed-by={KEYS}] {mirror} {name} main\n", encoding="utf-8")
    options = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": work / "lists",
        "Dir::Cache": work / "cache",
        # The folder is this user's alone, so no other user can write into it.
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        # A mirror that lags behind will do: what counts is that Debian signed it.
        "Acquire::Check-Valid-Until": "false",
    }
    apt = ["apt-get", "--quiet=2", *(part for key, value in options.items() for part in ("-o", f"{key}={value}"))]
    run(*apt, "update")
    run(*apt, "download", *PACKAGES[name], cwd=work / "packages")
    yield from sorted((work / "packages").glob("*.deb"))


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run a program; DevError where it fails."""
    if call(command, cwd=cwd) != 0:
        raise DevError(f"{command[0]} failed; what it said is above.")


def output_of(*command: str | Path) -> str:
    """Return the version in what a plugin says of itself, such as ``0.13.1+ds1``."""
    done = capture(command)
    words = [word for word in done.stdout.split() if word.removeprefix("v")[:1].isdigit()]
    if done.returncode != 0 or not words:
        raise DevError(f"{command[0]} does not start here: {done.stderr.strip() or done.stdout.strip()}")
    return words[0]


def surroundings(release: Release, **values: str) -> dict[str, str]:
    """Return the environment in which ``docker`` finds the plugins of *release*, with *values* as variables."""
    return {"PATH": os.environ["PATH"], "HOME": str(release.config), "DOCKER_CONFIG": str(release.config), **values}
