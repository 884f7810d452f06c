"""Every fix that is offered mends its problem and makes no new one, over everything recorded and over any draft."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given

from buildx_cache_flags.core.asking import NOTHING, Answer, Question, ask, error_codes
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import flag_syntax
from buildx_cache_flags.core.check.evaluate import Found, find
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.outcome import judge
from tests import depth, strategies
from tests.conftest import vectors

BUILDS = (
    ("", ""),
    ("ghcr.io/owner/repo/cache:main", ""),
    ("localhost:5000/oracle/s0002:c", "0.21"),
    ("docker.io/User/App", "0.10"),
)
"""Images and BuildKit releases."""


def values() -> Iterator[str]:
    """Every value that was recorded, once."""
    found = [row["value"] for row in vectors("parse")]
    for row in vectors("behaviour"):
        for key in ("cache_to", "cache_from"):
            found += [row[key]] if isinstance(row[key], str) else row[key] or []
    yield from dict.fromkeys(found)


def errors(found: list[Found]) -> Counter[str]:
    return Counter(rule.code for rule, _ in found if rule.severity == "error")


def stands(problem: Problem, found: list[Found]) -> bool:
    return any(rule.code == problem.code and finding.place == problem.place for rule, finding in found)


def check_all_fixes(draft: Draft, catalog: Catalog, *, with_variables: bool = False) -> int:
    """Apply every fix by itself; the number of fixes.

    What the rules find afterwards is looked at without fixes of its own, whose search would take most of the time.
    """
    problems = judge(draft, None, catalog, with_variables=with_variables).problems
    before = list(find(draft, catalog, with_variables))
    assert [problem.code for problem in problems] == [rule.code for rule, _ in before]
    fixes = [(problem, problem.fix) for problem in problems if problem.fix]
    for problem, fix in fixes:
        after = list(find(fix.apply(draft, catalog), catalog, with_variables))
        assert errors(after) <= errors(before), (draft, problem)
        if problem.severity == "error":
            assert errors(after)[problem.code] < errors(before)[problem.code], (draft, problem)
        if fix.changes[0].place.parameter:
            assert not stands(problem, after), (draft, problem)
    return len(fixes)


@pytest.mark.parametrize(("image", "buildkit"), BUILDS)
def test_every_fix_of_a_recorded_value_is_sound(image: str, buildkit: str, catalog: Catalog) -> None:
    fixes = 0
    build = Draft(image=image, buildkit=buildkit, writes=(), reads=(), following=False)
    # Around an image most findings are about the image, so fewer values do.
    some = list(values())[:: depth.either(3, 6) if image else 1]
    for option in OPTIONS:
        for found in {flag_syntax.read(value, option, catalog).entries: None for value in some}:
            fixes += check_all_fixes(build.with_entries(option, found), catalog)
    assert fixes > 300


def test_a_field_without_a_name_is_not_taken_for_the_entry_when_entries_change_places(catalog: Catalog) -> None:
    draft = Draft(writes=(*entries.parse("type=local,dest=/a,mode=max"), *entries.parse("type=registry,ref=a/b:c,=x")))
    assert "local-not-last" in {rule.code for rule, _ in find(draft, catalog, False)}
    assert check_all_fixes(draft, catalog) > 0


@given(strategies.drafts())
def test_every_fix_of_any_draft_is_sound(draft: Draft) -> None:
    check_all_fixes(draft, strategies.catalog())
    check_all_fixes(draft, strategies.catalog(), with_variables=True)


@given(strategies.right_drafts(variables=True))
def test_every_fix_of_a_nearly_right_draft_is_sound(draft: Draft) -> None:
    check_all_fixes(draft, strategies.catalog(), with_variables=True)


def question(option: Option, *texts: str, image: str = "", buildkit: str = "") -> Question:
    return Question(tuple((option, text) for text in texts), replace(NOTHING, image=image, buildkit=buildkit))


def corrected(asked: Question, problem: Problem) -> Question:
    """The question with the fix of *problem* put in, as a person would from the command line."""
    assert problem.fix is not None
    assert problem.fix.value is not None
    flag = problem.location.value
    if flag is None:
        return replace(asked, build=replace(asked.build, **{problem.place.parameter: problem.fix.value}))  # type: ignore[arg-type]
    flags = list(asked.flags)
    flags[flag] = (flags[flag][0], problem.fix.value)
    return replace(asked, flags=tuple(flags if problem.fix.value else flags[:flag] + flags[flag + 1 :]))


def codes(answer: Answer) -> Counter[str]:
    return Counter(problem.code for problem in answer.problems if problem.severity == "error")


def check_all_corrections(asked: Question, catalog: Catalog) -> int:
    answer = ask(asked, catalog)
    before = codes(answer)
    assert before == error_codes(asked, catalog)
    corrections = [problem for problem in answer.problems if problem.fix]
    for problem in corrections:
        after = error_codes(corrected(asked, problem), catalog)
        assert after <= before, (asked, problem)
        if problem.severity == "error":
            assert after[problem.code] < before[problem.code], (asked, problem)
    return len(corrections)


@pytest.mark.parametrize(("option", "image"), [("cache-to", "ghcr.io/owner/repo/cache:main"), ("cache-from", "")])
def test_every_corrected_value_is_sound(option: Option, image: str, catalog: Catalog) -> None:
    assert sum(check_all_corrections(question(option, value, image=image), catalog) for value in values()) > 500


def test_corrected_values_are_sound_among_several(catalog: Catalog) -> None:
    texts = list(values())[:: depth.either(2, 6)]
    together = [texts[start : start + 4] for start in range(0, len(texts), 4)]
    assert sum(check_all_corrections(question("cache-to", *few, buildkit="0.20"), catalog) for few in together) > 100


def test_every_mended_value_is_no_mistake_as_a_text_any_more(catalog: Catalog) -> None:
    mended = 0
    for value in values():
        for option in OPTIONS:
            for problem in flag_syntax.read(value, option, catalog).problems:
                if problem.fix is not None and problem.fix.value is not None:
                    mended += 1
                    assert entries.parse(problem.fix.value)
                    assert not flag_syntax.read(problem.fix.value, option, catalog).problems
    assert mended > 500


def test_a_flood_is_cut_and_says_so(catalog: Catalog) -> None:
    value = "type=registry,ref=a/b:c," + ",".join(f"key{number}=x" for number in range(1000))
    found = [problem for problem in ask(question("cache-to", value), catalog).problems if problem.code == "key-unknown"]
    assert 10 < len(found) < 100
    assert found[-1].place.parameter == ""
    assert "more" in found[-1].message


def test_more_entries_than_are_checked_are_an_error(catalog: Catalog) -> None:
    value = ",".join(f"a/b:{number}" for number in range(300))
    answer = ask(question("cache-from", value), catalog)
    assert len(answer.entries) == 300
    assert [problem.code for problem in answer.problems] == ["entries-too-many"]
