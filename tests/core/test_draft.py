"""The draft: what the person has set, and the functions that make a new one from it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildx_cache_flags.core import draft as drafts
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import Draft, effective_default, effective_value, entries
from buildx_cache_flags.core.draft.command import compose
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.text import versions
from tests import strategies

NAMES = [parameter.name for parameter in strategies.catalog().default.parameters]
WITH_DEFAULT = [parameter.name for parameter in strategies.catalog().default.parameters if parameter.defaults]


def values(draft: Draft) -> tuple[list[str], list[str]]:
    """The values of the flags of *draft*: to write, and to read."""
    return [entries.format(entry) for entry in draft.writes], [entries.format(entry) for entry in draft.reads]


def made(write: str = "", read: str = "", *, following: bool = False, buildkit: str = "") -> Draft:
    """A draft of the entries in two values."""
    return Draft(
        buildkit=buildkit,
        writes=tuple(entry for value in write.split() for entry in entries.parse(value)),
        reads=tuple(entry for value in read.split() for entry in entries.parse(value)),
        following=following,
    )


def test_a_new_draft_pushes_nothing_and_has_one_empty_entry_of_each_kind() -> None:
    draft = Draft()
    assert not draft.pushed
    assert draft.follows
    assert values(draft) == (["type=registry"], ["type=registry"])
    assert draft.build_context == "."


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["", "x", "MAX", "true", "9", "a,b\nc"])
def test_any_parameter_takes_any_text_and_gives_it_back(name: str, value: str, catalog: Catalog) -> None:
    draft = drafts.set_value(Draft(), "cache-to", 0, name, value, catalog)
    assert draft.writes[0].get(name) == value
    assert drafts.set_value(draft, "cache-to", 0, name, None, catalog) == Draft()


def test_values_are_written_in_the_table_s_order_whatever_order_they_are_set_in(catalog: Catalog) -> None:
    draft = Draft()
    for name in reversed(catalog.default.names):
        draft = drafts.set_value(draft, "cache-to", 0, name, "x", catalog)
    assert tuple(draft.writes[0].attrs) == catalog.default.names


@pytest.mark.parametrize("name", WITH_DEFAULT)
@pytest.mark.parametrize("release", ["", *map(versions.text, strategies.catalog().releases.releases), "none"])
def test_an_edit_back_to_what_unset_means_unsets(name: str, release: str, catalog: Catalog) -> None:
    start = made("type=registry,ref=a/b:c", buildkit=release)
    unset = effective_default(catalog.default, catalog.default.by_name[name], start.writes[0], catalog.release(release))
    assert unset
    edited = drafts.edit_value(start, "cache-to", 0, name, "something else", catalog)
    assert edited.writes[0].get(name) == "something else"
    assert drafts.edit_value(edited, "cache-to", 0, name, unset, catalog) == start
    explicit = drafts.set_value(start, "cache-to", 0, name, unset, catalog)
    assert explicit.writes[0].get(name) == unset


@pytest.mark.parametrize("name", ["ref", "compression-level"])
def test_an_edit_to_nothing_unsets_what_has_no_default(name: str, catalog: Catalog) -> None:
    edited = drafts.edit_value(Draft(), "cache-to", 0, name, "9", catalog)
    assert edited.writes[0].get(name) == "9"
    assert drafts.edit_value(edited, "cache-to", 0, name, "", catalog) == Draft()


def test_an_edit_to_nothing_is_kept_where_unset_means_something(catalog: Catalog) -> None:
    for name in (*WITH_DEFAULT, "unknown"):
        assert drafts.edit_value(Draft(), "cache-to", 0, name, "", catalog).writes[0].get(name) == ""


@pytest.mark.parametrize(
    ("release", "value", "unset"),
    [
        ("0.12", "", "false"),
        ("0.20", "", "false"),
        ("0.20", ",oci-mediatypes=true", "false"),
        ("0.21", "", "true"),
        ("0.21", ",oci-mediatypes=false", "true"),
        ("0.22", "", "true"),
        ("0.22", ",oci-mediatypes=false", "false"),
        ("0.22", ",oci-mediatypes=0", "0"),
        ("", "", "true"),
        ("", ",oci-mediatypes=false", "false"),
        ("v0.21.3", ",oci-mediatypes=false", "true"),
    ],
)
def test_what_an_unset_image_manifest_means(release: str, value: str, unset: str, catalog: Catalog) -> None:
    parameter = catalog.default.by_name["image-manifest"]
    (entry,) = entries.parse(f"type=registry,ref=a/b{value}")
    version = catalog.version(release)
    assert effective_default(catalog.default, parameter, entry, version) == unset
    assert effective_value(catalog.default, parameter, entry, version) == unset
    assert effective_value(catalog.default, parameter, entry.with_value("image-manifest", "odd"), version) == "odd"


def test_back_to_unset_depends_on_the_entry_beside_it(catalog: Catalog) -> None:
    draft = made("type=registry,ref=a/b,oci-mediatypes=false,image-manifest=true")
    assert (
        drafts.edit_value(draft, "cache-to", 0, "image-manifest", "false", catalog).writes[0].get("image-manifest")
        is None
    )


# Following


def test_the_first_read_entry_follows_the_first_write_entry(catalog: Catalog) -> None:
    draft = Draft()
    for typed in ("g", "ghcr.io/a", "ghcr.io/a/b:c", ""):
        draft = drafts.edit_value(draft, "cache-to", 0, "ref", typed, catalog)
        assert draft.reads[0].get("ref") == (typed or None)
    assert draft.follows


def test_only_the_ref_follows(catalog: Catalog) -> None:
    draft = drafts.set_value(Draft(), "cache-to", 0, "registry.insecure", "true", catalog)
    assert draft.reads[0] == Entry()


def test_a_later_read_entry_never_follows(catalog: Catalog) -> None:
    draft = drafts.add_entry(Draft(), "cache-from")
    draft = drafts.set_value(draft, "cache-to", 0, "ref", "a/b", catalog)
    assert values(draft)[1] == ["type=registry,ref=a/b", "type=registry"]


def test_a_later_write_entry_is_not_followed(catalog: Catalog) -> None:
    draft = drafts.add_entry(Draft(), "cache-to")
    draft = drafts.set_value(draft, "cache-to", 1, "ref", "a/b", catalog)
    assert values(draft)[1] == ["type=registry"]


@pytest.mark.parametrize("value", ["x/y", "", None])
def test_editing_the_ref_ends_following(value: str | None, catalog: Catalog) -> None:
    draft = drafts.set_value(Draft(), "cache-to", 0, "ref", "a/b", catalog)
    draft = drafts.set_value(draft, "cache-from", 0, "ref", value, catalog)
    assert not draft.follows
    assert draft.reads[0].get("ref") == value
    again = drafts.set_value(draft, "cache-to", 0, "ref", "c/d", catalog)
    assert again.reads[0].get("ref") == value


def test_editing_another_row_of_the_read_entry_keeps_following(catalog: Catalog) -> None:
    draft = drafts.set_value(Draft(), "cache-from", 0, "registry.insecure", "true", catalog)
    draft = drafts.set_value(draft, "cache-to", 0, "ref", "a/b", catalog)
    assert values(draft)[1] == ["type=registry,ref=a/b,registry.insecure=true"]


def test_following_again_takes_the_ref_at_once(catalog: Catalog) -> None:
    draft = made("a/b", "c/d")
    assert values(draft.with_following(True))[1] == ["type=registry,ref=a/b"]
    assert values(drafts.reset_value(draft, "cache-from", 0, "ref", catalog)) == values(draft.with_following(True))
    assert values(draft.with_following(True).with_following(False))[1] == ["type=registry,ref=a/b"]


def test_following_is_no_part_of_equality_but_of_sameness() -> None:
    one, other = Draft(following=True), Draft(following=False)
    assert one == other
    assert hash(one) == hash(other)
    assert not one.same(other)
    assert one.same(Draft())
    assert not one.same(replace(one, image="x"))


def test_without_an_entry_on_both_sides_nothing_follows() -> None:
    assert not Draft(writes=()).follows
    assert not Draft(reads=()).follows
    assert Draft(reads=()).with_entries("cache-to", ()) == Draft(reads=(), writes=())


# Adding, removing, moving


def test_an_added_entry_is_the_last_and_empty() -> None:
    draft = drafts.add_entry(made("a/b", "c/d"), "cache-to")
    assert values(draft) == (["type=registry,ref=a/b", "type=registry"], ["type=registry,ref=c/d"])
    assert values(drafts.add_entry(draft, "cache-from"))[1] == ["type=registry,ref=c/d", "type=registry"]


def test_an_entry_added_to_none_is_followed_and_follows_again() -> None:
    draft = drafts.add_entry(Draft(writes=entries.parse("a/b"), reads=()), "cache-from")
    assert values(draft)[1] == ["type=registry,ref=a/b"]


@pytest.mark.parametrize("option", ["cache-to", "cache-from"])
def test_removing_takes_one_out_and_what_followed_keeps_its_text(option: Option, catalog: Catalog) -> None:
    draft = drafts.set_value(Draft(), "cache-to", 0, "ref", "a/b", catalog)
    draft = drafts.set_value(drafts.add_entry(draft, option), option, 1, "ref", "c/d", catalog)
    other: Option = "cache-from" if option == "cache-to" else "cache-to"
    removed = drafts.remove_entry(draft, option, 0)
    assert [entry.get("ref") for entry in removed.entries(option)] == ["c/d"]
    assert [entry.get("ref") for entry in removed.entries(other)] == ["a/b"]
    assert not removed.follows
    second = drafts.remove_entry(draft, option, 1)
    assert [entry.get("ref") for entry in second.entries(option)] == ["a/b"]
    assert second.follows


def test_the_last_entry_may_go() -> None:
    draft = drafts.remove_entry(drafts.remove_entry(Draft(), "cache-from", 0), "cache-to", 0)
    assert (draft.writes, draft.reads) == ((), ())


@pytest.mark.parametrize(
    ("index", "to", "order"), [(0, 2, "bca"), (2, 0, "cab"), (0, 1, "bac"), (1, 2, "acb"), (1, 1, "abc")]
)
@pytest.mark.parametrize("option", ["cache-to", "cache-from"])
def test_moving_reorders_and_changes_no_text(option: Option, index: int, to: int, order: str) -> None:
    draft = made("r/a r/b r/c", "r/a r/b r/c", following=True)
    moved = drafts.move_entry(draft, option, index, to)
    other: Option = "cache-from" if option == "cache-to" else "cache-to"
    assert [entry.get("ref") for entry in moved.entries(option)] == [f"r/{letter}" for letter in order]
    assert moved.entries(other) == draft.entries(other)
    assert moved.follows == (0 not in (index, to))


# The rest of the draft


@pytest.mark.parametrize(
    ("context", "written"),
    [
        (".", "."),
        ("", "."),
        ("-", "-"),
        ("-x", "./-x"),
        ("--push", "./--push"),
        ("./-x", "./-x"),
        ("a b", "a b"),
        (" ", " "),
    ],
)
def test_the_context_is_never_read_as_an_option(context: str, written: str) -> None:
    assert Draft(context=context).build_context == written


def test_pushed_needs_an_image_and_the_wish() -> None:
    assert Draft(image="a/b").pushed
    assert not Draft(image="a/b", output="load").pushed
    assert not Draft(image="a/b", output="nothing").pushed
    assert not Draft().pushed


def test_drafts_with_the_same_command_mean_the_same() -> None:
    assert Draft(context="").meaning() == Draft().meaning()
    assert Draft(context="-x").meaning() == Draft(context="./-x").meaning()
    assert Draft(output="nothing").meaning() == Draft().meaning()
    assert Draft(image="a/b", output="nothing").meaning() != Draft(image="a/b").meaning()
    assert Draft(output="load").meaning() != Draft().meaning()


@given(strategies.drafts())
def test_the_meaning_has_the_same_command_and_the_same_meaning(draft: Draft) -> None:
    catalog = strategies.catalog()
    meant = draft.meaning()
    assert meant.meaning() == meant
    assert compose(meant, catalog).lines == compose(draft, catalog).lines


def test_reset_goes_back_to_a_new_draft(catalog: Catalog) -> None:
    draft = Draft("a/b", "load", "x", "0.21", entries.parse("type=registry,ref=a/b,mode=max"), following=False)
    for name in ("image", "output", "context", "buildkit"):
        draft = drafts.reset_value(draft, None, 0, name, catalog)
    for name in ("ref", "mode"):
        draft = drafts.reset_value(draft, "cache-to", 0, name, catalog)
    assert draft == Draft()


@given(strategies.drafts(), st.data())
def test_nothing_else_is_ever_lost(draft: Draft, data: st.DataObject) -> None:
    catalog = strategies.catalog()
    option: Option = data.draw(st.sampled_from(["cache-to", "cache-from"]))
    if not draft.entries(option):
        draft = drafts.add_entry(draft, option)
    index = data.draw(st.integers(0, len(draft.entries(option)) - 1))
    name = data.draw(st.sampled_from(catalog.default.names))
    value = data.draw(st.none() | strategies.raw_values(catalog.default.by_name[name]))
    changed = drafts.set_value(draft, option, index, name, value, catalog)
    followed = name == "ref" and option == "cache-to" and index == 0 and draft.follows
    for where, number, entry in draft.all_entries():
        new = changed.entries(where)[number]
        touched = {name} if (where, number) == (option, index) else set()
        touched |= {"ref"} if followed and (where, number) == ("cache-from", 0) else set()
        kept = [field for field in entry.fields if field[0] not in touched]
        assert [field for field in new.fields if field[0] not in touched] == kept
        assert {new.get(key) for key in touched} <= {value}
    assert replace(changed, writes=(), reads=()) == replace(draft, writes=(), reads=())


@given(strategies.drafts(), st.data())
def test_moving_and_removing_keep_every_entry_but_the_one_removed(draft: Draft, data: st.DataObject) -> None:
    option: Option = data.draw(st.sampled_from(["cache-to", "cache-from"]))
    draft = drafts.add_entry(draft, option)
    places = st.integers(0, len(draft.entries(option)) - 1)
    index, to = data.draw(places), data.draw(places)
    moved = drafts.move_entry(draft, option, index, to)
    assert moved.entries(option)[to] == draft.entries(option)[index]
    assert sorted(moved.entries(option), key=str) == sorted(draft.entries(option), key=str)
    assert drafts.move_entry(moved, option, to, index) == draft
    removed = drafts.remove_entry(draft, option, index)
    assert list(removed.entries(option)) == [entry for at, entry in enumerate(draft.entries(option)) if at != index]
