"""What is kept of all that PyInstaller finds."""

from collections.abc import Mapping

import pytest

from devtools import selection
from devtools.process import ROOT
from devtools.selection import RULES, Entry

QT = "PySide6/Qt"


def entry(place: str, kind: str = "BINARY") -> Entry:
    return place, f"/from/{place}", kind


def keep(links: Mapping[str, list[str]], *entries: Entry, system: str = "linux") -> list[str]:
    """The places that are kept, given what each file is linked with."""
    kept = selection.binaries(entries, lambda path: links.get(path.removeprefix("/from/"), []), RULES[system])
    return [place for place, _, _ in kept]


XCB = entry(f"{QT}/plugins/platforms/libqxcb.so")
GTK = entry(f"{QT}/plugins/platformthemes/libqgtk3.so")
QPA = entry(f"{QT}/lib/libQt6XcbQpa.so.6")
CURSOR = entry("libxcb-cursor.so.0")
LIBGTK = entry("libgtk-3.so.0")
LINKS = {XCB[0]: ["libQt6XcbQpa.so.6", "libc.so.6"], QPA[0]: ["libxcb-cursor.so.0"], GTK[0]: ["libgtk-3.so.0"]}


def test_a_library_stays_as_long_as_something_kept_needs_it() -> None:
    assert keep(LINKS, XCB, GTK, QPA, CURSOR, LIBGTK) == [XCB[0], QPA[0], CURSOR[0]]
    assert keep(LINKS, GTK, QPA, CURSOR, LIBGTK) == []


def test_what_every_desktop_has_is_left_to_it() -> None:
    theirs = entry("libfontconfig.so.1")
    needed = {XCB[0]: ["libfontconfig.so.1", "libstdc++.so.6", "libGL.so.1"]}
    assert keep(needed, XCB, theirs) == [XCB[0]]


def test_a_missing_library_stops_the_build_with_a_sentence() -> None:
    with pytest.raises(selection.MissingLibrariesError) as caught:
        keep(LINKS, XCB, QPA)
    assert str(caught.value) == (
        "This machine lacks libraries that the window needs: libxcb-cursor.so.0 (for libQt6XcbQpa.so.6). "
        "Install them, and build again."
    )


def test_elsewhere_pyinstaller_knows_which_libraries_are_the_systems() -> None:
    window = entry("PySide6/plugins/platforms/qwindows.dll")
    core = entry("PySide6/Qt6Core.dll")
    assert keep({window[0]: ["KERNEL32.dll", "QT6CORE.DLL"]}, window, core, system="win32") == [window[0], core[0]]


def test_pythons_modules_and_python_stay() -> None:
    module, python = entry("lib-dynload/_json.so", "EXTENSION"), entry("libpython3.11.so.1.0")
    assert keep({}, module, python, entry("libother.so.1")) == [module[0], python[0]]


def test_modules_of_one_name_in_several_packages_stay() -> None:
    modules = [entry(f"tree_sitter_{language}/_binding.abi3.so", "EXTENSION") for language in ("go", "ruby")]
    assert keep({}, *modules) == [module[0] for module in modules]


@pytest.mark.parametrize("system", RULES)
def test_each_system_has_its_own_platform_and_the_one_without_a_display(system: str) -> None:
    own = {"linux": "libqxcb.so", "win32": "qwindows.dll", "darwin": "libqcocoa.dylib"}[system]
    names = [pattern.partition("/")[2] for pattern in RULES[system].plugins if pattern.startswith("platforms/")]
    assert own in names
    assert any("qoffscreen" in name for name in names)


def test_links_are_kept_where_the_system_needs_them_and_lead_somewhere() -> None:
    core = entry(f"{QT}/lib/libQt6Core.so.6")
    link = ("libQt6Core.so.6", f"{QT}/lib/libQt6Core.so.6", "SYMLINK")
    dead = ("libQt6Quick.so.6", f"{QT}/lib/libQt6Quick.so.6", "SYMLINK")
    assert selection.data([link, dead], [core], RULES["linux"]) == []
    assert selection.data([link, dead], [core], RULES["darwin"]) == [link]
    inside = (f"{QT}/lib/QtCore.framework/QtCore", "Versions/Current/QtCore", "SYMLINK")
    other = (f"{QT}/lib/QtQml.framework/QtQml", "Versions/Current/QtQml", "SYMLINK")
    framework = entry(f"{QT}/lib/QtCore.framework/Versions/A/QtCore")
    assert selection.data([inside, other], [framework], RULES["darwin"]) == [inside]


def test_translations_and_the_metadata_of_wheels_are_left_out() -> None:
    files = [
        entry(place, "DATA")
        for place in (
            f"{QT}/translations/qtbase_de.qm",
            "PySide6\\translations\\qtbase_de.qm",
            "pydantic-2.14.3.dist-info/RECORD",
            "buildx_cache_flags/resources/backends/registry.toml",
        )
    ]
    assert selection.data(files, [], RULES["linux"]) == files[-1:]


def test_owners_are_found_by_the_first_part_of_a_name() -> None:
    owners = {"ruamel": ["ruamel.yaml"], "PySide6": ["PySide6_Essentials"], "typing_extensions": ["typing_extensions"]}
    entries = [entry("ruamel.yaml.main"), entry("PySide6/QtCore.abi3.so"), entry("libffi.so.8")]
    assert selection.distributions(entries, owners) == {"pyinstaller", "ruamel.yaml", "PySide6_Essentials"}


def test_modules_that_are_imported_by_name_come_along() -> None:
    names = selection.own_modules(ROOT / "gui")
    assert {
        "buildx_cache_flags",
        "buildx_cache_flags.core.files.make",
        "buildx_cache_flags.core.formats.script.ruby",
    } <= {*names}
    assert len(names) == len(set(names))
