"""What PyInstaller is told to make, on each of the three systems."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from devtools import bundled, elf, licences
from devtools.metadata import metadata
from devtools.process import ROOT
from devtools.selection import Entry

SPEC = ROOT / "packaging" / "pyinstaller" / "buildx-cache-flags.spec"
ENDINGS = {"linux": "libq{}.so", "win32": "q{}.dll", "darwin": "libq{}.dylib"}
OWN_PLATFORM = {"linux": "xcb", "win32": "windows", "darwin": "cocoa"}


@dataclass
class Made:
    """One call of something of PyInstaller's."""

    what: str
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    binaries: list[Entry] = field(default_factory=list)
    datas: list[Entry] = field(default_factory=list)
    pure: list[Entry] = field(default_factory=list)
    scripts: list[Entry] = field(default_factory=list)


def found(system: str) -> dict[str, list[Entry]]:
    """What PyInstaller's analysis finds: here, one of each kind."""
    plugins = "PySide6/plugins" if system == "win32" else "PySide6/Qt/plugins"
    names = [
        f"platforms/{ENDINGS[system].format(OWN_PLATFORM[system])}",
        f"platforms/{ENDINGS[system].format('minimal')}",
        f"tls/{ENDINGS[system].format('opensslbackend')}",
    ]
    return {
        "binaries": [
            *((f"{plugins}/{name}", f"/from/{name}", "BINARY") for name in names),
            ("PySide6/QtCore.pyd", "/from/QtCore.pyd", "EXTENSION"),
            ("PySide6/Qt6Core.dll", "/from/Qt6Core.dll", "BINARY"),
            ("PySide6/Qt6Quick.dll", "/from/Qt6Quick.dll", "BINARY"),
        ],
        "datas": [
            ("PySide6/translations/qt_de.qm", "/from/qt_de.qm", "DATA"),
            ("buildx_cache_flags/resources/backends/registry.toml", "/from/registry.toml", "DATA"),
        ],
        "pure": [
            ("pydantic.main", "/from/pydantic/main.py", "PYMODULE"),
            ("_sysconfigdata_x", "/from/x.py", "PYMODULE"),
        ],
        "scripts": [("pyi_rth_pyside6", "/from/hook.py", "PYSOURCE"), ("entry", "/from/entry.py", "PYSOURCE")],
    }


def needs(path: str) -> list[str]:
    """Everything but Qt's core is linked with it, whatever the case of the letters."""
    return ["QT6CORE.dll"] if "Qt6Core" not in path else []


def one_text(folder: Path) -> None:
    """The licences of what is made up here."""
    licences.write(folder / "python" / "LICENSE.txt", b"Do what you want.")


Read = Callable[[str], list[Made]]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Read:
    """Reads the specification as PyInstaller does on one system."""
    imports = ModuleType("PyInstaller.depend.bindepend")
    imports.get_imports = lambda path: {(f"C:\\somewhere\\{name}", None) for name in needs(path)}  # type: ignore[attr-defined]
    for name in ("PyInstaller", "PyInstaller.depend"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "PyInstaller.depend.bindepend", imports)
    monkeypatch.setattr(elf, "needed", needs)
    monkeypatch.setattr(licences, "collect", lambda _names, _libraries, folder: one_text(folder))
    # The specification puts its folder there for itself.
    monkeypatch.setattr(sys, "path", list(sys.path))

    def on(system: str) -> list[Made]:
        made: list[Made] = []

        def stub(what: str) -> Callable[..., Made]:
            def call(*arguments: Any, **options: Any) -> Made:
                made.append(Made(what, arguments, options, **(found(system) if what == "Analysis" else {})))
                return made[-1]

            return call

        names = {what: stub(what) for what in ("Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE")}
        monkeypatch.setattr(sys, "platform", system)
        code = compile(SPEC.read_text(encoding="utf-8"), SPEC, "exec")
        exec(code, {**names, "SPECPATH": str(SPEC.parent), "DISTPATH": str(tmp_path)})
        return made

    return on


