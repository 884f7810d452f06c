"""The libraries and programs that Python packages can't bring along, on Debian and its relatives."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from devtools.process import DevError, call, capture, say

# Each requirement is a choice: one installed package is enough, and the first is what gets installed.
Requirement = tuple[str, ...]

# What Qt's core, its widgets and its X11 plugin are linked with, directly.
QT_LIBRARIES: tuple[Requirement, ...] = (
    ("libdbus-1-3",),
    ("libegl1",),
    ("libfontconfig1",),
    ("libfreetype6",),
    ("libgl1",),
    ("libglib2.0-0",),
    ("libx11-6",),
    ("libx11-xcb1",),
    ("libxcb-cursor0",),
    ("libxcb-glx0",),
    ("libxcb-icccm4",),
    ("libxcb-image0",),
    ("libxcb-keysyms1",),
    ("libxcb-randr0",),
    ("libxcb-render-util0",),
    ("libxcb-render0",),
    ("libxcb-shape0",),
    ("libxcb-shm0",),
    ("libxcb-sync1",),
    ("libxcb-util1",),
    ("libxcb-xfixes0",),
    ("libxcb-xkb1",),
    ("libxcb1",),
    ("libxkbcommon-x11-0",),
    ("libxkbcommon0",),
    ("fonts-dejavu-core",),
)
# The tests start their own display, and give the commands that the application writes to real shells.
TEST_PROGRAMS: tuple[Requirement, ...] = (
    *(("xvfb",), ("xclip",), ("bash",), ("dash",), ("zsh",), ("fish",)),
    # What gitlab-ci-local copies a repository with.
    *(("git",), ("rsync",)),
    # What screen readers read windows with.
    *(("dbus-daemon", "dbus"), ("at-spi2-core",)),
)
# Other machines' fonts, which the window is tested with.
TEST_FONTS: tuple[Requirement, ...] = (
    ("fonts-dejavu-core",),
    ("fonts-noto-core",),
    ("fonts-noto-mono",),
    ("fonts-liberation", "fonts-liberation2"),
    ("fonts-inter",),
)
# They read what a Linux desktop is told of the application: its entry, its description, its manual page.
LINUX_FILE_CHECKERS: tuple[Requirement, ...] = (("appstream",), ("desktop-file-utils",), ("man-db",), ("mandoc",))
# What makes the packages: Qt's plugin for Wayland is linked with the last.
PACKAGING_PROGRAMS: tuple[Requirement, ...] = (("binutils",), ("dpkg-dev",), ("xz-utils",), ("libwayland-cursor0",))
# What checks them, and uses what was installed from them.
TRYING_PROGRAMS: tuple[Requirement, ...] = (("lintian",), ("xclip",), ("xdotool",), ("xvfb",))
# Windows' cmd.exe, and what makes a program for it that splits its arguments as docker.exe does.
CMD_PROGRAMS: tuple[Requirement, ...] = (("wine",), ("wine64",), ("golang-go",))
# A whole Windows: with a screen, and with libraries of its own where Wine has none.
WINE_PROGRAMS: tuple[Requirement, ...] = (("wine",), ("wine64",), ("gcc-mingw-w64-x86-64-win32",), ("xvfb",))


def is_linux() -> bool:
    """Tell whether there can be an X11 display; a function, or type checkers would skip what follows."""
    return sys.platform.startswith("linux")


def is_windows() -> bool:
    """Tell whether programs end in .exe here; a function for the same reason."""
    return sys.platform == "win32"


def ensure_for_running() -> None:
    """Install what the window needs, and a clipboard tool so that copied text outlives it."""
    clipboard = ("wl-clipboard",) if os.environ.get("WAYLAND_DISPLAY") else ("xclip", "xsel")
    ensure((*QT_LIBRARIES, clipboard))


def ensure_for_testing() -> None:
    """Install what the tests need."""
    ensure((*QT_LIBRARIES, *TEST_PROGRAMS, *TEST_FONTS, *LINUX_FILE_CHECKERS))


def ensure_for_packaging() -> None:
    """Install what makes the packages."""
    ensure((*QT_LIBRARIES, *interpreter_library(), *PACKAGING_PROGRAMS))


def ensure_for_trying_packages() -> None:
    """Install what tries out the packages that are made."""
    ensure((*QT_LIBRARIES, *TRYING_PROGRAMS))


def interpreter_library() -> tuple[Requirement, ...]:
    """Return the package of Python's library, which PyInstaller takes along: Debian's own program does without it."""
    return (("libpython{}.{}".format(*sys.version_info),),) if sys.base_prefix == "/usr" else ()


def ensure_for_cmd() -> None:
    """Install what runs Windows' cmd.exe here, and makes a program for it."""
    ensure(CMD_PROGRAMS)


