"""What the picture shows, and what it says in words."""

from dataclasses import replace

import pytest
from hypothesis import given

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.check import facts
from buildx_cache_flags.core.check.evaluate import evaluate
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.core.explain.picture import MOST_PLACES, CachePlace, Scene, scene
from buildx_cache_flags.core.outcome import judge
from tests.strategies import drafts

REF = "ghcr.io/acme/app:buildcache"


def drawn(draft: Draft, catalog: Catalog) -> Scene:
    return scene(judge(draft, None, catalog, with_variables=True).facts)


def kept(catalog: Catalog, *values: str) -> list[str]:
    writes = tuple(entry for value in values for entry in parse(value))
    draft = Draft(writes=writes, reads=(), following=False)
    return [how for _, how in scene(facts.of(draft, catalog, ())).stages]


@pytest.mark.parametrize(
    ("values", "stages"),
    [
        ([f"type=registry,ref={REF}"], ["", "", "always"]),
        ([f"type=registry,ref={REF},mode=min"], ["", "", "always"]),
        ([f"type=registry,ref={REF},mode=max"], ["max", "max", "always"]),
        ([f"type=registry,ref={REF},mode=MAX"], ["", "", "always"]),
        ([f"type=registry,ref={REF}", "type=registry,ref=a/b,mode=max"], ["max", "max", "always"]),
        (["type=gha,mode=max"], ["max", "max", "always"]),
        (["type=inline"], ["", "", "always"]),
        (["type=inline,mode=max"], ["", "", "always"]),
        (["type=inline,mode=max", "type=gha,mode=max"], ["max", "max", "always"]),
        ([], ["", "", ""]),
    ],
)
def test_which_layers_are_kept(catalog: Catalog, values: list[str], stages: list[str]) -> None:
    assert kept(catalog, *values) == stages


def test_a_cache_that_is_written_and_read_is_one_place(catalog: Catalog) -> None:
    draft = Draft(writes=parse("a/b,c/d"), reads=parse("c/d,e/f"), following=False)
    assert drawn(draft, catalog).places == (
        CachePlace("a/b", writes=True),
        CachePlace("c/d", writes=True, reads=True),
        CachePlace("e/f", reads=True),
    )


def test_many_caches_are_counted(catalog: Catalog) -> None:
    found = drawn(Draft(writes=(), reads=parse("a/a,a/b,a/c,a/d,a/e"), following=False), catalog)
    assert (len(found.places), found.more) == (MOST_PLACES, 2)
    assert "a/a, a/b, a/c and 2 more" in found.text


def test_the_words(catalog: Catalog) -> None:
    draft = Draft(image="ghcr.io/acme/app:1", writes=parse(f"type=registry,ref={REF},mode=max")).with_following(True)
    assert drawn(draft, catalog).text == (
        "A build with the stages dependencies, build and image. "
        f"The layers of all 3 stages are cached in {REF}. This build reads the cache from {REF}. "
        "The image is pushed to ghcr.io/acme/app:1."
    )
    nothing = drawn(Draft(writes=(), reads=()), catalog).text
    assert nothing.endswith("No cache is written. No cache is read. The image stays in the builder.")
    least = drawn(Draft(image="a/b", output="load", writes=parse("a/b:c"), reads=(), following=False), catalog)
    assert "Only the layers of the stage image are cached in a/b:c (mode=max would cache all of them)." in least.text
    assert least.text.endswith("The image is loaded into Docker.")
    assert (least.image, least.result) == ("", "is loaded into Docker")


def test_a_type_without_modes_is_not_told_to_keep_more(catalog: Catalog) -> None:
    inline = drawn(Draft(writes=parse("type=inline,mode=max"), reads=(), following=False), catalog)
    assert "Only the layers of the stage image are cached in a cache inside the image itself. No cache" in inline.text
    assert not inline.modes
    assert drawn(Draft(), catalog).modes


def test_each_cache_is_told_of_as_it_is_kept(catalog: Catalog) -> None:
    writes = (*parse("type=gha,mode=max"), *parse("a/b"), *parse("type=inline"))
    text = drawn(Draft(writes=writes, reads=(), following=False), catalog).text
    assert (
        "The layers of all 3 stages are cached in type=gha. Only the layers of the stage image are cached in a/b "
        "(mode=max would cache all of them). Only the layers of the stage image are cached in a cache inside the image itself."
        in text
    )


def test_wrong_entries_are_left_out(catalog: Catalog) -> None:
    draft = Draft(writes=parse("type=registry,ref=a//b,mode=max"), reads=parse("c/d"), following=False)
    found = drawn(draft, catalog)
    assert found.places == (CachePlace("c/d", reads=True),)
    assert [kept for _, kept in found.stages] == ["", "", ""]
    assert "Entries with errors are left out. No cache is written." in found.text


def test_what_has_no_name_can_be_loaded_but_not_pushed(catalog: Catalog) -> None:
    assert drawn(Draft(output="load"), catalog).result == "is loaded into Docker"
    assert drawn(Draft(output="push"), catalog).result == "stays in the builder"


@given(drafts())
def test_every_draft_has_a_picture(catalog: Catalog, draft: Draft) -> None:
    for problems in ((), evaluate(draft, catalog)):
        judged = facts.of(draft, catalog, problems)
        found = scene(judged)
        written, read = (any(not one.errors for one in judged.of(option)) for option in OPTIONS)
        assert found.writes == written or found.more
        assert found.reads == read or found.more
        assert (found.stages[-1][1] == "always") == written
        assert found.text.isprintable()


@given(drafts())
def test_without_errors_a_picture_has_every_entry(catalog: Catalog, draft: Draft) -> None:
    alone = replace(draft, following=False)
    found = scene(facts.of(alone, catalog, ()))
    assert found.writes == bool(alone.writes) or found.more
    assert found.reads == bool(alone.reads) or found.more
    assert (found.stages[-1][1] == "always") == bool(alone.writes)
