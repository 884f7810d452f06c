"""The composite action and the hook of pre-commit: what they install, and what they call."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

import action
from buildx_cache_flags.core.files import candidates
from devtools.process import ROOT


def text(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def test_every_input_reaches_the_script_through_a_variable() -> None:
    described = text("action.yml")
    (step,) = described["runs"]["steps"]
    assert step["env"] == {f"INPUT_{name.upper()}": f"${{{{ inputs.{name} }}}}" for name in described["inputs"]}
    assert "${{" not in step["run"]
    used = (ROOT / "packaging" / "action.py").read_text(encoding="utf-8")
    assert set(re.findall(r"INPUT_[A-Z]+", used)) == set(step["env"])


def test_what_check_is_called_with(tmp_path: Path) -> None:
    def here(name: str) -> str:
        return os.path.join(".", name)  # noqa: PTH118 - a Path takes the dot away

    assert action.arguments({}) == ["check", "--format", "text", here(".")]
    given = {
        "INPUT_PATHS": f" compose.yaml\n\n-x\n{tmp_path}",
        "INPUT_FORMAT": "sarif",
        "INPUT_STRICT": "true",
        "INPUT_BUILDKIT": "0.21",
    }
    options = ["check", "--format", "sarif", "--strict", "--buildkit", "0.21"]
    assert action.arguments(given) == [*options, here("compose.yaml"), here("-x"), str(tmp_path)]


def test_the_window_is_not_installed_and_all_else_is() -> None:
    pinned = (ROOT / "packaging" / "requirements" / "run.txt").read_text(encoding="utf-8")
    left = action.requirements(pinned)
    names = re.findall(r"^([a-z0-9-]+)==", pinned, re.MULTILINE)
    kept = re.findall(r"^([a-z0-9-]+)==", left, re.MULTILINE)
    assert set(names) - set(kept) == {"pyside6-essentials", "shiboken6", "pyperclip"}
    assert left.count("--hash") < pinned.count("--hash")


def test_check_needs_nothing_of_the_window(tmp_path: Path) -> None:
    """As in the environment of the action: each of these is refused where it is imported."""
    script = (
        "import sys\n"
        "for name in ('PySide6', 'shiboken6', 'pyperclip'): sys.modules[name] = None\n"
        "from buildx_cache_flags.__main__ import main\n"
        "sys.exit(main(['check', '.']))\n"
    )
    (tmp_path / "compose.yaml").write_text(
        "services: {a: {build: {cache_to: ['type=registry,ref=ghcr.io/a/b:c,mode=MAX']}}}", encoding="utf-8"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, check=False, timeout=100)
    assert (done.returncode, b"choice-unknown" in done.stdout) == (1, True), done.stderr


NAMES = [
    "compose.yaml",
    ".github/workflows/a.yml",
    "docker-bake.hcl",
    "Makefile",
    "a/GNUmakefile.in",
    "Justfile",
    "Jenkinsfile.ci",
    "build.sh",
    "x.PS1",
    "package.json",
    "README.md",
    "tool.py",
    "a.ts",
    "Rakefile",
    "Taskfile.yml",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_hook_runs_for_every_kind_of_file(name: str) -> None:
    (hook,) = text(".pre-commit-hooks.yaml")
    assert candidates.of_name(Path(name))
    assert re.search(hook["files"], name)
    assert hook["entry"].split() + hook["args"] == ["buildx-cache-flags", "check", "."]
