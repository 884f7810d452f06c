"""What a function of a script is to the one who follows it."""

from collections.abc import Callable, Sequence

from buildx_cache_flags.core.formats.script.values import (
    Value,
)

Function = Callable[[Sequence[Value]], Value | None]
