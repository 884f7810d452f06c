"""The environment that everything is measured in."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PROGRAMS = Path(__file__).parent / "programs"
STARTED = "BENCHMARK_STARTED"
"""The environment variable with the monotonic time right before the process was started."""
LIMIT_SECONDS = 120


@contextmanager
def prepared() -> Iterator[dict[str, str]]:
    """Give an environment in which Python keeps its bytecode, as an installed program does, but not in the checkout."""
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-bench-") as folder:
        # The clipboard tools of this desktop must not see what is copied here, and Wayland must not take over.
        env = {
            name: text
            for name, text in os.environ.items()
            if name not in ("PYTHONDONTWRITEBYTECODE", "WAYLAND_DISPLAY")
        }
        env["PYTHONPYCACHEPREFIX"] = folder
        # Nothing that somebody has left behind, but for a program that is given it.
        env["XDG_CONFIG_HOME"] = str(Path(folder) / "nothing")
        env["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
        yield env


def platforms() -> list[str]:
    """Qt's platforms to measure on: always offscreen, and X11 where there is a display."""
    return ["offscreen", "xcb"] if os.environ.get("DISPLAY") else ["offscreen"]


def run(program: str, env: Mapping[str, str], *arguments: str) -> Any:
    """Start one of the programs in a process of its own and return what it prints as JSON."""
    command = [sys.executable, str(PROGRAMS / program), *arguments]
    started = {**env, STARTED: repr(time.monotonic())}
    # Into files: a clipboard tool lives on and would keep a pipe open.
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        status = subprocess.run(
            command, env=started, stdout=output, stderr=errors, timeout=LIMIT_SECONDS, check=False
        ).returncode
        lines, said = _text(output).splitlines(), _text(errors)
    if status or not lines:
        raise RuntimeError(f"{program} {' '.join(arguments)} ended with {status}: {said.strip()}")
    return json.loads(lines[-1])


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def in_turns(rounds: int, env: Mapping[str, str], *programs: tuple[str, ...]) -> list[list[Any]]:
    """Start the programs in turns, after two rounds that fill all caches; a list of answers for each program."""
    answers: list[list[Any]] = [[] for _ in programs]
    for number in range(-2, rounds):
        for program, found in zip(programs, answers, strict=True):
            answer = run(program[0], env, *program[1:])
            if number >= 0:
                found.append(answer)
    return answers


def say(text: str) -> None:
    """Tell on standard error what is being done."""
    print(f"bench: {text}", file=sys.stderr, flush=True)
