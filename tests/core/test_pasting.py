"""Pasted text becomes a draft, and nothing of it is lost."""

import re
import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, differences, entries, others
from buildx_cache_flags.core.draft.entries import Entry, registry
from buildx_cache_flags.core.outcome import View, judge
from buildx_cache_flags.core.pasted import pasting
from buildx_cache_flags.core.pasted.pasting import Pasted
from tests import long_inputs, steps, strategies
from tests.conftest import DATA

BEFORE = Draft("base/app:1", "nothing", "base", "0.21", (registry("base/cache:w"),), (registry("base/cache:r"),), False)
BARE = replace(BEFORE, image="", output="push", context=".", writes=(), reads=())

SNIPPETS: list[tuple[str, dict[str, Any]]] = [
    (kind, row)
    for kind, rows in tomllib.loads((DATA / "snippets" / "paste.toml").read_text(encoding="utf-8")).items()
    for row in rows
]


def expected(kind: str, row: dict[str, Any]) -> Draft:
    """The draft that a snippet should give."""
    named: dict[str, Any] = {key: row[key] for key in ("image", "output", "context") if key in row}
    for key, field in (("to", "writes"), ("from", "reads")):
        if key in row:
            named[field] = tuple(entry for value in row[key] for entry in entries.parse(value))
    named["others"] = tuple(row.get("others", ()))
    return replace(BARE if kind == "command" else BEFORE, **named)


@pytest.mark.parametrize(("kind", "row"), SNIPPETS, ids=[f"{kind}: {row['name']}" for kind, row in SNIPPETS])
def test_snippets(kind: str, row: dict[str, Any], catalog: Catalog) -> None:
    pasted = pasting.read(row["text"], BEFORE, catalog)
    assert pasted.draft == expected(kind, row)
    left = row.get("left", [])
    assert [part.text for part in pasted.left_out] == [text for text, _ in left]
    for part, (_, reason) in zip(pasted.left_out, left, strict=True):
        assert reason in part.reason
    assert [problem.code for problem in pasted.problems] == row.get("problems", [])
    assert pasted.found == (kind != "nothing")


def test_snippets_have_names_of_their_own() -> None:
    names = [row["name"] for _, row in SNIPPETS]
    assert len(set(names)) == len(names) >= 120


@pytest.mark.parametrize(("kind", "row"), SNIPPETS, ids=[f"{kind}: {row['name']}" for kind, row in SNIPPETS])
def test_line_ends_make_no_difference(kind: str, row: dict[str, Any], catalog: Catalog) -> None:
    text = row["text"].replace("\r\n", "\n")
    windows = pasting.read(text.replace("\n", "\r\n"), BEFORE, catalog)
    assert windows.draft == pasting.read(text, BEFORE, catalog).draft


def test_what_was_read_is_no_longer_followed(catalog: Catalog) -> None:
    written = pasting.read("--cache-to a/b:c", Draft(), catalog).draft
    assert written.following
    assert written.reads == (Entry((("type", "registry"), ("ref", "a/b:c"))),)
    both = pasting.read("--cache-to a/b:c --cache-from a/b:d", Draft(), catalog).draft
    assert not both.following
    assert both.reads[0].get("ref") == "a/b:d"
    assert not pasting.read("docker build --cache-from a/b:d .", Draft(), catalog).draft.following


def test_where_nothing_is_found_the_draft_stays_the_same_object(catalog: Catalog) -> None:
    assert pasting.read("nothing of use here", BEFORE, catalog).draft is BEFORE


def test_a_refused_value_is_in_its_problem_and_leaves_the_entries_alone(catalog: Catalog) -> None:
    pasted = pasting.read("--load --cache-to type=registry,ref=a/b:c,max", BEFORE, catalog)
    assert [(problem.excerpt and problem.excerpt.text, problem.place.option) for problem in pasted.problems] == [
        ("type=registry,ref=a/b:c,max", "cache-to")
    ]
    assert pasted.draft == replace(BEFORE, output="load")


