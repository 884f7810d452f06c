"""The Debian package: what it says, and where its files go."""

import gzip
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from devtools import deb, debtext, system, trial
from devtools.metadata import metadata
from devtools.process import DevError, capture
from tests.packaging.given_away import give_away

ABOUT = metadata()
needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-shlibdeps"), reason="needs dpkg-dev")


def fields(control: str) -> dict[str, str]:
    """The fields of a control file; lines that begin with a space go on with the one before."""
    found: dict[str, str] = {}
    name = ""
    for line in control.splitlines():
        if line.startswith(" "):
            found[name] += f"\n{line}"
        else:
            name, _, found[name] = line.partition(": ")
    return found


def test_the_control_file_has_what_dpkg_wants() -> None:
    control = debtext.control(ABOUT, "amd64", ["libgl1", "libc6 (>= 2.36)"], 1234)
    found = fields(control)
    assert control.endswith("\n")
    assert found["Package"] == ABOUT.name
    assert found["Version"] == ABOUT.version
    assert found["Architecture"] == "amd64"
    assert found["Depends"] == "libc6 (>= 2.36), libgl1, xkb-data"
    assert found["Recommends"] == "xclip | xsel, wl-clipboard, xdg-utils"
    assert found["Installed-Size"] == "1234"


def test_the_description_is_laid_out_as_debian_wants_it() -> None:
    synopsis, *lines = debtext.description(ABOUT).splitlines()
    assert 0 < len(synopsis) < 80
    assert not synopsis.startswith(("A ", "An ", "The "))
    assert not synopsis.endswith(".")
    assert all(line.startswith(" ") and len(line) <= 80 for line in lines)
    paragraphs = "\n".join(lines).split("\n .\n")
    assert [" ".join(text.split()) for text in paragraphs] == [" ".join(text.split()) for text in ABOUT.description]


@pytest.mark.parametrize(
    ("version", "debian"),
    [
        ("0.1.0", "0.1.0"),
        ("1.0rc1", "1.0~rc1"),
        ("1.0a2", "1.0~a2"),
        ("1.0.dev3", "1.0~dev3"),
        ("1.0.post1", "1.0.post1"),
    ],
)
def test_a_version_sorts_in_debian_as_it_does_in_python(version: str, debian: str) -> None:
    assert debtext.version(replace(ABOUT, version=version)) == debian


def test_the_list_of_changes_is_the_same_every_time_and_dated() -> None:
    packed = debtext.changelog(ABOUT)
    assert packed == debtext.changelog(ABOUT)
    text = gzip.decompress(packed).decode()
    assert text.startswith(f"{ABOUT.name} ({ABOUT.version}) unstable; urgency=medium\n")
    assert f"{ABOUT.released.year} 00:00:00" in text


@needs_dpkg
def test_dpkg_can_read_the_list_of_changes(tmp_path: Path) -> None:
    file = tmp_path / "changelog"
    file.write_bytes(gzip.decompress(debtext.changelog(ABOUT)))
    read = capture(["dpkg-parsechangelog", f"-l{file}", "-SVersion"])
    assert (read.stdout.strip(), read.stderr) == (debtext.version(ABOUT), "")


def bundle_in(folder: Path) -> tuple[Path, Path]:
    """A bundle and icons, both very small."""
    made, icons = folder / "made", folder / "icons"
    (made / "_internal").mkdir(parents=True)
    (made / "licences").mkdir()
    shutil.copy(Path("/bin/sh").resolve(), made / ABOUT.command)
    (made / "licences" / "LICENSE.txt").write_text("Ours")
    (made / "licences" / deb.OVERVIEW).write_text("Theirs")
    (icons / "hicolor" / "48x48" / "apps").mkdir(parents=True)
    (icons / "hicolor" / "48x48" / "apps" / f"{ABOUT.name}.png").write_bytes(b"PNG")
    give_away(folder)
    return made, icons


