"""Recipes: what they make of a form, for every registry and release, and what fails at load."""

import copy
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags import resources
from buildx_cache_flags.core import recipes
from buildx_cache_flags.core.catalog import Catalog, registries
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import OUTPUTS, Draft, differences, entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.outcome import judge
from buildx_cache_flags.core.recipes import Recipe, RecipeError, applying, own_recipes, recipe_bases
from buildx_cache_flags.core.recipes.storage import Saved
from buildx_cache_flags.core.text import versions
from tests import strategies

PATH = resources.path("recipes.toml")
TABLE = strategies.catalog()
RECIPES = recipes.load(PATH, TABLE)
READ_ONLY = RECIPES.by_key["pull-requests"]
WRITING = [recipe for recipe in RECIPES.recipes if recipe is not READ_ONLY]
STAYING = [recipe for recipe in WRITING if not recipe.registry]
"""Recipes that leave the cache in its registry."""
REF = "ghcr.io/acme/app:cache"
DIGEST = "@sha256:" + "0" * 64

each_recipe = pytest.mark.parametrize("recipe", RECIPES.recipes, ids=lambda recipe: recipe.key)


def form(*writes: str, reads: tuple[str, ...] = (), **fields: Any) -> Draft:
    """A form with these values; without *reads* the first one follows the first write."""
    draft = Draft(
        writes=tuple(entry for value in writes for entry in entries.parse(value)),
        reads=tuple(entry for value in reads for entry in entries.parse(value)) or (Entry(),),
        following=False,
        **fields,
    )
    return draft if reads else draft.with_following(True)


def applied(key: str, draft: Draft) -> tuple[list[str], list[str]]:
    after = applying.apply(RECIPES.by_key[key], draft, TABLE)
    return [entries.format(entry) for entry in after.writes], [entries.format(entry) for entry in after.reads]


def refs(draft: Draft) -> tuple[list[str | None], list[str | None]]:
    return [entry.get("ref") for entry in draft.writes], [entry.get("ref") for entry in draft.reads]


def refs_after(key: str, draft: Draft) -> tuple[list[str | None], list[str | None]]:
    return refs(applying.apply(RECIPES.by_key[key], draft, TABLE))


# ------------------------------------------------------------------------------- every recipe, everywhere it is meant


def serious(draft: Draft) -> list[Problem]:
    """What is no hint.

    What an old BuildKit writes by itself and the registry refuses is an error, as it should be: its fix is taken where
    that release has one, and the other releases are too old for the registry, whatever the recipe.
    """
    found = [one for one in judge(draft, None, TABLE, with_variables=True).problems if one.severity != "hint"]
    refused = next((one for one in found if one.code == "registry-old-builder"), None)
    if refused is not None and refused.fix is not None:
        return serious(refused.fix.apply(draft, TABLE))
    return [one for one in found if one is not refused]


@each_recipe
@pytest.mark.parametrize("registry", strategies.catalog().registries.rows, ids=lambda registry: registry.name)
def test_every_recipe_is_right_for_every_registry_and_release(recipe: Recipe, registry: registries.Registry) -> None:
    meant = [release for release in TABLE.releases.releases if release >= recipe.since]
    assert TABLE.releases.current in meant
    for release in meant:
        for output in OUTPUTS:
            for draft in (
                Draft(image=f"{registry.example}:1.4"),
                form(f"type=registry,ref={registry.example}:buildcache"),
                form(f"type=registry,ref={registry.example}:buildcache", image=f"{registry.example}:1.4"),
            ):
                given_draft = replace(draft, output=output, buildkit=versions.text(release))
                after = applying.apply(recipe, given_draft, TABLE)
                assert serious(after) == []
                assert after.writes or after.reads


