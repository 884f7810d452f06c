"""What Debian and its relatives know about an installed file: its package, and that package's licences."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from devtools.process import DevError, capture

DOCUMENTATION: Final = Path("/usr/share/doc")
COMMON: Final = Path("/usr/share/common-licenses")
FILES_PARAGRAPH: Final = re.compile(
    r"^Files:(.*(?:\n[ \t].*)*)(?:\n(?!License:)\S.*(?:\n[ \t].*)*)*\nLicense: *(\S.*)", re.MULTILINE
)
"""In a copyright file: what a licence is for, and its name."""
COMMON_NAME: Final = re.compile(r"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9])")


@dataclass(frozen=True)
class Package:
    """An installed package."""

    name: str
    version: str
    licence: str
    purl: str
    texts: dict[str, bytes]


def owner(path: Path) -> str | None:
    """Return the package that an installed file belongs to, or nothing."""
    if not shutil.which("dpkg-query"):
        return None
    for place in dict.fromkeys(places(path)):
        lines = capture(["dpkg-query", "--search", place]).stdout.splitlines()
        owners = [line.partition(": ")[0] for line in lines if not line.startswith("diversion ")]
        if owners:
            # Several may share a file; one is enough to know its licence.
            return owners[0].partition(",")[0]
    return None


def places(path: Path) -> Iterator[Path]:
    """Yield the names that a file may be known by: /lib may be a link into /usr, which old packages don't know."""
    for name in (path, path.resolve(), path.parent.resolve() / path.name):
        yield name
        if name.is_relative_to("/usr"):
            yield "/" / name.relative_to("/usr")


@cache
def package(name: str) -> Package:
    """Describe a package; DevError where it has no licence text."""
    form = "${Package}\\t${Version}\\t${Architecture}"
    shown = capture(["dpkg-query", "--show", f"--showformat={form}", name]).stdout
    plain, version, architecture = shown.split("\t")
    path = DOCUMENTATION / plain / "copyright"
    if not path.is_file():
        raise DevError(f"{plain} is to be bundled, but its licence text {path} is not installed.")
    text = path.read_text(encoding="utf-8", errors="replace")
    return Package(
        name=plain,
        version=version,
        licence=licences(text),
        # In a package URL, these two have a meaning of their own.
        purl=f"pkg:deb/{system()}/{plain}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={architecture}",
        texts={"copyright": path.read_bytes(), **common(text)},
    )


def licences(text: str) -> str:
    """Return the names of the licences in a copyright file, which most packages write so that programs can read it.

    Left out are those of Debian's own files alone, with which a package is built: they are not in it.
    """
    paragraphs = FILES_PARAGRAPH.findall(text)
    names = [
        name.strip() for files, name in paragraphs if not all(file.startswith("debian/") for file in files.split())
    ]
    return ", ".join(dict.fromkeys(names)) or "see its text"


def common(text: str) -> dict[str, bytes]:
    """Return the licences that a copyright file only points to."""
    names = dict.fromkeys(COMMON_NAME.findall(text))
    return {f"{name}.txt": (COMMON / name).read_bytes() for name in names if (COMMON / name).is_file()}


@cache
def system() -> str:
    """Return the name of the distribution, such as debian or ubuntu."""
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return next((line.removeprefix("ID=").strip('"') for line in lines if line.startswith("ID=")), "debian")
