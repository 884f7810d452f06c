"""What a cache can't do, from ``limits.toml``, for whoever asks."""

from functools import cache
from typing import NamedTuple

from buildx_cache_flags import resources
from buildx_cache_flags.core.catalog import tables

TITLE = "What a cache can't do"


class CacheLimit(NamedTuple):
    """One limit: its title, why it is so, what to do, and where the documentation says more."""

    key: str
    title: str
    text: str
    todo: str
    link: str


@cache
def load() -> tuple[CacheLimit, ...]:
    """Every limit, in the order of the file; :class:`.TableError` where the file is wrong."""
    data = tables.read(resources.path("limits.toml"))
    return tuple(tables.row(CacheLimit, row, f"limits.toml: {row.get('key', '?')}") for row in data.get("limit", ()))