@pytest.mark.parametrize("value", ["a:$(date)", "a:`date`", "a:${B:-c}", "a:$1"])
def test_what_only_the_shell_knows_is_an_error_of_the_model(value: str, catalog: Catalog) -> None:
    pasted = pasting.read(f"docker build -t x/{value} --cache-to type=registry,ref=y/{value} .", BEFORE, catalog)
    places = {str(problem.place) for problem in judge(pasted.draft, None, catalog, with_variables=True).errors}
    assert places >= {"image", "cache-to 1, ref"}
    assert [part.text for part in pasted.left_out] == [value[2:], value[2:]]


@pytest.mark.parametrize("name", sorted(others.TAKE_A_VALUE - {"tag", "cache-to", "cache-from"}))
def test_an_option_keeps_its_value(name: str, catalog: Catalog) -> None:
    pasted = pasting.read(f"docker build --{name} value context --{name}=value", BEFORE, catalog)
    assert pasted.draft.context == "context"
    assert pasted.left_out == ()
    assert [others.read(text) for text in pasted.draft.others] == [(name, "value")] * 2


@pytest.mark.parametrize("name", sorted(others.SWITCHES - {"push", "load", "help"}))
def test_a_switch_takes_no_word(name: str, catalog: Catalog) -> None:
    pasted = pasting.read(f"docker build --{name} context", BEFORE, catalog)
    assert pasted.draft.context == "context"
    assert pasted.left_out == ()
    assert pasted.draft.others == (others.Other(name).text,)


# Nothing raises, and nothing is dropped


PIECES = (
    "docker build ",
    "docker buildx build ",
    "--cache-to ",
    "--cache-from=",
    "type=registry,ref=a/b:c",
    "-t ",
    "--push",
    "--platform ",
    "--foo ",
    " \\\n",
    " `\n",
    " ^\n",
    " && ",
    "\n",
    "# ",
    "<<E\n",
    "PS C:\\> ",
    "C:\\>",
    "$env:A",
    "%A%",
    "```\n",
    ". ",
)


@given(st.lists(st.sampled_from(PIECES) | strategies.hostile_text(), max_size=12).map("".join))
def test_any_text_is_read(text: str) -> None:
    pasted = pasting.read(text, Draft(), strategies.catalog())
    assert pasted.found or pasted.left_out or pasted.problems
    assert pasted.found or pasted.draft == Draft()
    differences.lines(Draft(), pasted.draft, strategies.catalog())


def everything(pasted: Pasted) -> str:
    """All text that is still there after a paste."""
    values = [entries.format(entry) for _, _, entry in pasted.draft.all_entries()]
    parts = [part.text for part in pasted.left_out]
    problems = [problem.excerpt.text for problem in pasted.problems if problem.excerpt]
    return "\n".join([pasted.draft.image, pasted.draft.context, *pasted.draft.others, *values, *parts, *problems])


BETWEEN = (" ", "  ", " \\\n", "\n", " && ", "; ", " | ", " > ", " # ", " ( ", " 2>&1 ", "\\ \n", "'", '"', "=", ",")
WORDS = (
    *(
        f"--{name}"
        for name in ("cache-to", "cache-from", "tag", "push", "load", "platform", "label", "frob", "no-cache")
    ),
    *(
        "-t",
        "-f",
        "-q",
        "-qt",
        "-x",
        "--",
        "-cache-to",
        "—push",
        "type=registry,ref=",
        "sudo",
        "A=b",
        "docker",
        "build",
    ),
    *("docker build", "docker buildx build", "docker push", "podman build", "$", "${", "$("),
)


@given(st.lists(st.sampled_from(BETWEEN) | st.sampled_from(WORDS) | st.just("word"), max_size=24), st.booleans())
def test_every_word_is_still_there(pieces: list[str], command: bool) -> None:
    marked = [f"w{number}w" if piece == "word" else piece for number, piece in enumerate(pieces)]
    text = "docker build " * command + " ".join(marked)
    there = everything(pasting.read(text, Draft(), strategies.catalog())).lower()
    for word in re.findall(r"w\d+w", text):
        assert word in there


