"""Everything that a bundle contains has its licence text; what has none, or no owner, stops the build."""

import json
import re
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from devtools import bundled, debian, licences, parts
from devtools.process import DevError
from tests.packaging.bundled_here import distributions, libraries

NAMES = distributions()
LIBRARIES = libraries()
needs_dpkg = pytest.mark.skipif(debian.owner(Path("/bin/sh")) is None, reason="not Debian or a relative")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("licences")
    licences.collect(NAMES, LIBRARIES, made)
    return made


def install(folder: Path, *, text: str | None = None, fields: str = "") -> None:
    """Put a distribution where Python finds it."""
    place = folder / "made_up-1.0.dist-info"
    place.mkdir()
    (place / "METADATA").write_text(f"Metadata-Version: 2.4\nName: made-up\nVersion: 1.0\n{fields}", encoding="utf-8")
    record = "made_up-1.0.dist-info/METADATA,,\n"
    if text is not None:
        (place / "licenses").mkdir()
        (place / "licenses" / "LICENSE").write_text(text, encoding="utf-8")
        record += "made_up-1.0.dist-info/licenses/LICENSE,,\n"
    (place / "RECORD").write_text(record, encoding="utf-8")


def test_everything_that_the_application_needs_is_covered(folder: Path) -> None:
    assert {"pyside6-essentials", "shiboken6", "pydantic", "pydantic-core", "pyperclip", "ruamel-yaml"} <= set(NAMES)
    overview = (folder / "THIRD-PARTY.txt").read_text("utf-8")
    shown = {parts.normal(line.split()[0]) for line in overview.splitlines() if re.match(r"\S+ \d\S*$", line)}
    assert {*NAMES, "python"} <= shown


def test_every_text_that_is_named_is_there_and_every_one_there_is_named(folder: Path) -> None:
    overview = (folder / "THIRD-PARTY.txt").read_text("utf-8")
    named = {name for line in re.findall(r"^  Text: +(.*)$", overview, re.MULTILINE) for name in line.split(", ")}
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert named | {"THIRD-PARTY.txt", "LICENSE.txt", "QT-LICENCE.txt"} == there
    assert all((folder / name).stat().st_size > 100 for name in named)


def test_qts_texts_are_there_though_its_wheels_have_none(folder: Path) -> None:
    for name in ("pyside6_essentials", "shiboken6"):
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in (folder / name / "LGPL-3.0.txt").read_text("utf-8")
        assert "GNU GENERAL PUBLIC LICENSE" in (folder / name / "GPL-3.0.txt").read_text("utf-8")
    notices = (folder / "pyside6_essentials" / "Qt-notices.txt").read_text("utf-8")
    uses = {
        name
        for line in re.findall(r"^Licence: (.*)$", notices, re.MULTILINE)
        for name in re.split(r" and | or |, ", line)
    }
    uses = {name.partition(" ")[0] for name in uses} - {"GPL-2+)"}
    assert uses == set(re.findall(r"^Licence (\S+)$", notices, re.MULTILINE))


def test_the_note_on_qt_says_where_the_sources_are_and_how_to_replace_it(folder: Path) -> None:
    note = (folder / "QT-LICENCE.txt").read_text("utf-8")
    assert re.search(r"LGPL-3\.0", note)
    assert len(re.findall(r"https://(?:download|code)\.qt\.io/", note)) == 3
    assert "put your files in their place" in re.sub(r"\s+", " ", note)


@needs_dpkg
def test_licences_that_a_package_only_points_to_come_along(folder: Path) -> None:
    pointing = debian.package("libc6")
    assert set(debian.COMMON_NAME.findall(pointing.texts["copyright"].decode())) >= {"LGPL-2.1"}
    assert b"GNU LESSER GENERAL PUBLIC LICENSE" in pointing.texts["LGPL-2.1.txt"]


@needs_dpkg
def test_a_system_library_belongs_to_its_package() -> None:
    (library,) = [path for path in LIBRARIES if path.name == "libxcb-cursor.so.0"]
    (part,) = [part for part in parts.parts(NAMES, LIBRARIES) if part.purl.startswith("pkg:deb/")]
    assert (part.name, set(part.hashes)) == ("libxcb-cursor0", {library.name})
    assert re.fullmatch(r"pkg:deb/[a-z]+/libxcb-cursor0@[^?:+]+\?arch=\w+", part.purl)


def test_licences_of_debians_own_files_are_not_the_librarys() -> None:
    text = (
        "Format: x\n\nFiles: *\nCopyright: 1999 A\n 2000 B\nLicense: MIT\n Do what\n\n"
        "Files: src/b.c\n debian/rules\nCopyright: B\nLicense: Zlib\n\n"
        "Files: debian/*\nCopyright: C\nLicense: GPL-2+\n\nLicense: GPL-2+\n The text\n"
    )
    assert debian.licences(text) == "MIT, Zlib"
    assert debian.licences("Copyright 1999 A\n\nDo what you want.\n") == "see its text"


@needs_dpkg
def test_a_library_is_found_under_either_of_its_names() -> None:
    (path,) = Path("/usr/lib").glob("*-linux-gnu/libc.so.6")
    owners = {debian.owner(path), debian.owner(Path("/", *path.parts[2:]))}
    assert [str(owner).partition(":")[0] for owner in owners] == ["libc6"]


