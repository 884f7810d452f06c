"""The files that a Linux desktop finds the application by, and its manual page: templates filled with the metadata."""

import gzip
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from devtools.metadata import Metadata, metadata
from devtools.process import ROOT

TEMPLATES: Final = ROOT / "packaging" / "linux"
PLACEHOLDER: Final = re.compile(r"@(\w+)@")


def make(folder: Path) -> None:
    """Write ``share/applications``, ``share/metainfo`` and ``share/man`` into *folder*, the same bytes every time."""
    about = metadata()
    share = folder / "share"
    write(share / "applications" / f"{about.name}.desktop", desktop_entry(about).encode())
    write(share / "metainfo" / f"{about.identifier}.metainfo.xml", metainfo(about).encode())
    # Without a name and a time inside, or the file would differ from one day to the next.
    packed = gzip.compress(manual_page(about).encode(), 9, mtime=0)
    write(share / "man" / "man1" / f"{about.command}.1.gz", packed)


def desktop_entry(about: Metadata) -> str:
    """Return the entry of menus and task bars."""
    more = {"keywords": "".join(f"{word};" for word in about.keywords)}
    return fill("buildx-cache-flags.desktop.in", plain(about) | more)


def metainfo(about: Metadata) -> str:
    """Return AppStream's description, for software centres."""
    texts = {name: escape(text) for name, text in plain(about).items()}
    paragraphs = [f"<p>{escape(text)}</p>" for text in about.description]
    items = [f"  <li>{escape(text)}</li>" for text in about.features]
    releases = [f'<release version="{row.version}" date="{row.date}"/>' for row in about.releases]
    return fill(
        "metainfo.xml.in",
        texts
        | {
            "description": indented([*paragraphs, "<ul>", *items, "</ul>"]),
            "keywords": indented([f"<keyword>{escape(word)}</keyword>" for word in about.keywords]),
            "releases": indented(releases),
        },
    )


def manual_page(about: Metadata) -> str:
    """Return the source of the manual page; the words of its options stand in the template."""
    texts = {name: roff(text) for name, text in plain(about).items()}
    # A date is read by programs, which know no hyphen but the plain one.
    more = {"title": roff(about.command.upper()), "released": about.released.isoformat()}
    return fill("buildx-cache-flags.1.in", texts | more)


def plain(about: Metadata) -> dict[str, str]:
    """Return what the templates may use as it is."""
    return {
        "author": about.author,
        "command": about.command,
        "identifier": about.identifier,
        "licence": about.licence,
        "name": about.name,
        "released": about.released.isoformat(),
        "shown_name": about.shown_name,
        "summary": about.summary,
        "version": about.version,
    }


def fill(template: str, texts: Mapping[str, str]) -> str:
    """Return a template with its ``@placeholders@`` replaced; KeyError for one that nobody knows."""
    source = (TEMPLATES / template).read_text(encoding="utf-8")
    return PLACEHOLDER.sub(lambda match: texts[match[1]], source)


def write(path: Path, content: bytes) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def indented(lines: list[str]) -> str:
    """Return lines as they stand inside an element of AppStream's description."""
    return "\n".join(f"    {line}" for line in lines)


def roff(text: str) -> str:
    """Return text for a manual page: a hyphen that may be typed, a backslash that is one."""
    return text.replace("\\", r"\e").replace("-", r"\-")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
