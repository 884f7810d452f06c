"""A type of cache that no program knows: the application's own catalog and one file more."""

import shutil
from pathlib import Path

from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.catalog import Catalog

SEVENTH = """
type = "tape"
title = "Tape"
label = "on a tape"
since = "0.3"
use = ["mode", "ignore-error"]

[address]
cache-to = ["reel"]
cache-from = ["reel"]

[[parameter]]
name = "reel"
options = ["cache-to", "cache-from"]
kind = "text"
required = true
placeholder = "reel-1"
help = "A number on the label."
pattern = "reel-[0-9]+"
refused = "The tape has no reel {value}"
advice = "write reel- and a number"
aliases = ["ref"]

[[parameter]]
name = "speed"
options = ["cache-to"]
kind = "integer"
smallest = 1
refused = "The tape breaks at {value}"
defaults = [{ value = "3" }]
"""


def with_tape(folder: Path) -> Catalog:
    """The catalog with the type ``tape``, read from copies in *folder*."""
    shutil.copytree(resources.path("backends"), folder / "backends", copy_function=shutil.copyfile)
    for name in ("releases.toml", "registries.toml"):
        shutil.copy(resources.path(name), folder / name)
    (folder / "backends" / "tape.toml").write_text(SEVENTH, encoding="utf-8")
    return catalogs.load(folder)
