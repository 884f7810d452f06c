"""Whole jobs: for every recipe and registry, what a workflow and GitLab's jobs have, and what our own check says of them."""

import itertools
import re
from typing import Any

import pytest
import yaml

from buildx_cache_flags.core import files
from buildx_cache_flags.core.catalog.registries import Registry
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.outcome import View, judge
from buildx_cache_flags.core.recipes import Recipe, applying
from buildx_cache_flags.core.targets import TARGETS
from tests import depth
from tests.real.rendered import RECIPES, TABLE

PLACES = ("github-actions", "gitlab-ci", "bake-hcl", "bake-json", "compose")
ALL = list(itertools.product(RECIPES, TABLE.registries.rows))
SOME = [pair for number, pair in enumerate(ALL) if depth.either(True, number % 7 == 0)]


def written(recipe: Recipe, registry: Registry, target: str, *, pinned: bool = False) -> str:
    draft = applying.apply(recipe, Draft(image=f"{registry.example}:1.4"), TABLE)
    outcome = judge(draft, View(target, pinned=pinned), TABLE, with_variables=True)
    assert [problem for problem in outcome.problems if problem.severity != "hint"] == []
    return outcome.text


def workflow(key: str, image: str = "ghcr.io/acme/app:1.4") -> tuple[str, dict[Any, Any]]:
    recipe = next(recipe for recipe in RECIPES if recipe.key == key)
    draft = applying.apply(recipe, Draft(image=image), TABLE)
    text = judge(draft, View("github-actions"), TABLE, with_variables=True).text
    return text, yaml.safe_load(text)


@pytest.mark.parametrize("target", PLACES)
@pytest.mark.parametrize(("recipe", "registry"), SOME, ids=lambda one: getattr(one, "key", getattr(one, "name", "")))
def test_our_own_check_finds_nothing_wrong(recipe: Recipe, registry: Registry, target: str) -> None:
    name = {"github-actions": ".github/workflows/build.yml"}.get(target, TARGETS[target].file_name)
    reading = files.read_file(name, written(recipe, registry, target), TABLE)
    assert reading.builds
    found = [*reading.problems, *(problem for build in reading.builds for problem in build.problems)]
    for build in reading.builds:
        found += judge(build.draft, None, TABLE, with_variables=True).problems
    assert [problem.message for problem in found if problem.severity != "hint"] == []


def test_pinned_actions_are_those_of_the_table() -> None:
    known = {f"{one.name}@{one.commit} # {one.version}" for one in TABLE.jobs.actions}
    for recipe in RECIPES:
        text = written(recipe, TABLE.registries.rows[0], "github-actions", pinned=True)
        uses = re.findall(r"uses: (.*)", text)
        assert uses
        assert set(uses) <= known


def test_what_runs_when() -> None:
    # YAML 1.1 takes the key "on" for true.
    assert workflow("defaults")[1][True] == {"push": {"branches": ["main"]}}
    assert workflow("pull-requests")[1][True] == {"pull_request": None}
    assert workflow("main-writes")[1][True] == {"push": {"branches": ["main"]}, "pull_request": None}
    assert workflow("branch")[1][True] == {"push": {"branches": ["**"]}}


def test_a_pull_request_neither_writes_nor_pushes() -> None:
    steps = workflow("main-writes")[1]["jobs"]["build"]["steps"]
    request, main = (step for step in steps if "build-push-action" in step.get("uses", ""))
    assert request["if"] == "github.event_name == 'pull_request'"
    assert not {"cache-to", "push"} & set(request["with"])
    assert main["if"] == "github.event_name == 'push'"
    assert {"cache-to", "push"} <= set(main["with"])
    assert request["with"]["cache-from"] == main["with"]["cache-from"]


def test_a_pull_request_from_a_fork_has_no_secrets() -> None:
    text = workflow("main-writes", "quay.io/acme/app:1")[0]
    login = text.partition("docker/login-action")[2].partition("- name:")[0]
    assert "head.repo.full_name == github.repository" in login
    assert "head.repo" not in workflow("main-writes")[0], "GitHub gives every job a token for its own registry"


def test_every_platform_is_built_and_all_are_merged() -> None:
    jobs = workflow("platform")[1]["jobs"]
    assert [one["platform"] for one in jobs["build"]["strategy"]["matrix"]["include"]] == ["linux/amd64", "linux/arm64"]
    run = jobs["image"]["steps"][-1]["run"].replace("\\\n", "").split()
    repository = "ghcr.io/acme/app:1.4"
    assert run[3:] == ["create", "--tag", repository, f"{repository}-linux-amd64", f"{repository}-linux-arm64"]


def test_a_branch_fits_into_its_tag_with_what_stands_around_it() -> None:
    text, read = workflow("branch")
    room = int(re.findall(r"cut -c 1-(\d+)", text)[0])
    assert room + len("buildcache-") == 128
    assert read["jobs"]["build"]["steps"][-1]["with"]["tags"] == "${{ steps.meta.outputs.tags }}"


def test_emulation_only_where_a_platform_needs_it() -> None:
    def steps(*others: str) -> str:
        draft = Draft(image="ghcr.io/a/b:1", others=others)
        return judge(draft, View("github-actions"), TABLE, with_variables=True).text

    assert "setup-qemu-action" in steps("--platform linux/amd64,linux/arm64")
    assert "setup-qemu-action" not in steps("--platform linux/amd64")
    assert "setup-qemu-action" not in steps()
