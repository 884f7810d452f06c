"""Building the wheel, and trying it as somebody who has nothing but the wheel."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from devtools import display, environment, system
from devtools.process import ROOT, Command, DevError, call, capture, say

DIST = ROOT / "dist"
WINDOW_LIMIT_SECONDS = 60
VALID_FLAG = "type=registry,ref=ghcr.io/acme/app:buildcache"


def wheel(arguments: list[str]) -> int:
    """Build the wheel and the source distribution into dist/."""
    python = environment.ensure("build")
    shutil.rmtree(DIST, ignore_errors=True)
    return call([python, "-m", "build", "--no-isolation", "--outdir", DIST, *arguments])


def wheel_test(arguments: list[str]) -> int:
    """Build the wheel, install it away from the checkout, and use the command and the window."""
    system.ensure_for_testing()
    status = wheel(arguments)
    if status != 0:
        return status
    (built,) = DIST.glob("*.whl")
    with (
        tempfile.TemporaryDirectory(prefix="buildx-cache-flags-wheel-") as name,
        display.surroundings() as env,
    ):
        folder = Path(name)
        venv = folder / "venv"
        environment.create(venv, Path(sys.executable))
        environment.pip(environment.python_of(venv), "install", "-c", environment.CONSTRAINTS, built)
        try_out(environment.program_of(venv, "buildx-cache-flags"), folder, stranger(env, folder))
    say(f"{built.name} works")
    return 0


def stranger(env: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the environment of a person who has no checkout and has never started the application."""
    fresh = {name: value for name, value in env.items() if not name.startswith("PYTHON")}
    folders = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA", "STATE")}
    return {**fresh, **folders}


def try_out(command: Path, folder: Path, env: Mapping[str, str]) -> None:
    """Use the installed command the way people do."""
    expect_quiet_success([command, "--version"], folder, env)
    expect_quiet_success([command, "check", VALID_FLAG], folder, env)
    quits = {"BUILDX_CACHE_FLAGS_QUIT_AFTER_MS": "1500"}
    if not system.is_linux():
        expect_quiet_success([command], folder, {**env, **quits})
        return
    with display.x11(env) as x11_env:
        expect_quiet_success([command], folder, {**x11_env, **quits})


def expect_quiet_success(command: Command, folder: Path, env: Mapping[str, str]) -> None:
    """Run a command; a failure, a hang or a word on standard error ends the work."""
    shown = " ".join([Path(command[0]).name, *map(str, command[1:])])
    say(f"trying: {shown}")
    try:
        done = capture(command, env=env, cwd=folder, timeout=WINDOW_LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        raise DevError(f"`{shown}` did not end within {WINDOW_LIMIT_SECONDS} s.") from None
    if done.returncode != 0 or done.stderr:
        print(done.stdout + done.stderr, flush=True)
        raise DevError(
            f"`{shown}` ended with exit status {done.returncode}; expected: 0, and nothing on standard error."
        )
