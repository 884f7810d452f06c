"""What others have put into the parts of a bundle: Qt and ICU in PySide6's wheel, crates in one that is made of Rust."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any, Final

from devtools import installed

QT: Final = "pyside6-essentials"
"""The distribution that has Qt in it."""
ICU: Final = re.compile(r"libicudata\.so\.(\d+)$")
LIST: Final = re.compile(r"\.dist-info/sboms/[^/]+\.cyclonedx\.json$")
"""Where a wheel keeps the list of what it was compiled from (PEP 770)."""
NOTE: Final = """\
Crates of Rust are compiled into it, each under its own licence: the {count} in {name},
           as far as they are for this system. Their sources, with the texts, are at https://crates.io/"""


@dataclass(frozen=True)
class Inside:
    """Something by others that is in something by others."""

    name: str
    version: str
    licence: str
    """An SPDX expression."""
    purl: str
    cpe: str = ""
    """What databases of weaknesses call it, where they have a name for it."""


def inside(wheel: Distribution) -> tuple[Inside, ...]:
    """Return what an installed distribution contains, as far as it can be known."""
    return (*_qt(wheel), *_crates(wheel))


def note(wheel: Distribution) -> str:
    """Return what is to be said of crates in an installed distribution; nothing where there are none."""
    names = ", ".join(file.name for file, _ in lists(wheel))
    return NOTE.format(count=len(_crates(wheel)), name=names) if names else ""


def lists(wheel: Distribution) -> list[tuple[Path, bytes]]:
    """Return the lists in a wheel, each with its content."""
    found = [Path(str(wheel.locate_file(file))) for file in installed.files(wheel) if LIST.search(file.as_posix())]
    return [(path, path.read_bytes()) for path in found]


def cpe(vendor: str, product: str, version: str) -> str:
    """Return the name of a product in the databases of weaknesses."""
    return f"cpe:2.3:a:{vendor}:{product}:{version}:*:*:*:*:*:*:*"


def _qt(wheel: Distribution) -> Iterator[Inside]:
    if wheel.metadata["Name"].lower().replace("_", "-") != QT:
        return
    from PySide6.QtCore import qVersion

    version = qVersion()
    yield Inside("Qt", version, "LGPL-3.0-only", f"pkg:generic/qt@{version}", cpe("qt", "qt", version))
    for icu in sorted({match[1] for file in installed.files(wheel) if (match := ICU.search(file.name))}):
        name = cpe("unicode", "international_components_for_unicode", icu)
        yield Inside("ICU", icu, "Unicode-3.0", f"pkg:generic/icu@{icu}", name)


def _crates(wheel: Distribution) -> list[Inside]:
    rows = [row for _, content in lists(wheel) for row in json.loads(content)["components"]]
    # What only the build needed is listed, too.
    kept = {row["purl"]: _crate(row) for row in rows if row.get("scope") != "excluded"}
    return [kept[purl] for purl in sorted(kept)]


def _crate(row: dict[str, Any]) -> Inside:
    words = [one.get("expression") or one["license"].get("id") for one in row.get("licenses", [])]
    return Inside(row["name"], row["version"], next(filter(None, words), "see its sources"), row["purl"])
