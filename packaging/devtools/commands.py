"""The sub-commands of dev.py."""

import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from devtools import environment, system, testing, wheels
from devtools.process import ROOT, DevError, call, capture, say

MADE_HERE = (
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".node",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "build",
    "dist",
)
INTERRUPTED = 130
WRONG_USAGE = 2


def run(arguments: list[str]) -> int:
    """Start the application from the checkout."""
    python = environment.ensure()
    system.ensure_for_running()
    system.warn_about_missing_libraries(python)
    # Where the person is, so that relative paths mean what they say.
    return call([python, "-m", "buildx_cache_flags", *arguments], cwd=None)


def lint(arguments: list[str]) -> int:
    """Check the formatting, the code, the types and the direction of imports, to the end."""
    python = environment.ensure("lint", "test")
    statuses = [
        call([python, "-m", "ruff", "format", "--check", *arguments]),
        call([python, "-m", "ruff", "check", *arguments]),
        call([python, "-m", "mypy"]),
        call([environment.program_of(environment.VENV, "lint-imports"), "--no-logo"]),
    ]
    return next((status for status in statuses if status), 0)


def format_code(arguments: list[str]) -> int:
    """Format the code, and mend what ruff can mend by itself."""
    python = environment.ensure("lint")
    return call([python, "-m", "ruff", "check", "--fix-only", *arguments]) or call(
        [python, "-m", "ruff", "format", *arguments]
    )


def pin(arguments: list[str]) -> int:
    """Take the newest versions of everything for tests, checks and builds into constraints.txt."""
    if arguments:
        raise DevError("pin takes no arguments.", WRONG_USAGE)
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-pin-") as name:
        folder = Path(name) / "venv"
        environment.create(folder, Path(sys.executable))
        python = environment.python_of(folder)
        environment.pip(python, "install", *environment.requirements(["test", "lint", "build"]))
        frozen = capture([python, "-m", "pip", "freeze"]).stdout.splitlines()
    pins = sorted((line for line in frozen if "==" in line), key=str.lower)
    heading = "# Made by `python3 packaging/dev.py pin`: what the tests, the checks and the build were done with."
    environment.CONSTRAINTS.write_text("\n".join([heading, *pins, ""]), encoding="utf-8", newline="\n")
    say(f"{len(pins)} versions written to {environment.name_of(environment.CONSTRAINTS)}")
    return 0


def clean(arguments: list[str]) -> int:
    """Remove everything that dev.py and the tools have made."""
    if arguments:
        raise DevError("clean takes no arguments.", WRONG_USAGE)
    folders = [ROOT / name for name in MADE_HERE]
    folders += ROOT.glob(".venv-3.*")
    folders += [cache for part in ("gui", "packaging", "tests") for cache in (ROOT / part).rglob("__pycache__")]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def show_help(_arguments: list[str]) -> int:
    """List the commands."""
    print("usage: python3 packaging/dev.py COMMAND [ARGUMENT...]\n")
    for name, action in COMMANDS.items():
        print(f"  {name:<12}{(action.__doc__ or '').splitlines()[0]}")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": testing.test,
    "test-all": testing.test_all,
    "test-wine": testing.test_wine,
    "soak": testing.soak,
    "bench": testing.bench,
    "lint": lint,
    "format": format_code,
    "wheel": wheels.wheel,
    "wheel-test": wheels.wheel_test,
    "pin": pin,
    "clean": clean,
    "help": show_help,
}


def main(arguments: list[str]) -> int:
    """Carry out one command and return its exit status."""
    # As an exception, a request to end also stops the display and removes what is temporary.
    signal.signal(signal.SIGTERM, end_orderly)
    name, *rest = arguments or ["help"]
    action = COMMANDS.get("help" if name in ("-h", "--help") else name)
    if action is None:
        print(f"dev.py: there is no command {name!r}; `dev.py help` lists them.", file=sys.stderr)
        return WRONG_USAGE
    try:
        return action(rest)
    except DevError as error:
        print(f"dev.py: {error}", file=sys.stderr, flush=True)
        return error.status
    except KeyboardInterrupt:
        return INTERRUPTED


def end_orderly(number: int, _frame: FrameType | None) -> None:
    """Turn a signal into an exit with the status a shell would give."""
    raise SystemExit(128 + number)
