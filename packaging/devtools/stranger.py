"""Starting a finished package where nothing is as its maker has it: no environment, no home, no right to write."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from devtools.process import say
from devtools.smoke import VALID, WITHOUT_DISPLAY, Artefact, Case, compare, plain, run, try_window_closing

NOBODY: Final = 65534
NOWHERE: Final = {"HOME": "/dev/null/nobody"}
"""A home that is not there, and that even root can't make."""
CHECK: Final = Case(("check", VALID))
READ_ONLY: Final = 0o555


def try_as_stranger(artefact: Artefact, folder: Path) -> None:
    """Use the command and the window in surroundings that others may have; DevError where anything is said."""
    if os.name != "posix":
        return
    say(f"{artefact.name}: with an empty environment")
    expected = run(artefact, CHECK, folder, plain(folder)).output
    try_both(artefact, folder, {}, expected)
    if not artefact.has_all:
        return
    somebody = as_nobody(artefact)
    if somebody is artefact:
        say(f"{artefact.name}: not tried as another user, which takes root")
    else:
        say(f"{artefact.name}: as another user")
        try_both(somebody, Path("/"), {}, expected)
    say(f"{artefact.name}: as a copy that can't be written, in a folder with a space")
    with read_only_copy(artefact, folder) as copy:
        try_both(as_nobody(copy), Path("/"), {}, expected)


def try_both(artefact: Artefact, folder: Path, env: Mapping[str, str], expected: str) -> None:
    """Run `check`, then open the window, for which there is no home."""
    ended = run(artefact, CHECK, folder, env)
    compare(artefact, CHECK, ended, replace(ended, status=0, output=expected, errors=""))
    try_window_closing(artefact, folder, {**env, **NOWHERE, **WITHOUT_DISPLAY})


def as_nobody(artefact: Artefact) -> Artefact:
    """Return the artefact as a user starts it who owns nothing, or as it is where one can't become another."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return artefact
    ids = (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
    return replace(artefact, command=("setpriv", *ids, *artefact.command))


@contextmanager
def read_only_copy(artefact: Artefact, folder: Path) -> Iterator[Artefact]:
    """Copy the folder of a program, with no right to write in it; removed afterwards."""
    program = Path(artefact.command[0]).resolve()
    home = folder / "a read-only copy" / program.parent.name
    shutil.copytree(program.parent, home, symlinks=True)
    folders = [home, *(path for path in home.rglob("*") if path.is_dir() and not path.is_symlink())]
    try:
        for path in folders:
            path.chmod(READ_ONLY)
        yield replace(artefact, command=(home / program.name, *artefact.command[1:]))
    finally:
        for path in folders:
            path.chmod(0o755)
        shutil.rmtree(home.parent)
