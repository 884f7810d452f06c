"""What is said of values that buildx refuses as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import flag_syntax
from buildx_cache_flags.core.check.flag_syntax import SYNTAX_CODES
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.draft.place import Place
from tests import long_inputs, steps
from tests.conftest import vectors

CODES = {"quote": "value-quotes", "field": "value-field", "type": "value-no-type", "empty": "value-empty-field"}


def problem(value: str, catalog: Catalog, option: Option = "cache-to") -> Problem:
    [found] = flag_syntax.read(value, option, catalog).problems
    assert found.place == Place(option)
    return found


def corrected(problem: Problem) -> str | None:
    return problem.fix.value if problem.fix else None


def marked_part(problem: Problem) -> str:
    assert problem.excerpt is not None
    return problem.excerpt.text[problem.excerpt.start : problem.excerpt.end]


def test_every_recorded_value_gives_entries_or_one_error(catalog: Catalog) -> None:
    for row in vectors("parse"):
        reading = flag_syntax.read(row["value"], "cache-to", catalog)
        errors = [problem for problem in reading.problems if problem.severity == "error"]
        assert [{"type": entry.type, "attrs": entry.attrs} for entry in reading.entries] == row["entries"]
        assert len(errors) == (0 if row["ok"] else 1), row["value"]


def test_every_recorded_refusal_has_its_code_and_a_part_of_the_value(catalog: Catalog) -> None:
    for row in vectors("parse"):
        if row["ok"]:
            continue
        found = problem(row["value"], catalog)
        with pytest.raises(entries.EntryError) as refusal:
            entries.parse(row["value"])
        assert found.code == CODES[refusal.value.kind]
        assert marked_part(found), row["value"]


def test_every_fixed_value_reads(catalog: Catalog) -> None:
    for row in vectors("parse"):
        for found in flag_syntax.read(row["value"], "cache-to", catalog).problems:
            if (text := corrected(found)) is not None:
                assert not flag_syntax.read(text, "cache-to", catalog).problems, row["value"]


@pytest.mark.parametrize(
    ("value", "code", "fixed"),
    [
        ('type=registry,ref="ghcr.io/acme/app:c"', "value-quotes", "type=registry,ref=ghcr.io/acme/app:c"),
        ('type=registry,ref=\\"a/b:c\\"', "value-quotes", "type=registry,ref=a/b:c"),
        ('type=registry,note="a,b"', "value-quotes", 'type=registry,"note=a,b"'),
        ('"type=registry,ref=a/b:c', "value-quotes", "type=registry,ref=a/b:c"),
        ('"ghcr.io/acme/app', "value-quotes", "ghcr.io/acme/app"),
        ('"', "value-quotes", None),
        ("type=registry,ref=a/b:c,", "value-field", "type=registry,ref=a/b:c"),
        ("type=registry, ,ref=a/b:c", "value-field", "type=registry,ref=a/b:c"),
        ("type=registry,ref=a/b,force-compression", "value-field", "type=registry,ref=a/b,force-compression=true"),
        ("type=registry,ref=a/b,max", "value-field", "type=registry,ref=a/b,mode=max"),
        ("type=registry,ref=a/b, zstd", "value-field", "type=registry,ref=a/b,compression=zstd"),
        ("type=registry,ref=a/b,mode=max,min", "value-field", None),
        ("type=registry,ref=a/b,max,max", "value-field", None),
        ("type=registry,ref=a/b,mode:max", "value-field", "type=registry,ref=a/b,mode=max"),
        ("type=registry,ref=a/b,modemax", "value-field", "type=registry,ref=a/b,mode=max"),
        ("type=registry,a.example/b:c,mode=max", "value-field", "type=registry,ref=a.example/b:c,mode=max"),
        ("type=registry,ref=a/b:c,d/e:f", "value-field", None),
        ("type=registry,ref=a,b", "value-field", None),
        ("registry,ref=a/b:c", "value-field", "type=registry,ref=a/b:c"),
        ("type,ref=a/b:c", "value-field", "type=registry,ref=a/b:c"),
        ("a/b:c,mode=max", "value-field", "type=registry,ref=a/b:c,mode=max"),
        ('"a/b,c/d"', "value-field", "a/b,c/d"),
        ("ref=a/b:c,mode=max", "value-no-type", "type=registry,ref=a/b:c,mode=max"),
        ("type =registry,ref=a/b:c", "value-no-type", "type=registry,ref=a/b:c"),
        ("\ufefftype=registry,ref=a/b:c", "value-no-type", "type=registry,ref=a/b:c"),
        ("type=registry,ref=a/b:c,type=", "value-no-type", "ref=a/b:c,type=registry"),
        ("typ=registry,ref=a/b:c", "value-no-type", "type=registry,ref=a/b:c"),
        ("'type=registry,ref=a/b:c'", "value-no-type", "type=registry,ref=a/b:c"),
        ("=gha,scope=x", "value-no-type", "type=gha,scope=x"),
        ("\ntype=registry,ref=a/b:c,,", "value-field", "type=registry,ref=a/b:c"),
        ("a/b:c,", "value-empty-field", "a/b:c"),
        ("a/b:c,,d/e:f", "value-empty-field", "a/b:c,d/e:f"),
        (",", "value-empty-field", None),
        ("\r\n", "value-empty-field", None),
        ("", "flag-empty", None),
    ],
)
def test_what_is_said_and_fixed(value: str, code: str, fixed: str | None, catalog: Catalog) -> None:
    found = problem(value, catalog)
    assert (found.code, corrected(found)) == (code, fixed)


@pytest.mark.parametrize(
    ("value", "marked"),
    [
        ('type=registry,ref="a b"', '"'),
        ("type=registry,ref=a,b", "b"),
        ("type=registry,ref=a,", ","),
        ("type=registry,,ref=a", ","),
        ('type=registry,"b,c",ref=a', '"b,c"'),
        ("ref=a,type =registry", "type =registry"),
        ("a/b,,c/d", ","),
        (",a/b", ","),
    ],
)
def test_the_part_concerned(value: str, marked: str, catalog: Catalog) -> None:
    found = problem(value, catalog)
    assert marked_part(found) == marked


def test_a_second_reference_is_told_about_a_flag_of_its_own(catalog: Catalog) -> None:
    for option in OPTIONS:
        found = problem("type=registry,ref=a/b:c,d/e:f", catalog, option)
        assert f"Give each ref its own --{option}." in found.message


@given(st.text(alphabet='=,"\n\r aregistytyp:/\\\ufeff\0', max_size=40), st.sampled_from(OPTIONS))
def test_any_text_reads_or_is_one_sentence(catalog: Catalog, value: str, option: Option) -> None:
    reading = flag_syntax.read(value, option, catalog)
    assert bool(reading.entries) != bool(reading.problems)
    for found in reading.problems:
        assert found.message.endswith(".")
        assert "\n" not in found.message
        text = corrected(found)
        assert text is None or not flag_syntax.read(text, option, catalog).problems
        assert found.excerpt is not None
        assert found.excerpt.text == value
        assert 0 <= found.excerpt.start <= found.excerpt.end <= len(value)


def test_every_rule_is_met(catalog: Catalog) -> None:
    values = ['"', "type=registry,", "a=b", ",", ""]
    said = [(found.code, found.severity) for found in (problem(value, catalog) for value in values)]
    assert said == [(rule.code, rule.severity) for rule in SYNTAX_CODES]


@pytest.mark.parametrize("name", long_inputs.VALUES)
def test_a_long_value_is_read_in_one_go(name: str, catalog: Catalog) -> None:
    make = long_inputs.VALUES[name]
    steps.assert_linear(lambda value: flag_syntax.read(value, "cache-to", catalog), make)
    reading = flag_syntax.read(make(long_inputs.LENGTH), "cache-to", catalog)
    assert reading.entries or reading.problems
