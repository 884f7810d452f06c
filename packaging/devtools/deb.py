"""The Debian package: the bundle below /usr/lib, and what a desktop finds it by."""

import hashlib
import os
import shutil
from pathlib import Path
from typing import Final

from devtools import archives, debtext, elf, linuxfiles, system
from devtools.metadata import build_epoch, metadata
from devtools.process import ROOT, Command, DevError, capture, say

OVERRIDES: Final = ROOT / "packaging" / "linux" / "lintian-overrides"
OVERVIEW: Final = "THIRD-PARTY.txt"
"""In the folder of licences: which of them belongs to what."""
COMMON: Final = b"""\
All texts are in the folder licences beside this file. On Debian systems, those of the GNU licences are also
in /usr/share/common-licenses/GPL-3 and /usr/share/common-licenses/LGPL-3.
"""
SHLIBS: Final = "shlibs:Depends="


def make(bundle: Path, icons: Path, folder: Path) -> Path:
    """Build the package of a finished bundle into *folder* and return it."""
    about = metadata()
    architecture = output(["dpkg", "--print-architecture"]).strip()
    package = folder / f"{about.name}_{debtext.version(about)}_{architecture}.deb"
    say(f"building {package.name}")
    tree = bundle.parent / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    fill(tree, bundle, icons)
    size = sum(path.lstat().st_size for path in tree.rglob("*") if path.is_file()) // 1024
    control = debtext.control(about, architecture, depends(tree), size)
    sums = checksums(tree)
    linuxfiles.write(tree / "DEBIAN" / "control", control.encode())
    linuxfiles.write(tree / "DEBIAN" / "md5sums", sums.encode())
    archives.settle(tree, [tree / "usr" / "lib" / about.name / about.command], build_epoch())
    # Two threads, as for the archive; dpkg before 1.21.9 does not know how to ask for them, and does without.
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(build_epoch()), "DPKG_DEB_THREADS_MAX": "2"}
    output(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, package], env=env)
    return package


def can_be_made() -> bool:
    """Tell whether this is Debian or a relative, with what makes its packages."""
    return system.has_apt() and all(map(shutil.which, ("dpkg-deb", "dpkg-shlibdeps")))


def fill(tree: Path, bundle: Path, icons: Path) -> None:
    """Lay the files out as they will be installed."""
    about = metadata()
    usr = tree / "usr"
    home = usr / "lib" / about.name
    shutil.copytree(bundle, home)
    (usr / "bin").mkdir()
    (usr / "bin" / about.command).symlink_to(f"../lib/{about.name}/{about.command}")
    linuxfiles.make(usr)
    shutil.copytree(icons / "hicolor", usr / "share" / "icons" / "hicolor")
    doc = usr / "share" / "doc" / about.name
    doc.mkdir(parents=True)
    # Where Debian has the licences of all packages.
    (home / "licences").rename(doc / "licences")
    linuxfiles.write(doc / "copyright", copyright_text(doc / "licences"))
    linuxfiles.write(doc / "changelog.gz", debtext.changelog(about))
    linuxfiles.write(usr / "share" / "lintian" / "overrides" / about.name, OVERRIDES.read_bytes())


def copyright_text(licences: Path) -> bytes:
    """Return the licence of the application, and what it says of all others."""
    return b"\n\n".join([*((licences / name).read_bytes() for name in ("LICENSE.txt", OVERVIEW)), COMMON])


def depends(tree: Path) -> list[str]:
    """Return the packages of the libraries that the bundle leaves to the system, each with the oldest that will do."""
    name = metadata().name
    binaries = sorted(elf.all_below(tree))
    own = sorted({path.parent for path in binaries})
    (tree / "debian").mkdir()
    # Without such a file, dpkg-shlibdeps does not start.
    (tree / "debian" / "control").write_text(f"Source: {name}\n\nPackage: {name}\nArchitecture: any\n")
    # A library of the bundle needs no package, also where there is one that has the same.
    (tree / "debian" / "shlibs.local").write_text("".join(map(no_package, binaries)))
    search = [f"-l{folder}" for folder in own]
    try:
        said = output(["dpkg-shlibdeps", "-O", "--ignore-missing-info", *search, *binaries], cwd=tree)
    finally:
        shutil.rmtree(tree / "debian")
    (line,) = [line for line in said.splitlines() if line.startswith(SHLIBS)]
    return line.removeprefix(SHLIBS).split(", ")


def no_package(library: Path) -> str:
    """Return the line that tells dpkg-shlibdeps that users of a library need no package for it."""
    name, so, version = library.name.partition(".so.")
    return f"{name} {version}\n" if so else ""


def checksums(tree: Path) -> str:
    """Return what dpkg can verify installed files by."""
    files = [path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink()]
    return "".join(f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files)


def output(command: Command, *, env: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run a program and return what it prints; DevError if it fails."""
    done = capture(command, env=env, cwd=cwd)
    if done.returncode != 0:
        raise DevError(f"{command[0]} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout
