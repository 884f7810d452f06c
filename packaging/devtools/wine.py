"""A Windows of the project's own under Wine, in `.wine/`: made once, and used by everything that is tried there."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from devtools import display, system
from devtools.process import ROOT, Command, DevError, call, explained, say

FOLDER: Final = ROOT / ".wine"
SOURCES: Final = ROOT / "packaging" / "wine"
COMPILER: Final = "x86_64-w64-mingw32-gcc"
LIBRARIES: Final = ("bcryptprimitives", "icuuc", "mscms")
"""What Windows 10 has and Debian's Wine lacks; each is a file in C that says why."""
VERSION: Final = "win10"
PREFIX: Final = FOLDER / "prefix"
SYSTEM32: Final = PREFIX / "drive_c" / "windows" / "system32"
READY: Final = PREFIX / "ready.txt"
# Under one desktop, as there is no window manager that would give windows the focus.
DESKTOP: Final = (
    (r"HKCU\Software\Wine\Explorer", "Desktop", "Default"),
    (r"HKCU\Software\Wine\Explorer\Desktops", "Default", "1500x1100"),
)


@contextmanager
def windows() -> Iterator[dict[str, str]]:
    """Keep a Windows with a screen running while the block lasts, and give the environment of its programs."""
    if not system.is_linux():
        raise DevError("Windows under Wine is only tried on Linux; on Windows itself, `dev.py test` does the same.")
    system.ensure_for_wine()
    with alone(), display.surroundings() as env, display.x11(env) as x11_env:
        given = surroundings(x11_env)
        try:
            ensure(given)
            yield given
        finally:
            call(["wineserver", "--kill"], env=given)
            call(["wineserver", "--wait"], env=given)


@contextmanager
def alone() -> Iterator[None]:
    """Wait until nobody else uses this Windows: it is shut down for all at the end."""
    import fcntl  # Windows has none, and no need of it

    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for somebody else who uses the same Windows")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def surroundings(env: Mapping[str, str]) -> dict[str, str]:
    """Return *env* as Windows programs get it; Qt then chooses its plugin for Windows by itself."""
    kept = {name: value for name, value in env.items() if not name.startswith(("PYTHON", "QT_QPA_", "XDG_"))}
    return {
        **kept,
        "WINEPREFIX": str(PREFIX),
        "WINEDEBUG": "-all",
        # Wine offers to fetch .NET and a browser otherwise.
        "WINEDLLOVERRIDES": "mscms=n;mscoree,mshtml=",
        # Wine takes what it gives as the language and the code pages from here.
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def ensure(env: Mapping[str, str]) -> None:
    """Make the Windows where it is not there, or was made otherwise."""
    wanted = "\n".join([VERSION, *map(repr, DESKTOP), *(source(name).read_text("utf-8") for name in LIBRARIES)])
    if READY.exists() and READY.read_text("utf-8") == wanted:
        return
    say("making a Windows under Wine")
    shutil.rmtree(PREFIX, ignore_errors=True)
    run_quietly(["wineboot", "--init"], env)
    run_quietly(["wine", "winecfg", "-v", VERSION], env)
    for key, name, value in DESKTOP:
        run_quietly(["wine", "reg", "add", key, "/v", name, "/d", value, "/f"], env)
    run_quietly(["wineserver", "--wait"], env)
    for name in LIBRARIES:
        compile_library(name)
    READY.write_text(wanted, encoding="utf-8")


def source(name: str) -> Path:
    """Return the C file of a library."""
    return SOURCES / f"{name}.c"


def compile_library(name: str) -> None:
    """Put one library where Windows has its own."""
    made = SYSTEM32 / f"{name}.dll"
    made.unlink(missing_ok=True)
    if call([COMPILER, "-O1", "-shared", "-o", made, source(name), "-ladvapi32"]) != 0:
        raise DevError(f"{COMPILER} could not compile {source(name).relative_to(ROOT)}; what it said is above.")


def path(place: Path) -> str:
    """Return how a Windows program calls a file of this machine."""
    return f"Z:{place}".replace("/", "\\")


def run_quietly(command: Command, env: Mapping[str, str]) -> None:
    """Run one of Wine's own programs; DevError if it fails."""
    with explained(command[0]):
        done = subprocess.run(
            [str(part) for part in command],
            env=env,
            cwd=FOLDER,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    if done.returncode != 0:
        said = (done.stdout + done.stderr).decode(errors="replace").strip()
        raise DevError(f"{' '.join(map(str, command))} failed with {done.returncode}: {said}")


def run(command: Command, env: Mapping[str, str], *, cwd: Path = ROOT) -> int:
    """Run a Windows program in the terminal and return its exit status.

    Through a pipe: Wine 8 gives Python no standard output that is a file or a terminal.
    """
    with explained("wine"):
        process = subprocess.Popen(
            ["wine", *(str(part) for part in command)],
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    if process.stdout is None:
        raise AssertionError("it was asked for")
    for line in process.stdout:
        sys.stdout.buffer.write(line.replace(b"\r\n", b"\n"))
        sys.stdout.buffer.flush()
    return process.wait()


def capture(
    command: Command, env: Mapping[str, str], *, cwd: Path = ROOT, given: str = "", timeout: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a Windows program out of sight."""
    with explained("wine"):
        return subprocess.run(
            ["wine", *(str(part) for part in command)],
            env=env,
            cwd=cwd,
            input=given.encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
        )