@each_recipe
def test_a_recipe_is_meant_for_no_release_that_does_not_know_it(recipe: Recipe) -> None:
    assert recipe.too_new(TABLE, recipe.since) == ()
    older = [release for release in TABLE.releases.releases if release < recipe.since]
    for release in older[:1]:
        after = applying.apply(recipe, Draft(image="ghcr.io/a/b:1", buildkit=versions.text(release)), TABLE)
        codes = {problem.code for problem in judge(after, None, TABLE, with_variables=True).problems}
        assert ("release-too-old" in codes) == bool(recipe.too_new(TABLE, release))


def test_what_is_too_new_is_named() -> None:
    assert RECIPES.by_key["older"].too_new(TABLE, (0, 11)) == ("image-manifest",)
    assert RECIPES.by_key["multi-stage"].too_new(TABLE, (0, 8)) == ("compression", "force-compression")


@each_recipe
def test_a_recipe_says_what_it_is_for_in_sentences(recipe: Recipe) -> None:
    assert len(recipe.name) <= 40
    assert not recipe.name.endswith(".")
    for sentence in (recipe.when, recipe.cost):
        assert sentence.endswith(".")
        assert "!" not in sentence


def test_the_recipes_differ() -> None:
    made = [applying.apply(recipe, form(f"type=registry,ref={REF}"), TABLE) for recipe in RECIPES.recipes]
    assert len(set(made)) == len(made) == 11


# --------------------------------------------------------------------------------------------------- what they write


@pytest.mark.parametrize(
    ("key", "writes", "reads"),
    [
        ("defaults", "{ref}", ["{ref}"]),
        ("multi-stage", "{ref},mode=max,compression=zstd,force-compression=true", ["{ref}"]),
        ("branch", "{ref}-${BRANCH},mode=max", ["{ref}-${BRANCH}", "{ref}-main"]),
        ("platform", "{ref}-${PLATFORM},mode=max", ["{ref}-${PLATFORM}"]),
        ("older", "{ref},mode=max,oci-mediatypes=true,image-manifest=true", ["{ref}"]),
        ("smallest", "{ref},mode=min", ["{ref}"]),
        ("never-break", "{ref},mode=max,ignore-error=true", ["{ref}"]),
        ("main-writes", "{ref},mode=max", ["{ref}"]),
        ("services", "{ref}-${SERVICE},mode=max", ["{ref}-${SERVICE}", "{ref}-base"]),
    ],
)
def test_what_a_recipe_writes_and_reads(key: str, writes: str, reads: list[str]) -> None:
    expected = ([writes.replace("{ref}", f"type=registry,ref={REF}")], [
        read.replace("{ref}", f"type=registry,ref={REF}") for read in reads
    ])  # fmt: skip
    assert applied(key, form(f"type=registry,ref={REF}")) == expected
    assert applied(key, Draft(image="ghcr.io/acme/app:1.4", writes=(), reads=entries.parse(REF))) == expected


def test_read_only_writes_nothing_and_reads_what_was_read() -> None:
    assert applied("pull-requests", form(f"type=registry,ref={REF},mode=max")) == ([], [f"type=registry,ref={REF}"])
    assert refs_after("pull-requests", form(REF, reads=("b/c:d", "e/f:g"))) == ([], ["b/c:d", "e/f:g"])
    assert refs_after("pull-requests", replace(form(REF), reads=())) == ([], [REF])
    assert refs_after("pull-requests", form(REF, reads=("type=gha",))) == ([], [REF, None])
    branch = applying.apply(RECIPES.by_key["branch"], form(REF), TABLE)
    assert refs_after("pull-requests", branch) == ([], [f"{REF}-${{BRANCH}}", f"{REF}-main"])


