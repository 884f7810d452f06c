"""Starting other programs, and talking to the person at the terminal."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

Command = Sequence[str | Path]


class DevError(Exception):
    """Ends the work with one sentence instead of a traceback."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def say(text: str) -> None:
    """Tell what happens next; flushed, because the output of other programs follows."""
    print(f"dev.py: {text}", flush=True)


def call(command: Command, *, env: Mapping[str, str] | None = None, cwd: Path | None = ROOT) -> int:
    """Run a program in the terminal and return its exit status as a shell would give it."""
    with explained(command[0]):
        status = subprocess.call([str(part) for part in command], env=env, cwd=cwd)
    return status if status >= 0 else 128 - status


def capture(
    command: Command,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = ROOT,
    timeout: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program out of sight and return what it printed."""
    with explained(command[0]):
        return subprocess.run(
            [str(part) for part in command],
            env=env,
            cwd=cwd,
            timeout=timeout,
            check=False,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            stdin=subprocess.DEVNULL,
        )


def answers(command: Command) -> bool:
    """Tell whether a program exists, starts and succeeds."""
    try:
        return capture(command).returncode == 0
    except (OSError, DevError):
        return False


def program(name: str) -> str:
    """Return where a program is; DevError if it is nowhere on PATH."""
    found = shutil.which(name)
    if found is None:
        raise DevError(lacking(name))
    return found


@contextmanager
def explained(name: str | Path) -> Iterator[None]:
    """Turn the error of starting a program that is not there into a DevError."""
    try:
        yield
    except FileNotFoundError as error:
        if shutil.which(name):
            # The folder to start it in, or the interpreter that a script names.
            raise
        raise DevError(lacking(name)) from error


def lacking(name: str | Path) -> str:
    """Return the sentence on a program that is not there."""
    return f"{name} is needed, and this machine does not have it; install it and start again."
