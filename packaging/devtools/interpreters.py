"""Finding the Pythons on this machine."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from devtools.process import DevError, capture

OLDEST_MINOR = 11
SYSTEM = Path("/usr/bin")
# Free-threaded builds and previews are left out: wheels of the dependencies may not exist for them.
DESCRIBE = """
import sys, sysconfig
if sys.version_info.releaselevel == "final" and not sysconfig.get_config_var("Py_GIL_DISABLED"):
    print(*sys.version_info[:3])
"""


def find_all() -> dict[str, Path]:
    """Return the working interpreters by their version: one for each 3.N, beginning with the one that runs this.

    The system's own comes along as 3.N.P where it is another patch release: an early one has faults of its own, and is
    what people on that system have.
    """
    found: dict[str, Path] = {}
    releases: set[str] = set()
    for candidate in (Path(sys.executable), *candidates()):
        release = supported_release(candidate)
        if release is None or release in releases:
            continue
        version = release.rpartition(".")[0]
        if version not in found:
            found[version] = candidate
        elif candidate.parent == SYSTEM:
            found[release] = candidate
        else:
            continue
        releases.add(release)
    return dict(sorted(found.items(), key=lambda item: [int(part) for part in item[0].split(".")]))


def candidates() -> Iterator[Path]:
    """Yield what looks like a Python: on PATH, then pyenv's, whose names on PATH may lead nowhere."""
    for folder in os.get_exec_path():
        try:
            names = sorted(os.listdir(folder or "."))  # noqa: PTH208 - PATH entries may be empty or unreadable
        except OSError:
            continue
        yield from (Path(folder, name) for name in names if re.fullmatch(r"python3\.\d+(\.exe)?", name))
    yield from sorted(Path.home().glob(".pyenv/versions/*/bin/python"))


def supported_release(python: Path) -> str | None:
    """Return the version of a working Python that is new enough, such as "3.11.2"."""
    try:
        words = capture([python, "-c", DESCRIBE]).stdout.split()
    except (OSError, DevError):
        return None
    if len(words) != 3 or words[0] != "3" or int(words[1]) < OLDEST_MINOR:
        return None
    return ".".join(words)
