"""One flag's value, against what buildx itself made of each recorded one."""

from itertools import chain
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.draft.entries import Entry, EntryError
from tests import strategies
from tests.conftest import vectors

ROWS = list(vectors("parse"))
ORDER = ("ref", "mode", "compression", "level")


def outcome(value: str) -> dict[str, Any]:
    """What parse() makes of *value*, in the form of a recorded row."""
    try:
        found = entries.parse(value)
    except EntryError as error:
        return {"value": value, "ok": False, "error": str(error), "entries": []}
    return {"value": value, "ok": True, "entries": [{"type": entry.type, "attrs": entry.attrs} for entry in found]}


def entry(text: str) -> Entry:
    """The one entry of *text*, written as ``a=1 b=2``."""
    return Entry(tuple((key, value) for key, _, value in (field.partition("=") for field in text.split())))


def written(found: Entry) -> str:
    return " ".join(f"{key}={value}" for key, value in found.fields)


def test_the_recorded_rows_are_all_there() -> None:
    assert len(ROWS) == 2006
    assert {row["ok"] for row in ROWS} == {True, False}
    assert {len(row["entries"]) for row in ROWS} >= {0, 1, 2}


def test_every_recorded_value_is_read_as_buildx_reads_it() -> None:
    wrong = [
        (outcome(row["value"]), row)
        for row in ROWS
        if outcome(row["value"]) != {**row, "entries": row["entries"] or []}
    ]
    assert wrong == []


def test_every_recorded_entry_reads_back_from_what_is_written() -> None:
    wrong = []
    for row in ROWS:
        for found in entries.parse(row["value"]) if row["ok"] else ():
            again = entries.parse(entries.format(found))
            wrong += [(row["value"], found, again)] if again != (found,) else []
    assert wrong == []


def test_what_buildx_refuses_names_its_kind_and_a_place_inside_the_value() -> None:
    kinds = set()
    for row in ROWS:
        if not row["ok"]:
            with pytest.raises(EntryError) as caught:
                entries.parse(row["value"])
            kinds.add(caught.value.kind)
            assert 0 <= caught.value.offset <= len(row["value"])
            assert caught.value.field in row["value"].replace('""', '"')
    assert kinds == {"quote", "field", "type", "empty"}


@given(strategies.entries("cache-to") | strategies.right_entries("cache-from"))
def test_any_entry_reads_back_from_what_is_written(found: Entry) -> None:
    assert entries.parse(entries.format(found)) == (found,)


@given(strategies.hostile_text() | st.text('a=,"\r\n ', max_size=12))
def test_any_value_is_read_or_refused_and_what_is_read_stays(value: str) -> None:
    try:
        found = entries.parse(value)
    except EntryError as error:
        assert error.kind in {"quote", "field", "type", "empty"}  # noqa: PT017 - both outcomes are right
        return
    for one in found:
        assert one.type
        assert entries.parse(entries.format(one)) == (one,)


@given(st.lists(strategies.hostile_text() | st.text('a,"\r\n', max_size=4), max_size=4))
def test_the_short_form_is_read_field_by_field_as_a_value_of_its_own(pieces: list[str]) -> None:
    value = ",".join(pieces).replace("=", "")
    assume(value)
    try:
        single = [entries.parse(field) if field else None for field in entries.split_fields(value)]
    except EntryError:
        single = [None]
    if None in single:
        assert outcome(value)["ok"] is False
    else:
        assert entries.parse(value) == tuple(chain.from_iterable(one for one in single if one))


def test_a_made_up_tuple_of_registry_entries_is_the_same_as_one_by_one() -> None:
    refs = ["a/b", " ", "é", "a\r", "\ud800", "\0"]
    together = entries.parse(",".join(refs))
    assert together == tuple(map(entries.registry_exactly, refs))
    assert {type(found) for found in together} == {Entry}
    assert [found.get("ref") for found in together] == refs


