"""What Copy copies, for every target and every way to write it."""

from dataclasses import replace

import pytest
from hypothesis import given

from buildx_cache_flags.core import files
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.outcome import View, judge
from buildx_cache_flags.core.project import offers
from buildx_cache_flags.core.targets import TARGETS, Target
from tests import strategies

DRAFT = Draft(
    image="ghcr.io/acme/app:1.4",
    writes=entries.parse("type=registry,ref=ghcr.io/acme/app:${BRANCH},mode=max"),
    reads=entries.parse("ghcr.io/acme/app:main"),
    following=False,
)


AS_IN = {
    # Where every branch pushes a tag of its own, an action makes the image's name while the workflow runs.
    "github-actions": replace(DRAFT, image=""),
    # A job says which of GitLab's variables its own ones have their values from.
    "gitlab-ci": replace(
        DRAFT,
        image="ghcr.io/acme/app:${IMAGE_TAG}",
        writes=entries.parse("type=registry,ref=ghcr.io/acme/app:${CI_COMMIT_REF_SLUG},mode=max"),
    ),
    # What a variable is by default is its value.
    **dict.fromkeys(
        ("bake-hcl", "bake-json"),
        replace(DRAFT, writes=entries.parse("type=registry,ref=ghcr.io/acme/app:main,mode=max")),
    ),
}
"""What a file says that sets the branch itself."""


@pytest.mark.parametrize("target", [target for target in TARGETS.values() if target.whole], ids=lambda one: one.name)
@pytest.mark.parametrize("one_line", [False, True])
@pytest.mark.parametrize("bake_objects", [False, True])
def test_every_target_is_read_back(target: Target, one_line: bool, bake_objects: bool, catalog: Catalog) -> None:
    view = View(target.name, one_line=one_line, bake_objects=bake_objects)
    outcome = judge(DRAFT, view, catalog, with_variables=True)
    assert not outcome.errors
    found = offers.read(outcome.text, target.file_name, Draft(), catalog)
    assert [offer.pasted.draft.meaning() for offer in found.offers] == [AS_IN.get(target.name, DRAFT).meaning()]


@pytest.mark.parametrize("name", [target.name for target in TARGETS.values() if target.shell and target.whole])
def test_a_shell_can_have_the_flags_alone(name: str, catalog: Catalog) -> None:
    outcome = judge(DRAFT, View(name, whole=False, one_line=True), catalog, with_variables=True)
    assert outcome.text.startswith("--cache-to ")
    assert "docker" not in outcome.text
    assert "ghcr.io/acme/app:main" in outcome.text


def test_what_a_target_cannot_carry_is_an_error_of_that_target_only(catalog: Catalog) -> None:
    outcome = judge(Draft(context="100%", writes=DRAFT.writes, following=False), None, catalog, with_variables=True)
    assert outcome.seen(View("cmd")).errors
    assert not [problem for problem in outcome.seen(View("bash")).errors if problem.place.parameter == "context"]


def test_one_entry_alone(catalog: Catalog) -> None:
    outcome = judge(DRAFT, None, catalog, with_variables=True)
    assert outcome.seen(View("bash")).entry_text("cache-from", 0) == (
        "--cache-from type=registry,ref=ghcr.io/acme/app:main"
    )
    assert outcome.seen(View("fish")).entry_text("cache-to", 0) == (
        '--cache-to type=registry,ref=ghcr.io/acme/app:"$BRANCH",mode=max'
    )
    assert outcome.seen(View("compose")).entry_text("cache-from", 0) == "type=registry,ref=ghcr.io/acme/app:main"


def test_without_a_view_nothing_is_written_and_no_place_is_judged(catalog: Catalog) -> None:
    draft = Draft(context="100%", writes=DRAFT.writes, reads=(), following=False)
    outcome = judge(draft, None, catalog, with_variables=True)
    assert (outcome.text, outcome.spans, outcome.errors) == ("", (), ())
    assert outcome.seen(View("cmd")) == judge(draft, View("cmd"), catalog, with_variables=True)


@given(strategies.drafts())
def test_every_span_is_a_stretch_of_the_text_that_came_from_the_draft(draft: Draft) -> None:
    outcome = judge(draft, View(), strategies.catalog(), with_variables=True)
    assert [span.start for span in outcome.spans] == sorted(span.start for span in outcome.spans)
    for start, end, place in outcome.spans:
        assert 0 <= start < end <= len(outcome.text)
        assert place.option is None or place.entry < len(draft.entries(place.option))


def test_a_file_with_two_builds_gives_two_offers(catalog: Catalog) -> None:
    text = """
services:
  app:
    build:
      context: app
      cache_from: [ghcr.io/acme/app:main]
  web:
    build:
      context: web
      cache_to: ["type=registry,ref=ghcr.io/acme/web:buildcache,mode=max"]
"""
    assert files.read_file("compose.yaml", text, catalog).kind == "compose"
    found = offers.read(text, "", Draft(buildkit="0.20"), catalog).offers
    assert [offer.where.split(",")[0] for offer in found] == ["service app", "service web"]
    assert [offer.pasted.draft.context for offer in found] == ["app", "web"]
    assert {offer.pasted.draft.buildkit for offer in found} == {"0.20"}, "the release is the person's, not the file's"


def test_a_broken_file_is_said_in_a_sentence(catalog: Catalog) -> None:
    found = offers.read("services: [", "compose.yaml", Draft(), catalog)
    assert found.sentences
    assert "line" in found.sentences[0]
