"""What every installer has to say about the application, from the one place that says it."""

import ast
import os
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from devtools.process import ROOT, DevError

PACKAGE: Final = ROOT / "gui" / "buildx_cache_flags"


@dataclass(frozen=True)
class Release:
    """One release and the day it came out."""

    version: str
    date: date


@dataclass(frozen=True)
class Metadata:
    """The application as its packages describe it; every text is plain, without markup."""

    name: str
    """Of the distribution, the installers and the files that come with them."""
    shown_name: str
    command: str
    version: str
    licence: str
    """An SPDX expression."""
    author: str
    copyright: str
    summary: str
    """One sentence, without a full stop."""
    description: tuple[str, ...]
    """Paragraphs."""
    features: tuple[str, ...]
    keywords: tuple[str, ...]
    identifier: str
    """The reversed-domain name, for AppStream; macOS allows no underscore, see :attr:`bundle_identifier`."""
    releases: tuple[Release, ...]
    """The newest first."""

    @property
    def bundle_identifier(self) -> str:
        """The same name in the letters that macOS allows: A-Z, a-z, 0-9, hyphen and full stop."""
        return self.identifier.replace("_", "-")

    @property
    def released(self) -> date:
        """The day of this version."""
        return self.releases[0].date

    @property
    def epoch(self) -> int:
        """The start of that day in UTC, in seconds; see :func:`build_epoch`."""
        return int(datetime.combine(self.released, datetime.min.time(), UTC).timestamp())

    @property
    def version_numbers(self) -> tuple[int, int, int, int]:
        """The version as Windows has it: four numbers, whatever stands behind them left out."""
        numbers = [int(part) for part in self.version.split(".") if part.isdecimal()]
        first, second, third, fourth, *_ = [*numbers, 0, 0, 0, 0]
        return first, second, third, fourth


@cache
def metadata() -> Metadata:
    """Read pyproject.toml, packaging/metadata.toml and the application's own constants; KeyError if one lacks."""
    project = _toml(ROOT / "pyproject.toml")["project"]
    more = _toml(ROOT / "packaging" / "metadata.toml")
    (command,) = project["scripts"]
    releases = tuple(Release(row["version"], row["date"]) for row in more["releases"])
    return Metadata(
        name=project["name"],
        shown_name=constant(PACKAGE / "app.py", "NAME"),
        command=command,
        version=constant(PACKAGE / "__init__.py", "__version__"),
        licence=project["license"],
        author=project["authors"][0]["name"],
        copyright=_copyright(),
        summary=project["description"],
        description=tuple(more["description"]),
        features=tuple(more["features"]),
        keywords=tuple(project["keywords"]),
        identifier=more["identifier"],
        releases=releases,
    )


def build_epoch() -> int:
    """Return the date of all that is made for a package, in seconds: SOURCE_DATE_EPOCH if given, else the release's."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given and not given.isdecimal():
        raise DevError(f"SOURCE_DATE_EPOCH is to be a number of seconds, and not {given!r}.")
    return int(given) if given else metadata().epoch


def constant(path: Path, name: str) -> str:
    """Return the text that a module gives to *name*, without importing it and all that it imports."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=found)], value=ast.Constant(value=str(text)))
                | ast.AnnAssign(target=ast.Name(id=found), value=ast.Constant(value=str(text)))
            ) if found == name:
                return text
    raise KeyError(f"{path} has no text named {name}")


def _copyright() -> str:
    lines = (ROOT / "LICENSE").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("Copyright"))


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
