"""GitLab jobs, run by gitlab-ci-local with a stand-in for docker that records what it was given."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from devtools import node

from . import rendered
from .conftest import lacking
from .rendered import Form

RUNNER = node.FOLDER / "node_modules" / "gitlab-ci-local" / "src" / "index.js"
JOB = "build-image:\n"
DOCKER = """#!/bin/sh
printf '%s\\0' "$@" >"$RECORDS/$CI_JOB_NAME"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository as a job finds it."""
    missing = [name for name in ("node", "bash", "git", "rsync") if shutil.which(name) is None]
    if missing:
        lacking(f"gitlab-ci-local needs {', '.join(missing)}: `make test` installs them on Debian and its relatives")
    if not RUNNER.exists():
        lacking("gitlab-ci-local is not here: `make test` installs it where there is npm")
    (tmp_path / "records").mkdir()
    stand_in = tmp_path / "bin" / "docker"
    stand_in.parent.mkdir()
    stand_in.write_text(DOCKER, encoding="utf-8")
    stand_in.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    (work / "file").write_text("", encoding="utf-8")
    for command in (
        ("init", "--quiet", "--initial-branch=main"),
        ("remote", "add", "origin", "git@gitlab.example.com:acme/app.git"),
        ("add", "file"),
        ("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message=start"),
    ):
        subprocess.run(["git", *command], check=True, cwd=work)
    return tmp_path


def recorded(folder: Path, forms: Sequence[Form]) -> list[list[str]]:
    """What docker was given by each job, run together: the program takes seconds to start."""
    names = [f"job-{number}" for number in range(len(forms))]
    variables = "".join(f'  {name}: "{value}"\n' for name, value in rendered.VALUES.items() if name[:3] != "CI_")
    jobs = [form.text.replace(JOB, f"{name}:\n", 1) for name, form in zip(names, forms, strict=True)]
    assert all(form.text.startswith(JOB) for form in forms)
    work = folder / "work"
    (work / ".gitlab-ci.yml").write_bytes(f"variables:\n{variables}{''.join(jobs)}".encode())
    done = subprocess.run(
        ["node", str(RUNNER), "--force-shell-executor", "--no-artifacts-to-source"],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=300,
        cwd=work,
        env={
            **{name: value for name, value in os.environ.items() if name[:3] != "CI_"},
            "PATH": os.pathsep.join((str(folder / "bin"), os.environ["PATH"])),
            "HOME": str(folder),
            "RECORDS": str(folder / "records"),
        },
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return [(folder / "records" / name).read_bytes().decode().split("\0")[:-1] for name in names]


def check_all(folder: Path, forms: Sequence[Form]) -> None:
    """docker was given exactly what the command says."""
    values = {**rendered.VALUES, "CI_COMMIT_REF_SLUG": "main"}
    for given, (_, draft, text) in zip(recorded(folder, forms), forms, strict=True):
        assert ["docker", *given] == rendered.arguments(draft, values), text


def test_a_job_gives_docker_every_argument_of_every_recipe(folder: Path) -> None:
    forms = rendered.forms("gitlab-ci")
    assert len(forms) > len(rendered.RECIPES)
    # What happens to the image is one word, so it is not tried with every recipe.
    check_all(folder, [form for form in forms if form.draft.output == "push"])


def test_a_job_gives_docker_every_argument_of_any_draft(folder: Path) -> None:
    check_all(folder, rendered.any_drafts("gitlab-ci"))
