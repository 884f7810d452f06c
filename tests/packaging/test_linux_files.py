"""The desktop entry, AppStream's description and the manual page: valid, and in step with the command."""

import argparse
import configparser
import gzip
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from buildx_cache_flags.cli import command_line
from devtools import linuxfiles
from devtools.metadata import metadata
from devtools.process import ROOT

ABOUT = metadata()
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linux")
    linuxfiles.make(folder)
    return folder / "share"


@pytest.fixture
def page(share: Path, tmp_path: Path) -> Path:
    path = tmp_path / "page.1"
    path.write_bytes(gzip.decompress((share / "man/man1/buildx-cache-flags.1.gz").read_bytes()))
    return path


def run(*command: str | Path, **env: str) -> str:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **env},
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


def test_a_second_run_makes_the_same_bytes(share: Path, tmp_path: Path) -> None:
    linuxfiles.make(tmp_path)
    files = [file for file in share.rglob("*") if file.is_file()]
    assert len(files) == 3
    for file in files:
        content = file.read_bytes()
        assert content == (tmp_path / "share" / file.relative_to(share)).read_bytes()
        assert b"@" not in (gzip.decompress(content) if file.suffix == ".gz" else content)


def test_the_packed_page_holds_neither_a_time_nor_a_name(share: Path) -> None:
    packed = (share / "man/man1/buildx-cache-flags.1.gz").read_bytes()
    magic, flags, time = packed[:3], packed[3], packed[4:8]
    assert (magic, flags, time) == (b"\x1f\x8b\x08", 0, bytes(4))


def test_an_unknown_placeholder_is_an_error() -> None:
    with pytest.raises(KeyError):
        linuxfiles.fill("metainfo.xml.in", {"name": "x"})


def test_the_desktop_entry_is_valid(share: Path) -> None:
    path = share / "applications/buildx-cache-flags.desktop"
    assert run("desktop-file-validate", path) == ""


def test_the_desktop_entry_belongs_to_the_window(share: Path) -> None:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(share / "applications/buildx-cache-flags.desktop", encoding="utf-8")
    entry = dict(parser["Desktop Entry"])
    source = (ROOT / "gui/buildx_cache_flags/app.py").read_text("utf-8")
    # Task bars find the entry by these: the first two are given to Qt, and Wayland and X11 show them.
    assert f'setDesktopFileName("{ABOUT.name}")' in source
    assert f'setApplicationName("{entry["StartupWMClass"]}")' in source
    assert (entry["Name"], entry["Exec"], entry["Icon"]) == (ABOUT.shown_name, ABOUT.command, ABOUT.name)


def test_the_metainfo_is_valid(share: Path) -> None:
    (path,) = (share / "metainfo").iterdir()
    report = run("appstreamcli", "validate", "--no-net", "--no-color", path)
    assert not re.search(r"^[EW]:", report, re.MULTILINE), report


def test_the_metainfo_says_what_the_application_is(share: Path) -> None:
    (path,) = (share / "metainfo").iterdir()
    root = ElementTree.parse(path).getroot()
    assert path.name == f"{root.findtext('id')}.metainfo.xml"
    assert root.findtext("launchable") == "buildx-cache-flags.desktop"
    assert root.findtext("provides/binary") == ABOUT.command
    assert root.findtext("project_license") == ABOUT.licence
    assert next(row.get("version") for row in root.iter("release")) == ABOUT.version
    assert [text.text for text in root.findall("description/p")] == list(ABOUT.description)
    rating = root.find("content_rating")
    assert rating is not None
    assert rating.get("type") == "oars-1.1"
    assert root.find("screenshots") is None
    assert root.find("url") is None


def test_the_manual_page_has_no_mistakes(page: Path) -> None:
    shown = run("man", "--warnings", "-Tutf8", "-l", page, MANWIDTH="80")
    assert "github-actions" in re.sub(r".\x08", "", shown)


def test_the_manual_page_pleases_another_reader(page: Path) -> None:
    assert run("mandoc", "-Tlint", "-Wall", page) == ""


def commands() -> dict[str, argparse.ArgumentParser]:
    parser = command_line.parser()
    (found,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {"": parser, **found.choices}


def section(page: Path, kind: str, name: str) -> str:
    text = re.sub(r"\\f[BIR]|\\e", "", page.read_text("utf-8")).replace(r"\-", "-")
    found = re.search(rf"^\.{kind} {re.escape(name)}\n(.*?)(?=^\.S[HS] |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return found[1]


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {name for action in parser._actions for name in action.option_strings}


def headings(text: str) -> set[str]:
    """The options that have a paragraph of their own."""
    return {name for line in re.findall(r"^\.TP\n(.*)$", text, re.MULTILINE) for name in OPTION.findall(line)}


def test_the_manual_page_explains_every_option_and_no_other(page: Path) -> None:
    known = commands()
    assert known.keys() == {"", "check", "render", "inspect", "cleanup", "builder", "explain", "completion"}
    assert headings(section(page, "SH", "OPTIONS")) == options_of(known[""])
    for name in known.keys() - {""}:
        # The help of a command is told of once.
        assert headings(section(page, "SS", name)) == options_of(known[name]) - {"-h", "--help"}


def test_the_synopsis_names_every_option(page: Path) -> None:
    forms = [form for form in section(page, "SH", "SYNOPSIS").split(".YS\n") if form.strip()]
    named: dict[str, set[str]] = {}
    for form in forms:
        command = re.match(r'\.SY "?buildx-cache-flags ?(\w*)', form)
        assert command is not None
        named.setdefault(command[1], set()).update(OPTION.findall(form.partition("\n")[2]))
    for name, parser in commands().items():
        assert named[name] == options_of(parser) - {"-h", "--help", "--version"}


def test_the_manual_page_names_every_choice(page: Path) -> None:
    for name, parser in commands().items():
        if not name:
            continue
        paragraphs = section(page, "SS", name).split(".TP\n")
        for action in parser._actions:
            if action.option_strings and action.choices:
                (text,) = (part for part in paragraphs if action.option_strings[0] in part.partition("\n")[0])
                words = set(re.findall(r"^\.BR? ([\w-]+)", text, re.MULTILINE))
                assert words - {"--jsonl"} == set(action.choices)


def test_the_examples_work(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shlex

    from buildx_cache_flags.__main__ import main

    monkeypatch.chdir(tmp_path)
    (tmp_path / "compose.yaml").write_text("services: {app: {build: .}}\n", encoding="utf-8")
    examples = re.findall(r"^\.EX\n(.*?)^\.EE", section(page, "SH", "EXAMPLES"), re.MULTILINE | re.DOTALL)
    # The first one shows a mistake.
    statuses = [main(shlex.split(text.replace("\n", " "))[1:]) for text in examples]
    assert statuses == [1, 0, 0, 0]
