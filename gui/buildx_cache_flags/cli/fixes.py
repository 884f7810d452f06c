"""``check --fix`` and ``--diff``: corrected values go into the file where they stand, and nothing else changes."""

import difflib
from pathlib import Path

from buildx_cache_flags.core.asking import Question
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.project import file_fixes
from buildx_cache_flags.core.project.file_fixes import FixedFile
from buildx_cache_flags.core.text.wording import printable

from . import files
from .console import Console, without_commands


def fix(name: str, build: Question, catalog: Catalog) -> FixedFile:
    """Work out what can be fixed in a file; ``ValueError`` where it is not in UTF-8.  Nothing is written."""
    return file_fixes.fix(name, Path(name).read_bytes().decode("utf-8"), build, catalog, files.beside(name))


def show(fixed: FixedFile, console: Console) -> None:
    """Write the change as a diff."""
    old, new = (text.splitlines(keepends=True) for text in (fixed.before, fixed.after))
    for line in difflib.unified_diff(old, new, f"a/{fixed.name}", f"b/{fixed.name}"):
        # A tab is what it is in a diff, or the diff is none that can be applied.
        kept = "\t".join(printable(piece) for piece in line.rstrip("\r\n").split("\t"))
        console.write(f"{without_commands(kept)}\n")


def tell(fixed: FixedFile, console: Console) -> None:
    """Say what was fixed, a line each."""
    for line, label in fixed.done:
        console.line(f"{fixed.name}:{line}: {console.styled('fixed', 'fine')}: {label}")
