"""BuildKit releases, as people write them: ``0.21``, ``v0.21.3``."""

import re

from .wording import shown

_VERSION = re.compile(r"v?([0-9]{1,9})\.([0-9]{1,9})(?:\.[0-9]{1,9})?(?:[-+][0-9A-Za-z.-]*)?\Z")

Version = tuple[int, int]
"""Major and minor number; patch releases never changed a flag."""


def parse(text: str) -> Version:
    """Read ``0.21``, ``v0.21`` or ``v0.21.3-rc1``; ``ValueError`` with a sentence for anything else."""
    match = _VERSION.match(text.strip())
    if match is None:
        raise ValueError(f"{shown(text)} is not a BuildKit version. Use one like 0.21 or v0.21.3.")
    return int(match[1]), int(match[2])


def text(version: Version) -> str:
    """Write *version* as ``0.21``."""
    return f"{version[0]}.{version[1]}"
