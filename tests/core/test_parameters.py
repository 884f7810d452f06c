"""The parameter table: against the documented one, row by row, and what fails at load."""

import copy
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.catalog import Catalog, backend_files
from buildx_cache_flags.core.catalog.parameters import OPTIONS, LevelRule, Levels, Parameter
from buildx_cache_flags.core.catalog.tables import TableError
from buildx_cache_flags.core.check import validation
from buildx_cache_flags.core.draft import effective_default
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.text import versions
from tests import strategies
from tests.conftest import DATA

NEWEST = (0, 32)
FOLDER = resources.path("backends")
DOCUMENT = (DATA / "registry-cache-parameters.txt").read_text(encoding="utf-8")
NAMES = [parameter.name for parameter in strategies.catalog().default.parameters]


def documented_rows() -> Iterator[dict[str, str]]:
    """The rows of the Markdown table in the documentation."""
    lines = [line for line in DOCUMENT.splitlines() if line.startswith("|")]
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    for cells in rows:
        yield dict(zip(head, cells, strict=True))


DOCUMENTED = list(documented_rows())


def code(cell: str) -> tuple[str, ...]:
    """The words in backticks in a cell."""
    return tuple(re.findall(r"`([^`]+)`", cell))


def documented_type(parameter: Parameter) -> str:
    """The cell that the documentation has for the type of *parameter*, as our row has it."""
    if parameter.kind == "choice":
        return ",".join(f"`{choice.value}`" for choice in parameter.choices if choice.documented)
    if parameter.levels is not None:
        return f"`{parameter.levels.min}..{parameter.levels.max}`"
    return {"reference": "String", "boolean": "`true`,`false`"}[parameter.kind]


def row(catalog: Catalog, name: str) -> Parameter:
    return catalog.default.by_name[name]


def test_the_documentation_has_eight_parameters() -> None:
    assert len(DOCUMENTED) == 8
    assert set(DOCUMENTED[0]) == {"Name", "Option", "Type", "Default", "Description"}


def test_the_same_parameters_are_documented_and_in_the_table(catalog: Catalog) -> None:
    documented = {code(cells["Name"])[0] for cells in DOCUMENTED}
    assert {parameter.name for parameter in catalog.default.parameters if parameter.documented} == documented
    assert [parameter.name for parameter in catalog.default.parameters if not parameter.documented] == [
        "registry.insecure"
    ]


@pytest.mark.parametrize("cells", DOCUMENTED, ids=lambda cells: cells["Name"].strip("`"))
def test_a_row_says_what_the_documentation_says(cells: dict[str, str], catalog: Catalog) -> None:
    parameter = row(catalog, code(cells["Name"])[0])
    assert parameter.options == code(cells["Option"])
    assert documented_type(parameter) == {"Boolean": "`true`,`false`"}.get(cells["Type"], cells["Type"])
    unset = effective_default(catalog.default, parameter, Entry(), catalog.releases.current)
    written = () if unset is None else (unset,)
    assert written == code(cells["Default"])


def test_each_flag_has_the_rows_that_the_documentation_gives_it(catalog: Catalog) -> None:
    for option in OPTIONS:
        documented = {code(cells["Name"])[0] for cells in DOCUMENTED if option in code(cells["Option"])}
        assert {parameter.name for parameter in catalog.default.rows(option)} == documented
        assert {parameter.name for parameter in catalog.default.of(option)} == documented | {"registry.insecure"}


@pytest.mark.parametrize("name", NAMES)
def test_every_row_explains_itself(name: str, catalog: Catalog) -> None:
    parameter = row(catalog, name)
    assert parameter.label
    assert not parameter.label.endswith(".")
    assert re.fullmatch(r"[A-Z][^\n]*[^.\s]\.", parameter.help)
    assert len(re.findall(r"[.!?] [A-Z]", parameter.help)) < 2, "the help is two sentences at most"
    assert parameter.explanation.endswith(".")
    assert parameter.explanation != parameter.help
    assert parameter.link.startswith("https://")
    assert "{value}" in parameter.refused
    assert not parameter.refused.endswith(".")
    assert parameter.since > (0, 0)


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_explains_itself(name: str, catalog: Catalog) -> None:
    parameter = row(catalog, name)
    assert bool(parameter.choices) == (parameter.kind == "choice")
    assert len(set(parameter.values)) == len(parameter.choices)
    for choice in parameter.choices:
        assert choice.label
        assert re.fullmatch(r"[^\n]+[^.\s]\.", choice.help)


