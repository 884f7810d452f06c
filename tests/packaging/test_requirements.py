"""The pinned requirements: complete for every Python and system, all with hashes, and silent about their source."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.utils import canonicalize_name

from devtools import environment, pinning
from devtools.process import ROOT, Command, DevError
from packaging.requirements import Requirement
from tests.packaging.bundled_here import pinned

TABLE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
FILES = {path.stem: path for path in environment.REQUIREMENTS.glob("*.txt")}
GROUPS = {"run": TABLE["project"]["dependencies"], **TABLE["dependency-groups"]}
SYSTEMS = ("linux", "win32", "darwin")
PYTHONS = ("3.11.0", "3.12.1", "3.13.0", "3.14.0")


def surroundings(python: str, system: str) -> dict[str, str]:
    minor = python.rpartition(".")[0]
    here = {name: str(value) for name, value in default_environment().items()}
    os_name = "nt" if system == "win32" else "posix"
    return {**here, "python_version": minor, "python_full_version": python, "sys_platform": system, "os_name": os_name}


def versions(file: str, python: str, system: str) -> dict[str, str]:
    """What would be installed there, by name; two versions of one are an error."""
    where = surroundings(python, system)
    chosen = [row for row in pinned(file) if row.marker is None or row.marker.evaluate(where)]
    found = {str(canonicalize_name(row.name)): str(row.specifier).removeprefix("==") for row in chosen}
    assert len(found) == len(chosen)
    return found


def test_there_is_a_file_for_every_group() -> None:
    assert set(FILES) == {"run", *environment.groups()} == set(GROUPS) - {"pin"}
    assert {"test", "lint", "build", "package", "bench"} <= set(FILES)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_holds_versions_and_hashes_and_nothing_else(name: str) -> None:
    heading, *lines = FILES[name].read_text("utf-8").splitlines()
    assert heading + "\n" == pinning.HEADING
    assert "/" not in heading.replace("packaging/dev.py", "")
    blocks = re.split(r"\n(?=\S)", "\n".join(lines))
    for block in blocks:
        assert re.fullmatch(r"[a-z0-9.-]+==[\w.]+( ; [\w'<>=!. ]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", block), (
            block
        )


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_every_group_is_satisfied_everywhere(python: str, system: str) -> None:
    where = surroundings(python, system)
    for name, wanted in GROUPS.items():
        if name in FILES:
            found = versions(name, python, system)
            for requirement in map(Requirement, wanted):
                if requirement.marker is None or requirement.marker.evaluate(where):
                    version = found[canonicalize_name(requirement.name)]
                    assert requirement.specifier.contains(version), f"run `make pin`: {requirement}"


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_no_two_files_want_different_versions(python: str, system: str) -> None:
    together: dict[str, str] = {}
    for name in FILES:
        for package, version in versions(name, python, system).items():
            assert together.setdefault(package, version) == version


def test_python_3_11_gets_a_pyside_that_works_with_it() -> None:
    for system in SYSTEMS:
        major, minor, *_ = versions("run", "3.11.9", system)["pyside6-essentials"].split(".")
        assert (int(major), int(minor)) < (6, 12)


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "-i https://example.org/simple",
        "pydantic @ https://example.org/pydantic.whl",
        "pydantic==2.0 --index-url=https://example.org",
        "pydantic>=2.0",
        "pydantic==2.0 # from https://example.org",
        "-e /home/me/pydantic",
        "    --hash=md5:d41d8cd98f00b204e9800998ecf8427e",
    ],
)
def test_a_line_that_says_more_is_not_stored(tmp_path: Path, line: str) -> None:
    made = tmp_path / "made.txt"
    made.write_text(f"build==1.0 \\\n    --hash=sha256:{'0' * 64}\n{line}\n", encoding="utf-8")
    with pytest.raises(DevError, match="neither a version nor a hash"):
        pinning.store(made, tmp_path / "stored.txt")
    assert not (tmp_path / "stored.txt").exists()


def test_pip_is_told_to_look_at_the_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def call(command: Command) -> int:
        calls.append([str(part) for part in command])
        return 0

    monkeypatch.setattr(environment, "call", call)
    environment.install(Path("/venv/bin/python"), ["test", "build"])
    (pinned_ones, project) = calls
    assert "--require-hashes" in pinned_ones
    files = [Path(part).stem for part in pinned_ones if part.endswith(".txt")]
    assert files == ["run", "build", "test"]
    assert "--no-deps" in project
