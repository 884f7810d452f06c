"""What packages say about the application is what the application says."""

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import buildx_cache_flags
from buildx_cache_flags import app
from devtools.metadata import constant, metadata
from devtools.process import ROOT


def test_it_is_read_from_the_one_place_that_says_it() -> None:
    about = metadata()
    assert about.version == buildx_cache_flags.__version__
    assert about.shown_name == app.NAME
    assert (about.name, about.command, about.licence) == ("buildx-cache-flags", "buildx-cache-flags", "MIT")
    assert about.copyright.startswith("Copyright (c) ")
    assert about.copyright.endswith(about.author)


def test_the_newest_release_is_this_version() -> None:
    about = metadata()
    assert about.releases[0].version == about.version
    assert [row.date for row in about.releases] == sorted((row.date for row in about.releases), reverse=True)
    assert datetime.fromtimestamp(about.epoch, UTC) == datetime.combine(about.released, datetime.min.time(), UTC)


def test_texts_are_plain_sentences() -> None:
    about = metadata()
    assert not about.summary.endswith(".")
    assert all(text.endswith(".") for text in about.description)
    for text in (about.summary, *about.description, *about.features):
        assert re.search(r"[<>&\\@]|  ", text) is None
        assert text[0].isupper()


def test_names_are_in_the_letters_that_each_system_allows() -> None:
    about = metadata()
    assert re.fullmatch(r"[a-z]+(\.[a-z_][a-z0-9_]*){2,}", about.identifier)
    assert re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+){2,}", about.bundle_identifier)


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.22", (1, 22, 0, 0)), ("1.2.3.4", (1, 2, 3, 4)), ("2.0.dev1", (2, 0, 0, 0))],
)
def test_windows_gets_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert replace(metadata(), version=version).version_numbers == numbers


def test_a_constant_is_found_without_importing_its_module(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('import nowhere\nPLAIN = "a"\nTYPED: str = "b"\nNUMBER = 3\n', encoding="utf-8")
    assert (constant(module, "PLAIN"), constant(module, "TYPED")) == ("a", "b")
    for name in ("NUMBER", "MISSING"):
        with pytest.raises(KeyError, match=name):
            constant(module, name)


def test_a_release_has_a_version_of_numbers() -> None:
    assert all(re.fullmatch(r"\d+(\.\d+)+", row.version) for row in metadata().releases)


def test_the_sources_have_all_that_a_checkout_has() -> None:
    catalog = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["sdist"]
    included = set(catalog["only-include"])
    assert {".ci", ".editorconfig", ".gitattributes", ".gitignore", "Makefile", "packaging", "tests"} <= included
    assert all((ROOT / name).exists() for name in included)
