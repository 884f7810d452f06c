"""What a bundle is made of besides the application: who made each part, and under which licence.

Runs in the environment that the bundle was made from.
"""

import hashlib
import platform
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from devtools import debian, inside, installed, ownpython
from devtools.inside import Inside
from devtools.metadata import metadata
from devtools.process import ROOT, DevError

TEXTS: Final = ROOT / "packaging" / "licences" / "texts"
LGPL: Final = ("LGPL-3.0.txt", "GPL-3.0.txt")
WITHOUT_TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "pyside6-essentials": (*LGPL, "Qt-notices.txt", "Apache-2.0.txt"),
    "shiboken6": LGPL,
}
"""Distributions whose wheels have no licence texts in them, and the texts that belong to them."""

LEGAL_FILE: Final = re.compile(r"(licen[cs]e|copying|notice)[^/]*$|/licenses/", re.IGNORECASE)

WRITTEN_HERE: Final = re.compile(r"\.\./|[^,]*\.dist-info/(INSTALLER|REQUESTED|direct_url\.json),")
"""Lines of a RECORD that differ from one environment to the next: programs name it, and pip notes what it was asked."""


@dataclass(frozen=True)
class Part:
    """Something by others that a bundle contains."""

    name: str
    version: str
    licence: str
    """An SPDX expression where its makers give one, else their words."""
    purl: str
    """The package URL, which says what kind of package it is."""
    texts: Mapping[str, bytes]
    """The texts of its licences by name of file; never empty."""
    hashes: Mapping[str, str]
    """SHA-256 of what identifies it, by path: a wheel's RECORD, or each library."""
    inside: tuple[Inside, ...] = ()
    """What others have put into it."""
    note: str = ""
    """What else is to be said of its licences."""
    cpe: str = ""


def parts(distributions: Iterable[str], libraries: Iterable[Path]) -> list[Part]:
    """Return everything in a bundle, by name; DevError where something has no licence text or no owner.

    *libraries* are the files as they lay on this machine before they were bundled.
    """
    names = {normal(name) for name in distributions} - {metadata().name}
    wheels = [find(name) for name in sorted(names)]
    libraries = list(libraries)
    wanted = {name for path in libraries for name in (path.name, path.resolve().name)}
    known = {path for wheel in wheels for path in files_of(wheel, wanted)}
    strangers = [path for path in libraries if path not in known and path.resolve() not in known]
    found = [*map(from_wheel, wheels), *from_system(strangers), interpreter()]
    return sorted(found, key=lambda part: (part.name.casefold(), part.purl))


def normal(name: str) -> str:
    """Return a distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def find(name: str) -> Distribution:
    """Return an installed distribution."""
    try:
        return distribution(name)
    except PackageNotFoundError:
        raise DevError(f"{name} is to be bundled, but is not installed here.") from None


def files_of(wheel: Distribution, called: Set[str]) -> Iterator[Path]:
    """Yield those files of an installed distribution that have one of these names."""
    for file in installed.files(wheel):
        if file.name in called:
            yield Path(str(wheel.locate_file(file))).resolve()


def from_wheel(wheel: Distribution) -> Part:
    """Describe an installed distribution."""
    name = normal(wheel.metadata["Name"])
    texts = legal_texts(wheel) or {file: (TEXTS / file).read_bytes() for file in WITHOUT_TEXTS.get(name, ())}
    if not texts:
        raise DevError(f"{name} has no licence text; look for it, and add it to packaging/licences/texts.")
    record = [line for line in (wheel.read_text("RECORD") or "").splitlines() if not WRITTEN_HERE.match(line)]
    return Part(
        name=wheel.metadata["Name"],
        version=wheel.version,
        licence=declared_licence(wheel),
        purl=f"pkg:pypi/{name}@{wheel.version}",
        texts={**texts, **{path.name: content for path, content in inside.lists(wheel)}},
        hashes={"RECORD": hashlib.sha256("\n".join(record).encode()).hexdigest()},
        inside=inside.inside(wheel),
        note=inside.note(wheel),
    )


def legal_texts(wheel: Distribution) -> dict[str, bytes]:
    """Return the licence texts that a wheel brings along, by name."""
    found = {}
    for file in installed.files(wheel):
        # Only beside the metadata: elsewhere, a file of this name may be anything.
        if ".dist-info/" in file.as_posix() and LEGAL_FILE.search(file.as_posix()):
            name = file.as_posix().partition(".dist-info/")[2].removeprefix("licenses/")
            found[name.replace("/", "-")] = Path(str(wheel.locate_file(file))).read_bytes()
    return found


def declared_licence(wheel: Distribution) -> str:
    """Return what a distribution says of its licence; old ones say it in a classifier or in free words."""
    fields = wheel.metadata
    classifiers = [line for line in fields.get_all("Classifier", []) if line.startswith("License :: OSI Approved :: ")]
    words = [text.strip() for name in ("License-Expression", "License") for text in fields.get_all(name, [])]
    words += [line.rpartition(" :: ")[2] for line in classifiers]
    # Some give the whole text here.
    return next((text for text in words if text and "\n" not in text), "see its text")


def from_system(libraries: Iterable[Path]) -> list[Part]:
    """Describe the system's packages that libraries belong to; the interpreter's own files belong to it."""
    packages: dict[str, list[Path]] = {}
    for path in libraries:
        owner = debian.owner(path)
        if owner is not None:
            packages.setdefault(owner, []).append(path)
        elif not ownpython.has(path):
            raise DevError(f"{path} is to be bundled, and nobody knows whose it is.")
    return [from_package(name, files) for name, files in sorted(packages.items())]


def from_package(name: str, files: Iterable[Path]) -> Part:
    """Describe one of the system's packages, of which *files* are bundled."""
    package = debian.package(name)
    return Part(
        name=package.name,
        version=package.version,
        licence=package.licence,
        purl=package.purl,
        texts=package.texts,
        hashes={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)},
    )


def interpreter() -> Part:
    """Describe the Python that is bundled; every bundle has one."""
    version = platform.python_version()
    name = inside.cpe("python", "python", version)
    return Part("Python", version, "PSF-2.0", f"pkg:generic/python@{version}", ownpython.texts(), {}, cpe=name)
