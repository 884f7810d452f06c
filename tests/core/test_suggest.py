"""What an empty ref offers, by the image and by what else is written."""

import pytest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, reference, rows
from buildx_cache_flags.core.draft.entries import Entry, registry, registry_exactly
from buildx_cache_flags.core.draft.suggest import beside, ref_for
from buildx_cache_flags.core.outcome import judge

DIGEST = "sha256:" + "a" * 64
SUITED = {
    "ghcr.io/acme/app": "ghcr.io/acme/app:buildcache",
    "ghcr.io/acme/app:1.4": "ghcr.io/acme/app:buildcache",
    "acme/app:1": "acme/app:buildcache",
    "localhost:5000/app": "localhost:5000/app:buildcache",
    "localhost:5000/app:1": "localhost:5000/app:buildcache",
    f"ghcr.io/acme/app@{DIGEST}": "ghcr.io/acme/app:buildcache",
    f"ghcr.io/acme/app:1@{DIGEST}": "ghcr.io/acme/app:buildcache",
    "ghcr.io/acme/app:buildcache": "ghcr.io/acme/app:cache",
    "${CI_REGISTRY_IMAGE}:${TAG}": "${CI_REGISTRY_IMAGE}:buildcache",
    "ghcr.io/${OWNER}/app:1": "ghcr.io/${OWNER}/app:buildcache",
    "": "",
    "app": "",
    "app:1.4": "",
    "docker.io/app": "",
    "ghcr.io/Acme/app": "",
    "Acme/app": "",
    "https://ghcr.io/acme/app": "",
    "ghcr.io/acme/app:": "",
    " ghcr.io/acme/app": "",
}


@pytest.mark.parametrize(("image", "ref"), SUITED.items())
def test_the_suggestion_follows_the_image(image: str, ref: str, catalog: Catalog) -> None:
    assert ref_for(Draft(image=image), 0, catalog) == ref


def test_another_entry_gets_another_tag(catalog: Catalog) -> None:
    taken = [registry(f"ghcr.io/acme/app:{tag}") for tag in ("buildcache", "cache", "buildcache-2")]
    draft = Draft(image="ghcr.io/acme/app:1", writes=(*taken, registry()), reads=())
    assert ref_for(draft, 3, catalog) == "ghcr.io/acme/app:buildcache-3"
    assert ref_for(draft, 0, catalog) == "ghcr.io/acme/app:buildcache"


def test_another_spelling_of_the_same_place_is_taken_too() -> None:
    assert beside("acme/app:1", ["docker.io/acme/app:buildcache"]) == "acme/app:cache"
    assert beside("acme/app:1", ["ghcr.io/acme/app:buildcache"]) == "acme/app:buildcache"
    assert beside("${A}/app:1", ["${B}/app:buildcache"]) == "${A}/app:buildcache"
    assert beside("${A}/app:1", ["${A}/app:buildcache"]) == "${A}/app:cache"


@pytest.mark.parametrize("image", [image for image, ref in SUITED.items() if ref and "$" not in image])
def test_a_suggestion_is_right_beside_its_image(image: str, catalog: Catalog) -> None:
    ref = ref_for(Draft(image=image), 0, catalog)
    reference.parse(ref)
    draft = Draft(image=image.partition("@")[0], writes=(registry(ref),), reads=())
    assert judge(draft, None, catalog).problems == ()


def test_only_an_empty_ref_that_is_written_offers_anything(catalog: Catalog) -> None:
    image, ref = "ghcr.io/acme/app:1", "ghcr.io/acme/app:buildcache"

    def offered(draft: Draft) -> dict[tuple[str, int, str], str]:
        found = {
            (option, index, parameter.name): rows.row_state(draft, option, index, parameter, catalog).suggestion
            for option, index, _ in draft.all_entries()
            for parameter in catalog.default.rows(option)
        }
        return {place: text for place, text in found.items() if text}

    assert offered(Draft(image=image)) == {("cache-to", 0, "ref"): ref}
    assert offered(Draft(image=image, writes=(registry_exactly(""),))) == {("cache-to", 0, "ref"): ref}
    assert offered(Draft(image=image, writes=(registry("a/b"), Entry()))) == {("cache-to", 1, "ref"): ref}
    assert offered(Draft(image=image, writes=())) == {}
    assert offered(Draft()) == {}


def test_a_missing_ref_can_be_mended_with_it(catalog: Catalog) -> None:
    draft = Draft(image="ghcr.io/acme/app:1", writes=(registry(),), reads=(registry(),)).with_following(True)
    problem = next(one for one in judge(draft, None, catalog).problems if one.code == "ref-missing")
    assert problem.fix is not None
    assert problem.fix.label == "Use ghcr.io/acme/app:buildcache"
    after = problem.fix.apply(draft, catalog)
    assert [one.get("ref") for one in (*after.writes, *after.reads)] == ["ghcr.io/acme/app:buildcache"] * 2
    without = judge(Draft(writes=(registry(),)), None, catalog).problems
    assert [one.fix for one in without if one.code == "ref-missing"] == [None]