def all_of(made: Iterable[Made], what: str) -> list[Made]:
    return [item for item in made if item.what == what]


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_the_folder_has_what_is_needed_and_no_more(read: Read, system: str, tmp_path: Path) -> None:
    made = read(system)
    (folder,) = all_of(made, "COLLECT")
    *programs, binaries, datas = folder.arguments
    assert [program.what for program in programs] == ["EXE"] * len(programs)
    assert folder.options["name"] == "buildx-cache-flags"
    plugin = f"platforms/{ENDINGS[system].format(OWN_PLATFORM[system])}"
    places = {place for place, _, _ in binaries}
    assert {place.partition("/plugins/")[2] for place in places if "/plugins/" in place} == {plugin}
    assert {"PySide6/QtCore.pyd", "PySide6/Qt6Core.dll"} < places
    assert "PySide6/Qt6Quick.dll" not in places
    assert [place for place, _, _ in datas] == ["buildx_cache_flags/resources/backends/registry.toml"]
    distributions, libraries = bundled.read(tmp_path / "parts.json")
    assert {"PySide6_Essentials", "pydantic", "pyinstaller"} <= set(distributions)
    assert len(libraries) == len(binaries)


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_every_program_starts_with_the_entry_and_nothing_of_qt(read: Read, system: str) -> None:
    made = read(system)
    for program in all_of(made, "EXE"):
        modules, scripts, nothing = program.arguments
        assert modules.what == "PYZ"
        assert [name for name, _, _ in scripts] == ["entry"]
        assert nothing == []
        assert program.options["exclude_binaries"] is True
        assert program.options["strip"] is (system == "linux")
    (modules,) = all_of(made, "PYZ")
    sources = {name: source for name, source, _ in modules.arguments[0]}
    assert sources["pydantic.main"] == "/from/pydantic/main.py"
    assert sources["_sysconfigdata_x"] == str(SPEC.parent / "sysconfigdata.py")


def test_windows_has_a_program_for_terminals_and_one_without_a_console(read: Read, tmp_path: Path) -> None:
    made = read("win32")
    terminal, window = all_of(made, "EXE")
    assert (terminal.options["name"], terminal.options["console"]) == ("buildx-cache-flags", True)
    assert (window.options["name"], window.options["console"]) == ("Buildx Cache Flags", False)
    for program in (terminal, window):
        assert Path(program.options["icon"]) == tmp_path / "icons" / "buildx-cache-flags.ico"
        assert Path(program.options["version"]) == tmp_path / "version_info.txt"
    assert not all_of(made, "BUNDLE")


def test_macos_has_an_app(read: Read, tmp_path: Path) -> None:
    made = read("darwin")
    (program,) = all_of(made, "EXE")
    # With a console, macOS would keep it out of the Dock.
    assert (program.options["name"], program.options["console"]) == ("buildx-cache-flags", False)
    (app,) = all_of(made, "BUNDLE")
    folder, texts = app.arguments
    assert folder.what == "COLLECT"
    assert texts == [("licences/python/LICENSE.txt", str(tmp_path / "licences/python/LICENSE.txt"), "DATA")]
    assert app.options["name"] == "Buildx Cache Flags.app"
    assert Path(app.options["icon"]) == tmp_path / "icons" / "buildx-cache-flags.icns"
    assert app.options["bundle_identifier"] == metadata().bundle_identifier
    assert app.options["version"] == app.options["info_plist"]["CFBundleVersion"] == metadata().version


def test_linux_has_one_program_for_all(read: Read) -> None:
    made = read("linux")
    (program,) = all_of(made, "EXE")
    assert program.options["name"] == "buildx-cache-flags"
    assert not all_of(made, "BUNDLE")


def test_what_the_specification_takes_in_exists(read: Read) -> None:
    (analysis,) = all_of(read("linux"), "Analysis")
    scripts = analysis.arguments[0]
    sources = [source for source, _ in analysis.options["datas"]]
    for path in (*scripts, *analysis.options["pathex"], *sources):
        assert Path(path).exists(), path


def test_a_missing_library_ends_the_build_with_one_sentence(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elf, "needed", lambda _path: ["libxcb-cursor.so.0"])
    with pytest.raises(
        SystemExit, match=r"^This machine lacks libraries .* libxcb-cursor\.so\.0 .*, and build again\.$"
    ):
        read("linux")
