"""Builds for real, with `make test-engine`: what is rendered is run, and the second build comes from the cache."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from buildx_cache_flags.core.check import builders
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.live import builder
from devtools import dockers
from devtools.dockers import Release
from devtools.engine import VARIABLE, Engine

from . import rendered

DOCKERFILE = """\
FROM scratch AS build
COPY busybox /bin/busybox
RUN --network=none ["/bin/busybox", "sh", "-c", "echo ran build; echo built >/built"]
FROM scratch
COPY busybox /bin/busybox
COPY --from=build /built /built
RUN --network=none ["/bin/busybox", "sh", "-c", "echo ran last; echo finished >/finished"]
"""
COMMANDS = {
    "bash": "sh build.sh",
    "bake-hcl": "docker buildx bake",
    "bake-json": "docker buildx bake",
    "compose": "docker compose build --push",
}
"""How each file says that it is used."""

pytestmark = pytest.mark.skipif(VARIABLE not in os.environ, reason="a whole Docker is for `make test-engine` alone")


class Project(NamedTuple):
    """A folder with a Dockerfile, and the docker to build it with."""

    folder: Path
    engine: Engine
    env: dict[str, str]
    release: str

    def run(self, command: str) -> str:
        """What a command of the shell says."""
        done = subprocess.run(
            ["sh", "-c", command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=120,
            env=self.env,
            cwd=self.folder,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def forget(self) -> None:
        """Leave nothing in the builder, so that only the registry's cache can help."""
        self.run("docker system prune --all --force && docker buildx prune --all --force")
        assert not self.run("docker image ls --quiet")


@pytest.fixture
def project(release: Release, tmp_path: Path) -> Iterator[Project]:
    host, registry, busybox = os.environ[VARIABLE].splitlines()
    engine = Engine(host, registry, Path(busybox))
    (tmp_path / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    shutil.copy(engine.busybox, tmp_path / "busybox")
    env = dockers.surroundings(release, DOCKER_HOST=host, BUILDKIT_PROGRESS="plain", **rendered.VALUES)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "docker").symlink_to(release.docker)
    (tmp_path / ".dockerignore").write_text("*\n!busybox\n", encoding="utf-8")
    made = Project(tmp_path, engine, {**env, "PATH": os.pathsep.join((str(programs), env["PATH"]))}, release.name)
    yield made
    made.forget()


def build(project: Project, target: str, draft: Draft) -> str:
    """Write *draft* as a file of *target*, and do with it what people do."""
    (project.folder / TARGETS[target].file_name).write_bytes(rendered.written(target, draft).encode())
    return project.run(COMMANDS[target])


def media_types(project: Project, ref: str) -> list[str]:
    """The types of the layers of the cache at *ref*."""
    manifest = json.loads(project.run(f"docker buildx imagetools inspect --raw {ref}"))
    blobs = manifest.get("layers") or manifest["manifests"]
    return [blob["mediaType"] for blob in blobs if "layer" in blob["mediaType"] or "diff" in blob["mediaType"]]


def draft_of(project: Project, name: str, attributes: str) -> Draft:
    base = f"{project.engine.registry}/acme/{name}"
    return Draft(
        image=f"{base}:1",
        writes=entries.parse(f"type=registry,ref={base}:cache{attributes}"),
        reads=entries.parse(f"type=registry,ref={base}:cache"),
        following=False,
    )


def ran(said: str) -> list[str]:
    """The stages whose commands were run: in what a build says, their output stands behind the time."""
    return re.findall(r"^#[0-9]+ [0-9.]+ ran (build|last)$", said, re.MULTILINE)


VALUES = {
    "min": ("", "tar+gzip"),
    "max": (",mode=max", "tar+gzip"),
    "zstd": (",mode=max,compression=zstd,force-compression=true", "tar+zstd"),
    "manifest": (",mode=max,oci-mediatypes=true,image-manifest=true", "tar+gzip"),
    "ignore": (",mode=max,ignore-error=true", "tar+gzip"),
}
"""What is added to a value, and how the layers of its cache are packed."""
EACH = [("bash", name) for name in VALUES] + [(target, name) for target in COMMANDS for name in ("max", "zstd")]


@pytest.mark.parametrize(("target", "name"), list(dict.fromkeys(EACH)))
def test_the_second_build_comes_from_the_cache(target: str, name: str, project: Project) -> None:
    attributes, layer = VALUES[name]
    image = f"{target}-{name}-{project.release}"
    draft = draft_of(project, image, attributes)
    first = build(project, target, draft)
    assert sorted(ran(first)) == ["build", "last"], first
    assert "CACHED" not in first
    types = media_types(project, f"{project.engine.registry}/acme/{image}:cache")
    assert types
    assert all(one.endswith(layer) for one in types)
    project.forget()
    second = build(project, target, draft)
    assert "CACHED" in second, second
    assert not ran(second)


def test_the_builder_is_told_of(project: Project) -> None:
    found = builder.look(project.env, 60)
    assert found.builder.driver == "docker"
    assert found.builder.buildkit
    assert builders.exports_cache(found.builder, found.status)
    codes = [problem.code for problem in builders.problems(found.builder, found.status)]
    assert codes == ["builder-no-object-storage"]
