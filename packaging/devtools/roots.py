"""Roots of Debian releases, made by debootstrap from the mirror that the system uses already, and kept for the next time."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from devtools import dockers, system
from devtools.process import ROOT, DevError, call, say

FOLDER: Final = ROOT / ".roots"
NEEDS: Final = (("debootstrap",), ("mount",), ("util-linux",))


def check_rights() -> None:
    """DevError where no root can be made or entered."""
    if not system.is_linux() or os.geteuid() != 0:
        raise DevError("A Debian root can only be made and entered by root on Linux: start again with sudo.")


def ensure(release: str, purpose: str, packages: Iterable[str]) -> Path:
    """Return a root of *release* with *packages*, made whole or not at all."""
    check_rights()
    root = FOLDER / f"{release}-{purpose}"
    if root.exists():
        return root
    mirror = dockers.debian_mirror()
    if mirror is None:
        raise DevError("apt-get knows no mirror of Debian's here, and debootstrap needs one.")
    system.ensure(NEEDS)
    FOLDER.mkdir(exist_ok=True)
    say(f"making a root of Debian's {release}; it takes some minutes")
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        made = Path(folder) / "root"
        options = ["--variant=minbase", f"--keyring={dockers.KEYS}", f"--include={','.join(packages)}"]
        log = FOLDER / f"{root.name}.log"
        if call(["sh", "-c", 'exec "$@" >"$0" 2>&1', log, "debootstrap", *options, release, made, mirror]) != 0:
            raise DevError(f"debootstrap failed; {log} says why.")
        shutil.move(made, root)
    return root
