"""What goes into the bundle: which plugins of Qt, and of the libraries only those that something kept is linked with.

PyInstaller takes every plugin of Qt's, and with them Quick, Qml, GTK and Kerberos.  The plugins that the window uses
are listed here; which libraries are left over without the others is computed from what each file is linked with.
"""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

Entry = tuple[str, str, str]
"""A file as PyInstaller lists it: its place in the bundle, where it comes from, and what it is."""

Needs = Callable[[str], Iterable[str]]
"""The names of the libraries that a file is linked with, directly."""


class MissingLibrariesError(Exception):
    """Libraries that the bundle can't start without, and that this machine does not have."""


@dataclass(frozen=True)
class Rules:
    """What is kept on one system.  Patterns are those of shells, on paths with slashes."""

    plugins: tuple[str, ...]
    """Below Qt's folder ``plugins``."""
    system: tuple[str, ...] | None
    """Libraries that every desktop has, so that they are neither taken along nor missed; ``None``: PyInstaller knows."""
    with_links: bool
    """Whether links are kept; on Linux those at the top, where each library is found by the run path of its users."""


_LINUX: Final = Rules(
    plugins=(
        "platforms/libqxcb.so",
        "platforms/libqwayland.so",
        # For programs that test the window without a display.
        "platforms/libqoffscreen.so",
        # Wayland: windows, and their frames where the desktop draws none. Buffers in main memory need no plugin.
        "wayland-shell-integration/libxdg-shell.so",
        "wayland-decoration-client/*",
        # Typing Chinese or Japanese, and the Compose key.
        "platforminputcontexts/libcompose*",
        "platforminputcontexts/libibus*",
        # Dark or light, and the desktop's own file dialog. The one for GTK would need GTK.
        "platformthemes/libqxdgdesktopportal.so",
        # The file dialog shows the desktop's own icons, most of which are SVG.
        "iconengines/libqsvgicon.so",
        "imageformats/libqsvg.so",
    ),
    system=(
        # glibc, and the run time of C and C++: an older copy of these would break the drivers that Mesa loads.
        "ld-linux*.so.*",
        "libc.so.*",
        "libdl.so.*",
        "libm.so.*",
        "libpthread.so.*",
        "librt.so.*",
        "libutil.so.*",
        "libgcc_s.so.*",
        "libstdc++.so.*",
        # The display, as it is on the machine.
        "libEGL.so.*",
        "libGL.so.*",
        "libX11.so.*",
        "libX11-xcb.so.*",
        "libxcb.so.*",
        "libwayland-client.so.*",
        "libwayland-cursor.so.*",
        # Read the system's own configuration, whose format follows its own version of them.
        "libdbus-1.so.*",
        "libfontconfig.so.*",
        "libfreetype.so.*",
        "libglib-2.0.so.*",
        "libgthread-2.0.so.*",
        # What these are linked with themselves, and so is there too.
        "libexpat.so.*",
        "libz.so.*",
    ),
    with_links=False,
)
_WINDOWS: Final = Rules(
    plugins=(
        "platforms/qwindows.dll",
        "platforms/qoffscreen.dll",
        "iconengines/qsvgicon.dll",
        "imageformats/qsvg.dll",
        "imageformats/qico.dll",
    ),
    system=None,
    with_links=True,
)
_MACOS: Final = Rules(
    plugins=(
        "platforms/libqcocoa.dylib",
        "platforms/libqoffscreen.dylib",
        "iconengines/libqsvgicon.dylib",
        "imageformats/libqsvg.dylib",
    ),
    system=None,
    with_links=True,
)

RULES: Final = {"linux": _LINUX, "win32": _WINDOWS, "darwin": _MACOS}

MODULES_LEFT_OUT: Final = (
    # Registries are asked with Python's own TLS; Python hashes without OpenSSL, too.
    "PySide6.QtNetwork",
    "_hashlib",
    # Nothing packs or unpacks, reads XML or starts workers; where these are imported, it is done on trial.
    "_bz2",
    "_lzma",
    "bz2",
    "lzma",
    "multiprocessing",
    "xml",
    # What builds packages; nothing needs it at run time.
    "_distutils_hack",
    "pkg_resources",
    "setuptools",
    # Only for identifiers made of the network card's address.
    "_uuid",
    # Qt speaks to D-Bus by itself.
    "PySide6.QtDBus",
    # The first version of pydantic inside the second, and its plugins for other tools.
    "pydantic.mypy",
    "pydantic.v1",
    "pydantic._hypothesis_plugin",
    "tkinter",
)
BUILD_SETTINGS: Final = ("_sysconfigdata_*",)
"""The module in which Python keeps how it was built; a short one takes its place."""