def ensure_for_wine() -> None:
    """Install what makes a whole Windows here."""
    ensure((*WINE_PROGRAMS, ("xdotool",)))


def ensure(requirements: Iterable[Requirement]) -> None:
    """Install what is missing; elsewhere than on Debian's relatives the system has its own ways."""
    if not has_apt():
        return
    installed = installed_packages()
    missing = [choices[0] for choices in requirements if installed.isdisjoint(choices)]
    if missing:
        install(missing)


def has_apt() -> bool:
    """Tell whether missing packages can be found out about and installed."""
    return bool(shutil.which("apt-get") and shutil.which("dpkg-query"))


def installed_packages() -> set[str]:
    """Return the installed packages and what they provide: a renamed library provides its old name.

    Libraries of a foreign architecture are of no use to Python's, so they don't count.
    """
    native = capture(["dpkg", "--print-architecture"]).stdout.strip()
    listing = capture(["dpkg-query", "-W", "-f", "${db:Status-Status}\t${Architecture}\t${Package}\t${Provides}\n"])
    names: set[str] = set()
    for line in listing.stdout.splitlines():
        status, architecture, package, provides = line.split("\t")
        if status == "installed" and architecture in (native, "all"):
            names.add(package)
            names.update(item.split()[0] for item in provides.split(",") if item.strip())
    return names


def install(packages: Sequence[str]) -> None:
    """Install packages with apt-get, refreshing its lists only where the first try fails for lack of them."""
    command = [*as_root(packages), *apt_get("install", "--no-install-recommends", *packages)]
    say(f"installing system packages: {' '.join(packages)}")
    if subprocess.run(command, capture_output=True, check=False).returncode == 0:
        return
    say("refreshing the system's package lists first")
    call([*as_root(packages), *apt_get("update")])
    status = call(command)
    if status != 0:
        raise DevError(f"apt-get could not install {' '.join(packages)}; what it said is above.", status)


def apt_get(*arguments: str) -> list[str]:
    """Return an apt-get command line that asks nothing, and waits while another apt is at work."""
    options = ["--yes", "--quiet=2", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"]
    return ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *options, *arguments]


def as_root(packages: Sequence[str]) -> list[str]:
    """Return what has to stand before a command that only root may run."""
    if os.name == "nt" or os.geteuid() == 0:
        return []
    by_hand = f"run `apt-get install {' '.join(packages)}` as root, then start again."
    if not shutil.which("sudo"):
        raise DevError(f"System packages are missing and there is no sudo: {by_hand}")
    if sys.stdin is not None and sys.stdin.isatty():
        # Asked for here, because the first try of apt-get runs out of sight.
        if call(["sudo", "--validate"]) != 0:
            raise DevError(f"System packages are missing and sudo refused: {by_hand}")
    elif capture(["sudo", "--non-interactive", "true"]).returncode != 0:
        raise DevError(f"System packages are missing and sudo needs a password: {by_hand}")
    return ["sudo"]


def warn_about_missing_libraries(python: Path) -> None:
    """Name the libraries that Qt's X11 plugin does not find, where they can't be installed from here."""
    if has_apt() or not (is_linux() and shutil.which("ldd")):
        return
    plugins = python.parents[1].glob("lib/python*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so")
    for plugin in plugins:
        lines = capture(["ldd", plugin]).stdout.splitlines()
        missing = sorted({line.split()[0] for line in lines if "not found" in line})
        if missing:
            say(f"the window needs libraries that this system lacks: {' '.join(missing)}")
