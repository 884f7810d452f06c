"""The documents for contributors: what they name is there, and people find them."""

import re
import tomllib
from pathlib import Path

import pytest

from buildx_cache_flags.core.catalog.parameters import KINDS
from buildx_cache_flags.core.files.kinds import KINDS as FILE_KINDS
from devtools import commands
from devtools.metadata import metadata
from devtools.process import ROOT
from tests.packaging.test_linux_files import OPTION, options_of
from tests.packaging.test_linux_files import commands as command_line

DOCUMENTS = ("ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "README.md")
PLACES = ("gui/", "packaging/", "resources/", "tests/")
MADE_UP = re.compile(r"NAME|FILE|packaging\\|/[A-Z]+\.")


def text_of(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


def paths_in(document: str) -> set[str]:
    """What a document names as a file or a folder of the project: in code, in a command, or behind a link."""
    text = text_of(document)
    words = {word for code in re.findall(r"`([^`\n]+)`", text) for word in code.split()}
    words |= {word for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL) for word in block.split()}
    linked = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link}
    return linked | {word for word in words if word.startswith(PLACES) and not MADE_UP.search(word)}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_named_exists(document: str) -> None:
    named = paths_in(document)
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
    assert len(named) > 10 or document == "CHANGELOG.md"


def test_a_file_that_is_gone_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "PAGE.md").write_text("`tests/gone.py`, [here](gone.md), `resources/NAME.toml`\n", "utf-8")
    monkeypatch.setattr("tests.packaging.test_documents.ROOT", tmp_path)
    assert paths_in("PAGE.md") == {"tests/gone.py", "gone.md"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_of_make_that_is_named_exists(document: str) -> None:
    named = set(re.findall(r"(?:`|^\$ |\n\$ )make ([a-z-]+)", text_of(document)))
    assert named <= {*commands.COMMANDS, "ci", "help"}


def test_the_kinds_of_parameters_are_those_that_there_are() -> None:
    section = text_of("CONTRIBUTING.md").partition("## Add a parameter")[2].partition("\n## ")[0]
    listed = re.search(r"its `kind` \((.*?)\)", section)
    assert listed is not None
    assert re.findall(r"`(\w+)`", listed[1]) == list(KINDS)


def test_the_readme_leads_to_the_others() -> None:
    assert {"ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"} <= paths_in("README.md")


def test_the_readme_names_every_option_of_check() -> None:
    known = options_of(command_line()["check"]) - {"-h", "--help"}
    assert known <= set(OPTION.findall(text_of("README.md")))


@pytest.mark.parametrize("label", [label for kind, label in FILE_KINDS.items() if kind])
def test_the_readme_names_every_kind_of_file_that_is_read(label: str) -> None:
    section = text_of("README.md").partition("### Files")[2].partition("\n## ")[0]
    assert label.split(maxsplit=1)[0] in section


def test_the_changelog_begins_with_what_is_not_released_and_has_every_release() -> None:
    headings = re.findall(r"^## (.*)$", text_of("CHANGELOG.md"), re.MULTILINE)
    assert headings == ["[Unreleased]", *(f"[{row.version}] - {row.date}" for row in metadata().releases)]


def test_the_sources_have_them() -> None:
    catalog = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["sdist"]
    assert set(DOCUMENTS) <= set(catalog["only-include"])
