"""Trying out every package as somebody who has just got it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from devtools import archives, deb, display, environment, packages, smoke, smoke_window, stranger, system, wheels
from devtools.metadata import metadata
from devtools.process import DevError, call, capture, say
from devtools.smoke import Artefact
from devtools.wheels import DIST

Install = Callable[[Path, Path], AbstractContextManager[Artefact]]
"""Makes a package ready in a folder, and tidies up behind it."""


def wheel_test(arguments: list[str]) -> int:
    """Build the wheel, install it away from the checkout, and use the command and the window."""
    system.ensure_for_testing()
    system.ensure((("xdotool",),))
    return wheels.wheel(arguments) or try_all({"*.whl": wheels.installed})


def package_test(arguments: list[str]) -> int:
    """Build all packages and try each of them out; `--built`: without building them again."""
    if arguments not in ([], ["--built"]):
        raise DevError("package-test takes --built or nothing.", packages.WRONG_USAGE)
    status = 0 if arguments else packages.package([])
    if status != 0:
        return status
    system.ensure_for_trying_packages()
    return try_all(kinds_here())


def kinds_here() -> dict[str, Install]:
    """Return the kinds of packages that this machine builds."""
    archive: dict[str, Install] = {"*.tar.xz": unpacked} if system.is_linux() else {}
    debian: dict[str, Install] = {"*.deb": installed_deb} if deb.can_be_made() else {}
    return {"*.whl": wheels.installed, **archive, **debian}


def try_all(kinds: dict[str, Install]) -> int:
    """Try out each kind of package that is in dist/."""
    python = environment.ensure()
    checkout = Artefact("the checkout", (python, "-m", "buildx_cache_flags"))
    asked = smoke.cases(smoke.targets(python))
    for pattern, install in kinds.items():
        found = list(DIST.glob(pattern))
        if not found:
            raise DevError(f"dist/ has no {pattern}: build the packages first.")
        for built in found:
            with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-trial-") as name:
                folder = Path(name)
                # Also for the user who owns nothing.
                folder.chmod(archives.EVERYBODY_ENTERS)
                with install(built, folder) as artefact:
                    try_out(artefact, checkout, asked, folder / "elsewhere")
            say(f"{built.name} works")
    return 0


def try_out(artefact: Artefact, checkout: Artefact, asked: list[smoke.Case], folder: Path) -> None:
    """Use one package in an empty folder, on the command line and then on a display."""
    folder.mkdir()
    smoke.try_command(artefact, checkout, asked, folder)
    stranger.try_as_stranger(artefact, folder)
    smoke.try_offscreen(artefact, folder)
    if system.is_linux():
        with display.surroundings() as env, display.x11(env) as x11_env:
            smoke_window.try_window(artefact, folder, x11_env)


@contextmanager
def unpacked(built: Path, folder: Path) -> Iterator[Artefact]:
    """Unpack the archive."""
    archives.unpack(built, folder)
    (home,) = folder.iterdir()
    yield Artefact(built.name, (home / metadata().command,), has_all=True)


@contextmanager
def installed_deb(built: Path, folder: Path) -> Iterator[Artefact]:
    """Install the Debian package where that is allowed and does not replace another one, else unpack it."""
    check_policy(built)
    name = metadata().name
    root = None if name in system.installed_packages() else rights(built)
    if root is None:
        say(f"{built.name} is only unpacked: to install it takes root, and a machine without it")
        if call(["dpkg-deb", "--extract", built, folder]) != 0:
            raise DevError(f"{built.name} can't be unpacked.")
        yield Artefact(built.name, (folder / "usr" / "bin" / metadata().command,), has_all=True)
        return
    try:
        # Unlike dpkg, it also installs what the package depends on.
        if call([*root, *system.apt_get("install", "--no-install-recommends", str(built))]) != 0:
            raise DevError(f"{built.name} can't be installed.")
        yield Artefact(built.name, (Path("/usr/bin") / metadata().command,), has_all=True)
        changed = capture(["dpkg", "--verify", name]).stdout
        if changed:
            raise DevError(f"files of {built.name} have changed by being used: {changed}")
    finally:
        capture([*root, "dpkg", "--purge", name])
    if (Path("/usr/lib") / name).exists():
        raise DevError(f"{built.name} has left something behind in /usr/lib.")


def rights(built: Path) -> list[str] | None:
    """Return what stands before a command that only root may run, or nothing where one can't become root."""
    try:
        return system.as_root([str(built)])
    except DevError:
        return None


def check_policy(built: Path) -> None:
    """DevError where the package breaks Debian's rules without a reason in packaging/linux/lintian-overrides."""
    if not shutil.which("lintian"):
        say("lintian is not here to look at the package")
        return
    say(f"lintian looks at {built.name}")
    looked = capture(["lintian", "--fail-on", "error,warning", "--tag-display-limit", "0", built])
    if looked.returncode != 0:
        raise DevError(f"{built.name} breaks rules of Debian's: {looked.stdout.strip() or looked.stderr.strip()}")
