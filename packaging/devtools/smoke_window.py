"""Using the window of a finished package as a person does: with real keys on a real X11 display."""

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

from devtools import xclient
from devtools.process import DevError, capture, program, say
from devtools.smoke import LIMIT_SECONDS, REF, VALID, Artefact, Case, run

IMAGE: Final = "ghcr.io/acme/app:1.4"
PASTED: Final = f"docker buildx build --push -t {IMAGE} --cache-to {VALID} --cache-from type=registry,ref={REF} ."
RENDERED: Final = Case(
    ("render", "--for", "bash", "--image", IMAGE, "--cache-to", VALID, "--cache-from", f"type=registry,ref={REF}")
)
MAIN: Final = "^Buildx Cache Flags$"
DIALOG: Final = "^Paste"
ADDED: Final = ("OLDPWD", "PWD", "SHLVL", "_", "PYSIDE6_OPTION_PYTHON_ENUM")
"""What a shell adds to the environment that it is given, and PySide6 for other programs with PySide6."""
SPY: Final = """#!/bin/sh
env > "{noted}.$$"
mv "{noted}.$$" "{noted}"
{then}
"""

T = TypeVar("T")


def try_window(artefact: Artefact, folder: Path, x11_env: Mapping[str, str]) -> None:
    """Paste a command, press Copy, close; DevError unless the clipboard has what `render` prints, and all is quiet."""
    say(f"{artefact.name}: the window, by keyboard")
    env = {name: x11_env[name] for name in ("DISPLAY", "XDG_RUNTIME_DIR", "QT_QPA_PLATFORM")}
    env |= {"HOME": str(folder), "LC_ALL": "C.UTF-8", "PATH": spies(folder, x11_env["PATH"])}
    expected = run(artefact, RENDERED, folder, env).output
    output, errors = folder / "output.txt", folder / "errors.txt"
    # Into files: the tool that keeps the clipboard lives on, and would keep a pipe open.
    with output.open("wb") as to_output, errors.open("wb") as to_errors:
        command = [str(part) for part in (*artefact.command, "--paste", PASTED)]
        window = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=to_output, stderr=to_errors, cwd=folder, env=env
        )
        try:
            copy_and_close(artefact, folder, env, expected)
            status = window.wait(LIMIT_SECONDS)
        except (DevError, subprocess.TimeoutExpired) as error:
            raise DevError(f"{artefact.name}: {error} It said: {output.read_text() + errors.read_text()}") from None
        finally:
            window.kill()
            window.wait()
    said = output.read_text() + errors.read_text()
    if status != 0 or said:
        raise DevError(f"{artefact.name}: the window ended with {status} and said: {said}")
    if clipboard(env) != expected:
        raise DevError(f"{artefact.name}: what was copied is gone with the window.")


def copy_and_close(artefact: Artefact, folder: Path, env: dict[str, str], expected: str) -> None:
    """Press the keys, and look at what comes of them."""
    dialog = wait_for(f"a window called {DIALOG}", lambda: find(DIALOG, env))
    # Tab leaves the text, in which Enter would be a new line; then it is Apply.
    press(dialog, env, "Tab", "Return")
    wait_for("the end of the dialog", lambda: not find(DIALOG, env))
    main = wait_for("the window", lambda: find(MAIN, env))
    press(main, env, "ctrl+shift+c")
    wait_for(f"{expected!r} on the clipboard", lambda: clipboard(env) == expected)
    environment_of(folder / "xclip.env", "the clipboard tool", env)
    # The last entry of the row's menu opens its documentation.
    press(main, env, "shift+F10", "Up", "Return")
    environment_of(folder / "xdg-open.env", "the browser", env)
    xclient.close(env["DISPLAY"], int(main))


def spies(folder: Path, path: str) -> str:
    """Put programs in front of *path* that note their environment: a clipboard tool that works, and a browser."""
    programs = folder / "programs"
    programs.mkdir()
    for name, then in (("xclip", f'exec {program("xclip")} "$@"'), ("xdg-open", "")):
        (programs / name).write_text(SPY.format(noted=folder / f"{name}.env", then=then), encoding="utf-8")
        (programs / name).chmod(0o755)
    return f"{programs}:{path}"


def environment_of(noted: Path, who: str, env: Mapping[str, str]) -> None:
    """DevError unless a program that the window has started has the environment that the window was given."""
    wait_for(f"{who} to be started", noted.exists)
    lines = (line.partition("=") for line in noted.read_text(encoding="utf-8").splitlines())
    found = {name: value for name, _, value in lines if name not in ADDED}
    if found != dict(env):
        changed = sorted(name for name in {*found, *env} if found.get(name) != env.get(name))
        raise DevError(f"{who} has another environment: {', '.join(f'{name}={found.get(name)}' for name in changed)}.")


def find(name: str, env: Mapping[str, str]) -> str:
    """Return the number of the visible window called *name*, or nothing."""
    return capture(["xdotool", "search", "--onlyvisible", "--name", name], env=env).stdout.partition("\n")[0]


def press(window: str, env: Mapping[str, str], *keys: str) -> None:
    """Press keys while *window* has the focus; without a window manager, nobody else gives it."""
    capture(["xdotool", "windowfocus", "--sync", window], env=env, timeout=LIMIT_SECONDS)
    for key in keys:
        capture(["xdotool", "key", key], env=env)


def clipboard(env: Mapping[str, str]) -> str:
    """Return the text on the clipboard as another program sees it."""
    return capture([program("xclip"), "-selection", "clipboard", "-o"], env=env, timeout=5).stdout


def wait_for(what: str, true: Callable[[], T]) -> T:
    """Wait until something is so, and return it; DevError after the limit."""
    deadline = time.monotonic() + LIMIT_SECONDS / 2
    while not (found := true()):
        if time.monotonic() > deadline:
            raise DevError(f"waited for {what} in vain.")
        time.sleep(0.05)
    return found
