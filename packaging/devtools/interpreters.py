"""Finding the Pythons on this machine."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from devtools.process import DevError, capture

OLDEST_MINOR = 11
# Free-threaded builds and previews are left out: wheels of the dependencies may not exist for them.
DESCRIBE = """
import sys, sysconfig
if sys.version_info.releaselevel == "final" and not sysconfig.get_config_var("Py_GIL_DISABLED"):
    print(*sys.version_info[:2])
"""


def find_all() -> dict[int, Path]:
    """Return one working interpreter for each supported version 3.N, by N."""
    found = {this_minor(): Path(sys.executable)}
    for candidate in candidates():
        minor = supported_minor(candidate)
        if minor is not None:
            found.setdefault(minor, candidate)
    return dict(sorted(found.items()))


def this_minor() -> int:
    """Return N of the Python 3.N that runs this."""
    return sys.version_info.minor


def candidates() -> Iterator[Path]:
    """Yield what looks like a Python: on PATH, then pyenv's, whose names on PATH may lead nowhere."""
    for folder in os.get_exec_path():
        try:
            names = sorted(os.listdir(folder or "."))  # noqa: PTH208 - PATH entries may be empty or unreadable
        except OSError:
            continue
        yield from (Path(folder, name) for name in names if re.fullmatch(r"python3\.\d+(\.exe)?", name))
    yield from sorted(Path.home().glob(".pyenv/versions/*/bin/python"))


def supported_minor(python: Path) -> int | None:
    """Return N for a working Python 3.N that is new enough."""
    try:
        words = capture([python, "-c", DESCRIBE]).stdout.split()
    except (OSError, DevError):
        return None
    if len(words) != 2 or words[0] != "3" or int(words[1]) < OLDEST_MINOR:
        return None
    return int(words[1])
