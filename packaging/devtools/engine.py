"""A whole Docker for as long as a test takes: Debian's dockerd with its registry, in namespaces of their own."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from devtools import dockers, environment, roots, system
from devtools.process import DevError, call, say

SCRIPT: Final = Path(__file__).with_name("engine.sh")
PACKAGES: Final = ("docker.io", "docker-registry", "busybox-static", "ca-certificates")
START_LIMIT_SECONDS: Final = 120
CGROUPS: Final = Path("/sys/fs/cgroup")
VARIABLE: Final = "BUILDX_CACHE_FLAGS_ENGINE"
"""Tells the tests where the engine is: its socket, its registry, and a program for an image."""


class Engine(NamedTuple):
    """A Docker that is running."""

    host: str
    registry: str
    busybox: Path


def test_engine(arguments: list[str]) -> int:
    """Build for real in a root of Debian 13: push, forget, build again from the cache."""
    roots.check_rights()
    system.ensure_for_testing()
    dockers.ensure()
    python = environment.ensure("test")
    with running() as engine:
        env = {**os.environ, VARIABLE: "\n".join(map(str, engine))}
        return call([python, "-m", "pytest", "-v", "tests/real/test_engine.py", *arguments], env=env)


@contextmanager
def running() -> Iterator[Engine]:
    """Keep a Docker while the block lasts; its processes and mounts end with it, whatever happens."""
    root = roots.ensure("trixie", "engine", PACKAGES)
    before = set(cgroups())
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-engine-") as name:
        folder, port = Path(name), free_port()
        # Where this process is killed, so is everything in the namespaces: processes first, and with them the mounts.
        alone = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"]
        with (folder / "start.log").open("wb") as log:
            process = subprocess.Popen(
                [*alone, "sh", str(SCRIPT), str(root), str(folder), str(port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl+C is for the tests; the engine has to outlive them.
                start_new_session=True,
            )
        try:
            wait_for(process, folder, port)
            say(f"dockerd of Debian 13 and its registry run, the registry on port {port} of the loopback")
            yield Engine(f"unix://{folder / 'docker.sock'}", f"localhost:{port}", root / "usr" / "bin" / "busybox")
        finally:
            # unshare lets a gentler signal pass.
            process.kill()
            process.wait()
            remove(set(cgroups()) - before)


def free_port() -> int:
    """Return a port of the loopback that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def wait_for(process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    """Wait until both servers listen; DevError with what they said where they don't."""
    end = time.monotonic() + START_LIMIT_SECONDS
    while process.poll() is None and time.monotonic() < end:
        if listens(socket.AF_UNIX, str(folder / "docker.sock")) and listens(socket.AF_INET, ("127.0.0.1", port)):
            return
        time.sleep(0.2)
    said = [line for log in sorted(folder.glob("*.log")) for line in log.read_text(errors="replace").splitlines()[-5:]]
    raise DevError("The engine did not start:\n" + "\n".join(said))


def listens(family: int, address: str | tuple[str, int]) -> bool:
    """Tell whether somebody answers at *address*."""
    with socket.socket(family) as one:
        return one.connect_ex(address) == 0


def cgroups() -> list[Path]:
    """Return the groups that dockerd makes for what it runs; they outlive it."""
    return [group for pattern in ("docker", "*/docker") for group in CGROUPS.glob(pattern)]


def remove(groups: set[Path]) -> None:
    """Remove empty groups, from the inside out; one with processes in it stays."""
    for group in groups:
        for folder in sorted([group, *group.rglob("*/")], reverse=True):
            try:
                folder.rmdir()
            except OSError:
                say(f"{folder} could not be removed")
