"""Using the command of a finished package the way a stranger does, and comparing it with the checkout."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from devtools.process import DevError, say

LIMIT_SECONDS: Final = 60
REF: Final = "ghcr.io/acme/app:buildcache"
VALID: Final = f"type=registry,ref={REF},mode=max"
INVALID: Final = f"type=registry,ref={REF},mode=MAX"
LIST_TARGETS: Final = "from buildx_cache_flags.core.targets import TARGETS; print(*TARGETS)"
COMPOSE: Final = f"""\
services:
  app:
    image: ghcr.io/acme/app:1.4
    build:
      context: .
      cache_to: ["{INVALID}"]
"""
BAKE: Final = f"""\
target "app" {{
  cache-to = ["{VALID}"]
}}
"""
FILES: Final = {"compose.yaml": COMPOSE, "docker-bake.hcl": BAKE}
WITHOUT_DISPLAY: Final = {"QT_QPA_PLATFORM": "offscreen", "BUILDX_CACHE_FLAGS_QUIT_AFTER_MS": "1500"}
OFFSCREEN: Final = "This plugin does not support "
"""What Qt says of every window that nobody can see."""


@dataclass(frozen=True)
class Artefact:
    """Something finished that can be started."""

    name: str
    command: tuple[str | Path, ...]
    has_all: bool = False
    """Whether it needs no Python of this machine's, which another user may not be allowed to start."""


@dataclass(frozen=True)
class Case:
    """Arguments, and how the command has to end with them."""

    arguments: tuple[str, ...]
    status: int = 0
    given: str = ""


@dataclass(frozen=True)
class Ended:
    """How the command ended, and what it said."""

    status: int
    output: str
    errors: str


def cases(targets: list[str]) -> list[Case]:
    """Return what is tried: every command, every target, every kind of file, every exit status."""
    build = ("--image", "ghcr.io/acme/app:1.4", "--cache-to", VALID, "--cache-from", f"type=registry,ref={REF}")
    lines = "".join(json.dumps({"value": value}) + "\n" for value in (VALID, INVALID))
    return [
        Case(("--version",)),
        Case(("--help",)),
        Case(("check", VALID)),
        Case(("check", "--format", "json", VALID)),
        Case(("check", INVALID), status=1),
        Case(("check", "compose.yaml"), status=1),
        Case(("check", "docker-bake.hcl")),
        Case(("check", "--jsonl"), status=1, given=lines),
        # The whole folder, and what is not in it.
        Case(("check",), status=1),
        Case(("check", "."), status=1),
        Case(("check", "missing.yaml"), status=2),
        Case(("render", "--for", "bash", "--cache-to", INVALID), status=1),
        *(Case(("render", "--for", target, *build)) for target in targets),
    ]


def targets(checkout: Path) -> list[str]:
    """Return the names of all targets, as the Python of the checkout knows them."""
    return subprocess.run([checkout, "-c", LIST_TARGETS], capture_output=True, text=True, check=True).stdout.split()


def try_command(artefact: Artefact, checkout: Artefact, asked: list[Case], folder: Path) -> None:
    """Run the command in *folder*; DevError where it ends otherwise than it has to, or than the checkout does."""
    say(f"{artefact.name}: {len(asked)} commands, as in the checkout")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    env = {**plain(folder), "COLUMNS": "80", "LC_ALL": "C.UTF-8"}
    for case in asked:
        compare(artefact, case, run(artefact, case, folder, env), run(checkout, case, folder, env))


def try_offscreen(artefact: Artefact, folder: Path) -> None:
    """Open the window without a display and have it close by itself; DevError where it does not, or says anything."""
    say(f"{artefact.name}: the window, without a display")
    try_window_closing(artefact, folder, {**plain(folder), **WITHOUT_DISPLAY})


def try_window_closing(artefact: Artefact, folder: Path, env: Mapping[str, str]) -> None:
    """Open the window with an environment that has it close by itself; DevError where it does not, or says anything."""
    window = Case(())
    ended = run(artefact, window, folder, env)
    errors = [line for line in ended.errors.splitlines() if not line.startswith(OFFSCREEN)]
    compare(artefact, window, Ended(ended.status, ended.output, "\n".join(errors)), Ended(0, "", ""))


def plain(folder: Path) -> dict[str, str]:
    """Return an environment with nothing but what every program is given, and a home that is empty."""
    given = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**given, "HOME": str(folder)}


def run(artefact: Artefact, case: Case, folder: Path, env: Mapping[str, str]) -> Ended:
    """Run a command to its end; DevError if there is none."""
    command = [str(part) for part in (*artefact.command, *case.arguments)]
    try:
        done = subprocess.run(
            command,
            input=case.given.encode(),
            capture_output=True,
            cwd=folder,
            env=env,
            timeout=LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DevError(f"{shown(artefact, case)} did not end within {LIMIT_SECONDS} s.") from None
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def compare(artefact: Artefact, case: Case, ended: Ended, expected: Ended) -> None:
    """DevError where a command has not ended as it has to, or has said anything else."""
    if ended.status != case.status:
        raise DevError(f"{shown(artefact, case)} ended with {ended.status} instead of {case.status}: {ended}")
    if ended != expected:
        raise DevError(f"{shown(artefact, case)} said {ended}\ninstead of {expected}")


def shown(artefact: Artefact, case: Case) -> str:
    """Return how to call a case when talking about it."""
    return f"{artefact.name}: `{' '.join(case.arguments)}`"