@needs_dpkg
def test_a_package_is_the_same_every_time_and_has_its_files_in_place(tmp_path: Path) -> None:
    packages = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        packages.append(deb.make(*bundle_in(folder), folder))
    assert packages[0].read_bytes() == packages[1].read_bytes()
    listing = capture(["dpkg-deb", "--contents", packages[0]]).stdout
    owners = {line.split()[1] for line in listing.splitlines()}
    assert owners == {"root/root"}
    out = tmp_path / "out"
    capture(["dpkg-deb", "--raw-extract", packages[0], out])
    found = {str(path.relative_to(out)) for path in out.rglob("*") if not path.is_dir()}
    name = ABOUT.name
    assert found >= {
        f"usr/lib/{name}/{ABOUT.command}",
        f"usr/bin/{ABOUT.command}",
        f"usr/share/applications/{name}.desktop",
        f"usr/share/metainfo/{ABOUT.identifier}.metainfo.xml",
        f"usr/share/man/man1/{ABOUT.command}.1.gz",
        f"usr/share/icons/hicolor/48x48/apps/{name}.png",
        f"usr/share/doc/{name}/copyright",
        f"usr/share/doc/{name}/changelog.gz",
        f"usr/share/doc/{name}/licences/LICENSE.txt",
        f"usr/share/lintian/overrides/{name}",
    }
    assert (out / "usr" / "bin" / ABOUT.command).resolve() == (out / "usr" / "lib" / name / ABOUT.command).resolve()
    copyright_text = (out / "usr" / "share" / "doc" / name / "copyright").read_text()
    assert copyright_text.startswith("Ours\n\nTheirs")
    sums = capture(["md5sum", "--check", "--quiet", "DEBIAN/md5sums"], cwd=out)
    assert sums.returncode == 0, sums.stdout
    assert "libc6" in fields((out / "DEBIAN" / "control").read_text())["Depends"]


@needs_dpkg
def test_a_library_of_the_bundle_needs_no_package(tmp_path: Path) -> None:
    # The shell's only library, as if the bundle brought it along.
    shutil.copy(Path("/bin/sh").resolve(), tmp_path / "program")
    assert any(package.startswith("libc6") for package in deb.depends(tmp_path))
    assert deb.no_package(Path("libxcb-cursor.so.0")) == "libxcb-cursor 0\n"
    assert deb.no_package(Path("QtCore.abi3.so")) == ""
    assert not (tmp_path / "debian").exists()


def test_every_override_has_a_reason() -> None:
    _, *paragraphs = deb.OVERRIDES.read_text().split("\n\n")
    assert len(paragraphs) == 4
    for paragraph in paragraphs:
        lines = paragraph.strip().splitlines()
        overrides = [line for line in lines if not line.startswith("# ")]
        reason = lines[: -len(overrides)]
        assert reason, f"an override without a comment: {paragraph}"
        assert lines == [*reason, *overrides]
        assert all(
            re.fullmatch(rf"{ABOUT.name}: [a-z-]+( [a-z*]+)? \[usr/lib/{ABOUT.name}/\S+\]", line) for line in overrides
        )


@pytest.mark.parametrize("lacking", ["apt-get", "dpkg-query", "dpkg-deb", "dpkg-shlibdeps"])
def test_a_package_is_only_made_with_all_that_makes_it(monkeypatch: pytest.MonkeyPatch, lacking: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert deb.can_be_made()
    monkeypatch.setattr(shutil, "which", lambda name: None if name == lacking else f"/usr/bin/{name}")
    assert not deb.can_be_made()


def test_the_library_of_debians_own_python_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[system.Requirement] = []
    monkeypatch.setattr(system, "ensure", asked.extend)
    name = "libpython{}.{}".format(*sys.version_info)
    for prefix, wanted in (("/usr", True), ("/usr/local", False), ("/home/me/.pyenv/versions/3.11.7", False)):
        asked.clear()
        monkeypatch.setattr(sys, "base_prefix", prefix)
        system.ensure_for_packaging()
        assert ((name,) in asked) is wanted
        assert ("binutils",) in asked


def test_building_asks_for_nothing_that_only_trying_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[system.Requirement] = []
    monkeypatch.setattr(system, "ensure", asked.extend)
    system.ensure_for_packaging()
    names = {name for choices in asked for name in choices}
    assert names.isdisjoint({"lintian", "xdotool", "xvfb", "xclip", "appstream", "man-db", "mandoc", "fakeroot"})
    asked.clear()
    system.ensure_for_trying_packages()
    assert {"lintian", "xdotool", "xvfb", "xclip"} <= {name for choices in asked for name in choices}


def test_without_rights_a_package_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "as_root", lambda packages: ["sudo"])
    assert trial.rights(Path("x.deb")) == ["sudo"]

    def refuse(packages: list[str]) -> list[str]:
        raise DevError(f"no sudo for {packages}")

    monkeypatch.setattr(system, "as_root", refuse)
    assert trial.rights(Path("x.deb")) is None
