"""Text of a file with its variables."""

from buildx_cache_flags.core.text.template import Kind, Part, Sealed, Template, plain

__all__ = ["Kind", "Part", "Sealed", "Template", "plain"]
