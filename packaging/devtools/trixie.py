"""The checkout on a fresh Debian 13, whose Python is 3.13: tested, packaged, and the packages installed and used."""

import tempfile
from pathlib import Path
from typing import Final

from devtools import roots, system
from devtools.process import ROOT, call

SCRIPT: Final = Path(__file__).with_name("trixie.sh")
PACKAGES: Final = ("ca-certificates", "git", "make", "python3", "sudo")
COMMANDS: Final = (
    "apt-get update --quiet=2 && python3 --version",
    "make test",
    "make package-test",
)


def test_trixie(arguments: list[str]) -> int:
    """Test and package what is committed on a fresh Debian 13, or run the one command that is given there."""
    root = roots.ensure("trixie", "fresh", PACKAGES)
    system.ensure((("git",),))
    # Beside the root: a layer can't lie on another one, as a temporary folder may.
    with tempfile.TemporaryDirectory(dir=roots.FOLDER, ignore_cleanup_errors=True) as layer:
        alone = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child"]
        commands = [" ".join(arguments)] if arguments else COMMANDS
        return call([*alone, "sh", SCRIPT, root, ROOT, layer, *commands])
