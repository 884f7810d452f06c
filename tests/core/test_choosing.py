"""Choosing a recipe by answers: every way through the questions, and what a draft answers already."""

import itertools
import re
from typing import Any

import pytest

from buildx_cache_flags import resources
from buildx_cache_flags.core import recipes
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.tables import TableError
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.recipes import choosing
from buildx_cache_flags.core.targets import TARGETS
from tests import strategies

RECIPES = recipes.load(resources.path("recipes.toml"), strategies.catalog())
TABLE = choosing.load()
EVERY = [
    dict(zip((question.key for question in TABLE.questions), keys, strict=True))
    for keys in itertools.product(*([answer.key for answer in question.answers] for question in TABLE.questions))
]


def key(**answers: str) -> str:
    return choosing.advise(answers, RECIPES).recipe.key


def test_nobody_is_asked_more_than_four_questions() -> None:
    assert 0 < len(TABLE.questions) <= 4


def test_every_way_leads_to_a_recipe_with_reasons() -> None:
    for answers in EVERY:
        advice = choosing.advise(answers, RECIPES)
        assert advice.reasons
        assert all(advice.reasons)
        assert advice.target in ("", *TARGETS)


def test_every_recipe_is_reached_or_named_as_one_that_nobody_asks_for() -> None:
    reached = {choosing.advise(answers, RECIPES).recipe.key for answers in EVERY}
    assert set(RECIPES.by_key) <= reached | set(TABLE.asks_nothing)
    assert not reached & set(TABLE.asks_nothing)


def test_every_rule_leads_somewhere() -> None:
    for rule in TABLE.rules:
        assert any(one in RECIPES.by_key for one in rule.recipes)


def test_who_may_not_write_does_not() -> None:
    for answers in EVERY:
        if answers["who"] == "pulls":
            assert choosing.advise(answers, RECIPES).recipe.writes == ()


def test_what_is_built_apart_is_cached_apart() -> None:
    for where, registry in itertools.product(("github", "here"), ("ghcr", "ecr")):
        assert key(where=where, registry=registry, who="one", what="platforms") == "platform"
        assert key(where=where, registry=registry, who="branches", what="stages") == "branch"


def test_the_usual_cases() -> None:
    assert key(where="github", registry="ghcr", who="one", what="stages") == "multi-stage"
    assert key(where="gitlab", registry="other", who="one", what="stage") == "defaults"
    assert key(where="ci", registry="ecr", who="one", what="stages") == "older"
    assert key() == "multi-stage"


def test_where_the_flags_go() -> None:
    assert choosing.advise({"where": "gitlab"}, RECIPES).target == "gitlab-ci"
    here = choosing.advise({"where": "here"}, RECIPES)
    assert here.target == ""
    assert any("builder on your computer" in reason for reason in here.reasons)


@pytest.mark.parametrize(
    ("image", "ref", "target", "answers"),
    [
        ("", "", "", {}),
        ("ghcr.io/acme/app:1", "", "", {"registry": "ghcr"}),
        ("acme/app", "", "github-actions", {"registry": "hub", "where": "github"}),
        (
            "",
            "123456789012.dkr.ecr.eu-central-1.amazonaws.com/a:c",
            "gitlab-ci",
            {"registry": "ecr", "where": "gitlab"},
        ),
        ("reg.example.com/${NAME}", "", "", {"registry": "other"}),
        ("UPPER/x:::", "", "", {}),
    ],
)
def test_what_the_draft_answers(image: str, ref: str, target: str, answers: dict[str, str], catalog: Catalog) -> None:
    writes = entries.parse(f"type=registry,ref={ref}") if ref else ()
    assert choosing.known(Draft(image=image, writes=writes, reads=(), following=False), target, catalog) == answers


QUESTION = {"key": "a", "text": "A?", "answer": [{"key": "x", "text": "X"}]}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"question": []}, "0 questions; at most 4 are asked"),
        ({"question": [QUESTION] * 5}, "5 questions; at most 4"),
        ({"question": [QUESTION], "rules": []}, "unknown key 'rules'"),
        ({"question": [{**QUESTION, "answer": [{"key": "x", "txt": "X"}]}]}, "question a: unknown key 'txt'"),
        (
            {"question": [QUESTION], "rule": [{"when": {"b": []}, "recipes": ["r"], "because": "c"}]},
            "unknown question 'b'",
        ),
        (
            {"question": [QUESTION], "rule": [{"when": {"a": ["y"]}, "recipes": ["r"], "because": "c"}]},
            "unknown answer 'y'",
        ),
        (
            {"question": [QUESTION], "rule": [{"when": {}, "recipes": ["r"]}]},
            "rule for r: the key 'because' is missing",
        ),
    ],
)
def test_a_slip_in_the_table_fails_with_its_place(data: dict[str, Any], message: str) -> None:
    with pytest.raises(TableError, match=re.escape(message)):
        choosing.from_data(data)