def test_a_distribution_without_a_text_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DevError, match="made-up has no licence text"):
        licences.collect(["made-up"], [], tmp_path / "made")
    assert not (tmp_path / "made").exists()


def test_a_text_and_a_licence_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, text="Do what you want.", fields="License-Expression: MIT-0\n")
    monkeypatch.syspath_prepend(tmp_path)
    part = next(part for part in parts.parts(["Made_Up"], []) if part.name == "made-up")
    assert (part.licence, part.purl, part.texts) == ("MIT-0", "pkg:pypi/made-up@1.0", {"LICENSE": b"Do what you want."})


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ("License: BSD\nClassifier: License :: OSI Approved :: MIT License\n", "BSD"),
        ("Classifier: License :: OSI Approved :: MIT License\n", "MIT License"),
        ("License: The whole text\n        of it\n", "see its text"),
        ("", "see its text"),
    ],
)
def test_the_licence_is_looked_for_wherever_old_ones_say_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fields: str, licence: str
) -> None:
    install(tmp_path, text="x", fields=fields)
    monkeypatch.syspath_prepend(tmp_path)
    assert parts.declared_licence(parts.find("made-up")) == licence


def test_what_is_not_installed_stops_the_build() -> None:
    with pytest.raises(DevError, match="no-such-thing is to be bundled, but is not installed"):
        parts.parts(["no-such-thing"], [])


def test_a_library_of_nobody_stops_the_build(tmp_path: Path) -> None:
    library = tmp_path / "libnobody.so.1"
    library.write_bytes(b"")
    with pytest.raises(DevError, match=r"libnobody\.so\.1 is to be bundled, and nobody knows whose it is"):
        parts.parts([], [library])


def test_a_library_of_a_distribution_that_was_not_named_stops_the_build() -> None:
    qt = [path for path in LIBRARIES if "PySide6" in path.parts]
    if not qt:
        pytest.skip("Qt's libraries have other names here")
    with pytest.raises(DevError, match="nobody knows whose it is"):
        parts.parts([name for name in NAMES if name != "pyside6-essentials"], qt)


def test_pythons_own_files_belong_to_python() -> None:
    prefix = Path(sys.base_prefix)
    own = [Path(sysconfig.get_path("stdlib")) / "lib-dynload" / "own.so", prefix / "lib" / "libpython3.99.so.1.0"]
    own += [prefix / "python399.dll", prefix / "DLLs" / "_own.pyd"]
    assert [part.name for part in parts.parts([], own)] == ["Python"]


@pytest.mark.parametrize("name", ["lib/libstranger.so.1", "lib/{python}/site-packages/stranger.so", "bin/stranger.so"])
def test_what_lies_where_python_does_need_not_be_its_own(name: str) -> None:
    path = Path(sys.base_prefix) / name.format(python="python{}.{}".format(*sys.version_info))
    with pytest.raises(DevError, match="and nobody knows whose it is"):
        parts.parts([], [path])


def test_pythons_notices_come_along(folder: Path) -> None:
    notices = (folder / "python" / "Python-notices.txt").read_text("utf-8")
    for holder in ("2008-2020 Stefan Krah", "Makoto Matsumoto", "Lucent Technologies", "Marek Majkowski"):
        assert re.search(rf"Copyright \(c\).*{holder}", notices, re.IGNORECASE), holder


def put_list(folder: Path, components: Sequence[Mapping[str, object]]) -> None:
    """Add a list of crates to what `install` has put there."""
    place = folder / "made_up-1.0.dist-info"
    (place / "sboms").mkdir()
    (place / "sboms" / "made-up.cyclonedx.json").write_text(json.dumps({"components": components}), encoding="utf-8")
    with (place / "RECORD").open("a", encoding="utf-8") as record:
        record.write("made_up-1.0.dist-info/sboms/made-up.cyclonedx.json,,\n")


def test_crates_are_known_and_their_list_comes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, text="Do what you want.")
    row = {"name": "b", "version": "2.0", "purl": "pkg:cargo/b@2.0", "licenses": [{"expression": "MIT"}]}
    other = {"name": "a", "version": "1.0", "purl": "pkg:cargo/a@1.0", "licenses": [{"license": {"id": "Zlib"}}]}
    put_list(tmp_path, [row, other, {**row, "purl": "pkg:cargo/c@2.0", "scope": "excluded"}])
    monkeypatch.syspath_prepend(tmp_path)
    part = next(part for part in parts.parts(["made-up"], []) if part.name == "made-up")
    assert [(one.purl, one.licence) for one in part.inside] == [("pkg:cargo/a@1.0", "Zlib"), ("pkg:cargo/b@2.0", "MIT")]
    assert set(part.texts) == {"LICENSE", "made-up.cyclonedx.json"}
    assert re.search(r"Note: .* Rust .* the 2 in made-up\.cyclonedx\.json,\n", licences.paragraph(part))


def test_a_list_of_crates_is_no_licence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path)
    put_list(tmp_path, [])
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(DevError, match="made-up has no licence text"):
        parts.parts(["made-up"], [])


def test_what_is_bundled_survives_the_way_to_another_python(tmp_path: Path) -> None:
    file = tmp_path / "parts.json"
    bundled.write(file, ["b", "a", "b"], [Path("/x/y"), Path("/x/a")])
    assert bundled.read(file) == (["a", "b"], [Path("/x/a"), Path("/x/y")])
