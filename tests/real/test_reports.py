"""The reports, given to the programs that read them: Microsoft's checks of SARIF, GitHub's schema and zizmor for the action."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from buildx_cache_flags import __main__
from devtools import node
from devtools.process import ROOT

from .conftest import lacking

HOW_TO_GET = "is not here: `make test` installs it where Node.js and npm are"
COMPOSE = """services:
  a:
    image: ghcr.io/acme/a:1
    build:
      cache_to: ["type=registry,ref=ghcr.io/acme/a:c,mode=MAX"]
      cache_from: [$CACHE]
"""
NOT_GIVEN = ("SARIF2005",)
"""An address of the project's own, which it does not have yet."""


def multitool() -> Path:
    folder = node.FOLDER / "node_modules" / "@microsoft" / "sarif-multitool-linux"
    program = folder / "Sarif.Multitool"
    if not program.is_file() or sys.platform != "linux":
        lacking(f"@microsoft/sarif-multitool-linux {HOW_TO_GET}")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("strict", [False, True])
def test_microsofts_checks_find_nothing_in_a_sarif_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, strict: bool
) -> None:
    program = multitool()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "compose.yaml").write_text("services: [cache_to", encoding="utf-8")
    (tmp_path / "large.sh").write_text("# docker buildx build\n" * 200_000, encoding="utf-8")
    assert __main__.main(["check", "--format", "sarif", *(["--strict"] if strict else []), "."]) == 1
    log, report = tmp_path / "log.sarif", tmp_path / "report.sarif"
    log.write_text(capsys.readouterr().out, encoding="utf-8")
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    command = [str(program), "validate", str(log), "-o", str(report), "--rule-kind", "Sarif;Ghas", "--quiet", "true"]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=100)
    assert report.is_file(), done.stdout + done.stderr
    results = [one for run in json.loads(report.read_text(encoding="utf-8-sig"))["runs"] for one in run["results"]]
    assert [one["ruleId"] for one in results if one["ruleId"] not in NOT_GIVEN] == []
    assert len(json.loads(log.read_text(encoding="utf-8"))["runs"][0]["results"]) > 3


def checked(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=100)


def test_githubs_schema_takes_the_action() -> None:
    done = checked(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_in_the_action() -> None:
    zizmor = shutil.which("zizmor", path=str(Path(sys.executable).parent))
    if zizmor is None:
        lacking("zizmor is not here: `make test` installs it")
    done = checked(zizmor, "--offline", "--pedantic", "--quiet", "action.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_precommits_schema_takes_the_hook() -> None:
    pytest.importorskip("pre_commit", reason="pre-commit is not here: `pip install pre-commit` brings it")
    done = checked(sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