@pytest.mark.parametrize("name", NAMES)
def test_every_default_is_a_right_value(name: str, catalog: Catalog) -> None:
    parameter = row(catalog, name)
    for default in parameter.defaults:
        assert bool(default.value) != bool(default.follows)
        if default.value:
            values = validation.check(
                catalog.default, parameter.options[0], {name: default.value}, with_variables=False
            )
            assert values.refused == {}


def test_no_alias_is_a_name_or_stands_twice(catalog: Catalog) -> None:
    aliases = [alias for parameter in catalog.default.parameters for alias in parameter.aliases]
    assert len(set(aliases)) == len(aliases)
    assert not set(aliases) & set(catalog.default.names)


def test_the_default_of_image_manifest_changed_twice(catalog: Catalog) -> None:
    parameter = row(catalog, "image-manifest")
    found = [parameter.default_since(version) for version in ((0, 12), (0, 20), (0, 21), (0, 22), (0, 32), (1, 0))]
    assert [(default.value, default.follows) for default in found if default] == [
        ("false", ""),
        ("false", ""),
        ("true", ""),
        *[("", "oci-mediatypes")] * 3,
    ]


def test_a_parameter_without_defaults_means_nothing_while_unset(catalog: Catalog) -> None:
    assert row(catalog, "ref").default_since((0, 32)) is None
    assert row(catalog, "compression-level").default_since((0, 32)) is None


def test_the_releases_are_newest_first_and_hold_every_one_that_changed_something(catalog: Catalog) -> None:
    releases = catalog.releases.releases
    assert list(releases) == sorted(set(releases), reverse=True)
    assert releases[0] == catalog.releases.current
    changed = {default.since for parameter in catalog.default.parameters for default in parameter.defaults}
    changed |= {parameter.since for parameter in catalog.default.parameters} | {catalog.releases.several_exports}
    assert {version for version in changed if version > (0, 3)} <= set(releases)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("", (0, 32)),
        ("0.21", (0, 21)),
        ("v0.21.3", (0, 21)),
        (" 0.9 ", (0, 9)),
        ("v1.0.0-rc1", (1, 0)),
        ("0.12.5+x", (0, 12)),
    ],
)
def test_a_release_is_read_as_people_write_it(text: str, version: tuple[int, int], catalog: Catalog) -> None:
    assert catalog.version(text) == version
    assert catalog.release(text) == version


@pytest.mark.parametrize("text", ["0", "latest", "0.x", "0.21.3.4", "v", "0,21", "٠.٢", "0." + "1" * 100_000])
def test_what_is_no_release_is_said_or_counts_as_the_newest(text: str, catalog: Catalog) -> None:
    with pytest.raises(ValueError, match=r"is not a BuildKit version\. Use one like"):
        catalog.version(text)
    assert catalog.release(text) == catalog.releases.current


def test_versions_are_written_as_they_are_read() -> None:
    for version in ((0, 3), (0, 21), (1, 0)):
        assert versions.parse(versions.text(version)) == version


# Levels


def test_the_levels_of_each_compression(catalog: Catalog) -> None:
    levels = row(catalog, "compression-level").levels
    assert levels is not None
    assert set(levels.by) == set(row(catalog, "compression").values)
    assert {value: levels.span(value, NEWEST) for value in levels.by} == {
        "gzip": (0, 9),
        "estargz": (0, 9),
        "zstd": (0, 22),
        "uncompressed": (0, 22),
    }
    assert levels.rule("gzip", NEWEST).accepts(-2)
    assert not levels.rule("gzip", NEWEST).accepts(-3)
    assert not levels.rule("gzip", NEWEST).accepts(10)
    assert levels.rule("zstd", NEWEST).accepts(2**63 - 1)
    assert [levels.rule("zstd", NEWEST).group(level) for level in (-5, 0, 2, 3, 5, 6, 9, 10, 22, 999)] == [
        *[(0, 2)] * 3,
        *[(3, 5)] * 2,
        *[(6, 9)] * 2,
        *[(10, None)] * 3,
    ]
    assert levels.rule("zstd", NEWEST).unset == 3
    assert levels.rule("gzip", NEWEST).unset == 6


