"""What differs between two drafts, as the lines of a diff."""

from dataclasses import replace

import pytest
from hypothesis import given

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, differences, entries
from buildx_cache_flags.core.pasted import pasting
from tests import strategies

BEFORE = Draft(image="a/b", writes=entries.parse("type=registry,ref=a/b:c"), reads=(), following=False)


def told(before: Draft, after: Draft, catalog: Catalog) -> list[str]:
    return [difference.line for difference in differences.lines(before, after, catalog)]


def reads(*values: str) -> Draft:
    return replace(Draft(following=False), reads=tuple(entry for value in values for entry in entries.parse(value)))


def test_what_goes_stands_before_what_comes(catalog: Catalog) -> None:
    after = pasting.read(
        "docker build -t a/b:1 --load --cache-to type=registry,ref=a/b:c,mode=max,x=y --cache-to a/b:d src",
        Draft(),
        catalog,
    ).draft
    assert told(Draft(), after, catalog) == [
        "+ -t a/b:1",
        "- --push",
        "+ --load",
        "- context .",
        "+ context src",
        "  cache-to 1",
        "+ ref=a/b:c",
        "+ mode=max",
        "+ x=y",
        "+ --cache-to type=registry,ref=a/b:d",
        "- --cache-from type=registry",
    ]


def test_a_value_that_changes_goes_and_comes(catalog: Catalog) -> None:
    before = pasting.read("type=registry,ref=a/b:c,mode=min,x=1", BEFORE, catalog).draft
    after = pasting.read("type=registry,ref=a/b:d,mode=max", BEFORE, catalog).draft
    assert told(before, after, catalog) == [
        "  cache-to 1",
        "- ref=a/b:c",
        "+ ref=a/b:d",
        "- mode=min",
        "+ mode=max",
        "- x=1",
    ]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (["type=gha"], ["a/b", "type=gha"], ["+ --cache-from type=registry,ref=a/b"]),
        (["a/b", "type=gha"], ["type=gha"], ["- --cache-from type=registry,ref=a/b"]),
        (["a/b", "c/d"], ["c/d", "a/b"], ["  cache-from 1 (was cache-from 2)"]),
        (
            ["a/b", "type=gha"],
            ["type=s3", "type=registry,ref=a/b,x=1", "type=gha"],
            ["+ --cache-from type=s3", "  cache-from 2 (was cache-from 1)", "+ x=1"],
        ),
        (["a/b", "a/b"], ["a/b"], ["- --cache-from type=registry,ref=a/b"]),
    ],
)
def test_an_entry_is_told_of_as_what_it_was(
    before: list[str], after: list[str], lines: list[str], catalog: Catalog
) -> None:
    assert told(reads(*before), reads(*after), catalog) == lines


def test_a_flood_of_entries_is_compared_at_once(catalog: Catalog) -> None:
    before, after = reads(*["a/b"] * 3_000), reads(*["a/b"] * 3_001)
    assert told(before, after, catalog) == ["+ --cache-from type=registry,ref=a/b"]


def test_another_order_is_a_change(catalog: Catalog) -> None:
    before = pasting.read("type=registry,ref=a/b:c,mode=min", BEFORE, catalog).draft
    after = pasting.read("type=registry,mode=min,ref=a/b:c", BEFORE, catalog).draft
    assert told(before, after, catalog) == [
        "  cache-to 1",
        "- type=registry,ref=a/b:c,mode=min",
        "+ type=registry,mode=min,ref=a/b:c",
    ]


def test_the_end_of_following_is_a_change(catalog: Catalog) -> None:
    before = pasting.read("a/b:c", Draft(), catalog).draft
    after = pasting.read("--cache-from a/b:c", before, catalog).draft
    assert told(before, after, catalog) == ["- cache-from 1 follows the ref of cache-to 1"]


def test_a_secret_is_in_no_line(catalog: Catalog) -> None:
    before = reads("type=s3,bucket=b")
    after = reads("type=s3,bucket=b,secret_access_key=hunter2")
    assert not any("hunter2" in line for line in told(before, after, catalog))
    assert any("secret_access_key" in line for line in told(before, after, catalog))


def test_who_listens_hears_what_goes_and_comes(catalog: Catalog) -> None:
    lines = differences.lines(reads("type=registry,ref=a/b"), reads("type=registry,ref=c/d"), catalog)
    assert [line.spoken for line in lines] == ["cache-from 1", "removed ref=a/b", "added ref=c/d"]


def test_drafts_that_mean_the_same_have_no_lines(catalog: Catalog) -> None:
    assert not differences.lines(Draft(), replace(Draft(), output="nothing", context=""), catalog)
    assert not differences.lines(BEFORE, BEFORE, catalog)


@given(strategies.drafts(), strategies.drafts())
def test_different_drafts_have_lines(before: Draft, after: Draft) -> None:
    lines = differences.lines(before, after, strategies.catalog())
    assert bool(lines) == (
        before.meaning() != after.meaning() or (before.follows and bool(after.reads) and not after.following)
    )
