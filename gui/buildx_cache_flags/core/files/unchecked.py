"""What was seen in a file and not judged, as a problem for those who show problems only."""

from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.text.wording import visible

UNCHECKED: Final = codes.register(
    "value-unchecked",
    "hint",
    catches="a value, or a part of one, that is known only when the file is used; an error with --strict",
    source="this check: what was not checked must not pass as valid",
)


def problem(part: LeftOutAt, *, file: str, where: str, strict: bool) -> Problem:
    """*part* of the build *where* in *file*, as a hint, or as an error where only what was judged may pass."""
    message = f"{visible(part.text)} was not checked: {part.reason}."
    severity = "error" if strict else UNCHECKED.severity
    return Problem(UNCHECKED.code, severity, Place(), message, location=Location(file, part.line, where))