def test_a_value_without_a_rule_takes_the_documented_range() -> None:
    levels = Levels(1, 5, of="x", by={"y": (LevelRule(max=3),)})
    for value in ("other", "", None):
        assert levels.rule(value, NEWEST) == LevelRule(1, 5)
        assert levels.span(value, NEWEST) == (1, 5)
    assert levels.span("y", NEWEST) == (1, 3)


@pytest.mark.parametrize(
    ("rule", "nearest"),
    [
        (LevelRule(), {-9: -9, 0: 0, 99: 99}),
        (LevelRule(min=1), {-9: 1, 1: 1, 99: 99}),
        (LevelRule(max=4), {-9: -9, 4: 4, 99: 4}),
        (LevelRule(min=1, max=4), {0: 1, 1: 1, 3: 3, 4: 4, 5: 4}),
    ],
)
def test_the_nearest_level_is_the_closest_one_that_works(rule: LevelRule, nearest: dict[int, int]) -> None:
    assert {level: rule.nearest(level) for level in nearest} == nearest
    assert {level for level in nearest if rule.accepts(level)} == {
        level for level, near in nearest.items() if level == near
    }


def test_without_groups_every_level_is_its_own() -> None:
    assert LevelRule(0, 9).group(5) is None


# What fails at load


def data() -> dict[str, Any]:
    """The registry's table as TOML data, with the rows that it shares as its own."""
    own, common = (
        tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")) for name in ("registry", "common")
    )
    del own["use"]
    return {**own, "parameter": [*own["parameter"], *common["parameter"]], "group": common["group"]}


def named(found: dict[str, Any], name: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = found["parameter"]
    return next(parameter for parameter in rows if parameter["name"] == name)


Section = Callable[[dict[str, Any]], dict[str, Any]]
SECTIONS: dict[str, tuple[Section, str]] = {
    "top level": (lambda found: found, "table"),
    "parameter": (lambda found: named(found, "mode"), "parameter mode"),
    "choice": (lambda found: named(found, "mode")["choices"][1], "parameter mode: choice"),
    "default": (lambda found: named(found, "image-manifest")["defaults"][2], "parameter image-manifest: default"),
    "advice": (lambda found: named(found, "mode")["recommended"], "parameter mode: recommended"),
    "group": (lambda found: found["group"][0], "group compression"),
    "levels": (lambda found: named(found, "compression-level")["levels"], "parameter compression-level: levels"),
    "by": (
        lambda found: named(found, "compression-level")["levels"]["by"]["zstd"][0],
        "parameter compression-level: levels by zstd",
    ),
}


def test_the_table_loads_from_its_own_data(catalog: Catalog) -> None:
    assert sorted(backend_files.from_data(data(), {}).names) == sorted(catalog.default.names)


@pytest.mark.parametrize(("section", "place"), SECTIONS.values(), ids=SECTIONS)
def test_an_unknown_key_fails_with_its_place(section: Section, place: str) -> None:
    found = data()
    section(found)["labell"] = "x"
    with pytest.raises(TableError, match=rf"^{re.escape(place)}: unknown key 'labell'; known are \w+"):
        backend_files.from_data(found, {})


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("top level", "type"),
        ("parameter", "name"),
        ("parameter", "kind"),
        ("parameter", "options"),
        ("choice", "value"),
        ("advice", "why"),
        ("group", "title"),
        ("levels", "min"),
        ("levels", "max"),
    ],
)
def test_a_missing_key_fails_with_its_place(section: str, key: str) -> None:
    found = data()
    find, place = SECTIONS[section]
    del find(found)[key]
    place = "parameter ?" if key == "name" else place
    with pytest.raises(TableError, match=rf"^{re.escape(place)}: the key '{key}' is missing$"):
        backend_files.from_data(found, {})


