"""The command as arguments that know where they come from, and the way back from its values."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import Draft, entries, set_value
from buildx_cache_flags.core.draft.command import Command, compose
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.outcome import View, judge
from buildx_cache_flags.core.targets.rendered import Rendered, Span, join
from tests import strategies


def lines(command: Command) -> list[list[str]]:
    return [[argument.text for argument in line.arguments] for line in command.lines]


def values(command: Command, option: Option) -> list[str]:
    """What stands behind each ``--option``."""
    found = [line.arguments for line in command.lines if line.cache]
    return [value.text for flag, value in found if flag.text == f"--{option}"]


def draft(write: str = "a/b:c", read: str = "", **more: str) -> Draft:
    return Draft(writes=entries.parse(write), reads=entries.parse(read), following=False, **more)  # type: ignore[arg-type]


def test_the_program_comes_first_then_one_flag_a_line_then_the_context(catalog: Catalog) -> None:
    whole = Draft(
        image="a/b:1",
        writes=(*entries.parse("type=registry,ref=a/b:c,mode=max"), *entries.parse("type=inline")),
        reads=entries.parse("a/b:c,a/b:main"),
        context="./app",
    )
    assert lines(compose(whole, catalog)) == [
        ["docker", "buildx", "build", "--push"],
        ["-t", "a/b:1"],
        ["--cache-to", "type=registry,ref=a/b:c,mode=max"],
        ["--cache-to", "type=inline"],
        ["--cache-from", "type=registry,ref=a/b:c"],
        ["--cache-from", "type=registry,ref=a/b:main"],
        ["./app"],
    ]
    assert compose(whole, catalog).arguments == [text for line in lines(compose(whole, catalog)) for text in line]


def test_the_flags_alone_are_the_cache_flags(catalog: Catalog) -> None:
    command = compose(draft("a/b:c", "a/b:d", image="x/y"), catalog).flags()
    assert lines(command) == [["--cache-to", "type=registry,ref=a/b:c"], ["--cache-from", "type=registry,ref=a/b:d"]]


@pytest.mark.parametrize(
    ("image", "output", "head", "named"),
    [
        ("", "push", [], []),
        ("", "load", ["--load"], []),
        ("", "nothing", [], []),
        ("a/b", "push", ["--push"], [["-t", "a/b"]]),
        ("a/b", "load", ["--load"], [["-t", "a/b"]]),
        ("a/b", "nothing", [], [["-t", "a/b"]]),
    ],
)
def test_an_image_is_named_and_pushed_only_where_there_is_one(
    image: str, output: str, head: list[str], named: list[list[str]], catalog: Catalog
) -> None:
    found = lines(compose(draft(image=image, output=output), catalog))
    assert found == [["docker", "buildx", "build", *head], *named, ["--cache-to", "type=registry,ref=a/b:c"], ["."]]


@pytest.mark.parametrize(
    ("context", "written"), [("", "."), ("-", "-"), ("-x", "./-x"), ("--load", "./--load"), ("a b", "a b")]
)
def test_the_context_is_the_last_argument_and_never_an_option(context: str, written: str, catalog: Catalog) -> None:
    assert compose(draft(context=context), catalog).arguments[-1] == written


def test_without_entries_there_is_no_cache_flag(catalog: Catalog) -> None:
    command = compose(Draft(writes=(), reads=()), catalog)
    assert command.arguments == ["docker", "buildx", "build", "."]
    assert command.flags().lines == ()


def test_every_piece_knows_its_place(catalog: Catalog) -> None:
    whole = draft("type=registry,ref=a/b:c,mode=max", "type=gha,scope=x", image="a/b", context="ctx")
    pieces = [
        (piece.text, piece.place)
        for line in compose(whole, catalog).lines
        for one in line.arguments
        for piece in one.pieces
    ]
    assert pieces == [
        ("docker", None),
        ("buildx", None),
        ("build", None),
        ("--push", Place(parameter="output")),
        ("-t", None),
        ("a/b", Place(parameter="image")),
        ("--cache-to", Place("cache-to", 0)),
        ("type=registry", Place("cache-to", 0, "type")),
        (",", None),
        ("ref=a/b:c", Place("cache-to", 0, "ref")),
        (",", None),
        ("mode=max", Place("cache-to", 0, "mode")),
        ("--cache-from", Place("cache-from", 0)),
        ("type=gha", Place("cache-from", 0, "type")),
        (",", None),
        ("scope=x", Place("cache-from", 0, "scope")),
        ("ctx", Place(parameter="context")),
    ]


@pytest.mark.parametrize(
    ("release", "written"),
    [
        (
            "",
            "mode=min,compression=gzip,oci-mediatypes=true,image-manifest=true,force-compression=false,ignore-error=false",
        ),
        (
            "0.20",
            "mode=min,compression=gzip,oci-mediatypes=true,image-manifest=false,force-compression=false,ignore-error=false",
        ),
        ("0.10", "mode=min,compression=gzip,oci-mediatypes=true,force-compression=false"),
        ("0.8", "mode=min,oci-mediatypes=true"),
        (
            "none",
            "mode=min,compression=gzip,oci-mediatypes=true,image-manifest=true,force-compression=false,ignore-error=false",
        ),
    ],
)
def test_all_defaults_that_this_buildkit_knows_can_be_written(release: str, written: str, catalog: Catalog) -> None:
    complete = compose(draft("a/b:c", "a/b:c", buildkit=release), catalog, defaults=True)
    assert values(complete, "cache-to") == [f"type=registry,ref=a/b:c,{written}"]
    assert values(complete, "cache-from") == ["type=registry,ref=a/b:c"]


def test_written_defaults_leave_alone_what_is_set_and_unknown_types(catalog: Catalog) -> None:
    whole = draft("type=registry,oci-mediatypes=0,ref=a/b:c,mode=MAX,mode=max,x=y", "type=nonsense,mode=x")
    complete = compose(whole, catalog, defaults=True)
    assert values(complete, "cache-from") == ["type=nonsense,mode=x"]
    (value,) = values(complete, "cache-to")
    (entry,) = entries.parse(value)
    assert [field for field in entry.fields if field in whole.writes[0].fields] == list(whole.writes[0].fields)
    assert entry.get("image-manifest") == "0"


def test_an_explicit_default_is_written(catalog: Catalog) -> None:
    explicit = set_value(draft(), "cache-to", 0, "mode", "min", catalog)
    assert values(compose(explicit, catalog), "cache-to") == ["type=registry,ref=a/b:c,mode=min"]


@given(strategies.right_drafts(variables=True), st.booleans())
def test_the_values_of_a_command_read_back_as_the_same_entries(found: Draft, defaults: bool) -> None:
    catalog = strategies.catalog()
    outcome = judge(found, View(defaults=defaults), catalog, with_variables=True)
    assume(not outcome.errors)
    for option in OPTIONS:
        written = [entries.parse(value) for value in values(compose(found, catalog), option)]
        assert written == [(entry,) for entry in found.entries(option)]
    command = outcome.command
    assert command.arguments[-1] == found.build_context
    assert len(command.flags().lines) == len(found.writes) + len(found.reads)


@given(strategies.entries("cache-to"))
def test_the_pieces_of_a_value_are_its_text(entry: Entry) -> None:
    command = compose(Draft(writes=(entry,), reads=()), strategies.catalog())
    (flag, value) = command.flags().lines[0].arguments
    assert flag.text == "--cache-to"
    assert value.text == entries.format(entry)
    assert [piece.place.parameter for piece in value.pieces if piece.place] == [key for key, _ in entry.fields]


def test_joined_pieces_leave_no_empty_span_and_count_characters() -> None:
    place = Place("cache-to", 0, "ref")
    assert join([("é😀", None), ("", place), ("ab", place), (" ", None)]) == Rendered("é😀ab ", (Span(2, 4, place),))
    assert join([]) == Rendered("", ())