@pytest.mark.parametrize(
    ("ref", "written", "fallback"),
    [
        pytest.param(REF, f"{REF}-${{BRANCH}}", f"{REF}-main", id="a tag"),
        pytest.param("a/b", "a/b:buildcache-${BRANCH}", "a/b:buildcache-main", id="no tag"),
        pytest.param("h:5000/b", "h:5000/b:buildcache-${BRANCH}", "h:5000/b:buildcache-main", id="a port, no tag"),
        pytest.param(f"a/b{DIGEST}", "a/b:buildcache-${BRANCH}", "a/b:buildcache-main", id="a digest"),
        pytest.param(f"a/b:c{DIGEST}", "a/b:c-${BRANCH}", "a/b:c-main", id="a tag and a digest"),
        pytest.param("a/b:${TAG}", "a/b:${TAG}-${BRANCH}", "a/b:${TAG}-main", id="a variable"),
        pytest.param("${CI_REGISTRY_IMAGE}", *(f"${{CI_REGISTRY_IMAGE}}:buildcache-{end}" for end in ("${BRANCH}", "main")),
                     id="all variable"),
        pytest.param("a/b:${BRANCH}", "a/b:${BRANCH}", "a/b:main", id="the very variable"),
        pytest.param("a/b:c-${BRANCH}-d", "a/b:c-${BRANCH}-d", "a/b:c-main-d", id="the variable inside"),
        pytest.param("a/b:c-main", "a/b:c-${BRANCH}", "a/b:c-main", id="the fallback"),
        pytest.param("a/b:c-${BRANCH}", "a/b:c-${BRANCH}", "a/b:c-main", id="itself"),
        pytest.param("a/b:c-${PLATFORM}-${BRANCH}", "a/b:c-${BRANCH}", "a/b:c-main", id="piled up"),
        pytest.param("a/b-${BRANCH}", "a/b-${BRANCH}", "a/b-main", id="the variable in the repository"),
    ],
)  # fmt: skip
def test_where_the_suffix_goes(ref: str, written: str, fallback: str) -> None:
    for draft in (form(f"type=registry,ref={ref}"), form(reads=(f"type=registry,ref={ref}",))):
        once = applying.apply(RECIPES.by_key["branch"], draft, TABLE)
        assert refs(once) == ([written], [written, fallback])
        assert applying.apply(RECIPES.by_key["branch"], once, TABLE).same(once)


@pytest.mark.parametrize(
    ("image", "place"),
    [
        ("ghcr.io/acme/app:1.4", "ghcr.io/acme/app:buildcache"),
        ("localhost:5000/app", "localhost:5000/app:buildcache"),
        (f"a/b:1{DIGEST}", "a/b:buildcache"),
        ("a/b:${TAG}", "a/b:buildcache"),
        ("${IMAGE}:1", "${IMAGE}:buildcache"),
        ("a/b:buildcache", "a/b:cache"),
    ],
)
def test_without_a_ref_the_cache_lies_beside_the_image(image: str, place: str) -> None:
    assert refs_after("defaults", Draft(image=image)) == ([place], [place])


def test_without_any_place_the_refs_wait() -> None:
    after = applying.apply(RECIPES.by_key["branch"], Draft(), TABLE)
    assert refs(after) == ([None], [None])
    assert after.writes[0].get("mode") == "max"
    assert not recipe_bases.has_place(Draft(), TABLE)
    assert not recipe_bases.has_place(form("type=gha", reads=("type=gha",)), TABLE)
    for draft in (Draft(image="a"), form("a/b"), form(reads=("a/b",))):
        assert recipe_bases.has_place(draft, TABLE)


# -------------------------------------------------------------------------------------------------------- what stays


def test_what_belongs_to_the_place_stays() -> None:
    draft = form(f"type=registry,ref={REF},mode=max,compression=gzip,new=1,registry.insecure=true")
    writes, reads = applied("branch", draft)
    assert writes == [f"type=registry,ref={REF}-${{BRANCH}},mode=max,new=1,registry.insecure=true"]
    assert reads == [f"type=registry,ref={REF}-{end},registry.insecure=true" for end in ("${BRANCH}", "main")]
    assert applied("defaults", draft)[0] == [f"type=registry,ref={REF},new=1,registry.insecure=true"]


def test_what_is_not_known_of_a_read_never_comes_to_a_write() -> None:
    writes, reads = applied("branch", form(reads=(f"type=registry,ref={REF},odd=1,registry.insecure=1",)))
    assert writes == [f"type=registry,ref={REF}-${{BRANCH}},mode=max,registry.insecure=1"]
    assert reads[0] == f"type=registry,ref={REF}-${{BRANCH}},odd=1,registry.insecure=1"
    assert "odd" not in reads[1]


