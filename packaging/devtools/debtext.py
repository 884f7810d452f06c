"""What the Debian package says about the application."""

import gzip
import re
import textwrap
from collections.abc import Iterable
from email.utils import formatdate
from typing import Final

from devtools.metadata import Metadata

MAINTAINER_ADDRESS: Final = "noreply@buildx-cache-flags.invalid"
"""Debian wants one; nobody reads mail for this project, and .invalid says so (RFC 2606)."""
# The first two keep what was copied when the window is gone, on X11 and on Wayland; the last shows the documentation
# in a browser.
RECOMMENDED: Final = ("xclip | xsel", "wl-clipboard", "xdg-utils")
NEEDED: Final = ("xkb-data",)
"""Files that the bundle's libraries read: the layouts of keyboards.  No library is linked with these."""
LINE: Final = 79


def version(about: Metadata) -> str:
    """Return the version in Debian's order, in which 1.0~rc1 comes before 1.0."""
    return re.sub(r"(?<=\d)\.?(a|b|rc|dev)(?=\d)", r"~\1", about.version)


def control(about: Metadata, architecture: str, depends: Iterable[str], installed_kib: int) -> str:
    """Return the file that tells dpkg what the package is and what it needs."""
    fields = {
        "Package": about.name,
        "Version": version(about),
        "Architecture": architecture,
        "Maintainer": maintainer(about),
        "Installed-Size": str(installed_kib),
        "Depends": ", ".join(sorted({*depends, *NEEDED})),
        "Recommends": ", ".join(RECOMMENDED),
        "Section": "devel",
        "Priority": "optional",
        "Description": description(about),
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items() if value)


def maintainer(about: Metadata) -> str:
    """Return who made the package."""
    return f"{about.author} <{MAINTAINER_ADDRESS}>"


def description(about: Metadata) -> str:
    """Return the synopsis, which has no article, and the paragraphs below it with a full stop between them."""
    synopsis = re.sub(r"^(A|An|The) ", "", about.summary)
    paragraphs = ["\n".join(f" {line}" for line in textwrap.wrap(text, LINE)) for text in about.description]
    return "\n".join([synopsis, "\n .\n".join(paragraphs)])


def changelog(about: Metadata) -> bytes:
    """Return the packed list of releases that Debian wants; it has only this one."""
    entry = [
        f"{about.name} ({version(about)}) unstable; urgency=medium",
        "",
        f"  * Release {about.version}.",
        "",
        f" -- {maintainer(about)}  {formatdate(about.epoch)}",
    ]
    return gzip.compress("\n".join([*entry, ""]).encode(), 9, mtime=0)
