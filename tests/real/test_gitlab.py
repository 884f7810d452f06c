"""GitLab jobs, run by gitlab-ci-local with a stand-in for docker that records what it was given."""

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from buildx_cache_flags.core.targets import plan
from devtools import node

from . import rendered
from .conftest import lacking
from .rendered import Form

RUNNER = node.FOLDER / "node_modules" / "gitlab-ci-local" / "src" / "index.js"
DOCKER = """#!/bin/sh
for word; do printf '%s\\0' "$word"; done >>"$RECORDS/$CI_JOB_NAME"
printf '\\036\\0' >>"$RECORDS/$CI_JOB_NAME"
"""
NAMES = ("base", "build-image", "build-merge-request", "merge-platforms", ".docker")
"""What the jobs of one file may be called."""


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
    # What a job installs and asks for a password where a registry has a program of its own.
    for name in ("apk", "aws"):
        (stand_in.parent / name).symlink_to("/bin/true")
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


def numbered(text: str, number: int) -> str:
    """The jobs of a file under names of their own, all of which run whenever a pipeline does.

    No job runs in a container here, so none has a service beside it.
    """
    text = re.sub(r"^  services:\n(?:    .*\n)+", "", text, flags=re.MULTILINE)
    for name in NAMES:
        text = re.sub(rf"^{re.escape(name)}:$", f"{name}-{number}:", text, flags=re.MULTILINE)
        text = re.sub(
            rf"^(  (?:extends: |needs: \[)){re.escape(name)}(]?)$",
            rf"\g<1>{name}-{number}\g<2>",
            text,
            flags=re.MULTILINE,
        )
    return re.sub(r"^    - if: .*$", "    - when: always", text, flags=re.MULTILINE)


def recorded(folder: Path, forms: Sequence[Form]) -> list[list[list[str]]]:
    """The builds that docker was given by the jobs of each form, run together: the program takes seconds to start."""
    variables = "".join(f'  {name}: "{value}"\n' for name, value in rendered.VALUES.items() if name not in SET_BY_JOBS)
    jobs = [numbered(form.text, number) for number, form in enumerate(forms)]
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
    return [builds(folder / "records", f"build-image-{number}") for number in range(len(forms))]


def builds(records: Path, name: str) -> list[list[str]]:
    """What docker was given to build by the job *name*, in each of its runs."""
    runs = sorted(path for path in records.iterdir() if path.name == name or path.name.startswith(f"{name}: "))
    calls = [call.split("\0")[:-1] for path in runs for call in path.read_bytes().decode().split("\x1e\0")]
    return [call for call in calls if call[:2] == ["buildx", "build"]]


SET_BY_JOBS = ("BRANCH", "PLATFORM", "SERVICE", "CACHE_REGISTRY", "OWNER", "CI_COMMIT_REF_SLUG")
"""Variables that have their values from the job itself or from GitLab."""


def check_all(folder: Path, forms: Sequence[Form]) -> None:
    """docker was given exactly what the command says, for every run of a job."""
    values = {
        **rendered.VALUES,
        "CI_COMMIT_REF_SLUG": "main",
        "BRANCH": "main",
        "CACHE_REGISTRY": plan.SAMPLE_REGISTRY,
        "OWNER": "acme",
    }
    for given, (name, draft, text) in zip(recorded(folder, forms), forms, strict=True):
        assert sorted(["docker", *call] for call in given) == sorted(rendered.job_builds(draft, values)), (name, text)


def test_a_job_gives_docker_every_argument_of_every_recipe(folder: Path) -> None:
    forms = rendered.forms("gitlab-ci")
    assert len(forms) > len(rendered.RECIPES)
    # What happens to the image is one word, so it is not tried with every recipe.
    check_all(folder, [form for form in forms if form.draft.output == "push"])


def test_a_job_gives_docker_every_argument_of_any_draft(folder: Path) -> None:
    check_all(folder, rendered.any_drafts("gitlab-ci"))