def broken(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    found = data()
    change(found)
    return found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda found: named(found, "mode").update(kind="combo"),
            "parameter mode: kind: 'combo' is not one of reference, ",
        ),
        (
            lambda found: named(found, "mode").update(options=["to"]),
            "parameter mode: options: 'to' is not one of cache-to, ",
        ),
        (lambda found: named(found, "mode").update(options=[]), "parameter mode: options: no flag reads it"),
        (
            lambda found: found["parameter"].append(copy.deepcopy(named(found, "mode"))),
            "parameter: two rows have the same",
        ),
        (lambda found: named(found, "mode").pop("choices"), "parameter mode: a choice needs the key 'choices'"),
        (lambda found: named(found, "compression-level").pop("levels"), "parameter compression-level: a level needs"),
        (
            lambda found: named(found, "image-manifest")["defaults"][2].update(follows="oci"),
            "parameter image-manifest: there is no parameter 'oci'",
        ),
        (
            lambda found: named(found, "compression-level")["levels"].update(of="compresion"),
            "parameter compression-level: there is no parameter 'compresion'",
        ),
        (
            lambda found: named(found, "compression-level")["levels"]["by"].update(gzpi={"max": 9}),
            "parameter compression-level: levels by 'gzpi': compression has no such value",
        ),
        (lambda found: named(found, "mode").update(since="new"), "parameter mode: “new” is not a BuildKit version"),
        (
            lambda found: named(found, "image-manifest")["defaults"][1].update(since="x"),
            "parameter image-manifest: default: “x” is not a BuildKit version",
        ),
        (lambda found: found["address"].update({"cache-to": ["dest"]}), "address: cache-to reads no parameter 'dest'"),
        (lambda found: found["address"].update({"cache": []}), "address: 'cache' is not one of cache-to, "),
        (lambda found: found.update(use=["mood"]), "use: there is no shared parameter 'mood'"),
        (lambda found: named(found, "mode").update(pattern="("), "parameter mode: pattern: "),
        (lambda found: named(found, "mode").update(group="foramt"), "parameter mode: group: 'foramt' is not one of "),
        (lambda found: found.update(parameter={}), "parameter: expected a list of tables"),
    ],
)
def test_a_slip_in_the_table_fails_with_its_place(change: Callable[[dict[str, Any]], object], message: str) -> None:
    with pytest.raises(TableError, match=f"^{re.escape(message)}"):
        backend_files.from_data(broken(change), {})


@pytest.mark.parametrize("content", [b"type = ", b"\xff", b"parameter = 1\n", b"x = 1\n", None])
def test_a_file_that_is_no_table_is_named(content: bytes | None, tmp_path: Path) -> None:
    (tmp_path / "backends").mkdir()
    (tmp_path / "releases.toml").write_text('current = "0.32"\n', encoding="utf-8")
    path = tmp_path / "backends" / "registry.toml"
    if content is not None:
        path.write_bytes(content)
    else:
        path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(TableError, match=r"^registry.toml: "):
        catalogs.load(tmp_path).default  # noqa: B018 - it is read when it is asked for


@pytest.mark.parametrize(
    ("releases", "message"),
    [
        ({"current": "x"}, "releases.toml: “x” is not a BuildKit version"),
        ({"current": "0.32", "releases": ["x"]}, "releases.toml: “x” is not a BuildKit version"),
        ({}, "releases.toml: the key 'current' is missing"),
        ({"current": "0.32", "labell": 1}, "releases.toml: unknown key 'labell'"),
    ],
)
def test_a_slip_in_the_releases_fails_with_its_place(releases: dict[str, Any], message: str) -> None:
    with pytest.raises(TableError, match=f"^{re.escape(message)}"):
        catalogs.from_data({"registry": data()}, releases)
