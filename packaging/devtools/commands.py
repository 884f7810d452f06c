"""The sub-commands of dev.py."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from types import FrameType

from devtools import (
    engine,
    environment,
    fresh,
    machines,
    packages,
    pinning,
    system,
    testing,
    tooltest,
    trial,
    wheels,
    winbundle,
    wintest,
)
from devtools.process import ROOT, DevError, call

MADE_HERE = (
    ".docker",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".node",
    ".pytest_cache",
    ".roots",
    ".ruff_cache",
    ".venv",
    ".venv-package",
    ".wine",
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
    """Check the formatting, the code, the types, the direction of imports and the workflow, to the end."""
    python = environment.ensure("lint", "test")
    statuses = [
        call([python, "-m", "ruff", "format", "--check", *arguments]),
        call([python, "-m", "ruff", "check", *arguments]),
        call([python, "-m", "mypy"]),
        call([environment.program_of(environment.VENV, "basedpyright"), "--pythonpath", python]),
        call([environment.program_of(environment.VENV, "lint-imports"), "--no-logo"]),
        call([environment.program_of(environment.VENV, "zizmor"), "--offline", "--pedantic", "--quiet", ".github"]),
    ]
    return next((status for status in statuses if status), 0)


def format_code(arguments: list[str]) -> int:
    """Format the code, and mend what ruff can mend by itself."""
    python = environment.ensure("lint")
    return call([python, "-m", "ruff", "check", "--fix-only", *arguments]) or call(
        [python, "-m", "ruff", "format", *arguments]
    )


def draw_icons(arguments: list[str]) -> int:
    """Draw the window's icons anew, after a change to resources/icons/buildx-cache-flags.svg."""
    if arguments:
        raise DevError("icons takes no arguments.", WRONG_USAGE)
    env = {**os.environ, "PYTHONPATH": str(ROOT / "packaging")}
    return call([environment.ensure(), "-m", "devtools.icons", "--window"], env=env)


def make_completions(arguments: list[str]) -> int:
    """Make what shells complete the command with anew, after a change to its options."""
    if arguments:
        raise DevError("completions takes no arguments.", WRONG_USAGE)
    env = {**os.environ, "PYTHONPATH": str(ROOT / "packaging")}
    return call([environment.ensure("test"), "-m", "devtools.completions"], env=env)


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
        print(f"  {name:<14}{(action.__doc__ or '').splitlines()[0]}")
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": testing.test,
    "test-fast": testing.test_fast,
    "test-all": testing.test_all,
    "test-machines": machines.test_machines,
    "test-wine": testing.test_wine,
    "test-windows": wintest.test_windows,
    "test-engine": engine.test_engine,
    "test-trixie": fresh.test_trixie,
    "test-sid": fresh.test_sid,
    "soak": testing.soak,
    "attack": testing.attack,
    "bench": testing.bench,
    "lint": lint,
    "format": format_code,
    "wheel": wheels.wheel,
    "wheel-test": trial.wheel_test,
    "package": packages.package,
    "package-test": trial.package_test,
    "package-repro": packages.package_repro,
    "package-windows": winbundle.package_windows,
    "tool-test": tooltest.tool_test,
    "pin": pinning.pin,
    "icons": draw_icons,
    "completions": make_completions,
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
