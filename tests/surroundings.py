"""What surrounds the tests, the same on every machine: an environment without anybody's settings, and a display.

``pytest`` called as it is tests everything: on an X server of its own where Xvfb is installed, otherwise on Qt's
offscreen platform without what needs X11.  ``--part`` asks for one platform.  ``make test`` runs all that needs no real
display offscreen, where the same code takes half the time, and then on X11 what needs an X server or is about the window
system; with ``--all`` the whole window runs there, too.  With pytest-xdist each process has a server, a clipboard and
settings of its own.
"""

import atexit
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Literal, get_args

import pytest

from devtools import display
from devtools.process import DevError

Part = Literal["offscreen", "x11", "display"]

QT_TESTS: Final = Path(__file__).parent / "qt"
_NO_XVFB: Final = "needs an X11 display: install xvfb"
_NO_XCLIP: Final = "reads the clipboard as another program: install xclip"
_HOMES: Final = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
_TRY_X11: Final = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"

_kept = ExitStack()
atexit.register(_kept.close)


def make_private() -> None:
    """Give this process an environment in which nobody's settings are read or written, now and by its children."""
    folder = Path(_kept.enter_context(tempfile.TemporaryDirectory(prefix="buildx-cache-flags-")))
    for name in (*display.PERSONAL_SETTINGS, *display.OTHER_DISPLAYS, "DISPLAY"):
        os.environ.pop(name, None)
    for name in _HOMES:
        os.environ[name] = str(folder / name)
    if os.name == "posix":
        # Qt wants it to be there, and to be the user's own.
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # What a shell starts in the background ignores Ctrl+C, and would pass that on to all that the tests start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Tests start the application a hundred times, and each start would compile all of it anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def add_option(parser: pytest.Parser) -> None:
    """The options that ask for one platform and another order."""
    parser.addoption(
        "--part",
        choices=get_args(Part),
        help="offscreen: all that needs no real display; x11: what needs X11 or is about the window system, on Xvfb; "
        "display: the whole window and what needs X11, on Xvfb, and on Windows the window on the desktop",
    )

    parser.addoption(
        "--shuffle", type=int, metavar="SEED", help="run the tests in another order, the same for the same number"
    )


def shuffle(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the tests into another order, where that is asked for: none may lean on another."""
    seed = config.getoption("--shuffle")
    if seed is not None:
        random.Random(seed).shuffle(items)


def belongs(item: pytest.Item, part: Part | None) -> bool:
    """Whether a test is of this part: those of the window may be of several, unless they need a real display."""
    if part == "display" and sys.platform == "win32":
        return item.path.is_relative_to(QT_TESTS) and not needs_x11(item)
    if part == "display":
        return needs_x11(item) or item.path.is_relative_to(QT_TESTS)
    if part == "x11":
        return is_about_display(item)
    return part is None or not needs_x11(item)


def is_elsewhere(path: Path, part: Part | None) -> bool:
    """Whether nothing below *path* can be of this part, so that it need not be imported."""
    return part in ("x11", "display") and path.parent == QT_TESTS.parent and path.is_dir() and path != QT_TESTS


def needs_x11(item: pytest.Item) -> bool:
    """Whether a test can't do without an X server."""
    return item.get_closest_marker("x11") is not None


def is_about_display(item: pytest.Item) -> bool:
    """Whether a test needs an X server or is about what the window system does."""
    return needs_x11(item) or item.get_closest_marker("window_system") is not None


def prepare(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is of the other part, start the display, and skip with a sentence what can't be had."""
    part: Part | None = config.getoption("--part")
    for item in items:
        if is_about_display(item) and not item.path.is_relative_to(QT_TESTS):
            raise pytest.UsageError(f"{item.nodeid}: tests that are about a display belong into {QT_TESTS.name}/")
    others = [item for item in items if not belongs(item, part)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if belongs(item, part)]
    if part == "display" and sys.platform == "win32":
        # Qt then takes the platform of the system.
        os.environ.pop("QT_QPA_PLATFORM", None)
        return
    if part == "offscreen" or not any(needs_x11(item) or item.path.is_relative_to(QT_TESTS) for item in items):
        return
    lacking = start_x11()
    if lacking and part is not None:
        raise pytest.UsageError(f"--part {part} {lacking}")
    for item in filter(needs_x11, items):
        missing = lacking or ("" if shutil.which("xclip") else _NO_XCLIP)
        if missing:
            item.add_marker(pytest.mark.skip(reason=missing))


def start_x11() -> str:
    """Let Qt use an X server of this process; empty, or what is lacking where that can't be."""
    if not sys.platform.startswith("linux"):
        return "needs an X11 display, which is for Linux"
    if shutil.which("Xvfb") is None:
        return _NO_XVFB
    server = ExitStack()
    try:
        environment = server.enter_context(display.x11(os.environ))
    except DevError as error:
        return f"needs an X11 display: {error}"
    # Qt ends the process where its X11 plugin lacks a library, so another one tries.
    tried = subprocess.run(
        [sys.executable, "-c", _TRY_X11], env=environment, capture_output=True, text=True, check=False
    )
    if tried.returncode != 0:
        server.close()
        return f"needs an X11 display, which Qt can't use here: {tried.stderr.strip()}"
    _kept.push(server)
    os.environ.update(environment)
    return ""