def test_an_entry_that_waits_for_its_ref_keeps_what_is_not_known() -> None:
    draft = form("type=registry,new=1", reads=("type=registry,registry.insecure=1",), image="a/b:1")
    assert applied("defaults", draft) == (
        ["type=registry,ref=a/b:buildcache,new=1,registry.insecure=1"],
        ["type=registry,ref=a/b:buildcache,registry.insecure=1"],
    )


def test_refs_from_elsewhere_are_read_behind_those_of_the_recipe() -> None:
    draft = form(REF, reads=(REF, "b/c:d", "type=gha"))
    assert refs_after("branch", draft) == ([f"{REF}-${{BRANCH}}"], [f"{REF}-${{BRANCH}}", f"{REF}-main", "b/c:d", None])
    assert refs_after("defaults", form(REF, reads=("b/c:d",))) == ([REF], [REF, "b/c:d"])
    hand_made = form(REF, reads=(REF, f"{REF}-main"))
    assert refs_after("multi-stage", hand_made) == ([REF], [REF, f"{REF}-main"]), "no recipe has written a suffix here"


def test_every_place_that_is_written_to_gets_the_recipe() -> None:
    draft = form(REF, "b/c:d", "type=gha,scope=x")
    assert refs_after("platform", draft) == (
        [f"{REF}-${{PLATFORM}}", "b/c:d-${PLATFORM}", None],
        [f"{REF}-${{PLATFORM}}", "b/c:d-${PLATFORM}"],
    )


def test_one_place_with_and_without_a_suffix_is_one() -> None:
    draft = form(REF, f"type=registry,ref={REF}-${{BRANCH}}", reads=(f"type=registry,ref={REF}-main", "b/c:d"))
    assert refs_after("defaults", draft) == ([REF], [REF, "b/c:d"])


def test_one_place_in_two_spellings_is_written_to_once() -> None:
    assert refs_after("defaults", form("docker.io/a/b:c", "a/b:c")) == (["docker.io/a/b:c"], ["docker.io/a/b:c"])


def test_the_first_read_follows_where_it_reads_what_is_written() -> None:
    pasted = form(REF, reads=(REF,))
    assert not pasted.following
    assert applying.apply(RECIPES.by_key["branch"], pasted, TABLE).following
    assert not applying.apply(READ_ONLY, pasted, TABLE).following
    added = applying.apply(READ_ONLY, form(REF), TABLE).with_entries("cache-to", (Entry(),))
    assert refs(added)[1] == [REF], "a new entry to write takes nothing away"


# -------------------------------------------------------------------------------------------- again, and one by one


@given(strategies.drafts(), st.sampled_from(RECIPES.recipes))
def test_twice_is_as_good_as_once(draft: Draft, recipe: Recipe) -> None:
    once = applying.apply(recipe, draft, TABLE)
    assert applying.apply(recipe, once, TABLE).same(once)
    assert differences.lines(once, applying.apply(recipe, once, TABLE), TABLE) == ()


@given(strategies.drafts(), st.sampled_from(RECIPES.recipes))
def test_the_rest_of_the_form_stays(draft: Draft, recipe: Recipe) -> None:
    after = applying.apply(recipe, draft, TABLE)
    kept = replace(after, writes=draft.writes, reads=draft.reads, output=draft.output, trigger=draft.trigger)
    assert kept == draft
    assert after.output == (recipe.output or draft.output)
    assert after.trigger == recipe.trigger


def simple_drafts() -> st.SearchStrategy[Draft]:
    """Forms whose places are right."""
    ref = strategies.references()
    return st.builds(
        lambda written, read: form(f"type=registry,ref={written}", reads=tuple(f"type=registry,ref={r}" for r in read)),
        ref,
        st.lists(ref, max_size=2),
    )


