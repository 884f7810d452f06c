"""What a bundle made here would contain, for the tests of licences and lists."""

import sys
import sysconfig
from importlib.metadata import requires
from pathlib import Path

from devtools import environment
from devtools.parts import normal
from devtools.process import ROOT
from packaging.requirements import Requirement


def distributions() -> list[str]:
    """The application's dependencies, and theirs, as they are installed here."""
    from tomllib import loads

    waiting = list(loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"])
    found: set[str] = set()
    while waiting:
        requirement = Requirement(waiting.pop())
        name = normal(requirement.name)
        if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found.add(name)
            waiting += requires(name) or []
    return sorted(found)


def pinned(file: str) -> list[Requirement]:
    """The requirements in a file of packaging/requirements, without their hashes."""
    lines = (environment.REQUIREMENTS / f"{file}.txt").read_text("utf-8").splitlines()
    return [Requirement(line.removesuffix(" \\")) for line in lines if "==" in line]


def libraries() -> list[Path]:
    """Files of Qt, of Python and of the system, as far as this machine has them."""
    site = Path(sysconfig.get_path("purelib"))
    found = [*site.glob("PySide6/Qt/lib/libQt6Core.so*"), *Path("/usr/lib").glob("*-linux-gnu/libxcb-cursor.so.0")]
    return [*found, *Path(sys.base_prefix).glob("lib/libpython3.*.so.1.0")]
