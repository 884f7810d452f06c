"""Ruby."""

from .script import read

__all__ = ["read"]
