#!/usr/bin/env python3
"""Run, test, check and build the project: `python3 packaging/dev.py help`.

This file only finds a Python that is new enough; the work is done in `devtools/`. It is kept readable for
Python 3.8, so that an older interpreter can say what is wrong instead of failing on the syntax.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWEST_TRIED = 15


def find_newer() -> str | None:
    """Return a new enough interpreter from PATH that works: a version manager's placeholder may not."""
    for minor in range(OLDEST[1], NEWEST_TRIED + 1):
        path = shutil.which(f"python3.{minor}")
        if path and subprocess.run([path, "-c", ""], capture_output=True, check=False).returncode == 0:
            return path
    return None


def main() -> int:
    """Hand over to the tools, if need be under a newer Python."""
    if sys.version_info < OLDEST:
        newer = find_newer()
        if newer is None:
            message = "dev.py: Python {}.{} or newer is needed, this is {}.{}, and PATH has no newer one.\n"
            sys.stderr.write(message.format(*OLDEST, *sys.version_info[:2]))
            return 2
        return subprocess.call([newer, str(Path(__file__).resolve()), *sys.argv[1:]])
    # Here, because older interpreters can't read it.
    from devtools.commands import main as run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
