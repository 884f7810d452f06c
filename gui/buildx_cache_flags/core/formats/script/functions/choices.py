"""A value as it is, or another where it is missing."""

from collections.abc import Sequence

from buildx_cache_flags.core.formats.script.values import (
    Listed,
    Nothing,
    Text,
    Value,
)


def same(values: Sequence[Value]) -> Value | None:
    """The value itself."""
    return values[0]


def default(values: Sequence[Value]) -> Value | None:
    """``??``: what is known of neither the script nor its defaults comes from outside, and its default is what it says."""
    first = values[0]
    missing = isinstance(first, Nothing) or first == Listed()
    outside = isinstance(first, Text) and len(first.pieces) == 1 and first.pieces[0].kind != "text"
    return values[1] if missing or outside else first
