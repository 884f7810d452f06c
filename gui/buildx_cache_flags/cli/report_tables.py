"""The application's own tables."""

from functools import cache

from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.catalog import Catalog


@cache
def load_catalog() -> Catalog:
    """The application's own catalog, made once."""
    return catalogs.load(resources.path())
