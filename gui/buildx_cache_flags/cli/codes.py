"""Writes the page of problem codes: ``python -m buildx_cache_flags.cli.codes``."""

import sys
from pathlib import Path
from typing import Final

from buildx_cache_flags import resources
from buildx_cache_flags.core.codes import Code, all_codes, page
from buildx_cache_flags.core.targets import CODES

from .answers import BAD_INPUT

_BAD_INPUT: Final = Code(
    BAD_INPUT,
    "error",
    "a line of check --jsonl that is no question: no JSON, no object, an unknown key or a value of the wrong kind",
    "this program",
)


def text() -> str:
    """The whole page."""
    return page(all_codes((*CODES, _BAD_INPUT)))


def path() -> Path:
    """Where the page lies."""
    return resources.path("problem-codes.md")


def main() -> int:
    """Write the page anew."""
    path().write_text(text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