def arguments() -> SearchStrategy[tuple[str, str]]:
    """One argument, as it is written and with where it has to be found: a field of the draft, or left out."""
    ref = strategies.references()
    other = ("--platform linux/arm64", "--label 'a b'", "--no-cache", "-f x/Dockerfile", "--build-arg=A=$B", "-q")
    return st.one_of(
        st.tuples(ref.map("--cache-to type=registry,ref={}".format), st.just("to")),
        st.tuples(ref.map('--cache-from="type=registry,ref={}"'.format), st.just("from")),
        st.tuples(ref.map("-t {}".format), st.just("image")),
        st.tuples(st.sampled_from(("--push", "--load")), st.just("switch")),
        st.tuples(st.sampled_from(other), st.just("other")),
        st.tuples(st.just("--frob=1"), st.just("left")),
    )


@given(
    st.lists(arguments(), max_size=8),
    st.sampled_from((" ", " \\\n  ", " \\\r\n")),
    st.sampled_from(("", "$ ", "sudo ", "cd x && ")),
    st.sampled_from(("", " && docker push x", " # note", " > log")),
    st.integers(0, 8),
)
def test_every_argument_is_where_it_belongs(
    given_arguments: list[tuple[str, str]], between: str, front: str, behind: str, at: int
) -> None:
    texts = [text for text, _ in given_arguments]
    text = front + between.join(["docker build", *texts[:at], "ctx", *texts[at:]]) + behind
    pasted = pasting.read(text, Draft(), strategies.catalog())
    draft, left = pasted.draft, [part.text for part in pasted.left_out]

    def values(kind: str) -> list[str]:
        return [re.split("ref=|-t ", text)[-1].strip('"') for text, where in given_arguments if where == kind]

    images, switches = values("image"), [text for text, where in given_arguments if where == "switch"]
    assert [entry.get("ref") for entry in draft.writes] == values("to")
    assert [entry.get("ref") for entry in draft.reads] == values("from")
    assert draft.image == (images[0] if images else "")
    assert draft.context == "ctx"
    assert draft.output == ("push" if "--push" in switches else "load" if switches else "nothing" if images else "push")
    kept = [
        others.read(text.replace("'", "").replace("$B", "${B}")).text
        for text, where in given_arguments
        if where == "other"
    ]
    assert sorted(draft.others) == sorted([*kept, *(f"-t {image}" for image in images[1:])])
    lost = [text for text, where in given_arguments if where == "left"]
    lost += ["--load"] * ({"--push", "--load"} <= set(switches)) + ["--push"] * ("--push" in switches and not images)
    lost += [part.strip() for part in (front, behind) if part.strip("$ ")]
    assert sorted(left) == sorted(lost)
    assert not pasted.problems


# What this application writes


@given(strategies.right_drafts(variables=True), st.booleans())
def test_bash_is_read_back(draft: Draft, one_line: bool) -> None:
    draft = replace(draft, buildkit="")
    outcome = judge(draft, View(one_line=one_line), strategies.catalog(), with_variables=True)
    assume(not outcome.errors)
    pasted = pasting.read(outcome.text, Draft(), strategies.catalog())
    assert pasted.draft.meaning() == draft.meaning()
    assert not pasted.problems


# Length


@pytest.mark.parametrize("name", long_inputs.PASTED)
def test_a_long_text_is_read_in_one_go(name: str, catalog: Catalog) -> None:
    make = long_inputs.PASTED[name]
    steps.assert_linear(lambda text: pasting.read(text, Draft(), catalog), make)
    pasted = pasting.read(make(long_inputs.LENGTH), Draft(), catalog)
    assert pasted.left_out or pasted.problems or pasted.draft != Draft()
