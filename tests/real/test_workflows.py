"""Workflows, given to zizmor, which knows what is insecure in them.  actionlint reads them where they are written."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from buildx_cache_flags.core import cleanup
from buildx_cache_flags.core.draft.command import compose
from buildx_cache_flags.core.targets import TARGETS
from tests import strategies

from . import rendered
from .conftest import lacking

CONFIG = 'rules:\n  unpinned-uses:\n    config:\n      policies:\n        "*": ref-pin\n'
"""Actions are named by the tag of a release: a commit's hash would be out of date as soon as it is written here."""


@pytest.fixture
def zizmor() -> str:
    """The program, of the environment that runs the tests."""
    found = shutil.which("zizmor", path=str(Path(sys.executable).parent))
    if found is None:
        lacking("zizmor is not here: `make test` installs it")
    return found


def findings(zizmor: str, folder: Path, config: str = CONFIG) -> list[tuple[str, str]]:
    """What is found in the workflows of a repository, as the rule and its place."""
    (folder / "zizmor.yml").write_text(config, encoding="utf-8")
    command = [zizmor, "--offline", "--no-progress", "--format=json", f"--config={folder / 'zizmor.yml'}", str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120, cwd=folder)
    assert done.stdout, done.stderr
    return [(found["ident"], found["locations"][0]["symbolic"]["annotation"]) for found in json.loads(done.stdout)]


def test_zizmor_finds_nothing_in_any_workflow(zizmor: str, tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    forms = rendered.forms("github-actions")
    assert len(forms) > len(rendered.RECIPES)
    for number, form in enumerate(forms):
        (folder / f"build-{number}.yml").write_bytes(form.text.encode())
    assert findings(zizmor, tmp_path) == []


def test_zizmor_finds_nothing_in_the_workflow_that_cleans_up(zizmor: str, tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for number, tag in enumerate(("cache", "cache-${BRANCH}")):
        made = cleanup.of_ref(f"ghcr.io/acme/app:{tag}", strategies.catalog())
        assert made is not None
        (folder / f"cleanup-{number}.yml").write_bytes(made.text.encode())
    assert findings(zizmor, tmp_path) == []


def test_zizmor_finds_nothing_where_actions_are_pinned(zizmor: str, tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for number, form in enumerate(rendered.forms("github-actions")):
        text = TARGETS["github-actions"].write(compose(form.draft, rendered.TABLE), pinned=True).text
        (folder / f"build-{number}.yml").write_bytes(text.encode())
    assert findings(zizmor, tmp_path, "rules: {}\n") == []


def test_zizmor_finds_what_is_insecure(zizmor: str, tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    text, without = rendered.forms("github-actions")[0].text, r" +with:\n( +#.*\n)* +persist-credentials: false\n"
    insecure, count = re.subn(without, "", text)
    assert count == 1
    (folder / "build.yml").write_bytes(insecure.encode())
    assert "artipacked" in {rule for rule, _ in findings(zizmor, tmp_path)}
