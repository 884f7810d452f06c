"""``completion``: what a shell completes the command with."""

import sys
from argparse import Namespace
from typing import Final

from buildx_cache_flags import resources

from .console import Console

FILES: Final = {
    "bash": "buildx-cache-flags.bash",
    "zsh": "_buildx-cache-flags",
    "fish": "buildx-cache-flags.fish",
    "powershell": "buildx-cache-flags.ps1",
}
"""The file of each shell below ``resources/completions``, under the name that the shell itself looks for."""


def run(arguments: Namespace) -> int:
    """Print the completions of one shell; always 0."""
    Console(sys.stdout).write(resources.path("completions", FILES[arguments.shell]).read_text(encoding="utf-8"))
    return 0
