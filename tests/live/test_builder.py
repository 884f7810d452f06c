"""The builder, as stand-ins for docker tell of it in every way."""

import json
import os
from pathlib import Path

import pytest

from buildx_cache_flags import __main__
from buildx_cache_flags.core.check import builders
from buildx_cache_flags.core.check.builders import Builder
from buildx_cache_flags.live import builder
from buildx_cache_flags.live.failures import OutsideError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are shell scripts")

VERSION = "github.com/docker/buildx v0.29.1 a3b5bd0"
CONTAINER = """Name:          remote
Driver:        docker-container
Last Activity: 2026-11-20 10:00:00 +0000 UTC

Nodes:
Name:                  remote0
Endpoint:              unix:///var/run/docker.sock
Status:                running
BuildKit version:      v0.23.2
Platforms:             linux/amd64*, linux/arm64
Name:                  remote1
BuildKit version:      v0.9.3
Platforms:             linux/arm64, linux/arm/v7
"""
DOCKER = "Name:   default\nDriver: docker\n\nNodes:\nName: default\nBuildkit: v0.12.5+1f0ed2c\nPlatforms: linux/amd64\n"
STOPPED = "Name: a\nDriver: docker-container\n\nNodes:\nName: a0\nStatus: stopped\n"
CONTAINERD = '[["driver-type","io.containerd.snapshotter.v1"]]'


def stand_in(folder: Path, *, version: str = f"echo '{VERSION}'", inspect: str = "exit 1", info: str = "exit 1") -> str:
    """A folder with a docker that answers so; it refuses every other command."""
    path = folder / "docker"
    path.write_text(
        f'#!/bin/sh\ncase "$*" in\n"buildx version") {version};;\n"buildx inspect") {inspect};;\n'
        f'"info --format {{{{json .DriverStatus}}}}") {info};;\n*) exit 99;;\nesac\n',
        encoding="utf-8",
    )
    path.chmod(0o755)
    return str(folder)


def printing(text: str) -> str:
    return f"/bin/cat <<'END'\n{text}\nEND\n"


def test_a_builder_of_its_own(tmp_path: Path) -> None:
    found = builder.look({"PATH": stand_in(tmp_path, inspect=printing(CONTAINER))})
    assert found.buildx == "0.29.1"
    # The oldest node decides what works everywhere.
    assert found.builder == Builder(
        "remote", "docker-container", "0.9.3", ("linux/amd64", "linux/arm64", "linux/arm/v7"), ""
    )
    assert builders.problems(found.builder, found.status) == ()


@pytest.mark.parametrize(
    ("status", "codes"),
    [(CONTAINERD, ["builder-no-object-storage"]), ('[["Backing Filesystem","extfs"]]', ["builder-no-export"])],
)
def test_docker_itself_needs_the_containerd_store(tmp_path: Path, status: str, codes: list[str]) -> None:
    found = builder.look({"PATH": stand_in(tmp_path, inspect=printing(DOCKER), info=printing(status))})
    assert found.builder.buildkit == "0.12.5"
    assert [problem.code for problem in builders.problems(found.builder, found.status)] == codes


def test_a_builder_that_does_not_run_is_said(tmp_path: Path) -> None:
    found = builder.look({"PATH": stand_in(tmp_path, inspect=printing(STOPPED))})
    assert [problem.code for problem in builders.problems(found.builder, found.status)] == ["builder-not-running"]


UNREACHABLE = """Name:   default
Driver:
Error:  Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"""
DOWN = "echo 'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.' >&2; exit 1"


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ({"version": "exit 1"}, "has no buildx"),
        ({"version": "echo podman 4"}, "prints no version"),
        ({"inspect": DOWN}, "daemon does not answer"),
        ({"inspect": "echo permission denied >&2; exit 1"}, "may not use"),
        ({"inspect": "echo 'ERROR: no builder \"x\" found' >&2; exit 1"}, 'no builder "x" found'),
        ({"inspect": "exit 1"}, "no reason given"),
        ({"inspect": printing(UNREACHABLE)}, "daemon does not answer"),
        ({"inspect": "echo rubbish"}, "tells of no builder"),
        ({"inspect": "printf '\\377\\000\\033[31m'"}, "tells of no builder"),
        ({"inspect": printing(DOCKER), "info": DOWN}, "daemon does not answer"),
    ],
)
def test_every_way_it_fails_is_a_sentence(tmp_path: Path, script: dict[str, str], said: str) -> None:
    with pytest.raises(OutsideError) as raised:
        builder.look({"PATH": stand_in(tmp_path, **script)}, seconds=60)
    text = str(raised.value)
    assert said in text
    assert text.isprintable()
    assert text.endswith(".")


def test_no_docker(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="no docker command"):
        builder.look({"PATH": str(tmp_path)})


def test_a_docker_that_is_no_program(tmp_path: Path) -> None:
    (tmp_path / "docker").write_bytes(b"\x7fELF")
    (tmp_path / "docker").chmod(0o755)
    with pytest.raises(OutsideError, match="can't be run"):
        builder.look({"PATH": str(tmp_path)})


def test_a_docker_that_hangs_is_left(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match=r"docker buildx version gave no answer within 0\.3 seconds"):
        builder.look({"PATH": stand_in(tmp_path, version="exec /bin/sleep 60")}, seconds=0.3)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    monkeypatch.setenv("PATH", stand_in(tmp_path, inspect=printing(CONTAINER)))
    assert __main__.main(["builder", "--format", form]) == 0
    out = capsys.readouterr().out
    if form == "json":
        answer = json.loads(out)
        assert (answer["ok"], answer["builder"]["buildkit"], answer["problems"]) == (True, "0.9.3", [])
    else:
        assert out.startswith("Builder remote: driver docker-container, BuildKit 0.9.3, buildx 0.29.1.\n")


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_without_docker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert __main__.main(["builder", "--format", form]) == 1
    assert "builder-no-answer" in capsys.readouterr().out
