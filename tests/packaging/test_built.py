"""What is in the wheel and the source distribution, built as people get them."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from devtools.process import ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both, made by the backend that every environment of the project has."""
    folder = tmp_path_factory.mktemp("built")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def in_wheel(folder: Path) -> set[str]:
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def in_sources(folder: Path) -> set[str]:
    """The files of the source distribution, without the folder that holds them."""
    (path,) = folder.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {member.name.partition("/")[2] for member in archive if member.isfile()}


def test_both_tell_type_checkers_that_they_have_types(built: Path) -> None:
    assert "buildx_cache_flags/py.typed" in in_wheel(built)
    assert "gui/buildx_cache_flags/py.typed" in in_sources(built)


def test_the_wheel_has_every_module_and_every_table(built: Path) -> None:
    there = in_wheel(built)
    gui, resources = ROOT / "gui", ROOT / "resources"
    modules = {path.relative_to(gui).as_posix() for path in gui.rglob("*.py")}
    tables = {
        f"buildx_cache_flags/resources/{path.relative_to(resources).as_posix()}" for path in resources.rglob("*.*")
    }
    assert {f"{name}.toml" for name in ("registry", "local", "gha", "s3", "azblob", "inline")} <= {
        Path(name).name for name in tables
    }
    assert modules | tables <= there


def test_the_sources_have_the_documents(built: Path) -> None:
    assert {"README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"} <= in_sources(built)
