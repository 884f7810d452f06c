"""PowerShell: 7 and Windows PowerShell 5.1."""

from .script import read

__all__ = ["read"]
