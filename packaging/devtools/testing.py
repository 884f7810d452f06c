"""Running the tests, and the benchmarks."""

import os
import sys
from pathlib import Path

from devtools import display, dockers, environment, interpreters, node, system
from devtools.process import ROOT, call, say

FAST = tuple(
    f"tests/core/test_{name}.py"
    for name in (
        *("before", "captions", "codes", "command", "draft", "entries", "evaluate", "explain", "fixes", "golang"),
        *("parameters", "recipes", "suggest", "tokens", "what_it_catches", "written"),
    )
)
PASSED = 0
NO_TESTS = 5


def test(arguments: list[str]) -> int:
    """Run the tests without a display, then on X11 what is about it; `--all`: each case, and the whole window on X11."""
    options, arguments = split_options(arguments, {"--all"})
    ensure_programs()
    if options:
        os.environ["BUILDX_CACHE_FLAGS_TESTS"] = "all"
    return both_parts(environment.ensure("test"), arguments, whole_window=bool(options))


def test_fast(arguments: list[str]) -> int:
    """Run what tells most in the least time: the rules and the model, without a window, a shell or a property test."""
    python = environment.ensure("test")
    return pytest_part(python, "offscreen", [*FAST, "-m", "not hypothesis", "-k", "not hundred_thousand", *arguments])


def test_all(arguments: list[str]) -> int:
    """Run the tests on every Python here; `--others`: not on this one, `--ends`: on the oldest and the newest of them, `--offscreen`: not on X11."""
    options, arguments = split_options(arguments, {"--others", "--ends", "--offscreen"})
    ensure_programs()
    pythons = interpreters.find_all()
    if "--others" in options:
        pythons = {version: path for version, path in pythons.items() if path != Path(sys.executable)}
    if "--ends" in options:
        # They are sorted; what passes on both ends has passed on those between so far, and CI has half an hour.
        pythons = dict([*pythons.items()][:1] + [*pythons.items()][-1:])
    if not pythons:
        say("there is no other Python here to test on")
    results: dict[str, int] = {}
    for version, interpreter in pythons.items():
        say(f"tests on Python {version}, {interpreter}")
        python = environment.ensure("test", folder=ROOT / f".venv-{version}", interpreter=interpreter)
        run = offscreen_part if "--offscreen" in options else both_parts
        results[version] = run(python, arguments)
    for version, status in results.items():
        say(f"Python {version}: {'passed' if status == PASSED else f'failed with exit status {status}'}")
    return max(results.values(), default=PASSED)


def ensure_programs() -> None:
    """Install, or fetch, all that reads what the application writes."""
    system.ensure_for_testing()
    node.ensure()
    dockers.ensure()


def test_wine(arguments: list[str]) -> int:
    """Run what is written for cmd in Wine's cmd.exe."""
    system.ensure_for_cmd()
    python = environment.ensure("test")
    wine = {**os.environ, "BUILDX_CACHE_FLAGS_WINE": "1"}
    return call([python, "-m", "pytest", "tests/core/test_wine.py", *arguments], env=wine)


def soak(arguments: list[str]) -> int:
    """Run the property tests of the core for long."""
    python = environment.ensure("test")
    profile = {**os.environ, "HYPOTHESIS_PROFILE": "soak"}
    return call([python, "-m", "pytest", "tests/core", "-m", "hypothesis", *arguments], env=profile)


def attack(arguments: list[str]) -> int:
    """Attack the readers, the command line, the window and what is saved for long, each time in another way."""
    return call([environment.ensure("test"), "-m", "tests.attack", *arguments])


def bench(arguments: list[str]) -> int:
    """Run the benchmarks, or the .py file named first; an X11 display is at hand for them."""
    script = "tests/benchmarks/run.py"
    if arguments and arguments[0].endswith(".py"):
        script, *arguments = arguments
    system.ensure_for_testing()
    python = environment.ensure("test", "bench")
    with display.surroundings() as env:
        if not system.is_linux():
            return call([python, script, *arguments], env=env)
        with display.x11(env) as x11_env:
            # Each measurement chooses its own platform.
            del x11_env["QT_QPA_PLATFORM"]
            return call([python, script, *arguments], env=x11_env)


def both_parts(python: Path, arguments: list[str], *, whole_window: bool = True) -> int:
    """Run both parts, the second even if the first fails, and return the worse exit status.

    Unless the *whole_window* is wanted, an X11 display is for what needs one or is about the window system.
    """
    first = offscreen_part(python, arguments)
    if not (system.is_linux() or system.is_windows()):
        say("the tests on a real display are left out: they need Linux or Windows")
        return first
    second = display_part(python, arguments) if whole_window or system.is_windows() else x11_part(python, arguments)
    # What was asked for may well lie in one part only; without arguments, an empty part is a mistake.
    statuses = [status for status in (first, second) if not (arguments and status == NO_TESTS)]
    return max(statuses, default=NO_TESTS)


def offscreen_part(python: Path, arguments: list[str]) -> int:
    """Run everything that needs no real display."""
    say("tests without a display")
    return pytest_part(python, "offscreen", arguments)


def display_part(python: Path, arguments: list[str]) -> int:
    """Run the tests of the window, and all that need an X11 display, on one; on Windows, the window on the desktop."""
    say("tests on the desktop" if system.is_windows() else "tests on X11 displays of their own")
    return pytest_part(python, "display", arguments)


def x11_part(python: Path, arguments: list[str]) -> int:
    """Run what needs an X11 display, and what the window system has a say in, on one."""
    say("tests of what X11 has a say in, on displays of their own")
    return pytest_part(python, "x11", arguments)


def pytest_part(python: Path, part: str, arguments: list[str]) -> int:
    """Run pytest on one part of the tests, on every core unless the arguments say otherwise; later ones count."""
    return call([python, "-m", "pytest", "--numprocesses=auto", "--dist=worksteal", f"--part={part}", *arguments])


def split_options(arguments: list[str], known: set[str]) -> tuple[set[str], list[str]]:
    """Take our own options out of pytest's arguments."""
    return {word for word in arguments if word in known}, [word for word in arguments if word not in known]
