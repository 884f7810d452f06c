"""``builder`` with Debian's docker and buildx, which talk to no daemon here."""

import subprocess
from pathlib import Path

import pytest

from buildx_cache_flags.core.check import builders
from buildx_cache_flags.core.explain import inhouse
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


HOSTS = ("registry.internal:5000", "nas", "10.0.0.1:5000")


@pytest.mark.parametrize("host", HOSTS)
def test_buildx_reads_the_buildkitd_toml_for_a_registry_in_ones_own_network(
    release: Release, tmp_path: Path, host: str
) -> None:
    certificate = tmp_path / "ca.crt"
    certificate.write_text("not read by buildx, which copies it\n", encoding="utf-8")
    around = environment(release, tmp_path)
    for way in inhouse.ways(host, str(certificate)):
        said = created(release, tmp_path, way.toml, around)
        # It comes as far as the daemon that is not there: the file and the certificate were read.
        assert "Cannot connect to the Docker daemon" in said, said
    assert "failed to parse" in created(release, tmp_path, "[registry.", around)
    assert "failed to read CA file" in created(release, tmp_path, inhouse.ways(host, "/none.crt")[1].toml, around)


def test_buildx_can_not_read_an_address_in_brackets(release: Release, tmp_path: Path) -> None:
    said = created(release, tmp_path, '[registry."[fd00::1]:5000"]\n  http = true\n', environment(release, tmp_path))
    assert "unexpected token table key cannot contain ']'" in said


def created(release: Release, folder: Path, toml: str, around: dict[str, str]) -> str:
    """What buildx says where it is to create a builder with this ``buildkitd.toml``."""
    file = folder / inhouse.FILE
    file.write_text(toml, encoding="utf-8")
    words = [str(release.docker), "buildx", "create", "--driver", "docker-container", "--buildkitd-config", str(file)]
    # The place of the daemon is said outright: it would be asked for contexts otherwise.
    done = subprocess.run(
        [*words, f"unix://{folder}/none.sock"], env=around, check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    return done.stderr
