"""The Python that is bundled: which files are its own, and its licence."""

import sys
import sysconfig
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from devtools.process import ROOT, DevError

LIBRARIES: Final = ("libpython*", "python*.dll", "vcruntime*.dll", "Python", "Python3")
"""Itself as a library, also on Windows and in a framework of macOS; and the run time of C that Windows' has beside it."""
MODULES: Final = (".pyd", ".dll")
"""What lies beside python.exe in Windows' embeddable Python, which has no folder for its modules in C."""
OF_OTHERS: Final = {"site-packages", "dist-packages"}
NOTICES: Final = ROOT / "packaging" / "licences" / "texts" / "Python-notices.txt"
"""What Python's documentation says of the code by others in it; only few installations have it."""


def has(path: Path) -> bool:
    """Tell whether a file is Python's own: all below its prefix may not be, which is /usr for the system's."""
    place = path.resolve()
    for folder in folders():
        if place.is_relative_to(folder):
            return OF_OTHERS.isdisjoint(place.relative_to(folder).parts)
    if place.parent == Path(sys.base_prefix).resolve() and place.suffix in MODULES:
        return True
    below = place.is_relative_to(Path(sys.base_prefix).resolve())
    return below and any(fnmatch(place.name, pattern) for pattern in LIBRARIES)


def folders() -> list[Path]:
    """Return the folders of Python's own modules."""
    compiled = sysconfig.get_path("platstdlib", vars={"platbase": sys.base_exec_prefix})
    found = [sysconfig.get_path("stdlib"), compiled, str(Path(sys.base_prefix) / "DLLs")]
    return [Path(folder).resolve() for folder in found]


def texts() -> dict[str, bytes]:
    """Return its licence, and the notices of what it contains; DevError where it has none."""
    places = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"]
    places.append(Path("/usr/share/doc/python{}.{}/copyright".format(*sys.version_info)))
    text = next((path for path in places if path.is_file()), None)
    if text is None:
        raise DevError("This Python has no licence text where Python keeps it: LICENSE.txt beside its library.")
    return {"LICENSE.txt": text.read_bytes(), NOTICES.name: NOTICES.read_bytes()}
