"""The bundle: a folder that starts on a machine without Python, made by PyInstaller and looked over afterwards.

`python -m devtools.bundle FOLDER` makes it with the Python that is running, which has all that is needed.
"""

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from devtools import archives, elf, environment, leaks, system
from devtools.metadata import build_epoch, metadata
from devtools.process import ROOT, DevError, call, capture, say

MADE: Final = ROOT / "build" / "package"
ICONS: Final = MADE / "icons"
VENV: Final = ROOT / ".venv-package"
"""Only what the application needs, and PyInstaller: what is not there can't get into the bundle."""
SOURCES: Final = ROOT / "packaging" / "pyinstaller"
INSIDE: Final = "_internal"
"""Where PyInstaller puts everything but the program."""
RESOLVED: Final = re.compile(r"^\s*(\S+) => (\S.*?)(?: \(0x[0-9a-f]+\))?$", re.MULTILINE)


def ensure_environment() -> Path:
    """Return the Python that has PyInstaller and what the application needs."""
    return environment.ensure("package", folder=VENV)


def make(folder: Path = MADE, python: Path | None = None) -> Path:
    """Build the bundle inside *folder*, which is emptied before, and return where it is.

    *python* has PyInstaller and what the application needs; without one, an environment is made that does.
    """
    python = python or ensure_environment()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    run_tool(python, "devtools.icons", folder / "icons")
    run_tool(python, "windows.version_info", folder / "version_info.txt")
    say("building the bundle")
    run_pyinstaller(python, folder)
    made = folder / metadata().name
    add_licences(python, folder / "parts.json", made / "licences")
    finish(made, python)
    return made


def run_pyinstaller(python: Path, folder: Path) -> None:
    """Have PyInstaller do what the specification says; what it says itself is only shown if it fails."""
    options: list[str | Path] = ["--noconfirm", "--log-level", "ERROR", "--distpath", folder]
    spec = SOURCES / f"{metadata().name}.spec"
    command = [python, "-m", "PyInstaller", *options, "--workpath", folder / "work", spec]
    done = capture(command, env=surroundings(folder))
    if done.returncode != 0:
        print(done.stdout + done.stderr, file=sys.stderr)
        raise DevError("PyInstaller could not build the bundle; what it said is above.", done.returncode)


def add_licences(python: Path, parts: Path, folder: Path) -> None:
    """Put the licences of everything in the bundle beside it."""
    run_tool(python, "devtools.licences", parts, folder)


def list_parts(file: Path) -> None:
    """Write down everything that the bundle is made of, for programs that look for known weaknesses."""
    run_tool(ensure_environment(), "devtools.sbom", MADE / "parts.json", file)


def run_tool(python: Path, module: str, *arguments: Path) -> None:
    """Run one of these tools in the environment that the bundle is made from; DevError if it fails."""
    env = {**surroundings(MADE), "PYTHONPATH": str(ROOT / "packaging"), "QT_QPA_PLATFORM": "offscreen"}
    status = call([python, "-m", module, *arguments], env=env)
    if status != 0:
        raise DevError(f"{module} failed; what it said is above.", status)


def surroundings(folder: Path) -> dict[str, str]:
    """Return an environment in which the same sources give the same bytes."""
    fresh = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYINSTALLER"))}
    return {
        **fresh,
        "LC_ALL": "C.UTF-8",
        "PYINSTALLER_CONFIG_DIR": str(folder / "cache"),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(build_epoch()),
    }


def finish(made: Path, python: Path) -> None:
    """Take the paths of this machine out, and make sure that the bundle is whole and starts anywhere."""
    for place in leaks.places():
        if place == Path(sys.base_prefix):
            leaks.blank(made / INSIDE, place)
    archives.settle(made, programs(made), build_epoch())
    look_for_leaks(made, python)
    if system.is_linux():
        look_for_strays(made)


def programs(made: Path) -> list[Path]:
    """Return the programs of a bundle, the one for terminals first; Windows has another one for its menu."""
    if system.is_windows():
        return [made / f"{name}.exe" for name in (metadata().command, metadata().shown_name)]
    return [made / metadata().command]


def look_for_leaks(made: Path, python: Path) -> None:
    """DevError where a file, or the code inside the program, names a folder of this machine."""
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-bundle-") as name:
        inside = Path(name) / "inside"
        unpacked = capture([python, SOURCES / "unpack.py", programs(made)[0], inside])
        if unpacked.returncode != 0:
            raise DevError(f"the program of the bundle can't be looked into: {unpacked.stderr.strip()}")
        found = leaks.find(made, leaks.places(VENV)) + leaks.find(inside, leaks.places(VENV))
    if found:
        raise DevError("the bundle tells where it was built: " + "; ".join(found))


def look_for_strays(made: Path) -> None:
    """DevError where the loader would not find a library, or would take another one than the bundle's."""
    own = {path.name: path for path in elf.all_below(made)}
    env = {**os.environ, "LD_LIBRARY_PATH": str(made / INSIDE), "LC_ALL": "C"}
    for user in own.values():
        found = dict(RESOLVED.findall(capture(["ldd", user], env=env).stdout))
        missing = sorted(name for name, path in found.items() if path == "not found")
        if missing:
            raise DevError(f"{user.name} needs {', '.join(missing)}, which neither the bundle nor this machine has.")
        strays = sorted(name for name, path in found.items() if name in own and Path(path).resolve() != own[name])
        if strays:
            raise DevError(f"{user.name} would not use the bundle's own {', '.join(strays)}.")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.executable))
