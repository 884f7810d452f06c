"""A real registry on this computer, filled with real manifests: Debian's docker-registry (distribution 2.8)."""

import contextlib
import hashlib
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import DATA

CACHES = DATA / "caches"
PROGRAM = shutil.which("docker-registry")
REPOSITORY = "acme/app"


def rows() -> list[dict[str, Any]]:
    """What was recorded of each manifest."""
    return [json.loads(line) for line in (CACHES / "caches.jsonl").read_text(encoding="utf-8").splitlines()]


def blob(digest: str) -> bytes:
    """A manifest or a config by its digest."""
    return (CACHES / "blobs" / digest.removeprefix("sha256:")).read_bytes()


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Store(NamedTuple):
    """The folder of a registry, written as distribution 2 lays it out (``registry/storage/paths.go``)."""

    folder: Path

    def add(self, data: bytes) -> str:
        """Keep a blob and let the repository have it as a manifest and as a layer; its digest."""
        digest = digest_of(data)
        name = digest.removeprefix("sha256:")
        place = self.folder / "docker/registry/v2/blobs/sha256" / name[:2] / name / "data"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        for kind in ("_manifests/revisions", "_layers"):
            self._link(f"{kind}/sha256/{name}", digest)
        return digest

    def tag(self, name: str, digest: str) -> None:
        self._link(f"_manifests/tags/{name}/current", digest)
        self._link(f"_manifests/tags/{name}/index/sha256/{digest.removeprefix('sha256:')}", digest)

    def _link(self, place: str, digest: str) -> None:
        link = self.folder / "docker/registry/v2/repositories" / REPOSITORY / place / "link"
        link.parent.mkdir(parents=True, exist_ok=True)
        link.write_text(digest, encoding="utf-8")


@contextlib.contextmanager
def running(folder: Path, more: str = "", *, deleting: bool = False) -> Iterator[str]:
    """A registry with the store in *folder* and *more* of its configuration; gives its host with the port."""
    assert PROGRAM
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    config = folder / "config.yml"
    config.write_text(
        f"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {folder / 'store'}}}, "
        f"delete: {{enabled: {str(deleting).lower()}}}}}\n"
        f"http: {{addr: '{host}'{'' if 'tls:' not in more else ', ' + more}}}\n{'' if 'tls:' in more else more}",
        encoding="utf-8",
    )
    process = subprocess.Popen([PROGRAM, "serve", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(host, process)
        yield host
    finally:
        process.kill()
        process.wait()


def _wait(host: str, process: "subprocess.Popen[bytes]") -> None:
    name, _, port = host.partition(":")
    for _ in range(1200):
        assert process.poll() is None
        with contextlib.suppress(OSError), socket.create_connection((name, int(port)), 5):
            return
        time.sleep(0.05)
    raise AssertionError("the registry does not start")
