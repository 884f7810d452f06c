"""Bake files, given to Bake itself: the oldest release in use and the newest."""

import json
import posixpath
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.targets import TARGETS
from devtools import dockers
from devtools.dockers import Release

from . import rendered
from .rendered import Form

FILES = {"bake-hcl": ".hcl", "bake-json": ".json"}
DEFAULT = {".hcl": 'target "default" {', ".json": '"default": {'}
KNOWS_OBJECTS = (0, 20)


def version_of(release: Release) -> tuple[int, ...]:
    return tuple(map(int, release.buildx.split(".")[:2]))


def printed(release: Release, folder: Path, files: Sequence[str], *targets: str) -> subprocess.CompletedProcess[str]:
    """What ``docker buildx bake --print`` says of *targets* in *files*."""
    options = [word for name in files for word in ("--file", name)]
    command = [str(release.docker), "buildx", "bake", *options, "--print", *targets]
    env = dockers.surroundings(release, **rendered.VALUES)
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120, env=env, cwd=folder)


def check_all(release: Release, folder: Path, suffix: str, forms: Sequence[Form]) -> None:
    """Bake gets every value of *forms*, each a file of its own, and its target under a name of its own.

    A program is slow to start, so all with one target are read at once; of the others, one for each recipe.
    """
    several = {form.name.split()[0]: form for form in forms if has_several(form)}
    for form in several.values():
        check_several(release, folder, suffix, form)
    forms = [form for form in forms if not has_several(form)]
    names = [f"t{number}" for number in range(len(forms))]
    for name, form in zip(names, forms, strict=True):
        assert form.text.count(DEFAULT[suffix]) == 1
        own = form.text.replace(DEFAULT[suffix], DEFAULT[suffix].replace("default", name))
        (folder / f"{name}{suffix}").write_bytes(own.encode())
    done = printed(release, folder, [f"{name}{suffix}" for name in names], *names)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["target"]
    for name, form in zip(names, forms, strict=True):
        compare(found[name], form.draft)


def has_several(form: Form) -> bool:
    """Whether the file has more than one target, or a matrix of them."""
    return len(rendered.job_runs(form.draft)) > 1 or form.draft.trigger == "main-writes"


def check_several(release: Release, folder: Path, suffix: str, form: Form) -> None:
    """Bake makes a target for each run of the job, each with its own caches and its own image."""
    (folder / f"several{suffix}").write_bytes(form.text.encode())
    done = printed(release, folder, [f"several{suffix}"])
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["target"]
    for run, words in zip(rendered.job_runs(form.draft), rendered.job_builds(form.draft), strict=True):
        platform, service = run.get("of PLATFORM"), run.get("of SERVICE")
        target = found["-".join(filter(None, (service or (platform and "app"), platform))) or "default"]
        assert target.get("tags", []) == ([words[words.index("-t") + 1]] if form.draft.image else [])
        assert target.get("platforms", []) == ([platform.replace("-", "/")] if platform else [])
        assert target.get("target") == service
        for option in OPTIONS:
            expected = rendered.attributes(form.draft, option, run)
            assert [rendered.attributes_of(item) for item in target.get(option, [])] == expected
    if form.draft.trigger == "main-writes":
        done = printed(release, folder, [f"several{suffix}"], "pull-request")
        (request,) = json.loads(done.stdout)["target"].values()
        assert "cache-to" not in request
        assert "output" not in request
        assert len(request["cache-from"]) == len(form.draft.reads)


def compare(found: dict[str, Any], draft: Draft) -> None:
    """Bake has exactly what the flags would say; it keeps equal caches once."""
    # Bake takes "./" off a path.
    assert found["context"] in (draft.build_context, posixpath.normpath(draft.build_context))
    assert found.get("tags", []) == ([rendered.image(draft)] if draft.image else [])
    outputs = [rendered.attributes_of(output) for output in found.get("output", [])]
    kinds = {"push": "registry", "load": "docker"}
    kind = kinds.get(draft.output if draft.pushed or draft.output == "load" else "nothing")
    assert outputs == ([{"type": kind}] if kind else [])
    for option in OPTIONS:
        got = [rendered.attributes_of(item) for item in found.get(option, [])]
        expected = rendered.attributes(draft, option)
        assert [item for item in got if item not in expected] == []
        assert [item for item in expected if item not in got] == []


@pytest.mark.parametrize("name", FILES)
def test_bake_gets_every_value_of_every_recipe(name: str, release: Release, tmp_path: Path) -> None:
    forms = rendered.forms(name)
    assert len(forms) > len(rendered.RECIPES)
    check_all(release, tmp_path, FILES[name], forms)


@pytest.mark.parametrize("name", FILES)
def test_bake_finds_the_file_by_its_usual_name(name: str, release: Release, tmp_path: Path) -> None:
    draft, text = next((form.draft, form.text) for form in rendered.forms(name) if form.draft.writes)
    (tmp_path / TARGETS[name].file_name).write_bytes(text.encode())
    done = printed(release, tmp_path, ())
    assert done.returncode == 0, done.stderr
    compare(json.loads(done.stdout)["target"]["default"], draft)


@pytest.mark.parametrize("name", FILES)
def test_bake_takes_objects_since_the_release_that_is_named(name: str, release: Release, tmp_path: Path) -> None:
    forms = rendered.forms(name, objects=True)
    if version_of(release) >= KNOWS_OBJECTS:
        check_all(release, tmp_path, FILES[name], forms)
        return
    file_name = TARGETS[name].file_name
    (tmp_path / file_name).write_bytes(forms[0].text.encode())
    done = printed(release, tmp_path, [file_name])
    assert done.returncode != 0
    assert "string required" in done.stderr


@pytest.mark.parametrize("name", FILES)
def test_bake_gets_every_value_of_any_draft(name: str, release: Release, tmp_path: Path) -> None:
    check_all(release, tmp_path, FILES[name], rendered.any_drafts(name))
