"""The checkout on a fresh Debian, in a root of its own: tested, packaged, and the packages installed and used."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from devtools import roots, system
from devtools.process import ROOT, call

SCRIPT: Final = Path(__file__).with_name("fresh.sh")
PACKAGES: Final = ("ca-certificates", "git", "make", "python3", "sudo")
LISTS: Final = "apt-get update --quiet=2 && python3 --version"
TRIXIE: Final = (LISTS, "make test", "make package-test")
ANY_AGE: Final = "echo 'Acquire::Check-Valid-Until \"false\";' >/etc/apt/apt.conf.d/99any-age"
"""A mirror that keeps unstable as it was some day has signatures whose time is over."""
SID: Final = (ANY_AGE, LISTS, "make test ARGS=tests/core")


def test_trixie(arguments: list[str]) -> int:
    """Test and package what is committed on a fresh Debian 13, or run the one command that is given there."""
    return run_on("trixie", arguments, TRIXIE)


def test_sid(arguments: list[str]) -> int:
    """Run the tests of the core with the Python of Debian unstable, or the one command that is given there."""
    return run_on("sid", arguments, SID)


def run_on(release: str, arguments: Sequence[str], usual: Sequence[str]) -> int:
    """Run the command that *arguments* are, or the *usual* ones, in a copy of the checkout on a fresh *release*."""
    root = roots.ensure(release, "fresh", PACKAGES)
    system.ensure((("git",),))
    # Beside the root: a layer can't lie on another one, as a temporary folder may.
    with tempfile.TemporaryDirectory(dir=roots.FOLDER, ignore_cleanup_errors=True) as layer:
        alone = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"]
        commands = [" ".join(arguments)] if arguments else usual
        return call([*alone, "sh", SCRIPT, root, ROOT, layer, *commands])