@given(simple_drafts(), st.lists(st.sampled_from(STAYING), max_size=4), st.sampled_from(WRITING))
def test_one_after_another_is_as_good_as_the_last(draft: Draft, before: list[Recipe], last: Recipe) -> None:
    tagged = draft.with_entry(
        "cache-to", 0, draft.writes[0].with_value("ref", recipe_bases.written_place(refs(draft)[0][0] or "", "-x"))
    )
    expected = applying.apply(last, tagged, TABLE)
    for recipe in before:
        tagged = applying.apply(recipe, tagged, TABLE)
    assert applying.apply(last, tagged, TABLE).same(expected)


@given(simple_drafts(), st.sampled_from(RECIPES.recipes))
def test_no_ref_from_elsewhere_is_lost(draft: Draft, recipe: Recipe) -> None:
    after = applying.apply(recipe, draft, TABLE)
    left = {recipe_bases.identity(entry, TABLE) for entry in after.reads}
    elsewhere = [entry for entry in draft.reads if entry.get("ref") != draft.writes[0].get("ref")]
    assert {recipe_bases.identity(entry, TABLE) for entry in elsewhere} <= left


@pytest.mark.parametrize(
    ("ref", "there"),
    [
        ("ghcr.io/acme/app:c", "${CACHE_REGISTRY}/acme/app:c"),
        ("localhost/app:c", "${CACHE_REGISTRY}/app:c"),
        ("localhost:5000/acme/app", "${CACHE_REGISTRY}/acme/app"),
        ("acme/app:c", "${CACHE_REGISTRY}/acme/app:c"),
        ("app:c", "${CACHE_REGISTRY}/app:c"),
        ("${CI_REGISTRY}/acme/app:c", "${CACHE_REGISTRY}/acme/app:c"),
        ("${CACHE_REGISTRY}/acme/app:c", "${CACHE_REGISTRY}/acme/app:c"),
    ],
)
def test_a_cache_in_another_registry_has_the_same_path_there(ref: str, there: str) -> None:
    assert refs_after("elsewhere", form(f"type=registry,ref={ref}")) == ([there], [there])


def test_that_nothing_is_pushed_holds_for_pull_requests_only() -> None:
    only_read = applying.apply(READ_ONLY, form(REF, image="ghcr.io/acme/app:1"), TABLE)
    assert (only_read.output, only_read.trigger) == ("nothing", "pull-request")
    after = applying.apply(RECIPES.by_key["main-writes"], only_read, TABLE)
    assert (after.output, after.trigger) == ("push", "main-writes")
    kept = applying.apply(RECIPES.by_key["defaults"], form(REF, output="nothing"), TABLE)
    assert kept.output == "nothing"


# ------------------------------------------------------------------------------------------------------- one's own


def own(draft: Draft, name: str = "mine") -> Recipe:
    return own_recipes.recipe(own_recipes.saved(name, draft, TABLE, RECIPES.trails), TABLE, RECIPES.trails)


def test_an_own_recipe_goes_with_the_place_it_is_used_at() -> None:
    draft = form(
        f"type=registry,ref={REF}-${{BRANCH}},mode=max,odd=1",
        reads=(f"type=registry,ref={REF}-${{BRANCH}}", f"type=registry,ref={REF}_old", "b/c:d", "type=gha"),
    )
    kept = own_recipes.saved("mine", draft, TABLE, RECIPES.trails)
    assert kept == Saved(
        "mine",
        ("type=registry,ref={ref}-${BRANCH},mode=max,odd=1",),
        ("type=registry,ref={ref}-${BRANCH}", "type=registry,ref={ref}_old", "type=registry,ref=b/c:d", "type=gha"),
    )
    after = applying.apply(own_recipes.recipe(kept, TABLE, RECIPES.trails), form("x/y"), TABLE)
    assert refs(after) == (
        ["x/y:buildcache-${BRANCH}"],
        ["x/y:buildcache-${BRANCH}", "x/y:buildcache_old", "b/c:d", None],
    )


