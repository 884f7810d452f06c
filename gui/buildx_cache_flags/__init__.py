"""Buildx Cache Flags: builds and checks the cache flags of ``docker buildx build``."""

__version__ = "0.1.0"
