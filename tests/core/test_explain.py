"""What the command does, in sentences that never contradict its problems."""

from dataclasses import replace

import pytest
from hypothesis import given

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.core.explain import MOST, sentences
from buildx_cache_flags.core.outcome import Outcome, judge
from tests.strategies import drafts

REF = "ghcr.io/acme/app:buildcache"
IMAGE = "ghcr.io/acme/app:1"
DIGEST = f"ghcr.io/acme/app@sha256:{'0' * 64}"


def wrong_entries(outcome: Outcome) -> set[tuple[Option, int]]:
    return {(one.option, one.index) for one in outcome.facts.entries if one.errors}


def said(catalog: Catalog, draft: Draft, *, whole: bool = True) -> tuple[str, ...]:
    return sentences(judge(draft, None, catalog, with_variables=True).facts, whole=whole)


def writing(catalog: Catalog, attributes: str, image: str = IMAGE, **fields: str) -> str:
    draft = Draft(image=image, writes=parse(f"type=registry,ref={REF}{attributes}"), reads=(), following=False)
    (sentence,) = said(catalog, replace(draft, **fields), whole=False)  # type: ignore[arg-type]
    return sentence.replace(REF, "REF")


PUSHED = {
    "": "Caches the final image's layers in REF (gzip).",
    ",mode=max": "Caches the layers of every stage in REF (gzip).",
    ",mode=max,compression=zstd": "Caches the layers of every stage in REF (final image: gzip; other stages: zstd).",
    ",mode=max,compression=zstd,compression-level=10": "Caches the layers of every stage in REF (final image: gzip; "
    "other stages: zstd, level 10).",
    ",compression=estargz": "Caches the final image's layers in REF (gzip).",
    ",compression=estargz,compression-level=9": "Caches the final image's layers in REF (gzip).",
    ",compression=zstd,force-compression=true,compression-level=+9": "Caches the final image's layers in REF "
    "(zstd, level 9).",
    ",compression-level=0": "Caches the final image's layers in REF (gzip).",
    ",mode=max,compression-level=9": "Caches the layers of every stage in REF (gzip; other stages: level 9).",
    ",mode=max,compression=uncompressed,compression-level=3": "Caches the layers of every stage in REF (final "
    "image: gzip; other stages: not compressed).",
}
KEPT = {
    ",compression=uncompressed,compression-level=3": "Caches the final image's layers in REF (new layers: not compressed).",
    ",compression=uncompressed,force-compression=1": "Caches the final image's layers in REF (not compressed).",
    ",mode=max,compression=zstd,compression-level=3": "Caches the layers of every stage in REF (new layers: zstd, "
    "level 3).",
    ",compression-level=9": "Caches the final image's layers in REF (gzip, level 9).",
}


@pytest.mark.parametrize("attributes", PUSHED)
def test_beside_a_pushed_image(catalog: Catalog, attributes: str) -> None:
    assert writing(catalog, attributes) == PUSHED[attributes]


@pytest.mark.parametrize("attributes", KEPT)
def test_without_a_pushed_image(catalog: Catalog, attributes: str) -> None:
    assert writing(catalog, attributes, image="") == KEPT[attributes]


def test_what_a_release_does_not_know_has_no_effect(catalog: Catalog) -> None:
    attributes = ",compression=zstd,compression-level=10,ignore-error=true"
    assert writing(catalog, attributes, buildkit="0.8") == PUSHED[""]


@pytest.mark.parametrize("attributes", [",mode=max,compression-level=15", ",mode=MAX", ",image-manifest=x"])
def test_one_error(catalog: Catalog, attributes: str) -> None:
    assert writing(catalog, attributes) == "REF won't be written until the error is fixed."


def test_several_errors(catalog: Catalog) -> None:
    found = writing(catalog, ",compression=ZSTD,compression-level=abc")
    assert found == "REF won't be written until the errors are fixed."


@pytest.mark.parametrize("ref", [IMAGE, DIGEST, "GHCR.io/a b", "inline"])
def test_a_ref_that_can_not_be_written(catalog: Catalog, ref: str) -> None:
    draft = Draft(image=IMAGE, writes=parse(f"type=registry,ref={ref}"), reads=(), following=False)
    assert said(catalog, draft)[1] == f"{ref} won't be written until the error is fixed."


