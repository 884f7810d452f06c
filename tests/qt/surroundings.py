"""Processes around the window: the application itself, fake clipboard tools, and other programs' clipboards."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtTest import QTest

ROOT = Path(__file__).resolve().parents[2]
XCLIP = shutil.which("xclip") or "xclip"
START_LIMIT = 300
"""Seconds after which a process counts as hung: a busy machine takes many times what an idle one does."""

_OFFSCREEN = "This plugin does not support "
"""What Qt's offscreen plugin says of every window."""


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it printed."""

    status: int
    output: str
    errors: str


def run_python(folder: Path, *arguments: str, env: Mapping[str, str | None] | None = None) -> Ended:
    """Run Python to its end; *env* changes the environment, ``None`` takes a variable out.

    What it prints goes to files in *folder*: the child that xclip leaves behind would keep a pipe open.
    """
    # What is remembered from one start to the next is neither read from the developer's own nor written there.
    # Where it crashes, it says in which line.
    own = {"XDG_CONFIG_HOME": str(folder / "config"), "PYTHONFAULTHANDLER": "1"}
    environment = {**os.environ, **own, **(env or {})}
    output, errors = folder / "output.txt", folder / "errors.txt"
    with output.open("wb") as to_output, errors.open("wb") as to_errors:
        status = subprocess.run(
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=to_output,
            stderr=to_errors,
            cwd=ROOT,
            env={name: value for name, value in environment.items() if value is not None},
            timeout=START_LIMIT,
            check=False,
        ).returncode
    return Ended(status, output.read_text("utf-8"), without_plugins_lines(errors.read_text("utf-8")))


def without_plugins_lines(errors: str) -> str:
    """What remains without the words of the offscreen plugin, which nobody sees."""
    return "".join(line for line in errors.splitlines(keepends=True) if not line.startswith(_OFFSCREEN))


def run_window(folder: Path, *arguments: str, env: Mapping[str, str | None] | None = None) -> Ended:
    """Run the application itself, until it is closed."""
    return run_python(folder, "-m", "buildx_cache_flags", *arguments, env=env)


def seen_by_others() -> str:
    """The text of the X11 clipboard as another process sees it; this process goes on living meanwhile."""
    reader = subprocess.Popen(
        [XCLIP, "-selection", "clipboard", "-o"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    while reader.poll() is None:
        QTest.qWait(5)
    return reader.communicate()[0].decode("utf-8")


def copy_elsewhere(text: str) -> None:
    """Copy *text* in another process, which keeps it."""
    subprocess.run(
        [XCLIP, "-selection", "clipboard"],
        input=text.encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=300,
        check=True,
    )


def fake_program(folder: Path, name: str, script: str) -> Path:
    """Put a shell script into *folder* as a program, with ``$REAL`` for the real xclip."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\nREAL={XCLIP}\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def is_running(process: int) -> bool:
    """Whether a process is still there, and not only a name in the table."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"
