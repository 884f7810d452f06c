"""The folder of licences in a bundle: every text, and one page that says what belongs to what.

`python -m devtools.licences PARTS.json FOLDER`, in the environment that the bundle was made from; see `devtools.bundled`.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from devtools import bundled
from devtools.metadata import metadata
from devtools.parts import Part, parts
from devtools.process import ROOT

OVERVIEW: Final = "THIRD-PARTY.txt"
QT_NOTE: Final = ROOT / "packaging" / "licences" / "QT-LICENCE.txt"
INTRODUCTION: Final = """{name} {version} is under the {licence} licence, see LICENSE.txt. It comes with
the following parts by others, each under its own licence. The texts are in the folders beside this file.
How to replace Qt, and where its sources are, says {note}.
"""


def collect(distributions: Iterable[str], libraries: Iterable[Path], folder: Path) -> None:
    """Write the licence texts of everything bundled into *folder*; DevError where one is missing.

    *distributions* are those installed here that the bundle contains; *libraries* are its other files that somebody
    else made, where they lay before they were bundled.
    """
    found = parts(distributions, libraries)
    for part in found:
        for name, text in part.texts.items():
            write(folder / folder_of(part) / name, text)
    write(folder / "LICENSE.txt", (ROOT / "LICENSE").read_bytes())
    write(folder / QT_NOTE.name, QT_NOTE.read_bytes())
    write(folder / OVERVIEW, overview(found).encode())


def overview(found: Sequence[Part]) -> str:
    """Return the page that lists everything."""
    about = metadata()
    head = INTRODUCTION.format(name=about.shown_name, version=about.version, licence=about.licence, note=QT_NOTE.name)
    return "\n".join([head, *map(paragraph, found)])


def paragraph(part: Part) -> str:
    """Return what is to be said of one part."""
    texts = ", ".join(f"{folder_of(part)}/{name}" for name in part.texts)
    note = f"  Note:    {part.note}\n" if part.note else ""
    return f"{part.name} {part.version}\n  Licence: {part.licence}\n  Text:    {texts}\n{note}"


def folder_of(part: Part) -> str:
    """Return the name of the folder with the texts of one part."""
    return part.name.lower()


def write(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    collect(*bundled.read(Path(sys.argv[1])), Path(sys.argv[2]))