@pytest.mark.parametrize("following", [True, False])
def test_a_ref_that_can_not_be_read(catalog: Catalog, following: bool) -> None:
    wrong = parse("type=registry,ref=GHCR.io/a b")
    draft = Draft(writes=wrong, reads=wrong, following=following)
    assert said(catalog, draft)[0] == "GHCR.io/a b won't be read until the error is fixed."


def test_what_is_only_filled_in_later_is_no_mistake(catalog: Catalog) -> None:
    first, *_, last = said(catalog, Draft())
    assert first == "Reads the cache from … (not set yet)."
    assert last == "Caches the final image's layers in … (not set yet) (gzip)."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Builds the current folder. With no image name, the result stays in the builder."),
        (
            {"output": "load"},
            "Builds the current folder and loads the image into the local Docker, without a name.",
        ),
        ({"context": "-"}, "Builds standard input. With no image name, the result stays in the builder."),
        ({"image": "a/b", "context": "-"}, "Builds a/b from standard input and pushes it to its registry."),
        ({"image": "a/b", "output": "nothing", "context": "src"}, "Builds a/b from src."),
        ({"image": "GHCR.io/a b"}, "Fix the error in image first."),
        ({"context": "a\0b"}, "Fix the error in context first."),
    ],
)
def test_the_build(catalog: Catalog, fields: dict[str, str], sentence: str) -> None:
    assert said(catalog, replace(Draft(reads=()), **fields))[0] == sentence  # type: ignore[arg-type]


def test_flags_alone_build_nothing(catalog: Catalog) -> None:
    draft = Draft(image=IMAGE, writes=(), reads=parse(REF), following=False)
    assert said(catalog, draft, whole=False) == (f"Reads the cache from {REF}.",)
    assert said(catalog, Draft(writes=(), reads=()), whole=False) == ("Nothing is cached yet. Add an entry.",)


def test_other_types(catalog: Catalog) -> None:
    draft = Draft(writes=parse("type=inline"), reads=parse("type=nonsense"), following=False)
    read, _, written = said(catalog, draft)
    assert read == "type=nonsense won't be read until the error is fixed."
    assert written == "Caches the final image's layers in a cache inside the image itself."


def test_ignored_errors(catalog: Catalog) -> None:
    draft = Draft(writes=parse(f"type=registry,ref={REF},ignore-error=1"), reads=(), following=False)
    assert said(catalog, draft)[-1] == "If the cache can't be written, the build still succeeds."


def test_a_flood_is_counted(catalog: Catalog) -> None:
    draft = Draft(writes=(), reads=parse(",".join(f"a/b{number}" for number in range(3_000))), following=False)
    found = said(catalog, draft, whole=False)
    assert len(found) == MOST + 1
    assert found[-1] == f"There are {3_000 - MOST} more entries of cache-from."


@given(drafts())
def test_every_sentence_agrees_with_the_problems(catalog: Catalog, draft: Draft) -> None:
    outcome = judge(draft, None, catalog, with_variables=True)
    wrong = wrong_entries(outcome)
    found = sentences(outcome.facts, whole=False)
    assert sum(sentence.endswith((" is fixed.", " are fixed.")) for sentence in found) == len(wrong)
    for error in outcome.errors:
        if error.place.option is not None and error.trait != "missing":
            assert (error.place.option, error.place.entry) in wrong
    typed = wrong_entries(judge(replace(draft, following=False), None, catalog, with_variables=True))
    assert wrong == typed, "a ref is as wrong where it follows as where it is typed"


@pytest.mark.parametrize("ref", [IMAGE, DIGEST])
def test_what_only_writing_is_refused_can_be_read(catalog: Catalog, ref: str) -> None:
    draft = Draft(image=IMAGE, writes=parse(f"type=registry,ref={ref}")).with_following(True)
    assert said(catalog, draft)[0] == f"Reads the cache from {ref}."


def test_each_entry_is_packed_in_its_own_way(catalog: Catalog) -> None:
    writes = (*parse("type=registry,ref=a/b,compression=zstd"), *parse("type=registry,ref=c/d,compression-level=9"))
    assert said(catalog, Draft(writes=writes, reads=(), following=False), whole=False) == (
        "Caches the final image's layers in a/b (new layers: zstd).",
        "Caches the final image's layers in c/d (gzip, level 9).",
    )
