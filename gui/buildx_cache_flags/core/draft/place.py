"""The place of a value in a draft."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog.parameters import Option

FIELDS = ("image", "context", "output", "buildkit")
"""The fields of the draft itself that a problem or a change may name."""

_FIELD_TITLES: Final = {
    "image": "Image",
    "context": "Build context",
    "output": "After the build",
    "buildkit": "BuildKit",
}
_OPTION_TITLES: Final[Mapping[Option, str]] = {"cache-to": "Write cache", "cache-from": "Read cache"}


OTHERS = "others"
"""The field with the other options of the build; ``entry`` counts them."""


class Place(NamedTuple):
    """Where something stands: an attribute of an entry, or a field of the draft itself (``option`` is ``None``).

    The other options of a build are counted by ``entry``.  ``parameter`` is empty where a whole entry, or the whole draft, is meant.
    """

    option: Option | None = None
    entry: int = 0
    parameter: str = ""

    def __str__(self) -> str:
        """The place as a person reads it: ``cache-to 2, mode``."""
        if self.option is None:
            return f"other option {self.entry + 1}" if self.parameter == OTHERS else self.parameter
        return ", ".join(filter(None, (f"{self.option} {self.entry + 1}", self.parameter)))

    @property
    def title(self) -> str:
        """The place by the names that the form has: as in "Write cache 2, mode"; the first entry needs no number."""
        if self.option is None:
            return _FIELD_TITLES.get(self.parameter, self.parameter)
        number = f" {self.entry + 1}" if self.entry else ""
        return " › ".join(filter(None, (f"{_OPTION_TITLES[self.option]}{number}", self.parameter)))