@pytest.mark.parametrize("ref", ["a/b:cached", "a/b2:cache", "a/b:cache2", "a/b", f"a/b:cache-x{DIGEST}"])
def test_what_only_looks_alike_stands_for_itself(ref: str) -> None:
    kept = own_recipes.saved("mine", form("a/b:cache", reads=(f"type=registry,ref={ref}",)), TABLE, ())
    assert kept.reads == (f"type=registry,ref={ref}",)


def test_a_missing_ref_means_the_place() -> None:
    assert own_recipes.saved("mine", Draft(), TABLE, ()) == Saved(
        "mine", ("type=registry,ref={ref}",), ("type=registry,ref={ref}",)
    )
    kept = own_recipes.saved("mine", form(f"type=registry,ref=a/b{DIGEST}"), TABLE, ())
    assert kept.writes == ("type=registry,ref={ref}",)


def test_an_own_recipe_needs_what_its_parameters_need() -> None:
    assert own(form(REF)).since == TABLE.default.by_name["ref"].since
    assert own(form(f"type=registry,ref={REF},ignore-error=true,odd=1")).since == (0, 11)


@given(strategies.right_drafts(variables=True))
def test_an_own_recipe_gives_its_form_back(draft: Draft) -> None:
    mine = own(draft)
    once = applying.apply(mine, draft, TABLE)
    assert applying.apply(mine, once, TABLE).same(once)
    written = [entry for entry in draft.writes if entry.type == TABLE.default.type]
    if len(written) == 1:
        insecure = "registry.insecure"  # it is there for the whole place now, if it was there for reading
        kept = next(entry for entry in once.writes if entry.type == TABLE.default.type)
        assert kept.with_value(insecure, None).attrs == written[0].with_value(insecure, None).attrs


@given(strategies.drafts())
def test_whatever_is_in_the_form_can_be_kept(draft: Draft) -> None:
    mine = own(draft)
    assert (len(mine.writes), len(mine.reads or ())) == (len(draft.writes), len(draft.reads))
    once = applying.apply(mine, draft, TABLE)
    assert applying.apply(mine, once, TABLE).same(once)


# ------------------------------------------------------------------------------------------------------- at load


