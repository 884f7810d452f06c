"""What people stumble over, most painful first: each is said, or prevented, before any build.

The README has a table of the same rows.
"""

import json
import re
import shlex
from pathlib import Path

import pytest

from buildx_cache_flags import resources
from buildx_cache_flags.cli import codes, jsonl, report_tables
from buildx_cache_flags.core import recipes
from buildx_cache_flags.core.asking import Question
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.captions import caption
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.explain.before import Step, steps
from buildx_cache_flags.core.explain.picture import scene
from buildx_cache_flags.core.outcome import Outcome, judge
from buildx_cache_flags.core.recipes import Recipe, applying

ECR = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/acme/app:buildcache"
GHCR = "ghcr.io/acme/app:buildcache"
README = Path(__file__).parents[2] / "README.md"


def judged(catalog: Catalog, *values: str, image: str = "", buildkit: str = "") -> Outcome:
    writes = tuple(entry for value in values for entry in entries.parse(value))
    return judge(Draft(image=image, buildkit=buildkit, writes=writes, reads=(), following=False), None, catalog)


def one(outcome: Outcome, code: str) -> Problem:
    (found,) = [problem for problem in outcome.problems if problem.code == code]
    return found


def mended(outcome: Outcome, code: str, catalog: Catalog) -> Outcome:
    fix = one(outcome, code).fix
    assert fix is not None
    after = judge(fix.apply(outcome.draft, catalog), None, catalog)
    assert code not in [problem.code for problem in after.problems]
    return after


def recipe(key: str, catalog: Catalog) -> Recipe:
    known = recipes.load(resources.path("recipes.toml"), catalog)
    return next(found for found in known.recipes if found.key == key)


def started(key: str, catalog: Catalog, ref: str = GHCR) -> Draft:
    draft = Draft(image="ghcr.io/acme/app:1", writes=(entries.registry(ref),)).with_following(True)
    return applying.apply(recipe(key, catalog), draft, catalog)


def refs(found: tuple[entries.Entry, ...]) -> list[str | None]:
    return [entry.get("ref") for entry in found]


def before(catalog: Catalog, ref: str, target: str = "bash") -> tuple[Step, ...]:
    return steps(Draft(writes=(entries.registry(ref),)).with_following(True), catalog, target)


def test_1_a_registry_that_wants_an_image_manifest(catalog: Catalog) -> None:
    old = judged(catalog, f"type=registry,ref={ECR}", buildkit="0.20")
    assert "Amazon ECR rejects" in one(old, "registry-old-builder").message
    assert mended(old, "registry-old-builder", catalog).draft.writes[0].get("image-manifest") == "true"
    off = judged(catalog, f"type=registry,ref={ECR},image-manifest=false")
    assert one(off, "registry-refuses").severity == "warning"
    assert mended(off, "registry-refuses", catalog).problems == ()
    clash = judged(catalog, f"type=registry,ref={ECR},image-manifest=true,oci-mediatypes=false")
    assert one(clash, "image-manifest-needs-oci").severity == "error"
    assert judged(catalog, f"type=registry,ref={ECR}").problems == ()
    written = started("older", catalog, ECR)
    assert judge(Draft(writes=written.writes, buildkit="0.20"), None, catalog).problems == ()


def test_2_the_docker_driver(catalog: Catalog) -> None:
    (builder, *_) = before(catalog, GHCR)
    assert "docker driver" in builder.text
    words = shlex.split(builder.command)
    assert words[:3] == ["docker", "buildx", "create"]
    assert words[words.index("--driver") + 1] == "docker-container"
    assert "--use" in words


def test_3_mode_min_with_several_stages(catalog: Catalog) -> None:
    least = Draft(writes=(entries.registry(GHCR),)).with_following(True)
    assert [kept for _, kept in scene(judge(least, None, catalog).facts).stages] == ["", "", "always"]
    assert "mode=max would cache all of them" in scene(judge(least, None, catalog).facts).text
    assert all(kept for _, kept in scene(judge(started("multi-stage", catalog), None, catalog).facts).stages)


@pytest.mark.parametrize(("key", "variable"), [("branch", "${BRANCH}"), ("platform", "${PLATFORM}")])
def test_4_branches_platforms_and_jobs_that_overwrite_one_another(catalog: Catalog, key: str, variable: str) -> None:
    assert refs(started(key, catalog).writes) == [f"{GHCR}-{variable}"]
    twice = judged(catalog, f"type=registry,ref={GHCR}", f"type=registry,ref={GHCR}")
    assert one(twice, "ref-repeated").severity == "error"


def test_5_the_cache_on_the_tag_of_the_image(catalog: Catalog) -> None:
    clash = judged(catalog, "type=registry,ref=ghcr.io/acme/app", image="ghcr.io/acme/app:latest")
    assert one(clash, "ref-is-image").severity == "error"
    after = mended(clash, "ref-is-image", catalog)
    assert after.errors == ()
    assert refs(after.draft.writes) == [GHCR]


def test_6_a_cache_that_kills_a_good_build(catalog: Catalog) -> None:
    assert started("never-break", catalog).writes[0].get("ignore-error") == "true"
    assert "unnoticed" in recipe("never-break", catalog).cost


