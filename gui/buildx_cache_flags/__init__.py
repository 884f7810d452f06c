"""Buildx Cache Flags: builds and checks the registry-cache flags of ``docker buildx build``."""

__version__ = "0.1.0"