@pytest.mark.parametrize(
    "value",
    [
        "a" * 100_000,
        "a," * 50_000,
        ",",
        '"' * 100_000,
        '""' * 50_000 + "a",
        "a=," * 33_000 + "type=x",
        "type=x,ref=" + "é" * 100_000,
    ],
    ids=lambda value: value[:8],
)
def test_a_hundred_thousand_characters_are_read_or_refused(value: str) -> None:
    assert outcome(value)["ok"] in {True, False}


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [
        ("ref", "a/b:c", "ref=a/b:c"),
        ("x", "", "x="),
        ("x", " a ", "x= a "),
        ("x", "a=b", "x=a=b"),
        ("x", "a,b", '"x=a,b"'),
        ("x", 'say "hi"', '"x=say ""hi"""'),
        ("x", "a\nb", '"x=a\nb"'),
        ("x", "a\r", '"x=a\r"'),
        ('"x', "a", '"""x=a"'),
        ("x,y", "a", '"x,y=a"'),
        ("x", "é😀'$`", "x=é😀'$`"),
    ],
)
def test_a_field_is_quoted_only_where_csv_needs_it(key: str, value: str, field: str) -> None:
    assert entries.format_field(key, value) == field
    found = Entry((("type", "registry"), (key, value)))
    assert entries.format(found) == f"type=registry,{field}"
    assert entries.parse(entries.format(found)) == (found,)


def test_an_empty_value_is_no_entry_and_a_line_break_alone_is_refused() -> None:
    assert entries.parse("") == ()
    for value in ("\n", "\r\n"):
        with pytest.raises(EntryError, match="EOF"):
            entries.parse(value)


def test_the_last_of_a_repeated_key_counts_and_all_are_kept() -> None:
    (found,) = entries.parse("TYPE=gha,type=registry,Ref=a,ref=b,mode=min")
    assert found.fields == (("type", "gha"), ("type", "registry"), ("ref", "a"), ("ref", "b"), ("mode", "min"))
    assert found.type == "registry"
    assert found.get("ref") == "b"
    assert list(found.attrs.items()) == [("ref", "b"), ("mode", "min")]
    assert found.get("none") is None


@pytest.mark.parametrize(
    ("before", "key", "value", "after"),
    [
        ("type=x", "ref", "r", "type=x ref=r"),
        ("type=x ref=a mode=b", "ref", "r", "type=x ref=r mode=b"),
        ("type=x mode=b", "ref", "r", "type=x ref=r mode=b"),
        ("type=x ref=a other=o", "mode", "m", "type=x ref=a mode=m other=o"),
        ("type=x ref=a level=9", "compression", "z", "type=x ref=a compression=z level=9"),
        ("type=x level=9 ref=a", "mode", "m", "type=x level=9 ref=a mode=m"),
        ("ref=a type=x other=o", "mode", "m", "ref=a type=x mode=m other=o"),
        ("type=x ref=a other=o", "new", "n", "type=x ref=a other=o new=n"),
        ("other=o", "mode", "m", "other=o mode=m"),
        ("type=x ref=a mode=b ref=c", "ref", "r", "type=x ref=r mode=b"),
        ("type=x ref=a mode=b ref=c", "ref", None, "type=x mode=b"),
        ("type=x ref=a", "mode", None, "type=x ref=a"),
        ("type=x ref=a", "ref", "", "type=x ref="),
    ],
)
def test_a_set_value_keeps_its_place_and_a_new_one_finds_it(
    before: str, key: str, value: str | None, after: str
) -> None:
    assert written(entry(before).with_value(key, value, ORDER)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("type=x name=a mode=b", "type=x ref=a mode=b"),
        ("type=x name=a name=b", "type=x ref=b"),
        ("type=x ref=old name=a", "type=x ref=a"),
        ("type=x name=a ref=old mode=b", "type=x ref=a mode=b"),
    ],
)
def test_a_renamed_key_keeps_its_value_and_its_place(before: str, after: str) -> None:
    assert written(entry(before).renamed("name", "ref")) == after


@given(strategies.entries("cache-to"), strategies.keys(), st.none() | strategies.hostile_text())
def test_setting_one_key_touches_no_other(found: Entry, key: str, value: str | None) -> None:
    changed = found.with_value(key, value, ORDER)
    assert [field for field in changed.fields if field[0] != key] == [
        field for field in found.fields if field[0] != key
    ]
    assert [field for field in changed.fields if field[0] == key] == ([] if value is None else [(key, value)])


def test_a_new_registry_entry_has_the_ref_or_nothing() -> None:
    assert entries.registry("a/b").fields == (("type", "registry"), ("ref", "a/b"))
    assert entries.registry().fields == (("type", "registry"),)
    assert entries.registry_exactly("").fields == (("type", "registry"), ("ref", ""))