@pytest.mark.parametrize(
    ("field", "code", "meant"),
    [
        ("compresion=zstd", "key-unknown", ("compression", "zstd")),
        ("mod=max", "key-unknown", ("mode", "max")),
        ("compression_level=3", "key-unknown", ("compression-level", "3")),
        ("mode=MAX", "choice-unknown", ("mode", "max")),
        ("ignore-error=yes", "boolean-unknown", ("ignore-error", "true")),
    ],
)
def test_7_typos_and_wrong_keys(catalog: Catalog, field: str, code: str, meant: tuple[str, str]) -> None:
    after = mended(judged(catalog, f"type=registry,ref={GHCR},{field}"), code, catalog)
    assert after.draft.writes[0].get(meant[0]) == meant[1]


def test_7_a_ref_under_another_name(catalog: Catalog) -> None:
    after = mended(judged(catalog, f"type=registry,name={GHCR}"), "key-required", catalog)
    assert refs(after.draft.writes) == [GHCR]
    assert after.errors == ()


@pytest.mark.parametrize("word", ["inline", "gha"])
def test_8_a_bare_type(catalog: Catalog, word: str) -> None:
    found = one(judged(catalog, word), "bare-type")
    assert found.severity == "error"
    assert f"docker.io/library/{word}" in found.message


def test_9_fallback_between_branches(catalog: Catalog) -> None:
    draft = started("branch", catalog)
    assert refs(draft.reads) == [f"{GHCR}-${{BRANCH}}", f"{GHCR}-main"]
    assert refs(draft.writes) == [f"{GHCR}-${{BRANCH}}"]


def test_10_upper_case_in_the_owner(catalog: Catalog) -> None:
    after = mended(judged(catalog, "type=registry,ref=ghcr.io/Acme/App:Cache"), "reference-uppercase", catalog)
    assert refs(after.draft.writes) == ["ghcr.io/acme/app:Cache"]


def test_11_caches_that_grow_for_ever(catalog: Catalog) -> None:
    said = " ".join(step.text for step in before(catalog, GHCR))
    assert "Each write leaves an untagged old version" in said
    assert "lifecycle policy" in " ".join(step.text for step in before(catalog, ECR))


def test_12_work_that_changes_nothing(catalog: Catalog) -> None:
    max_zstd = f"type=registry,ref={GHCR},mode=max,compression=zstd"
    assert one(judged(catalog, max_zstd, image="ghcr.io/acme/app:1"), "compression-pushed-layers").fix is not None
    assert one(judged(catalog, max_zstd), "compression-stored-layers").severity == "hint"
    assert "10 to 22" in one(judged(catalog, f"{max_zstd},compression-level=15"), "level-same-result").message
    useless = judged(catalog, f"type=registry,ref={GHCR},compression-level=9", image="ghcr.io/acme/app:1")
    assert one(useless, "level-without-effect").severity == "warning"
    levels = catalog.default.by_name["compression-level"].levels
    assert levels is not None
    assert "10 to 22 produce the same result" in caption(levels, levels.rule("zstd", (0, 32)), "12", "zstd")


def test_13_pull_requests_from_forks(catalog: Catalog) -> None:
    draft = started("pull-requests", catalog)
    assert draft.writes == ()
    assert not draft.pushed
    assert refs(draft.reads) == [GHCR]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (f"type=registry,ref={GHCR},ghcr.io/acme/app:main", "value-field"),
        ("ghcr.io/acme/app:a,,ghcr.io/acme/app:b", "value-empty-field"),
        ("ghcr.io/acme/app:a,", "value-empty-field"),
        ("\n", "value-empty-field"),
        (f"type=registry,ref={GHCR}, mode=max", "key-spaces"),
    ],
)
def test_14_quoting_and_lists(value: str, code: str) -> None:
    lines: list[str] = []
    jsonl.answer_all(
        [json.dumps({"value": value}).encode()], report_tables.load_catalog(), "cache-to", Question(), lines.append
    )
    (answer,) = map(json.loads, lines)
    assert code in [problem["code"] for problem in answer["problems"]]


def test_15_immutable_tags(catalog: Catalog) -> None:
    said = " ".join(step.text for step in before(catalog, ECR))
    assert "Otherwise the second write fails" in said


def test_the_readme_has_a_row_for_each_and_names_only_codes_that_exist() -> None:
    section = README.read_text("utf-8").partition("## What it catches")[2].partition("\n## ")[0]
    numbers = [int(number) for number in re.findall(r"^\| (\d+)\. ", section, re.MULTILINE)]
    here = {int(number) for number in re.findall(r"def test_(\d+)_", Path(__file__).read_text("utf-8"))}
    assert numbers == list(range(1, 16))
    assert set(numbers) == here
    known = {code.code for code in codes.every()}
    rows = [line.split("|")[2] for line in section.splitlines() if re.match(r"\| \d", line)]
    named = {word for row in rows for word in re.findall(r"`([a-z]+(?:-[a-z]+)+)`", row)}
    assert named
    assert named <= known


def test_the_readme_names_recipes_as_the_menu_does(catalog: Catalog) -> None:
    section = README.read_text("utf-8").partition("## What it catches")[2].partition("\n## ")[0]
    names = {found.name for found in recipes.load(resources.path("recipes.toml"), catalog).recipes}
    for row in section.splitlines():
        if "recipe" in row:
            assert any(f"*{name}*" in row for name in names), row
