"""Using the program for Windows as a person does: with real keys, and with what was copied read by another program."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from devtools import smoke, wine, winpython
from devtools.metadata import metadata
from devtools.process import DevError, capture, explained, say

ENTRY: Final = f"type=registry,ref={smoke.REF}"
RENDERED: Final = ("render", "--for", "powershell", "--cache-to", ENTRY, "--cache-from", ENTRY)
"""What somebody copies at the very first start who types nothing but a ref."""
LOOK: Final = wine.SOURCES / "look.py"
DESKTOP: Final = "Wine desktop"
LIMIT_SECONDS: Final = 120
PAUSE_SECONDS: Final = 1.0
SETTINGS: Final = f"drive_c/users/*/AppData/*/{metadata().name}"


def try_window(shown: Path, command: Path, env: Mapping[str, str]) -> None:
    """Type, copy, close; DevError unless the clipboard has what `render` prints, before and after the end."""
    say(f"{shown.name}: the window at its first start, by keyboard")
    python = winpython.ensure("package")
    expected = plain(wine.capture([command, *RENDERED], env, timeout=LIMIT_SECONDS).stdout)
    for folder in wine.PREFIX.glob(SETTINGS):
        shutil.rmtree(folder)
    name = metadata().shown_name
    with started(shown, env) as window:
        wait_for(f"a window called {name}", lambda: name in look(python, env, "titles").splitlines(), window)
        wait_for(f"{expected!r} on the clipboard", lambda: copies(python, env, expected), window)
        look(python, env, "close", name)
        try:
            status = window.wait(LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            raise DevError(f"{shown.name} did not close within {LIMIT_SECONDS} s.") from None
    if status != 0:
        raise DevError(f"{shown.name} ended with {status}.")
    if (left := look(python, env, "clipboard")) != expected:
        raise DevError(f"what {shown.name} copied is gone with its window; the clipboard has {left!r}.")


def copies(python: Path, env: Mapping[str, str], expected: str) -> bool:
    """Leave the tour, type the ref where the focus is then, and press the keys of Copy; whether it has arrived.

    Nothing tells from outside when the window is ready, so this can be done again: the keys lead to the same.
    """
    press(env, "key", "Escape")
    press(env, "key", "ctrl+a")
    press(env, "type", "--delay", "20", smoke.REF)
    press(env, "key", "ctrl+shift+c")
    time.sleep(PAUSE_SECONDS)
    return look(python, env, "clipboard") == expected


def press(env: Mapping[str, str], *words: str) -> None:
    """Have the keys of the X server pressed; what is in front on the desktop of Windows gets them."""
    focus = ["search", "--name", DESKTOP, "windowfocus", "--sync"]
    done = capture(["xdotool", *focus, *words], env=env, timeout=LIMIT_SECONDS)
    if done.returncode != 0:
        raise DevError(f"xdotool could not press keys: {done.stderr.strip()}")


def look(python: Path, env: Mapping[str, str], *words: str) -> str:
    """Return what another program of Windows sees."""
    done = wine.capture([python, wine.path(LOOK), *words], env, timeout=LIMIT_SECONDS)
    if done.returncode != 0:
        raise DevError(f"{LOOK.name} {' '.join(words)} failed: {done.stderr.decode(errors='replace').strip()}")
    return plain(done.stdout)


def plain(said: bytes) -> str:
    """Return a text of Windows with the ends of lines that are usual here."""
    return said.decode().replace("\r\n", "\n")


@contextmanager
def started(program: Path, env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Keep a program running while the block lasts."""
    with explained("wine"):
        process = subprocess.Popen(
            ["wine", program],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(what: str, true: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait until something is so; DevError after the limit, or where *process* has ended before."""
    deadline = time.monotonic() + LIMIT_SECONDS
    while not true():
        if process.poll() is not None:
            raise DevError(f"the program ended with {process.returncode} instead of showing {what}.")
        if time.monotonic() > deadline:
            raise DevError(f"waited for {what} in vain.")
        time.sleep(PAUSE_SECONDS)
