"""The plugin, started by docker's own command line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from buildx_cache_flags import __main__
from devtools.dockers import Release

SOURCE = Path(__main__.__file__).parent.parent


@pytest.mark.skipif(sys.platform == "win32", reason="docker for Linux is what is fetched")
def test_docker_runs_it(release: Release, tmp_path: Path) -> None:
    plugin = tmp_path / "cli-plugins" / "docker-cacheflags"
    plugin.parent.mkdir()
    plugin.write_text(
        f'#!/bin/sh\nPYTHONPATH="{SOURCE}" exec "{sys.executable}" -m buildx_cache_flags "$@"\n', encoding="utf-8"
    )
    plugin.chmod(0o755)
    (tmp_path / "compose.yaml").write_text(
        "services: {a: {build: {cache_to: ['type=registry,ref=ghcr.io/a/b:c,mode=MAX']}}}", encoding="utf-8"
    )
    environment = {**os.environ, "DOCKER_CONFIG": str(tmp_path)}

    def docker(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(release.docker), *words]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=60
        )

    found = docker("cacheflags", "check", ".")
    assert found.returncode == 1
    assert "[choice-unknown]" in found.stdout
    assert docker("--context", "default", "cacheflags", "check", "compose.yaml").returncode == 1
    assert docker("cacheflags", "check", "type=registry,ref=ghcr.io/a/b:c,mode=max").returncode == 0
    assert "cacheflags*" in docker("--help").stdout
