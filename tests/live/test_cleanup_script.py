"""The script for a registry of one's own, run against a real one: Debian's docker-registry."""

import json
import os
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from buildx_cache_flags.core import cleanup
from tests import strategies
from tests.live import registries
from tests.live.registries import REPOSITORY, Store

pytestmark = [
    pytest.mark.skipif(registries.PROGRAM is None, reason="Debian's docker-registry is not installed"),
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed"),
]
OLD = 10 * 24 * 3600
OLDER = 40 * 24 * 3600
IMAGE = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.oci.image.manifest.v1+json",
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 2, "digest": ""},
    "layers": [],
}


def a_config(store: Store, text: str) -> str:
    """A config, which is no manifest."""
    digest = store.add(text.encode())
    base = store.folder / "docker/registry/v2/repositories" / REPOSITORY / "_manifests/revisions/sha256"
    shutil.rmtree(base / digest.removeprefix("sha256:"))
    return digest


def a_cache(store: Store, number: int) -> str:
    """A cache of its own, as an image manifest."""
    config = a_config(store, f'{{"layers":[],"n":{number}}}')
    manifest = {
        **IMAGE,
        "config": {"mediaType": "application/vnd.buildkit.cacheconfig.v0", "size": 9, "digest": config},
    }
    return store.add(json.dumps(manifest).encode())


def an_image(store: Store) -> tuple[str, str]:
    """The index of an image of one platform, and that platform, which has no tag."""
    config = a_config(store, "{}")
    platform = store.add(json.dumps({**IMAGE, "config": {**IMAGE["config"], "digest": config}}).encode())  # type: ignore[dict-item]
    size = len(registry_blob(store, platform))
    index = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [{"mediaType": IMAGE["mediaType"], "size": size, "digest": platform}],
    }
    return store.add(json.dumps(index).encode()), platform


def registry_blob(store: Store, digest: str) -> bytes:
    name = digest.removeprefix("sha256:")
    return (store.folder / "docker/registry/v2/blobs/sha256" / name[:2] / name / "data").read_bytes()


def age(store: Store, digest: str, tag: str = "", by: int = OLD) -> None:
    """Have a manifest, and its tag, be written so many seconds ago."""
    base = store.folder / "docker/registry/v2/repositories" / REPOSITORY / "_manifests"
    links = [base / "revisions/sha256" / digest.removeprefix("sha256:") / "link"]
    links += [base / "tags" / tag / "current/link"] if tag else []
    for link in links:
        when = link.stat().st_mtime - by
        os.utime(link, (when, when))


def is_there(host: str, reference: str) -> bool:
    request = urllib.request.Request(f"http://{host}/v2/{REPOSITORY}/manifests/{reference}", method="HEAD")
    request.add_header("Accept", "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json")
    try:
        with urllib.request.urlopen(request, timeout=30):
            return True
    except urllib.error.HTTPError:
        return False


def test_old_caches_go_and_nothing_else(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    replaced, fresh, kept, branch = (a_cache(store, number) for number in range(4))
    image, platform = an_image(store)
    store.tag("buildcache-main", kept)
    store.tag("buildcache-gone", branch)
    store.tag("1.0", image)
    for digest in (replaced, platform, image):
        age(store, digest)
    age(store, kept, "buildcache-main")
    age(store, branch, "buildcache-gone", OLDER)
    with registries.running(tmp_path, deleting=True) as host:
        made = cleanup.of_ref(f"{host}/{REPOSITORY}:buildcache-${{BRANCH}}", strategies.catalog())
        assert made is not None
        script = tmp_path / "cache-cleanup.sh"
        script.write_text(made.text, encoding="utf-8", newline="\n")
        collect = f"{registries.PROGRAM} garbage-collect {tmp_path / 'config.yml'}"
        environment = {**os.environ, "FOLDER": str(store.folder), "GARBAGE_COLLECT": collect, "HOME": str(tmp_path)}
        done = subprocess.run(["sh", script], env=environment, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stderr
        known = {
            "replaced": replaced,
            "fresh": fresh,
            "kept": kept,
            "branch": branch,
            "image": image,
            "platform": platform,
        }
        left = {name for name, digest in known.items() if is_there(host, digest)}
        assert is_there(host, "1.0")
        assert is_there(host, "buildcache-main")
        assert not is_there(host, "buildcache-gone")
    assert left == {"fresh", "kept", "image", "platform"}
    # The space of what was deleted is free, and that of the rest is not.
    blobs = store.folder / "docker/registry/v2/blobs/sha256"
    there = {path.parent.name for path in blobs.glob("*/*/data")}
    assert replaced.removeprefix("sha256:") not in there
    assert platform.removeprefix("sha256:") in there