def data() -> dict[str, Any]:
    return copy.deepcopy(tomllib.loads(PATH.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("wen", "x", "recipe defaults: unknown key 'wen'; known are key, name"),
        ("when", None, "recipe defaults: the key 'when' is missing"),
        ("when", "", "recipe defaults: when: expected a text"),
        ("since", "new", "recipe defaults: since: “new” is not a BuildKit version"),
        ("since", "0.2", "recipe defaults: since: BuildKit 0.2 does not know ref yet"),
        ("key", "branch", "recipe: two have the same key"),
        ("writes", "type=registry", "recipe defaults: cache-to: expected a list of values"),
        ("writes", ["type=registry,ref={ref},mod=max"], "recipe defaults: cache-to 1: cache-to reads no parameter 'mod'"),
        ("writes", ["type=registry,ref={ref},mode=MAX"], "recipe defaults: cache-to 1: mode: "),
        ("writes", ["type=registry,ref={ref}-${X} y"], "recipe defaults: cache-to 1: ref: "),
        ("writes", ["type=gha,ref={ref}"], "recipe defaults: cache-to 1: its scope does not begin with {ref}"),
        ("writes", ["type=inline,ref={ref}"], "no single parameter of cache-to says where a cache of type 'inline' is"),
        ("writes", ["type=tape,ref={ref}"], "no single parameter of cache-to says where a cache of type 'tape' is"),
        ("writes", ["type=registry,ref=a/b"], "recipe defaults: cache-to 1: its ref does not begin with {ref}"),
        ("writes", ["type=registry,{ref}"], "recipe defaults: cache-to 1: invalid value {ref}"),
        ("writes", ["{ref},{ref}"], "recipe defaults: cache-to 1: "),
        ("reads", ["type=registry,ref={ref},mode=max"], "cache-from 1: cache-from reads no parameter 'mode'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_recipe_fails_with_its_place(
    catalog: Catalog, key: str, value: object, reason: str
) -> None:
    spoilt = data()
    row = spoilt["recipe"][0]
    if value is None:
        del row[key]
    else:
        row[key] = value
    with pytest.raises(RecipeError) as caught:
        recipes.from_data(spoilt, catalog)
    assert reason in str(caught.value)


def test_what_is_wrong_with_the_file_fails_with_its_name(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    for text, reason in (
        ("recipe = 1", "some.toml: recipe: expected a list"),
        ("", "some.toml: file: the key 'recipe' is missing"),
        ("[recipes]", "some.toml: file: unknown key 'recipes'"),
        ("=", "some.toml: "),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(RecipeError) as caught:
            recipes.load(path, catalog)
        assert reason in str(caught.value)
    with pytest.raises(RecipeError):
        recipes.load(tmp_path / "none.toml", catalog)


def test_a_recipe_for_builds_that_may_not_push_does_not_push() -> None:
    draft = replace(form(REF), image="ghcr.io/acme/app:1")
    after = applying.apply(READ_ONLY, draft, TABLE)
    assert (after.image, after.output) == (draft.image, "nothing")
    assert not after.pushed
    assert {recipe.key for recipe in RECIPES.recipes if recipe.output} == {READ_ONLY.key}


def test_an_image_that_is_none_is_no_place() -> None:
    assert not recipe_bases.has_place(Draft(image="bad image"), TABLE)
    assert recipe_bases.has_place(Draft(image="ghcr.io/${OWNER}/app"), TABLE)


# ------------------------------------------------------------------------------------- types with another address

ELSEWHERE = {
    "recipe": [
        {
            "key": "branch",
            "name": "A branch",
            "when": "For this test.",
            "cost": "Nothing.",
            "since": "0.21",
            "writes": ["type=gha,scope={ref}-${BRANCH},mode=max", "type=local,dest={ref}"],
            "reads": ["type=gha,scope={ref}-${BRANCH}", "type=gha,scope={ref}-main", "type=local,src={ref}"],
        }
    ]
}


def test_a_recipe_fills_in_the_address_of_each_type(catalog: Catalog) -> None:
    recipe = recipes.from_data(ELSEWHERE, catalog).by_key["branch"]
    draft = form(
        "type=gha,scope=web", "type=local,dest=/c", REF, reads=("type=gha,scope=web", "type=s3,bucket=b,region=r")
    )
    after = applying.apply(recipe, draft, catalog)
    assert [entries.format(entry) for entry in after.writes] == [
        "type=gha,scope=web-${BRANCH},mode=max",
        "type=local,dest=/c",
    ]
    assert [entries.format(entry) for entry in after.reads] == [
        "type=gha,scope=web-${BRANCH}",
        "type=gha,scope=web-main",
        "type=local,src=/c",
        "type=s3,bucket=b,region=r",
    ]
    assert after.follows
    assert applying.apply(recipe, after, catalog).same(after)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("type=gha,scope=web,mode=max", "type=gha,scope=web"),
        ("type=local,dest=/c", "type=local,src=/c"),
        ("type=s3,bucket=b,region=r,name=n,mode=max", "type=s3,bucket=b,region=r,name=n"),
        ("type=inline", ""),
    ],
)
def test_a_cache_that_is_only_read_is_the_one_that_was_written(written: str, read: str) -> None:
    after = applying.apply(READ_ONLY, replace(form(written), reads=(), image="ghcr.io/acme/app:1"), TABLE)
    assert [entries.format(entry) for entry in after.reads] == [read or "type=registry,ref=ghcr.io/acme/app:buildcache"]


@pytest.mark.parametrize("value", ["type=gha,scope=web", "type=local,dest=/var/cache/app", "type=s3,bucket=b,region=r"])
def test_an_own_recipe_keeps_an_address_that_no_image_suggests(value: str) -> None:
    assert own_recipes.saved("mine", form(value), TABLE, ()).writes == (value,)
    assert [entries.format(entry) for entry in applying.apply(own(form(value)), Draft(), TABLE).writes] == [value]
