"""The virtual environment with the project and its tools, made once and brought up to date when needed."""

import hashlib
import json
import os
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from devtools import system
from devtools.process import ROOT, DevError, answers, call, capture, say

VENV = ROOT / ".venv"
PYPROJECT = ROOT / "pyproject.toml"
REQUIREMENTS = ROOT / "packaging" / "requirements"
NOT_PINNED = ("pin",)
"""Groups that choose the versions of all others."""


@dataclass
class Stamp:
    """What an environment was made from, and what was installed into it."""

    origin: str = ""
    requirements: str = ""
    groups: list[str] = field(default_factory=list)


def ensure(*groups: str, folder: Path = VENV, interpreter: Path | None = None) -> Path:
    """Return the Python of an environment that has the project and these dependency groups.

    What was installed is written down beside it, so that nothing is done when nothing has changed.
    """
    origin = describe(interpreter or Path(sys.executable))
    python = python_of(folder)
    before = read_stamp(folder)
    if before.origin != origin or not python.exists():
        create(folder, interpreter or Path(sys.executable))
        before = Stamp(origin)
    wanted = requirements_hash()
    if before.requirements == wanted and set(groups) <= set(before.groups):
        return python
    all_groups = sorted({*groups, *before.groups})
    stamp_of(folder).unlink(missing_ok=True)
    install(python, all_groups)
    stamp_of(folder).write_text(json.dumps(asdict(Stamp(origin, wanted, all_groups))), encoding="utf-8")
    return python


def create(folder: Path, interpreter: Path) -> None:
    """Make an empty environment; Debian keeps a part of the venv module in a package of its own."""
    if not answers([interpreter, "-c", "import ensurepip, venv"]) and system.has_apt():
        system.install([f"python{version_of(interpreter)}-venv"])
    say(f"making {name_of(folder)} with Python {version_of(interpreter)}")
    made = capture([interpreter, "-m", "venv", "--clear", folder])
    if made.returncode != 0:
        raise DevError(f"{interpreter} could not make an environment: {(made.stdout + made.stderr).strip()}")


def install(python: Path, groups: Iterable[str]) -> None:
    """Install the project, editable, with its dependencies and the given groups."""
    groups = list(groups)
    extra = f" and what is needed to {', '.join(groups)}" if groups else ""
    say(f"installing the project{extra} into {name_of(python.parents[1])}; the first time takes a minute")
    install_pinned(python, "run", "build", *groups)
    # The pinned build backend is in the environment by now: without isolation, no other one is fetched.
    pip(python, "install", "--no-build-isolation", "--no-deps", "--editable", ROOT)


def install_pinned(python: Path, *names: str) -> None:
    """Install what stands in files of packaging/requirements, and refuse every file with another hash."""
    files = dict.fromkeys(REQUIREMENTS / f"{name}.txt" for name in names)
    pip(python, "install", "--require-hashes", *(part for file in files for part in ("-r", file)))


def pip(python: Path, *arguments: str | Path) -> None:
    """Run pip with the settings the person has, showing errors only."""
    status = call([python, "-m", "pip", "-qq", "--disable-pip-version-check", *arguments])
    if status != 0:
        raise DevError("pip could not install what is needed; what it said is above.", status)


def requirements(groups: Iterable[str]) -> list[str]:
    """Return what the groups need, as pyproject.toml says.

    Read here, because the pip that comes with Python 3.11 can't install dependency groups.
    """
    catalog = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    return [requirement for group in groups for requirement in catalog[group]]


def groups() -> list[str]:
    """Return the names of the dependency groups that have a file of pinned versions."""
    catalog = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["dependency-groups"]
    return [name for name in catalog if name not in NOT_PINNED]


def requirements_hash() -> str:
    """Return what changes when something else has to be installed."""
    digest = hashlib.sha256()
    for path in (PYPROJECT, *sorted(REQUIREMENTS.glob("*.txt"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_stamp(folder: Path) -> Stamp:
    """Return what was written down about an environment, or nothing."""
    try:
        return Stamp(**json.loads(stamp_of(folder).read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError):
        return Stamp()


def stamp_of(folder: Path) -> Path:
    """Return the file that says what an environment has."""
    return folder / "dev-stamp.json"


def describe(interpreter: Path) -> str:
    """Return what an environment depends on and can't be updated for: it holds absolute paths to both."""
    if interpreter == Path(sys.executable):
        version, prefix = sys.version.split()[0], sys.base_prefix
    else:
        code = "import sys; print(sys.version.split()[0], sys.base_prefix)"
        version, prefix = capture([interpreter, "-c", code]).stdout.strip().split(maxsplit=1)
    return f"Python {version} in {prefix} for {ROOT}"


def version_of(interpreter: Path) -> str:
    """Return an interpreter's version as in "3.11"."""
    return capture([interpreter, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).stdout.strip()


def python_of(folder: Path) -> Path:
    """Return the interpreter inside an environment."""
    return program_of(folder, "python")


def program_of(folder: Path, name: str) -> Path:
    """Return a program inside an environment."""
    return folder / "Scripts" / f"{name}.exe" if os.name == "nt" else folder / "bin" / name


def libraries_of(python: Path) -> Path:
    """Return the folder with the packages of an interpreter's environment."""
    return Path(capture([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).stdout.strip())


def name_of(folder: Path) -> str:
    """Return how to call a folder when talking about it."""
    return str(folder.relative_to(ROOT)) if folder.is_relative_to(ROOT) else str(folder)
