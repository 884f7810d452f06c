"""What the property tests are made of: drafts that the form can make, and texts that break careless programs."""

from functools import cache
from typing import TypeVar

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.catalog import SHORT_TYPE, Catalog
from buildx_cache_flags.core.catalog.parameters import Kind, Option, Parameter
from buildx_cache_flags.core.draft import OUTPUTS, Draft
from buildx_cache_flags.core.draft.entries import TYPE, Entry
from buildx_cache_flags.core.text import golang, versions

Example = TypeVar("Example")

VARIABLES = ("TAG", "OWNER", "_x", "CI_COMMIT_REF_SLUG")

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_HOSTS = (
    "",
    "docker.io/",
    "index.docker.io/",
    "ghcr.io/",
    "localhost/",
    "localhost:5000/",
    "127.0.0.1:5000/",
    "[::1]:5000/",
    "registry.example.com:443/",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/",
)
_SHELL_PIECES = (
    *"'\"`$;&|<>()[]{}*?~#!%^=,\\ \t\n\r\v\f-@:/",
    "$(id)",
    "`id`",
    "${HOME}",
    "$HOME",
    "$$",
    "$'x'",
    "!!",
    "!id",
    "\\\n",
    "\r\n",
    "''",
    '""',
    "{a,b}",
    "*.*",
    "=ls",
    "~root",
    "%PATH%",
    "&&id",
    "--push",
    "a",
    "x=y",
)
_ODD_PIECES = (
    "é",
    "ß",
    "İ",
    "ſ",
    "Σ",
    "日本",
    "😀",
    "e\u0301",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\u2028",
    "\u00a0",
    "\x1b",
    "\x7f",
)
_UNWRITABLE_PIECES = ("\0", "\ud800", "\udfff")

_RAW = {
    "reference": (
        "https://ghcr.io/a/b:c",
        "Acme/App",
        " a/b",
        "a/b:",
        "a//b",
        "a/b@sha256:0",
        "inline",
        "max",
        "${TAG}",
    ),
    "choice": ("MAX", "Min", " max", "gzip ", "ZSTD", "zst", "max,min", "{reason}", "None"),
    "boolean": ("yes", "No", "TruE", " true", "on", "2", "none"),
    "level": ("abc", "250", "-3", "1.5", "+9", "09", "-0", "9 ", "9223372036854775808", "٣", "1_0", "0x1"),
}
_UNKNOWN_KEYS = ("compresion", "mod", "name", " ref", "compression_level", "ignore-errors", "x", "", "{value}", "typ")


@cache
def catalog() -> Catalog:
    """The application's own table, for strategies, which can't take fixtures."""
    return catalogs.load(resources.path())


