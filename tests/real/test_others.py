"""Other options of a build, given to Bake and Compose themselves: what they read is what the flags say."""

import json
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.outcome import View, judge
from devtools import dockers
from devtools.dockers import Release

from .rendered import TABLE

OPTIONS = (
    "-t ghcr.io/acme/app:latest",
    "--platform linux/amd64,linux/arm64",
    "-f docker/Dockerfile",
    "--build-arg VERSION=1.2 \"x\" $y 'z' ${TAG}",
    "--build-arg GIVEN",
    "--build-arg MISSING",
    "--secret id=npm,src=npmrc",
    "--secret id=token,env=TAG",
    "--ssh default",
    "--label a.b=c d",
    "--provenance=mode=max",
    "--sbom=true",
    "--no-cache",
    "--pull",
    "--target prod",
    "--network host",
    "--no-cache-filter base,deps",
    "--build-context other=../other",
    "--ulimit nofile=1024:1024",
    "--shm-size 64m",
)
DRAFT = Draft(image="ghcr.io/acme/app:1", writes=entries.parse("a/b:c"), reads=(), following=False, others=OPTIONS)


@pytest.fixture
def agent() -> Iterator[str]:
    """The address of an agent for SSH, which nobody answers; a socket's path has to be short."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listening:
        path = f"{folder}/s"
        listening.bind(path)
        listening.listen()
        yield path


def asked(release: Release, folder: Path, agent: str, *words: str) -> dict[str, Any]:
    env = dockers.surroundings(release, TAG="v1", GIVEN="yes", SSH_AUTH_SOCK=agent)
    done = subprocess.run(
        [str(release.docker), *words],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env=env,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("target", ["bake-hcl", "bake-json"])
def test_bake_reads_them(target: str, release: Release, tmp_path: Path, agent: str) -> None:
    (tmp_path / "npmrc").write_text("x", encoding="utf-8")
    suffix = ".hcl" if target == "bake-hcl" else ".json"
    made = judge(DRAFT, View(target), TABLE, with_variables=True)
    assert [problem for problem in made.problems if problem.place.parameter == "others"] == []
    (tmp_path / f"docker-bake{suffix}").write_text(made.text, encoding="utf-8")
    found = asked(release, tmp_path, agent, "buildx", "bake", "--print")["target"]["default"]
    assert found["tags"] == ["ghcr.io/acme/app:1", "ghcr.io/acme/app:latest"]
    assert found["platforms"] == ["linux/amd64", "linux/arm64"]
    assert found["dockerfile"] == "docker/Dockerfile"
    assert found["args"] == {"VERSION": "1.2 \"x\" $y 'z' v1", "GIVEN": "yes"}
    assert found["labels"] == {"a.b": "c d"}
    assert found["contexts"] == {"other": "../other"}
    assert (found["target"], found["no-cache"], found["pull"]) == ("prod", True, True)
    # buildx 0.13 ignores it.
    assert found.get("network", "host") == "host"
    assert ",".join(found["no-cache-filter"]) == "base,deps"
    assert found["ulimits"] == ["nofile=1024:1024"]
    assert found["shm-size"] in ("64m", str(64 << 20))
    attests = {one["type"]: one for one in map(fields, found["attest"])}
    assert attests == {"provenance": {"type": "provenance", "mode": "max"}, "sbom": {"type": "sbom"}}
    assert [fields(one) for one in found["secret"]] == [{"id": "npm", "src": "npmrc"}, {"id": "token", "env": "TAG"}]
    assert [one if isinstance(one, str) else one["id"] for one in found["ssh"]] == ["default"]


def fields(value: object) -> dict[str, str]:
    """What one value says, given as a string or as an object; what is true anyway is not told by every release."""
    pairs = value.items() if isinstance(value, dict) else (part.partition("=")[::2] for part in str(value).split(","))
    return {str(key): str(text) for key, text in pairs if (key, text) != ("disabled", "false")}


def test_compose_reads_them(release: Release, tmp_path: Path, agent: str) -> None:
    (tmp_path / "npmrc").write_text("x", encoding="utf-8")
    made = judge(DRAFT, View("compose"), TABLE, with_variables=True)
    (tmp_path / "compose.yaml").write_text(made.text, encoding="utf-8")
    found = asked(release, tmp_path, agent, "compose", "config", "--format", "json")
    build = json.loads(json.dumps(found).replace("$$", "$"))["services"]["app"]["build"]
    assert build["dockerfile"] == "docker/Dockerfile"
    assert build["args"] == {"VERSION": "1.2 \"x\" $y 'z' v1", "GIVEN": "yes"}
    assert build["tags"] == ["ghcr.io/acme/app:latest"]
    assert build["platforms"] == ["linux/amd64", "linux/arm64"]
    assert build["labels"] == {"a.b": "c d"}
    assert (build["target"], build["network"], build["no_cache"], build["pull"]) == ("prod", "host", True, True)
    assert {one["source"] for one in build["secrets"]} == {"npm", "token"}
    assert found["secrets"]["token"]["environment"] == "TAG"
    assert found["secrets"]["npm"]["file"].endswith("npmrc")
    left = {problem.place.entry for problem in made.problems if problem.place.parameter == "others"}
    assert {OPTIONS[number].split("=")[0].split()[0] for number in left} == {
        "--provenance",
        "--sbom",
        "--no-cache-filter",
        "--ulimit",
    }
