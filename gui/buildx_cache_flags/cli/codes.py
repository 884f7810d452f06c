"""Writes the page of problem codes: ``python -m buildx_cache_flags.cli.codes``."""

import sys
from pathlib import Path

from buildx_cache_flags import resources
from buildx_cache_flags.core import files, project, targets  # noqa: F401 - each registers its codes
from buildx_cache_flags.core.buildlog import findings  # noqa: F401
from buildx_cache_flags.core.cachemanifest import meaning  # noqa: F401
from buildx_cache_flags.core.check import builders, rules, syntax  # noqa: F401
from buildx_cache_flags.core.check.codes import all_codes, page
from buildx_cache_flags.core.files import places, unchecked  # noqa: F401
from buildx_cache_flags.core.project import folder  # noqa: F401
from buildx_cache_flags.live import failures  # noqa: F401

from . import answers  # noqa: F401


def text() -> str:
    """The whole page."""
    places.import_readers()
    return page(all_codes())


def path() -> Path:
    """Where the page lies."""
    return resources.path("problem-codes.md")


def main() -> int:
    """Write the page anew."""
    path().write_text(text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
