"""The one judgement: each rule with what it catches and what it lets through, and what holds for any draft."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check import evaluate as evaluating
from buildx_cache_flags.core.check.evaluate import find
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.check.rules import DRAFT_RULES, ENTRY_RULES, DraftView, EntryView, Finding
from buildx_cache_flags.core.check.rules.base import MOST_ENTRIES
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, Draft, Output, entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.outcome import Outcome, View, judge
from buildx_cache_flags.core.text import versions
from tests import strategies
from tests.core.type_cases import TYPE_CASES, TypeCase

Scope = Literal["entry", "draft"]
OK = "type=registry,ref=a/b:c"
DIGEST = f"sha256:{'0' * 64}"


def made(
    *writes: str,
    reads: Iterable[str] = (),
    image: str = "",
    output: Output = "push",
    context: str = DEFAULT_CONTEXT,
    buildkit: str = "",
    others: tuple[str, ...] = (),
) -> Draft:
    """A draft of these values; nothing follows."""
    return Draft(image, output, context, buildkit, read(writes), read(reads), following=False, others=others)


def read(values: Iterable[str]) -> tuple[Entry, ...]:
    return tuple(entry for value in values for entry in entries.parse(value))


@dataclass(frozen=True)
class Case:
    """A rule, a draft with what it catches and where, and a draft that is nearly the same and right."""

    code: str
    place: str
    caught: Draft
    right: Draft
    scope: Scope = "entry"
    variables: bool = False


def case(code: str, caught: str, right: str, parameter: str = "ref") -> Case:
    """A rule about one value of --cache-to."""
    return Case(code, f"cache-to 1, {parameter}", made(caught), made(right))


def pushed(code: str, caught: str, right: str, parameter: str) -> Case:
    """The same beside an image that is pushed."""
    return Case(code, f"cache-to 1, {parameter}", made(caught, image="a/b:1"), made(right, image="a/b:1"))


def level(code: str, caught: str, right: str) -> Case:
    """A rule about the level."""
    return case(code, f"{OK},{caught}", f"{OK},{right}", "compression-level")


def image(code: str, caught: str, right: str) -> Case:
    """A rule about the image, which is not about the ref."""
    return Case(code, "image", made(OK, image=caught), made(OK, image=right), "draft")


def type_draft(one: TypeCase, values: Iterable[str], reads: Iterable[str]) -> Draft:
    """*values* for the flag of *one*, beside what is read."""
    if one.option == "cache-from":
        return made(reads=values, image=one.image, buildkit=one.buildkit)
    return made(*values, reads=reads, image=one.image, buildkit=one.buildkit)


CASES = [
    # References
    case("ref-missing", "type=registry,mode=max", OK),
    case("ref-missing", "type=registry,ref=", OK),
    Case("ref-missing", "cache-from 1, ref", made(reads=["type=registry"]), made(reads=["a/b"])),
    case("reference-is-flag", "ref=--cache-to type=registry,type=registry", OK),
    case("reference-spaces", "type=registry,ref= a/b", OK),
    case("reference-spaces", 'type=registry,"ref=a/b\n"', OK),
    case("reference-scheme", "type=registry,ref=https://ghcr.io/a/b", "type=registry,ref=ghcr.io/a/b"),
    case("reference-uppercase", "type=registry,ref=ghcr.io/Acme/app", "type=registry,ref=ghcr.io/acme/app:Tag"),
    case("reference-invalid", "type=registry,ref=a/b:", OK),
    case("reference-invalid", "type=registry,ref=a/${TAG}", OK),
    case("reference-uppercase-host", "type=registry,ref=Acme/app", "type=registry,ref=GHCR.io/acme/app"),
    case("bare-type", "inline", "inline/app"),
    case("bare-type", "max", "maximum/app"),
    case("ref-official", "type=registry,ref=nginx", "type=registry,ref=acme/nginx"),
    Case("ref-official", "cache-to 1, ref", made("nginx"), made(reads=["nginx"])),
    case("ref-digest", f"type=registry,ref=a/b@{DIGEST}", OK),
    Case("ref-digest", "cache-to 1, ref", made(f"a/b:c@{DIGEST}"), made(reads=[f"a/b@{DIGEST}"])),
    pushed("ref-is-image", "docker.io/a/b:1", "docker.io/a/b:2", "ref"),
    Case("ref-is-image", "cache-to 1, ref", made("a/b", image="a/b:latest"), made(OK, reads=["a/b"], image="a/b")),
    Case("ref-is-image", "cache-to 1, ref", made("a/b", image="a/b"), made("a/b", image="a/b", output="load")),
    *[
        Case(
            code,
            "cache-to 1, ref",
            made(f"type=registry,ref={caught}"),
            made(f"type=registry,ref={right}"),
            variables=True,
        )
        for code, caught, right in (
            ("reference-uppercase", "ghcr.io/${OWNER}/App", "ghcr.io/${OWNER}/app"),
            ("reference-uppercase-host", "Acme/${APP}", "${REGISTRY}/app"),
            ("reference-invalid", "a/$TAG", "a/b:${TAG}"),
            ("ref-official", "docker.io/library/${APP}", "${APP}/app"),
        )
    ],
    Case(
        "ref-is-image",
        "cache-to 1, ref",
        made("a/b:${TAG}", image="docker.io/a/b:${TAG}"),
        made("a/b:${TAG}", image="a/b:${OTHER}"),
        variables=True,
    ),
    # The image
    image("reference-is-flag", "--cache-to type=registry", "a/b"),
    image("reference-spaces", "a/b ", "a/b"),
    image("reference-scheme", "docker://a/b", "a/b"),
    image("reference-uppercase", "ghcr.io/Acme/app", "ghcr.io/acme/app"),
    image("reference-invalid", "a//b", ""),
    image("reference-uppercase-host", "Acme/app", "acme/app"),
    image("image-digest", f"a/b@{DIGEST}", "a/b"),
    # Values
    case("choice-unknown", f"{OK},mode=MAX", f"{OK},mode=max", "mode"),
    case("choice-unknown", f"{OK},compression=zst", f"{OK},compression=zstd", "compression"),
    case("choice-unknown", f"{OK},mode=", f"{OK},mode=min", "mode"),
    case("boolean-unknown", f"{OK},ignore-error=yes", f"{OK},ignore-error=true", "ignore-error"),
    case("boolean-unknown", f"{OK},image-manifest=", f"{OK},force-compression=", "image-manifest"),
    case("boolean-spelling", f"{OK},ignore-error=T", f"{OK},ignore-error=true", "ignore-error"),
    case("value-empty", f"{OK},force-compression=", f"{OK},force-compression=true", "force-compression"),
    case("value-undocumented", f"{OK},compression=uncompressed", f"{OK},compression=gzip", "compression"),
    case("parameter-undocumented", f"{OK},registry.insecure=true", OK, "registry.insecure"),
    Case(
        "parameter-undocumented",
        "cache-from 1, registry.insecure",
        made(reads=[f"{OK},registry.insecure=false"]),
        made(reads=[OK]),
    ),
    case(
        "registry-refuses",
        "type=registry,ref=quay.io/a/b,image-manifest=false",
        "type=registry,ref=quay.io/a/b,image-manifest=true",
        "image-manifest",
    ),
    case(
        "registry-wants",
        "type=registry,ref=harbor.example.com/a/b,image-manifest=false",
        "type=registry,ref=harbor.example.com/a/b,image-manifest=true",
        "image-manifest",
    ),
    # Levels
    level("level-not-a-number", "compression-level=abc", "compression-level=9"),
    level(
        "level-not-a-number",
        "compression=zstd,compression-level=9223372036854775808",
        "compression=zstd,compression-level=22",
    ),
    level("level-out-of-range", "compression-level=10", "compression-level=9"),
    level("level-out-of-range", "compression=estargz,compression-level=-3", "compression=estargz,compression-level=-2"),
    level("level-out-of-range", "compression=gzip,compression-level=12", "compression=zstd,compression-level=12"),
    level("level-undocumented", "compression-level=-1", "compression-level=0"),
    level("level-undocumented", "compression=zstd,compression-level=23", "compression=zstd,compression-level=22"),
    level("level-same-result", "compression=zstd,compression-level=15", "compression=zstd,compression-level=10"),
    level("level-plain", "compression-level=0", "compression-level=1"),
    level("level-spelling", "compression-level=+9", "compression-level=9"),
    level("level-ignored", "compression=uncompressed,compression-level=3", "compression=gzip,compression-level=3"),
    pushed(
        "level-without-effect", f"{OK},compression-level=3", f"{OK},compression-level=3,mode=max", "compression-level"
    ),
    pushed(
        "level-without-effect",
        f"{OK},compression-level=3,force-compression=true",
        f"{OK},compression-level=3,force-compression=true,compression=zstd",
        "compression-level",
    ),
    case(
        "level-stored-layers",
        f"{OK},compression=zstd,compression-level=10,force-compression=true",
        f"{OK},compression=zstd,compression-level=10",
        "compression-level",
    ),
    # Compression and media types
    case(
        "image-manifest-needs-oci",
        f"{OK},image-manifest=true,oci-mediatypes=false",
        f"{OK},oci-mediatypes=false",
        "image-manifest",
    ),
    Case(
        "image-manifest-needs-oci",
        "cache-to 1, oci-mediatypes",
        made(f"{OK},oci-mediatypes=false", buildkit="0.21"),
        made(f"{OK},oci-mediatypes=false", buildkit="0.20"),
    ),
    case(
        "compression-needs-oci",
        f"{OK},compression=zstd,oci-mediatypes=false",
        f"{OK},compression=gzip,oci-mediatypes=false",
        "compression",
    ),
    pushed(
        "compression-pushed-layers",
        f"{OK},compression=zstd",
        f"{OK},compression=zstd,force-compression=true",
        "compression",
    ),
    pushed("compression-pushed-layers", f"{OK},compression=estargz,mode=max", f"{OK},compression=gzip", "compression"),
    case(
        "compression-stored-layers",
        f"{OK},compression=zstd",
        f"{OK},compression=zstd,force-compression=1",
        "compression",
    ),
    # Keys
    case("key-spaces", "type=registry, ref=a/b:c,ref=a/b:c", OK, " ref"),
    case("key-required", "type=registry, ref=a/b:c", OK, " ref"),
    case("key-required", "type=registry,rfe=a/b:c", OK, "rfe"),
    case("key-required", "type=s3,region=x, bucket=y", "type=s3,region=x,bucket=y", " bucket"),
    case("key-unknown", f"{OK},compresion=zstd", f"{OK},compression=zstd", "compresion"),
    Case("key-unknown", "cache-to 1", made(f"{OK},=x"), made(OK)),
    Case("key-unknown", "cache-from 1, mod", made(reads=[f"{OK},mod=x"]), made(reads=[f"{OK},mode=max"])),
    case("key-repeated", f"{OK},mode=min,mode=max", f"{OK},mode=max", "mode"),
    case("key-repeated", f"{OK},Ref=a/b:c,ref=a/b:d", OK),
    Case(
        "key-ignored-on-read", "cache-from 1, mode", made(reads=[f"{OK},mode=max"]), made(f"{OK},mode=max", reads=[OK])
    ),
    # Releases
    Case(
        "release-too-old",
        "cache-to 1, ignore-error",
        made(f"{OK},ignore-error=true", buildkit="0.10"),
        made(f"{OK},ignore-error=true", buildkit="0.11"),
    ),
    Case("release-default", "cache-to 1, image-manifest", made(OK, buildkit="0.20"), made(OK, buildkit="0.21")),
    case(
        "registry-refuses", "type=registry,ref=quay.io/a/b,image-manifest=F", f"{OK},image-manifest=F", "image-manifest"
    ),
    Case(
        "release-default",
        "cache-to 1, image-manifest",
        made(OK, buildkit="0.12"),
        made(f"{OK},oci-mediatypes=false", buildkit="0.12"),
    ),
    Case(
        "release-default",
        "cache-to 1, image-manifest",
        made(f"{OK},oci-mediatypes=F", buildkit="0.21"),
        made(f"{OK},oci-mediatypes=0", buildkit="0.20"),
    ),
    # Types and the whole draft
    Case("type-unknown", "cache-to 1, type", made("type=Registry,ref=a/b"), made(OK), "draft"),
    Case("type-unknown", "cache-from 1, type", made(reads=["type=ghaa"]), made(reads=["type=gha"]), "draft"),
    Case("ref-repeated", "cache-to 2, ref", made("a/b", "docker.io/a/b:latest"), made("a/b", "a/b:c"), "draft"),
    Case("ref-repeated", "cache-to 3, ref", made("a/b", "a/c", "a/b"), made("a/b", reads=["a/b"]), "draft"),
    Case(
        "ref-repeated",
        "cache-to 2, ref",
        made("a/b:${A}", "a/b:${A}"),
        made("a/b:${A}", "a/b:${B}"),
        "draft",
        variables=True,
    ),
    Case("ref-repeated-read", "cache-from 2, ref", made(reads=["a/b", "a/b"]), made("a/b", reads=["a/b"]), "draft"),
    Case(
        "entry-repeated",
        "cache-to 2",
        made("type=gha,scope=x", "scope=x,type=gha"),
        made("type=gha", "type=gha,scope=x"),
        "draft",
    ),
    Case(
        "exports-too-many",
        "cache-to 2",
        made("a/b", "a/c", buildkit="0.10"),
        made("a/b", "a/c", buildkit="0.11"),
        "draft",
    ),
    Case("entries-too-many", "", made(*["type=inline,x=1"] * 201), made(*["type=inline,x=1"] * 200), "draft"),
    Case("no-entries", "", made(), made(reads=["a/b"]), "draft"),
    Case("text-unwritable", "cache-to 1, x", made(f"{OK},x=\0"), made(f"{OK},x=\x01"), "draft"),
    Case("text-unwritable", "image", made(image="a\ud800"), made(image="a"), "draft"),
    Case("text-unwritable", "context", made(context="\udfff"), made(context="\ue000"), "draft"),
    Case("context-line-break", "context", made(context=".\n"), made(context=". "), "draft"),
    Case(
        "option-refused", "other option 1", made(others=("--buld-arg V=1",)), made(others=("--build-arg V=1",)), "draft"
    ),
    Case(
        "option-secret",
        "other option 1",
        made(others=("--build-arg NPM_TOKEN=x",)),
        made(others=("--build-arg NPM_TOKEN",)),
        "draft",
    ),
    Case(
        "ref-is-second-image",
        "cache-to 1, ref",
        made(OK, image="a/b:1", others=("--tag a/b:c",)),
        made(OK, image="a/b:1", others=("--tag a/b:d",)),
        "draft",
    ),
    Case("buildkit-unknown", "buildkit", made(buildkit="latest"), made(buildkit="v0.21.3"), "draft"),
]
CASES += [
    Case(
        "registry-old-builder",
        "cache-to 1, image-manifest",
        made("type=registry,ref=quay.io/a/b", buildkit="0.20"),
        made("type=registry,ref=quay.io/a/b", buildkit="0.21"),
    )
]
CASES += [
    Case(
        one.code,
        one.place,
        type_draft(one, one.caught, one.reads[0]),
        type_draft(one, one.right, one.reads[1]),
        "draft" if one.draft else "entry",
        variables=True,
    )
    for one in TYPE_CASES
]
IDS = [f"{one.scope} {one.code} {number}" for number, one in enumerate(CASES)]


def codes(outcome: Outcome) -> set[str]:
    return {problem.code for problem in outcome.problems}


def found(draft: Draft, catalog: Catalog, one: Case) -> list[tuple[str, str, str]]:
    """The scope, code and place of all that is found in *draft* under the code of *one*."""
    scopes = {id(rule): "entry" for rule in ENTRY_RULES} | {id(rule): "draft" for rule in DRAFT_RULES}
    return [
        (scopes[id(rule)], rule.code, str(finding.place))
        for rule, finding in find(draft, catalog, one.variables)
        if rule.code == one.code
    ]


def test_every_rule_has_a_case() -> None:
    registered = {("entry", rule.code) for rule in ENTRY_RULES} | {("draft", rule.code) for rule in DRAFT_RULES}
    assert {(one.scope, one.code) for one in CASES} == registered


def test_no_code_stands_twice_for_the_same_kind_of_rule() -> None:
    for rules in ([rule.code for rule in ENTRY_RULES], [rule.code for rule in DRAFT_RULES]):
        assert [code for code, times in Counter(rules).items() if times > 1] == []


@pytest.mark.parametrize("one", CASES, ids=IDS)
def test_a_rule_catches_what_it_is_for(one: Case, catalog: Catalog) -> None:
    assert (one.scope, one.code, one.place) in found(one.caught, catalog, one)


@pytest.mark.parametrize("one", CASES, ids=IDS)
def test_a_rule_lets_through_what_is_nearly_the_same(one: Case, catalog: Catalog) -> None:
    assert found(one.right, catalog, one) == []


@pytest.mark.parametrize("one", CASES, ids=IDS)
def test_what_is_said_is_plain(one: Case, catalog: Catalog) -> None:
    for problem in judge(one.caught, None, catalog, with_variables=one.variables).problems:
        assert_plain(problem)
        if "$" not in str(one.caught):
            assert not set("{}") & set(problem.message)
        assert not re.search(r"\bNone\b|\bTrue\b|\bFalse\b", problem.message)


def assert_plain(problem: Problem) -> None:
    """One or two sentences on one line, the text of others cut to a readable length."""
    message = problem.message
    assert message.endswith(".")
    assert message.isprintable()
    assert not message.startswith(" ")
    assert len(message) < 420
    assert problem.severity in {"error", "warning", "hint"}


@pytest.mark.parametrize("one", [one for one in CASES if "“" not in one.code], ids=IDS)
def test_what_is_said_is_one_or_two_sentences(one: Case, catalog: Catalog) -> None:
    for problem in judge(one.caught, None, catalog, with_variables=one.variables).problems:
        without_quotations = re.sub("“[^”]*”", "X", problem.message)
        assert 1 <= len(re.split(r"(?<=[.!?])\s+(?=\S)", without_quotations)) <= 2


def test_a_right_draft_has_no_problem(catalog: Catalog) -> None:
    draft = made(f"{OK},mode=max", reads=[OK, "a/b:main"], image="a/b:1.4")
    assert judge(draft, None, catalog).problems == ()


def test_an_untouched_draft_needs_a_ref_and_says_so_once(catalog: Catalog) -> None:
    problems = judge(Draft(), None, catalog).problems
    assert [(problem.code, str(problem.place)) for problem in problems] == [("ref-missing", "cache-to 1, ref")]
    apart = judge(Draft(following=False), None, catalog).problems
    assert [str(problem.place) for problem in apart] == ["cache-to 1, ref", "cache-from 1, ref"]


@pytest.mark.parametrize("value", ["type=registry, ref=a/b:c", "type=registry,rfe=a/b:c", "type=local, dest=/a"])
def test_one_slip_in_a_key_is_one_finding(value: str, catalog: Catalog) -> None:
    problems = judge(made(value), None, catalog).problems
    assert [(problem.code, problem.severity) for problem in problems] == [("key-required", "error")]
    assert problems[0].fix is not None
    assert judge(problems[0].fix.apply(made(value), catalog), None, catalog).errors == ()


def test_an_entry_of_another_type_does_not_follow_and_is_checked_itself(catalog: Catalog) -> None:
    following = made("type=inline", reads=["type=registry"]).with_following(True)
    assert not following.follows
    assert [(problem.code, str(problem.place)) for problem in judge(following, None, catalog).errors] == [
        ("ref-missing", "cache-from 1, ref")
    ]


def test_problems_are_found_by_place(catalog: Catalog) -> None:
    outcome = judge(made(f"{OK},mode=MAX,mod=x"), None, catalog)
    assert [problem.code for problem in outcome.at(Place("cache-to", 0, "mode"))] == ["choice-unknown"]
    assert outcome.at(Place("cache-to", 1, "mode")) == ()
    assert [problem.parameter for problem in outcome.problems] == ["mode", "mod"]


def test_one_wrong_value_hides_no_other(catalog: Catalog) -> None:
    wrong = "type=registry,ref=A/b,mode=MAX,compression=x,compression-level=y,oci-mediatypes=z,image-manifest=,ignore-error=no"
    places = [problem.parameter for problem in judge(made(wrong), None, catalog).errors]
    assert places == [
        "ref",
        "mode",
        "compression",
        "oci-mediatypes",
        "image-manifest",
        "ignore-error",
        "compression-level",
    ]


def test_variables_count_only_where_they_are_allowed(catalog: Catalog) -> None:
    draft = made("type=registry,ref=${REGISTRY}/app:${TAG}", image="${REGISTRY}/app")
    assert judge(draft, None, catalog, with_variables=True).problems == ()
    assert [problem.code for problem in judge(draft, None, catalog).errors] == ["reference-invalid"] * 2


def test_a_variable_is_never_blamed_nor_changed(catalog: Catalog) -> None:
    draft = made("type=registry,ref=ghcr.io/${OWNER}/-app", "ghcr.io/${OWNER}/App:${TAG}")
    invalid, uppercase = judge(draft, None, catalog, with_variables=True).errors
    assert "“-app”" in invalid.message
    assert uppercase.fix is not None
    assert uppercase.fix.apply(draft, catalog).writes[1].get("ref") == "ghcr.io/${OWNER}/app:${TAG}"


def test_a_field_without_a_key_is_ignored_and_no_click_takes_the_entry_away(catalog: Catalog) -> None:
    draft = made(f"{OK},=x,=y")
    problems = judge(draft, None, catalog).problems
    assert [problem.code for problem in problems] == ["key-unknown", "key-repeated"]
    mended = [problem.fix.apply(draft, catalog) for problem in problems if problem.fix]
    assert mended == [made(f"{OK},=y")]


def test_values_of_one_build_are_judged_together(catalog: Catalog) -> None:
    outcome = judge(made("a/b", "a/b", image="a/b", buildkit="0.21"), None, catalog)
    assert codes(outcome) == {"ref-repeated", "ref-is-image"}


@pytest.mark.parametrize("many", ["cache-to", "cache-from", "both"])
def test_a_flood_of_entries_reaches_no_rule(many: str, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    flood = entries.parse(",".join(f"a/b:{number}" for number in range(1000)))
    writes, reads = (flood if many in {one, "both"} else read([OK]) for one in ("cache-to", "cache-from"))
    seen = []

    def spy(view: DraftView) -> Iterator[Finding]:
        seen.append(view.draft)
        yield from ()

    monkeypatch.setattr(evaluating, "_draft_rules", lambda *_: [replace(DRAFT_RULES[0], find=spy)])
    draft = Draft(writes=writes, reads=reads, following=False)
    places = [finding.place for _, finding in find(draft, catalog, with_variables=False)]
    assert [len(draft.writes) + len(draft.reads) for draft in seen] == [MOST_ENTRIES]
    assert all(draft.entries(place.option)[place.entry] for place in places if place.option)


def test_a_fix_mends_the_whole_draft_also_where_only_its_first_entries_are_judged(catalog: Catalog) -> None:
    draft = made(*(f"Acme/app:{number}" if number == 1 else f"a/b:{number}" for number in range(300)))
    outcome = judge(draft, None, catalog)
    assert codes(outcome) == {"reference-uppercase-host", "entries-too-many"}
    (fix,) = (problem.fix for problem in outcome.problems if problem.fix)
    assert fix.apply(draft, catalog) == draft.with_entry("cache-to", 1, entries.registry("acme/app:1"))
    assert "300 entries" in next(one.message for one in outcome.problems if one.code == "entries-too-many")


def test_many_entries_are_not_judged_anew_for_a_fix_of_one(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[tuple[str, int]] = []

    def counted(view: EntryView, *rest: Any) -> Iterator[Any]:
        judged.append((view.option, view.index))
        return find_in_entry(view, *rest)

    find_in_entry = evaluating._find_in_entry
    monkeypatch.setattr(evaluating, "_find_in_entry", counted)
    outcome = judge(made(*(f"Acme/app:{number}" for number in range(50))), None, catalog)
    fixes = [problem for problem in outcome.problems if problem.fix]
    assert len(fixes) == 49
    assert Counter(judged) == {("cache-to", number): 2 if number < 49 else 1 for number in range(50)}


def test_fixes_are_tried_only_as_far_as_the_text_is_not_endless(catalog: Catalog) -> None:
    def fixed(length: int) -> int:
        keys = (f"{'k' * length}{number}=x" for number in range(40))
        return sum(problem.fix is not None for problem in judge(made(f"{OK},{','.join(keys)}"), None, catalog).problems)

    assert fixed(100) == 40
    assert 0 < fixed(1000) < 10


# Any draft


@given(strategies.drafts(), st.booleans())
def test_what_was_found_before_makes_no_difference(draft: Draft, with_variables: bool) -> None:
    outcome = judge(draft, None, strategies.catalog(), with_variables=with_variables)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluating._Before, "entries_still_in", lambda *_: {})
        assert judge(draft, None, strategies.catalog(), with_variables=with_variables) == outcome


@given(strategies.drafts(), st.booleans())
def test_what_a_rule_needs_is_there_wherever_it_finds_anything(draft: Draft, with_variables: bool) -> None:
    whole = evaluating._view(draft, strategies.catalog(), with_variables, {})
    for rule in DRAFT_RULES:
        assert not rule.needs or rule.needs in whole.present or not list(rule.find(whole)), rule.code
    for view in whole.entries:
        for one in ENTRY_RULES:
            if one.type in ("", view.entry.type) and one.needs and one.needs not in view.present:
                assert not list(one.find(view)), one.code


def assert_sound(outcome: Outcome) -> None:
    assert outcome.errors == tuple(problem for problem in outcome.problems if problem.severity == "error")
    for problem in outcome.problems:
        assert_plain(problem)


@given(strategies.drafts(), st.booleans())
def test_any_draft_is_judged(draft: Draft, with_variables: bool) -> None:
    outcome = judge(draft, None, strategies.catalog(), with_variables=with_variables)
    assert outcome.draft is draft
    assert_sound(outcome)
    assert judge(draft, None, strategies.catalog(), with_variables=with_variables) == outcome


@given(strategies.right_drafts(variables=True))
def test_a_draft_without_errors_has_its_command_whatever_else_is_said(draft: Draft) -> None:
    outcome = judge(draft, None, strategies.catalog(), with_variables=True)
    assert_sound(outcome)
    assume(not outcome.errors)
    assert outcome.command.arguments[:3] == ["docker", "buildx", "build"]
    assert len(outcome.command.flags().lines) == len(draft.writes) + len(draft.reads)


@pytest.mark.parametrize(
    "piece", ["a", "A", "-", "/", "a/", "a:", "\0", "\ud800", "\n", "é", "😀", "=", ",", "${A}", "9", "{value}"]
)
@pytest.mark.parametrize(
    "where", ["image", "context", "buildkit", "type", "ref", "mode", "compression-level", "ignore-error", "key"]
)
def test_a_hundred_thousand_characters_are_judged_anywhere(piece: str, where: str, catalog: Catalog) -> None:
    text = piece * (100_000 // len(piece))
    if where in {"image", "context", "buildkit"}:
        draft = Draft(**{where: text})  # type: ignore[arg-type]
    else:
        entry = Entry().with_value("x" if where == "key" else where, text)
        draft = Draft(writes=(entry.renamed("x", text.lower()) if where == "key" else entry,))
    for with_variables in (True, False):
        assert_sound(judge(draft, None, catalog, with_variables=with_variables))


def with_values_of(draft: Draft, outcome: Outcome) -> Draft:
    """*draft* with the entries that the complete command of *outcome* has."""
    arguments = outcome.seen(View(defaults=True)).command.arguments
    values: dict[str, list[str]] = {"--cache-to": [], "--cache-from": []}
    for flag, value in pairwise(arguments):
        if flag in values:
            values[flag].append(value)
    return Draft(
        draft.image,
        draft.output,
        draft.context,
        draft.buildkit,
        read(values["--cache-to"]),
        read(values["--cache-from"]),
        following=False,
    )


@pytest.mark.parametrize("release", ["", *map(versions.text, strategies.catalog().releases.releases), "0.4"])
def test_writing_the_defaults_never_makes_a_valid_draft_invalid(release: str, catalog: Catalog) -> None:
    tails = [
        "",
        ",oci-mediatypes=false",
        ",oci-mediatypes=0",
        ",compression=zstd,compression-level=3",
        ",force-compression=",
        ",mode=max",
    ]
    valid = 0
    for tail in tails:
        for image_name in ("", "a/b"):
            draft = made(OK + tail, reads=["a/b:d"], image=image_name, buildkit=release)
            outcome = judge(draft, None, catalog)
            if not outcome.errors:
                valid += 1
                assert judge(with_values_of(draft, outcome), None, catalog).errors == ()
    assert valid >= 8


@given(strategies.right_drafts(variables=True))
def test_writing_the_defaults_adds_no_error_and_changes_nothing_that_was_set(draft: Draft) -> None:
    catalog = strategies.catalog()
    outcome = judge(draft, None, catalog, with_variables=True)
    assume(not outcome.errors and " --cache" not in str(outcome.command.arguments))
    complete = with_values_of(draft, outcome)
    assert judge(complete, None, catalog, with_variables=True).errors == ()
    for option, index, entry in draft.all_entries():
        written = complete.entries(option)[index]
        assert [field for field in written.fields if field in entry.fields] == list(entry.fields)
