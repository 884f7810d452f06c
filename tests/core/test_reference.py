"""References, against what distribution itself gave for each recorded text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, reference
from buildx_cache_flags.core.draft.entries import registry
from buildx_cache_flags.core.draft.reference import Reference
from buildx_cache_flags.core.outcome import judge
from tests import long_inputs, steps, strategies
from tests.conftest import vectors

ROWS = list(vectors("reference"))
PAIRS = list(vectors("same_target"))


def outcome(text: str) -> dict[str, Any]:
    """What parse() makes of *text*, in the form of a recorded row."""
    try:
        read = reference.parse(text)
    except ValueError as error:
        return {"value": text, "ok": False, "error": str(error)}
    fields = {"domain": read.domain, "path": read.path, "tag": read.tag, "digest": read.digest}
    return {
        "value": text,
        "ok": True,
        "string": read.canonical,
        **{key: value for key, value in fields.items() if value},
    }


def read_or_none(text: str) -> Reference | None:
    try:
        return reference.parse(text)
    except ValueError:
        return None


def test_the_recorded_rows_are_all_there() -> None:
    assert len(ROWS) == 1236
    assert len(PAIRS) == 258
    assert {row["ok"] for row in ROWS} == {True, False}
    assert {(pair["same"], pair["same_repository"]) for pair in PAIRS} == {(True, True), (False, True), (False, False)}


def test_every_recorded_reference_reads_as_distribution_reads_it() -> None:
    expected = [{key: value for key, value in row.items() if key != "familiar"} for row in ROWS]
    wrong = [(outcome(row["value"]), row) for row in expected if outcome(row["value"]) != row]
    assert wrong == []


def test_every_recorded_pair_compares_as_distribution_compares_it() -> None:
    wrong = []
    for pair in PAIRS:
        push, cache = read_or_none(pair["push"]), read_or_none(pair["cache"])
        found = {
            **pair,
            "push_ok": push is not None,
            "cache_ok": cache is not None,
            "push_canonical": push.canonical if push else "",
            "cache_canonical": cache.canonical if cache else "",
            "same": bool(push and cache) and push == cache,
            "same_repository": bool(push and cache and push.name == cache.name),
        }
        wrong += [(found, pair)] if found != pair else []
    assert wrong == []


def test_the_rule_against_the_image_s_own_tag_speaks_exactly_for_the_recorded_pairs_that_are_the_same(
    catalog: Catalog,
) -> None:
    wrong = []
    for pair in PAIRS:
        draft = Draft(image=pair["push"], writes=(registry(pair["cache"]),), reads=())
        found = [str(problem.place) for problem in judge(draft, None, catalog).errors if problem.code == "ref-is-image"]
        expected = ["cache-to 1, ref"] if pair["same"] and pair["push_ok"] and pair["cache_ok"] else []
        wrong += [(pair["push"], pair["cache"], found)] if found != expected else []
    assert wrong == []


def test_the_rule_against_the_image_s_own_tag_needs_a_push(catalog: Catalog) -> None:
    same = Draft(image="acme/app", writes=(registry("docker.io/acme/app:latest"),), reads=())
    assert "ref-is-image" in {problem.code for problem in judge(same, None, catalog).errors}
    for draft in (Draft(same.image, "load", writes=same.writes), Draft(same.image, "nothing", writes=same.writes)):
        assert "ref-is-image" not in {problem.code for problem in judge(draft, None, catalog).problems}


@given(strategies.references(), st.just("") | strategies.digests().map("@{}".format))
def test_the_canonical_form_parses_to_itself(text: str, digest: str) -> None:
    read = reference.parse(text + digest)
    assert reference.parse(read.canonical) == read
    assert read.canonical.startswith(read.name)
    assert read.canonical.endswith(digest)
    assert read.tag or digest


@given(strategies.hostile_text() | st.text("abcA0.:/@-_[]", max_size=30))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    try:
        read = reference.parse(text)
    except ValueError as error:
        assert str(error)  # noqa: PT017 - both outcomes are right, and each has something to hold
    else:
        assert reference.parse(read.canonical) == read


@pytest.mark.parametrize("name", long_inputs.REFERENCES)
def test_a_long_text_is_read_in_one_go(name: str) -> None:
    make = long_inputs.REFERENCES[name]
    steps.assert_linear(outcome, make)
    text = make(long_inputs.LENGTH)
    assert outcome(text)["value"] == text


@pytest.mark.parametrize("text", ["${TAG}", "a/b:${TAG}", "ghcr.io/${OWNER}/app"])
def test_variables_are_no_part_of_a_reference(text: str) -> None:
    with pytest.raises(ValueError, match="invalid reference format"):
        reference.parse(text)


@pytest.mark.parametrize("ending", ["\n", " ", "\0", "\t", "\r\n"])
def test_nothing_may_follow_a_reference(ending: str) -> None:
    for text in ("app", "app:tag", f"app@sha256:{'0' * 64}", "ghcr.io/acme/app"):
        with pytest.raises(ValueError, match="invalid"):
            reference.parse(text + ending)