def slower(factor: int) -> settings:
    """The profile with fewer examples, for a property whose every example costs *factor* times as much.

    What fails is shown as it was found: making it smaller would take minutes.
    """
    examples = max(settings().max_examples // factor, 5)
    return settings(max_examples=examples, phases=(Phase.explicit, Phase.reuse, Phase.generate))


def examples(strategy: SearchStrategy[Example], number: int) -> list[Example]:
    """A batch of examples, for a reader that is slow to start."""
    found: list[Example] = []

    @settings(max_examples=number, database=None)
    @given(strategy)
    def collect(example: Example) -> None:
        found.append(example)

    collect()
    return found


def hostile_text(*, writable: bool = False) -> SearchStrategy[str]:
    """Anything at all; a *writable* text leaves out what no command line can carry."""
    pieces = _SHELL_PIECES + _ODD_PIECES + (() if writable else _UNWRITABLE_PIECES)
    alphabet = st.characters(codec="utf-8", exclude_characters="\0") if writable else st.characters()
    return st.lists(st.sampled_from(pieces) | st.text(alphabet, max_size=4), max_size=8).map("".join)


def references(*, variables: bool = False) -> SearchStrategy[str]:
    """Right references without a digest; with *variables*, some carry ``${NAME}``."""
    word = st.text(_LETTERS, min_size=1, max_size=6)
    words = word | st.sampled_from([f"${{{name}}}" for name in VARIABLES]) if variables else word
    separator = st.sampled_from([".", "_", "__", "-", "---"])
    component = st.builds(
        lambda start, rest: start + "".join(rest), words, st.lists(st.builds(str.__add__, separator, words), max_size=2)
    )
    path = st.lists(component, min_size=1, max_size=3).map("/".join)
    tag = st.text(_LETTERS + "ABC._-", max_size=12).map(lambda text: f":t{text}") | st.just("")
    tags = tag | st.sampled_from([f":{{{name}}}".replace("{", "${", 1) for name in VARIABLES]) if variables else tag
    return st.builds(lambda *parts: "".join(parts), st.sampled_from(_HOSTS), path, tags)


def digests() -> SearchStrategy[str]:
    """Right digests."""
    lengths = st.sampled_from([("sha256", 64), ("sha384", 96), ("sha512", 128)])
    hexes = st.integers(min_value=0, max_value=2**256)
    return st.builds(
        lambda kind, number: f"{kind[0]}:{number:0{kind[1]}x}"[: len(kind[0]) + 1 + kind[1]], lengths, hexes
    )


def right_values(parameter: Parameter, *, variables: bool = False) -> SearchStrategy[str]:
    """Values that the model takes for *parameter*."""
    by_kind: dict[Kind, SearchStrategy[str]] = {
        "reference": references(variables=variables),
        "choice": st.sampled_from(parameter.values or ("",)),
        "boolean": st.sampled_from(sorted(golang.TRUE_WORDS | golang.FALSE_WORDS)),
        "level": st.integers(0, 9).map(str) | st.sampled_from(["+9", "09", "-0", "-2", "10", "22"]),
    }
    return by_kind[parameter.kind]


def raw_values(parameter: Parameter) -> SearchStrategy[str]:
    """What may stand in an editor or a paste for *parameter*: right, nearly right, or anything."""
    return right_values(parameter) | st.sampled_from(_RAW[parameter.kind]) | hostile_text()


def keys(*, writable: bool = False) -> SearchStrategy[str]:
    """Keys as buildx leaves them: lower case, without ``=``."""
    text = hostile_text(writable=writable).map(lambda key: golang.lower(key.replace("=", "")))
    return st.sampled_from(_UNKNOWN_KEYS) | text


def fields(*, writable: bool = False) -> SearchStrategy[tuple[str, str]]:
    """Any fields that buildx can read out of a value, the type not among them."""
    return st.tuples(keys(writable=writable).filter(lambda key: key != TYPE), hostile_text(writable=writable))


OTHERS = ("inline", "local", "gha", "s3", "azblob")
"""Types beside the registry."""


def entries(option: Option) -> SearchStrategy[Entry]:
    """Entries as they may be typed or pasted: any value, unknown and repeated keys, other types."""
    odd = st.sampled_from([*OTHERS, "Registry", "registry;ref=x"]) | hostile_text().filter(bool)
    types = st.integers(0, 7).flatmap(lambda number: odd if number == 7 else st.just(SHORT_TYPE))
    known = st.sampled_from(catalog().default.parameters).flatmap(
        lambda row: st.tuples(st.just(row.name), raw_values(row))
    )
    body = st.lists(known | known | fields(), max_size=6)
    return st.builds(lambda kind, rest: Entry(((TYPE, kind), *rest)), types, body)


def right_entries(option: Option, *, variables: bool = False) -> SearchStrategy[Entry]:
    """Entries of which every known value is right by itself; unknown and repeated keys may stand beside them."""
    rows = catalog().default.of(option)
    ref, others = rows[0], list(rows[1:])
    known = st.sampled_from(others).flatmap(lambda row: st.tuples(st.just(row.name), right_values(row)))
    body = st.lists(
        known | fields(writable=True).filter(lambda field: field[0] not in catalog().default.names), max_size=5
    )
    registry = st.builds(
        lambda text, rest, at: Entry(((TYPE, SHORT_TYPE), *rest[:at], (ref.name, text), *rest[at:])),
        right_values(ref, variables=variables),
        body,
        st.integers(0, 5),
    )
    other = st.sampled_from(OTHERS).flatmap(
        lambda kind: st.lists(fields(writable=True), max_size=3).map(lambda rest: Entry(((TYPE, kind), *rest)))
    )
    return st.integers(0, 5).flatmap(lambda number: other if number == 5 else registry)


def releases() -> SearchStrategy[str]:
    """Every BuildKit release of the table, the newest also as an empty text."""
    return st.sampled_from(["", *map(versions.text, catalog().releases.releases), "v0.21.3-rc1", "0.9"])


def drafts() -> SearchStrategy[Draft]:
    """Any draft that the form can make, right or wrong."""
    return st.builds(
        _draft,
        image=st.just("") | references() | st.sampled_from(_RAW["reference"]) | hostile_text(),
        output=st.sampled_from(OUTPUTS),
        context=st.sampled_from([".", "", "-", "-x", "=ls", "https://github.com/acme/app.git#main:sub"])
        | hostile_text(),
        buildkit=st.integers(0, 7).flatmap(lambda number: hostile_text() if number == 7 else releases()),
        writes=st.lists(entries("cache-to"), max_size=3).map(tuple),
        reads=st.lists(entries("cache-from"), max_size=3).map(tuple),
        following=st.booleans(),
    )


def right_drafts(*, variables: bool = False) -> SearchStrategy[Draft]:
    """Drafts of which most have no error; rules across fields may still find one."""
    return st.builds(
        _draft,
        image=st.just("") | references(variables=variables),
        output=st.sampled_from(OUTPUTS),
        context=st.sampled_from([".", "", "-", "-x", "=ls", "${HOME}/x"]) | hostile_text(writable=True),
        buildkit=releases(),
        writes=st.lists(right_entries("cache-to", variables=variables), max_size=3).map(tuple),
        reads=st.lists(right_entries("cache-from", variables=variables), max_size=3).map(tuple),
        following=st.booleans(),
    )


def _draft(*, following: bool, **values: object) -> Draft:
    return Draft(**values, following=False).with_following(following)  # type: ignore[arg-type]
