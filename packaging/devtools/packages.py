"""Building everything that people install, and building it again to see that it comes out the same."""

import filecmp
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from devtools import archives, bundle, deb, environment, system, wheels
from devtools.metadata import metadata
from devtools.process import DevError, call, say
from devtools.wheels import DIST

WRONG_USAGE: Final = 2


def package(arguments: list[str]) -> int:
    """Build all packages into dist/: wheel, sources, the bundle, its list of parts, and a .deb."""
    refuse(arguments, "package")
    system.ensure_for_packaging()
    shutil.rmtree(DIST, ignore_errors=True)
    status = wheels.wheel([])
    if status != 0:
        return status
    made = bundle.make()
    say(f"the bundle is in {environment.name_of(made)}")
    bundle.list_parts(DIST / f"{stem()}.cdx.json")
    if not system.is_linux():
        say("an archive and a Debian package are only made on Linux")
        return 0
    archive = DIST / f"{stem()}.tar.xz"
    say(f"packing {archive.name}")
    archives.pack(made, stem(), archive)
    if deb.can_be_made():
        deb.make(made, bundle.ICONS, DIST)
    else:
        say("a Debian package is only made on Debian and its relatives, with dpkg-dev")
    return 0


def package_repro(arguments: list[str]) -> int:
    """Build all packages again from the source distribution, elsewhere; they have to be the same byte for byte."""
    refuse(arguments, "package-repro")
    if not list(DIST.glob("*.tar.gz")) and package([]) != 0:
        return 1
    (sources,) = DIST.glob("*.tar.gz")
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-again-") as name:
        archives.unpack(sources, Path(name))
        (again,) = Path(name).iterdir()
        say(f"building all packages again in {again}")
        status = call([sys.executable, again / "packaging" / "dev.py", "package"], cwd=again)
        if status != 0:
            return status
        compare(DIST, again / "dist")
    return 0


def compare(first: Path, second: Path) -> None:
    """DevError unless two folders have the same files with the same bytes."""
    names = sorted({path.name for folder in (first, second) for path in folder.iterdir()})
    _, others, lacking = filecmp.cmpfiles(first, second, names, shallow=False)
    if others or lacking:
        raise DevError(f"these came out otherwise the second time: {', '.join([*others, *lacking])}.")
    say(f"the same byte for byte: {', '.join(names)}")


def stem() -> str:
    """Return how files are called that are for one kind of machine."""
    kind = "macos" if sys.platform == "darwin" else platform.system().lower()
    return f"{metadata().name}-{metadata().version}-{kind}-{platform.machine().lower()}"


def refuse(arguments: list[str], name: str) -> None:
    """DevError where arguments are given to a command that takes none."""
    if arguments:
        raise DevError(f"{name} takes no arguments.", WRONG_USAGE)
