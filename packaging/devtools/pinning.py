"""The versions that everything is done with, and the hashes of their files, in packaging/requirements."""

import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from devtools import environment
from devtools.process import ROOT, DevError, capture, say

OLDEST_PYTHON: Final = "3.11"
HEADING: Final = "# Made by `python3 packaging/dev.py pin`; installed with --require-hashes.\n"
REQUIREMENT: Final = re.compile(r"[a-z0-9][a-z0-9.-]*==[^\s;]+( ; [a-z_]+ [^#@:/\\]+)?( \\)?")
HASH: Final = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def pin(arguments: list[str]) -> int:
    """Take the newest versions of everything, with the hashes of their files, into packaging/requirements."""
    if arguments:
        raise DevError("pin takes no arguments.", 2)
    groups = environment.groups()
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-pin-") as name:
        folder = Path(name)
        uv = install_uv(folder / "venv")
        # First all together, so that no two files want different versions of the same.
        together = folder / "together.txt"
        compile_with(uv, together, ["pyproject.toml", *(f"--group={group}" for group in groups)])
        fixed = ["--generate-hashes", f"--constraints={together}"]
        for file, what in {"run": "pyproject.toml", **{group: f"--group={group}" for group in groups}}.items():
            made = folder / f"{file}.txt"
            compile_with(uv, made, [what, *fixed])
            store(made, environment.REQUIREMENTS / f"{file}.txt")
    return 0


def install_uv(folder: Path) -> Path:
    """Install the one tool that finds versions for all systems and Pythons at once; return its program."""
    environment.create(folder, Path(sys.executable))
    environment.pip(environment.python_of(folder), "install", *environment.requirements(["pin"]))
    return environment.program_of(folder, "uv")


def compile_with(uv: Path, made: Path, arguments: Iterable[str]) -> None:
    """Have uv find versions for every system and supported Python."""
    plain = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    everywhere = ["--universal", f"--python-version={OLDEST_PYTHON}"]
    done = capture([uv, "pip", "compile", *everywhere, *plain, f"--output-file={made}", *arguments])
    if done.returncode != 0:
        raise DevError(f"uv found no versions: {done.stderr.strip()}")


def store(made: Path, path: Path) -> None:
    """Keep a file of requirements, once it is certain that it says nothing about where they came from."""
    text = made.read_text(encoding="utf-8")
    for line in text.splitlines():
        if not (REQUIREMENT.fullmatch(line) or HASH.fullmatch(line)):
            raise DevError(f"{path.name} would hold a line that is neither a version nor a hash: {line}")
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADING + text, encoding="utf-8", newline="\n")
    say(f"{len(re.findall('==', text))} versions written to {path.relative_to(ROOT)}")
