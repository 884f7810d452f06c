"""A dollar sign that a file means as it stands, where only a variable makes sense."""

from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.draft.place import Place

DOLLAR: Final = codes.register(
    "ref-literal-dollar",
    "error",
    catches="$${NAME} in a ref of a Bake or Compose file, which is a dollar sign and not a variable",
    source="HCL and Compose: a doubled dollar sign is a dollar sign as text; distribution/reference allows none",
)


def dollar(name: str, line: int) -> Problem:
    """The ref on *line* has ``${name}`` as plain text."""
    message = f"The doubled dollar sign makes ${{{name}}} plain text, and a reference can't contain it. Write ${{{name}}} with one dollar sign to use the variable."
    return Problem(DOLLAR.code, DOLLAR.severity, Place(), message, location=Location(line=line))
