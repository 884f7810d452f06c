"""Which rows of pinned requirements count on Windows: `requirements.py PYTHON FILE...` writes them, with their hashes.

pip judges the conditions of a row by the machine that it runs on, whatever --platform says.
"""

import sys
from pathlib import Path

from packaging.markers import default_environment

from packaging.requirements import Requirement

WINDOWS = {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows", "implementation_name": "cpython"}


def rows(text: str, python: str) -> dict[str, str]:
    """Return the rows that count, by the name and version."""
    here = {name: str(value) for name, value in default_environment().items()}
    where = {**here, **WINDOWS, "python_version": python, "python_full_version": f"{python}.0"}
    found = {}
    for row in text.replace("\\\n", " ").splitlines():
        if row.startswith("#") or not row.strip():
            continue
        wanted, *hashes = row.split(" --hash=")
        requirement = Requirement(wanted)
        if requirement.marker is None or requirement.marker.evaluate(where):
            name = f"{requirement.name}{requirement.specifier}"
            found[name] = " --hash=".join([name, *(digest.strip() for digest in hashes)])
    return found


if __name__ == "__main__":
    every: dict[str, str] = {}
    for file in sys.argv[2:]:
        every |= rows(Path(file).read_text("utf-8"), sys.argv[1])
    sys.stdout.write("".join(f"{row}\n" for row in every.values()))
