"""JavaScript and TypeScript."""

from .script import read

__all__ = ["read"]
