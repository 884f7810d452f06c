"""Building the wheel and the source distribution, and installing the wheel as somebody who has nothing else."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from devtools import environment
from devtools.metadata import build_epoch
from devtools.process import ROOT, call
from devtools.smoke import Artefact

DIST = ROOT / "dist"
MADE: Final = ("*.whl", "*.tar.gz")


def wheel(arguments: list[str]) -> int:
    """Build the wheel and the source distribution into dist/."""
    python = environment.ensure("build")
    for pattern in MADE:
        for old in DIST.glob(pattern):
            old.unlink()
    env = {**os.environ, "SOURCE_DATE_EPOCH": str(build_epoch())}
    return call([python, "-m", "build", "--no-isolation", "--outdir", DIST, *arguments], env=env)


@contextmanager
def installed(built: Path, folder: Path) -> Iterator[Artefact]:
    """Install the wheel away from the checkout, with what it needs and nothing else."""
    venv = folder / "venv"
    environment.create(venv, Path(sys.executable))
    python = environment.python_of(venv)
    environment.install_pinned(python, "run")
    environment.pip(python, "install", "--no-deps", built)
    environment.pip(python, "check")
    yield Artefact(built.name, (environment.program_of(venv, "buildx-cache-flags"),))
