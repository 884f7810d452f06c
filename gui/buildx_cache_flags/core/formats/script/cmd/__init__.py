"""cmd: the batch files of Windows."""

from .script import read

__all__ = ["read"]
