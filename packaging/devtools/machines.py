"""The tests where nothing is as a developer has it: another locale, user, path, time zone, order or font, and busy cores."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from devtools import environment, fonts, node, system
from devtools.process import ROOT, DevError, call, capture, say
from devtools.stranger import NOBODY, NOWHERE

BUSY: Final = 2
"""Processes that do nothing but keep a core busy."""
FOLDER: Final = "a päth with a space"
READ_ONLY: Final = "a-w"
_STARTS_ITSELF: Final = "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)"


SEED: Final = 4
"""Of the order that the tests are run in; another one: `make test ARGS=--shuffle=7`."""

_CORE: Final = tuple(
    f"tests/core/{name}"
    for name in ("disk", "test_cli.py", "test_cli_contents.py", "test_files.py", "test_hostile_commands.py")
)
_WINDOW: Final = tuple(
    f"tests/qt/test_{name}.py"
    for name in ("clipboard", "icon", "memory", "newcomer", "recipes", "session", "start", "targets", "tour", "window")
)
TOUCHING: Final = (*_CORE, "tests/core/test_shells.py", "tests/packaging", *_WINDOW)
"""What touches the machine: files, processes, the command line, shells, settings, the clipboard, and starting."""
SIZED: Final = ("tests/qt",)
"""What letters have a part in."""


@dataclass(frozen=True)
class Machine:
    """What differs there: the environment, whether the checkout can be written, who it is, how busy it is, and its fonts.

    ``tests`` are those that it has a part in, and all that is run unless everything is asked for.
    """

    name: str
    env: Mapping[str, str] = field(default_factory=dict)
    read_only: bool = False
    nobody: bool = False
    busy: bool = False
    fonts: str = ""
    options: tuple[str, ...] = ()
    tests: tuple[str, ...] = TOUCHING


MACHINES: Final = (
    Machine("LC_ALL=C", {"LC_ALL": "C"}),
    Machine("TZ=Asia/Kolkata", {"TZ": "Asia/Kolkata"}),
    Machine("no home", NOWHERE),
    Machine("nobody, and a checkout that can't be written", NOWHERE, read_only=True, nobody=True),
    Machine(f"{BUSY} busy loops", busy=True),
    Machine("another order", options=(f"--shuffle={SEED}",), tests=("tests/core", "tests/live", "tests/qt")),
    *(Machine(f"the fonts {name} alone", fonts=name, tests=SIZED) for name in ("DejaVu", "Noto", "Liberation")),
)
"""Each in a copy of the checkout whose path has a space and a letter beyond ASCII."""


def test_machines(arguments: list[str]) -> int:
    """Run what each of these machines has a part in; `--all`: every test on each, `--only=WORD`: on these machines."""
    if os.name != "posix":
        raise DevError("test-machines needs Linux or macOS.")
    whole = "--all" in arguments
    words = [word.removeprefix("--only=") for word in arguments if word.startswith("--only=")]
    chosen = [machine for machine in MACHINES if not words or any(word in machine.name for word in words)]
    if not chosen:
        raise DevError(f"No machine is called {' or '.join(words)}: {', '.join(machine.name for machine in MACHINES)}.")
    rest = [word for word in arguments if word != "--all" and not word.startswith("--only=")]
    system.ensure_for_testing()
    node.ensure()
    python = environment.ensure("test")
    results = {machine.name: try_on(machine, python, rest if whole else [*rest, *machine.tests]) for machine in chosen}
    for name, result in results.items():
        say(f"{name}: {result}")
    return 1 if any(result.startswith("failed") for result in results.values()) else 0


def try_on(machine: Machine, python: Path, arguments: list[str]) -> str:
    """Run the tests on one machine and say how it went."""
    say(f"tests on a machine with: {machine.name}")
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="buildx-cache-flags-machine-"))
        folder = Path(name, FOLDER)
        copy_checkout(folder)
        temporary = Path(name, "tmp")
        temporary.mkdir()
        for place in (Path(name), temporary):
            place.chmod(0o777)
        libraries = environment.libraries_of(python)
        paths = os.pathsep.join(map(str, (folder / "gui", libraries)))
        env = {
            **os.environ,
            "PYTHONPATH": paths,
            "TMPDIR": str(temporary),
            **machine.env,
            **(fonts.configure(fonts.SETS[machine.fonts], temporary) if machine.fonts else {}),
        }
        program: list[str | Path] = [python]
        if machine.nobody:
            found = as_nobody(python, Path(name, "python"), libraries)
            if found is None:
                return "not tried: it takes root, setpriv, and a Python that others may start"
            program = found
        if machine.read_only:
            call(["chmod", "-R", READ_ONLY, folder])
        if machine.busy:
            stack.enter_context(busy())
        options = ["--numprocesses=auto", "--dist=worksteal", "-p", "no:cacheprovider", *machine.options, *arguments]
        status = call([*program, "-m", "pytest", *options], env=env, cwd=folder)
        if machine.read_only:
            call(["chmod", "-R", "u+w", folder])
    return "passed" if status == 0 else f"failed with exit status {status}"


def copy_checkout(folder: Path) -> None:
    """Copy what git knows, as it is in the work tree, and what npm has installed for the tests."""
    listed = capture(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]).stdout
    for name in filter(None, listed.split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    if (ROOT / ".node").exists():
        shutil.copytree(ROOT / ".node", folder / ".node", symlinks=True)


def as_nobody(python: Path, folder: Path, libraries: Path) -> list[str | Path] | None:
    """Return how to start Python as a user who owns nothing.

    That is the environment's own where others may start it, else the system's of that version in an environment in
    *folder*: tests start it again without PYTHONPATH, and it still has to find the *libraries*.
    """
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return None
    ids: list[str | Path] = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    minor = environment.version_of(python)
    for candidate in (python, Path(f"/usr/bin/python{minor}")):
        # That it starts is not enough: what it takes for itself may be a link into a folder of root's.
        if candidate.exists() and capture([*ids, candidate, "-c", _STARTS_ITSELF]).returncode == 0:
            return [*ids, candidate if candidate == python else own_python(candidate, folder, libraries)]
    return None


def own_python(python: Path, folder: Path, libraries: Path) -> Path:
    """Make an environment that has the *libraries* of another, and return its Python."""
    call([python, "-m", "venv", "--without-pip", folder])
    made = folder / "bin" / "python"
    place = environment.libraries_of(made) / "libraries.pth"
    # Not as a path alone: the project itself is one of them by a file of paths.
    place.write_text(f"import site; site.addsitedir({str(libraries)!r})\n", encoding="utf-8")
    return made


@contextmanager
def busy() -> Iterator[None]:
    """Keep cores busy while the block lasts."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
