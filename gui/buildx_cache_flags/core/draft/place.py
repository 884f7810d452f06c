"""The place of a value in a draft."""

from typing import NamedTuple

from buildx_cache_flags.core.catalog.parameters import Option

FIELDS = ("image", "context", "output", "buildkit")
"""The fields of the draft itself that a problem or a change may name."""


class Place(NamedTuple):
    """Where something stands: an attribute of an entry, or a field of the draft itself (``option`` is ``None``).

    ``parameter`` is empty where a whole entry, or the whole draft, is meant.
    """

    option: Option | None = None
    entry: int = 0
    parameter: str = ""

    def __str__(self) -> str:
        """The place as a person reads it: ``cache-to 2, mode``."""
        if self.option is None:
            return self.parameter
        return ", ".join(filter(None, (f"{self.option} {self.entry + 1}", self.parameter)))