DATA_LEFT_OUT: Final = ("PySide6/*translations/*", "*.dist-info/*")
"""The window speaks English; nothing asks for the versions of what it is made of."""

HOOKS_LEFT_OUT: Final = ("pyi_rth_pyside6",)
"""It loads Qt even for ``check``, and gives every program that the window starts Qt's plugins of this bundle."""


def modules(entries: Iterable[Entry], build_settings: str) -> list[Entry]:
    """Return the Python modules, with the file *build_settings* in place of how this Python was built."""
    return [
        (name, build_settings if _is_any_of(name, BUILD_SETTINGS) else source, kind) for name, source, kind in entries
    ]


def data(entries: Iterable[Entry], kept: Iterable[Entry], rules: Rules) -> list[Entry]:
    """Return the data files to keep, and of the links, which PyInstaller lists among them, those to what is *kept*."""
    there = [_place(entry) for entry in kept]
    return [
        entry
        for entry in entries
        if (rules.with_links and _leads_to(entry, there))
        or (entry[2] != "SYMLINK" and not _is_any_of(_place(entry), DATA_LEFT_OUT))
    ]


def _leads_to(entry: Entry, places: Iterable[str]) -> bool:
    """Tell whether a link leads to one of *places*; those inside a framework of macOS also lead to one another."""
    if entry[2] != "SYMLINK":
        return False
    place = _place(entry)
    framework, dot, _ = place.partition(".framework/")
    target = framework + dot if dot else posixpath.normpath(posixpath.join(posixpath.dirname(place), entry[1]))
    return any(place.startswith(target) if dot else place == target for place in places)


def scripts(entries: Iterable[Entry]) -> list[Entry]:
    """Return what to run at the start: the hooks that are needed, and the entry script."""
    return [entry for entry in entries if entry[0] not in HOOKS_LEFT_OUT]


def binaries(entries: Iterable[Entry], needs: Needs, rules: Rules) -> list[Entry]:
    """Return the binaries to keep; MissingLibrariesError names what they need and this machine lacks."""
    all_entries = list(entries)
    files = {_name(entry): entry for entry in all_entries}
    # Modules of several packages may have one name; nothing is linked with these, so their places tell them apart.
    waiting = [entry for entry in all_entries if _is_root(entry, rules)]
    kept = {_place(entry) for entry in waiting}
    missing: dict[str, str] = {}
    while waiting:
        user = waiting.pop()
        for needed in sorted(needs(user[1])):
            name = needed.casefold()
            if rules.system is not None and _is_any_of(needed, rules.system):
                continue
            if name not in files:
                missing.setdefault(needed, _place(user))
            elif _place(files[name]) not in kept:
                kept.add(_place(files[name]))
                waiting.append(files[name])
    if missing and rules.system is not None:
        raise MissingLibrariesError(sentence(missing))
    return [entry for entry in all_entries if _place(entry) in kept]


def distributions(entries: Iterable[Entry], owners: Mapping[str, Iterable[str]]) -> set[str]:
    """Return whose files are in the bundle, given the distributions that own each top-level name.

    The program itself and what runs before the application are PyInstaller's.
    """
    tops = {_place(entry).replace(".", "/").partition("/")[0] for entry in entries}
    return {"pyinstaller"}.union(*(owners.get(top, ()) for top in tops))


def sentence(missing: dict[str, str]) -> str:
    """Say which libraries are missing, given who needs each."""
    names = ", ".join(f"{name} (for {posixpath.basename(user)})" for name, user in sorted(missing.items()))
    return f"This machine lacks libraries that the window needs: {names}. Install them, and build again."


def _is_root(entry: Entry, rules: Rules) -> bool:
    """Tell whether nothing has to be linked with a file for it to be needed."""
    place = _place(entry)
    if "/plugins/" in place:
        return _is_any_of(place.partition("/plugins/")[2], rules.plugins)
    return entry[2] == "EXTENSION" or _is_any_of(_name(entry), ("libpython*", "python3*.dll", "python"))


def _is_any_of(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def _name(entry: Entry) -> str:
    """Return the name that others are linked with; Windows does not care about the case of its letters."""
    return posixpath.basename(_place(entry)).casefold()


def _place(entry: Entry) -> str:
    return entry[0].replace("\\", "/")


def own_modules(root: Path) -> list[str]:
    """Every module of the application below *root*, by its name: some are imported by name, which nothing finds."""
    files = sorted(root.rglob("*.py"))
    names = (".".join(file.relative_to(root).with_suffix("").parts) for file in files)
    return [name.removesuffix(".__init__") for name in names]
