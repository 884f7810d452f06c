"""bash, sh and zsh."""

from .script import read

__all__ = ["read"]
