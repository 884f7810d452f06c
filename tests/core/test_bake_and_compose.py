"""Bake and Compose files as the real buildx and the real Compose read them."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from buildx_cache_flags.core import project
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.files import FileReading
from buildx_cache_flags.core.formats.bake import grammar, tree
from buildx_cache_flags.core.formats.bake.evaluation import value_of
from buildx_cache_flags.core.formats.bake.scope import Scope
from buildx_cache_flags.core.formats.bake.values import as_text, is_open
from buildx_cache_flags.core.formats.compose.interpolation import interpolated, read_dotenv
from buildx_cache_flags.core.text.template import Part, Template
from tests.conftest import vectors

ROWS = [*vectors("bake"), *vectors("bake_more")]


class Folder:
    """Files that lie beside the one that is read."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def read(self, path: str) -> str | None:
        """The text of a file."""
        return self._texts.get(path)

    near = read


def read(row: dict[str, Any], catalog: Catalog) -> FileReading:
    return project.read(row["file"], row["text"], catalog, Folder(row.get("more") or {}))


def wanted(row: dict[str, Any]) -> Counter[tuple[tuple[str, str], ...]]:
    lists = (entries for target in row.get("targets", {}).values() for entries in target.values())
    return Counter(tuple(sorted(entry.items())) for entries in lists for entry in entries)


def is_known(row: dict[str, Any]) -> bool:
    """Whether the files alone say what the programs made of them."""
    outside = ("timestamp", "variable-without-default", "unset", "required")
    return row["kind"] not in outside and not row.get("error")


@pytest.mark.parametrize("row", [row for row in ROWS if is_known(row)], ids=lambda row: f"{row['tool']} {row['kind']}")
def test_entries_are_those_of_the_real_program(row: dict[str, Any], catalog: Catalog) -> None:
    builds = read(row, catalog).builds
    if not row.get("branches"):
        assert not any(build.unchecked for build in builds)
    found = Counter(
        tuple(sorted({"type": one.entry.type, **one.entry.attrs}.items())) for build in builds for one in build.entries
    )
    # Where a condition decides, the program shows one outcome, and both are read.
    assert not wanted(row) - found
    assert row.get("branches") or found == wanted(row)


@pytest.mark.parametrize("row", [row for row in vectors("bake") if not is_known(row)], ids=lambda row: row["kind"])
def test_what_only_the_environment_knows_is_named(row: dict[str, Any], catalog: Catalog) -> None:
    reading = read(row, catalog)
    assert reading.problems or any(build.unchecked for build in reading.builds)


@pytest.mark.parametrize("row", [row for row in vectors("bake_more") if row.get("error")], ids=lambda row: row["kind"])
def test_what_the_real_program_refuses_has_a_sentence(row: dict[str, Any], catalog: Catalog) -> None:
    reading = read(row, catalog)
    found = [*reading.problems, *(problem for build in reading.builds for problem in build.problems)]
    assert {problem.severity for problem in found} & {"error", "warning"}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('lower("A") == "a" ? "yes" : "no"', "yes"),
        ('"${1 + 2 * 3}-${(1 + 2) * 3}"', "7-9"),
        ('join("/", [for x in ["a", "b", "c"] : upper(x) if x != "b"])', "A/C"),
        ('{ a = "x", "b" : "y" }["b"]', "y"),
        ('[{ n = "p" }, { n = "q" }][*].n[1]', "q"),
        ('format("%s:%03d", "t", 7)', "t:007"),
        ('regex_replace("Feature/One", "[^a-zA-Z0-9]+", "-")', "Feature-One"),
        ('replace("a/b/c", "/", "-")', "a-b-c"),
        ("!(1 > 2) && 3 >= 3", "true"),
        ("-4 % 3", "-1"),
        ('coalesce(null, "x")', "x"),
        ('element(split(",", "a,b,c"), 4)', "b"),
        ('jsonencode({ b = 1, a = ["x", true] })', '{"a":["x",true],"b":1}'),
        ('trimprefix(trimsuffix("v1.2.0-rc", "-rc"), "v")', "1.2.0"),
        ('concat(["a"], ["b"]...)[1]', None),
        ('md5("x")', "9dd4e461268c8034f5c8564e155c67a6"),
        ('regex("v(\\\\d+)", "v12")[0]', "12"),
        ('regex_replace("a-b", "(?P<x>a)-(b)", "$${2}$x$$")', "ba$"),
        ('try(jsondecode("{"), "bad")', "bad"),
        ('can({ a = "x" }["b"])', "false"),
        ('formatlist("%s:%d", ["a", "b"], 3)[1]', "b:3"),
        ('parseint("ff", 16) + pow(2, 3)', "263"),
        ('csvdecode("n,t\\na,1")[0].t', "1"),
        ('convert("7", number) + 1', "8"),
        ('"%{ for x in ["a", "b"] }${x}-%{ endfor }%{ if 1 > 2 }no%{ else }yes%{ endif }"', "a-b-yes"),
        ('"a %{~ if true ~} b %{~ endif ~} c"', "abc"),
    ],
)
def test_expressions(source: str, value: str | None) -> None:
    result = value_of(Scope(), Template((Part("raw", f"${{{source}}}"),), 1), {})
    assert as_text(result) == value


@pytest.mark.parametrize("source", ["timestamp()", "nobody(1)", "unknown", 'regex_replace("a", "(a+)+$", "")', "1 / 0"])
def test_what_the_file_does_not_say_stays_open(source: str) -> None:
    result = value_of(Scope(), Template((Part("raw", f"${{{source}}}"),), 1), {})
    assert is_open(result)


def test_a_variable_that_names_itself_ends() -> None:
    node = Template((Part("name", "A"),), 1)
    assert is_open(value_of(Scope(variables={"A": node}), node, {}))


def test_lines_of_an_expression() -> None:
    found = grammar.parse('[\n  "a",\n  f(\n    "b"),\n]', 10)
    assert isinstance(found, tree.Items)
    assert [item.line for item in found.items] == [11, 12]


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("a$B", "a${B}"),
        ("a$$B", "a$B"),
        ("${A:-x}", "x"),
        ("${A-${B:-y}}", "y"),
        ("${A:?no}", "${A:?no}"),
        ("${A:+x}", "${A:+x}"),
        ("${K}${K:-z}${E:-z}${E-z}${K:+w}", "kkzw"),
        ("${", "${"),
        ("${A b}", "${A b}"),
    ],
)
def test_variables_of_compose(text: str, raw: str) -> None:
    assert interpolated(text, known={"K": "k", "E": ""}).raw == raw


def test_a_dotenv_file() -> None:
    text = "# c\nexport A=1 # one\nB='$x'\nC=\"a\\nb\"\nD=${A}2\nE=$NOBODY\nF=\n=x\n"
    assert read_dotenv(text) == {"A": "1", "B": "$x", "C": "a\nb", "D": "12", "F": ""}
