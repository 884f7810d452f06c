"""``builder`` with Debian's docker and buildx, which talk to no daemon here."""

import subprocess
from pathlib import Path

import pytest

from buildx_cache_flags.core.check import builders
from buildx_cache_flags.live import builder
from buildx_cache_flags.live.failures import OutsideError
from devtools import dockers
from devtools.dockers import Release


def environment(release: Release, folder: Path) -> dict[str, str]:
    """The docker of *release*, whose settings are this test's own, without a daemon."""
    programs = folder / "programs"
    programs.mkdir()
    (programs / "docker").symlink_to(release.docker)
    config = folder / "config"
    config.mkdir()
    (config / "cli-plugins").symlink_to(release.config / "cli-plugins")
    values = dockers.surroundings(release, DOCKER_HOST=f"unix://{folder}/none.sock", DOCKER_CONFIG=str(config))
    return {**values, "PATH": f"{programs}:{values['PATH']}"}


def test_without_a_daemon_that_is_said(release: Release, tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="daemon does not answer"):
        builder.look(environment(release, tmp_path), 30)


def test_a_remote_builder_that_is_away_is_told_apart(release: Release, tmp_path: Path) -> None:
    around = environment(release, tmp_path)
    subprocess.run(
        [release.docker, "buildx", "create", "--name", "far", "--driver", "remote", "--use", "tcp://127.0.0.1:1"],
        env=around,
        check=True,
        capture_output=True,
        timeout=60,
    )
    found = builder.look(around, 30)
    assert found.buildx.startswith(release.buildx.split("+")[0])
    assert (found.builder.name, found.builder.driver, found.builder.buildkit) == ("far", "remote", "")
    assert [problem.code for problem in builders.problems(found.builder, found.status)] == ["builder-not-running"]
