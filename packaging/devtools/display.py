"""Surroundings for windows that nobody looks at."""

import os
import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from devtools.process import ROOT, DevError

START_LIMIT_SECONDS = 30
STOP_LIMIT_SECONDS = 5
# A developer's own taste must not decide whether a test passes.
PERSONAL_SETTINGS = (
    "QT_AUTO_SCREEN_SCALE_FACTOR",
    "QT_ENABLE_HIGHDPI_SCALING",
    "QT_FONT_DPI",
    "QT_QPA_PLATFORMTHEME",
    "QT_SCALE_FACTOR",
    "QT_SCREEN_SCALE_FACTORS",
    "QT_STYLE_OVERRIDE",
)
OTHER_DISPLAYS = ("WAYLAND_DISPLAY", "XAUTHORITY")
"""What Qt and the clipboard tools prefer to an X server, or would show it in vain."""


@contextmanager
def surroundings() -> Iterator[dict[str, str]]:
    """Give an environment without personal settings, and with the private folder that Qt wants."""
    env = {name: value for name, value in os.environ.items() if name not in PERSONAL_SETTINGS}
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-") as folder:
        if os.name == "posix":
            env.setdefault("XDG_RUNTIME_DIR", folder)
        yield env


@contextmanager
def x11(env: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Keep an X server without a screen while the block lasts, and give its clients' environment."""
    server = shutil.which("Xvfb")
    if server is None:
        raise DevError("Xvfb is needed for a display of its own; install it and start again.")
    reading, writing = os.pipe()
    with os.fdopen(reading) as answer:
        process = subprocess.Popen(
            [
                server,
                "-displayfd",
                str(writing),
                "-screen",
                "0",
                "1600x1200x24",
                "-noreset",
                "-nolisten",
                "tcp",
            ],
            pass_fds=[writing],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            # Ctrl+C is for the tests; the display has to outlive them.
            start_new_session=True,
        )
        try:
            os.close(writing)
            ready, _, _ = select.select([answer], [], [], START_LIMIT_SECONDS)
            number = answer.readline().strip() if ready else ""
            if not number:
                raise DevError("Xvfb did not start.")
            client = {name: value for name, value in env.items() if name not in OTHER_DISPLAYS}
            yield {**client, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "XDG_SESSION_TYPE": "x11"}
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a server, by force if it does not listen."""
    process.terminate()
    try:
        process.wait(STOP_LIMIT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
