"""Writes the page of problem codes: ``python -m buildx_cache_flags.cli.codes``."""

import importlib
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

from buildx_cache_flags import cli, core, live, resources
from buildx_cache_flags.core.check.codes import all_codes, page


def text() -> str:
    """The whole page."""
    for package in (core, live, cli):
        _import_all(package)
    return page(all_codes())


def _import_all(package: ModuleType) -> None:
    """Import every module of *package*: each registers its codes."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)


def path() -> Path:
    """Where the page lies."""
    return resources.path("problem-codes.md")


def main() -> int:
    """Write the page anew."""
    path().write_text(text(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
