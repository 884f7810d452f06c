"""Files of somebody else's: root's tests would not notice whose they are in an archive."""

import os
from pathlib import Path

SOMEBODY = 1234


def give_away(folder: Path) -> None:
    """Make all files below *folder* somebody else's, where this is allowed."""
    if os.name == "posix" and os.geteuid() == 0:
        for path in folder.rglob("*"):
            os.chown(path, SOMEBODY, SOMEBODY, follow_symlinks=False)
