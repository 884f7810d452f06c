"""What a Makefile does otherwise than its author means.

Source: what GNU make 4.3 hands to the shell, and the GNU make manual.
"""

from typing import Final, NamedTuple

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.codes import Code

_SOURCE: Final = "GNU make"

ONE_DOLLAR: Final = codes.register(
    "make-one-dollar",
    "error",
    catches="$NAME in a Makefile, where make reads only the first letter as the variable",
    source=_SOURCE,
)
KEPT_BLANK: Final = codes.register(
    "make-kept-blank",
    "error",
    catches="a space at the end of a make variable, before a comment or nothing, with more text after its use",
    source=_SOURCE,
)
TOO_LATE: Final = codes.register(
    "make-too-late",
    "error",
    catches="a variable of make that := uses above the line that defines it",
    source=_SOURCE,
)


class Flaw(NamedTuple):
    """A finding of a Makefile with its line."""

    code: Code
    line: int
    message: str


def one_dollar(letter: str, rest: str, line: int, *, known: bool) -> Flaw:
    """``$IMAGE``: the letter, what follows it, and whether the file has a variable of the whole name."""
    name = letter + rest
    fix = f"Use $({name})." if known else f"Use $({name}) for make's variable, or $${name} for the shell's."
    return Flaw(ONE_DOLLAR, line, f"make reads ${name} as $({letter}) and the text {rest}. {fix}")


def kept_blank(name: str, line: int, defined: int, *, comment: bool) -> Flaw:
    """A blank behind the value of a variable."""
    if comment:
        cause = f"make keeps the space between the value of {name} and its comment (line {defined})"
        return Flaw(KEPT_BLANK, line, f"{cause}, so the word ends there. Put the comment on its own line.")
    cause = f"make keeps the space at the end of the value of {name} (line {defined})"
    return Flaw(KEPT_BLANK, line, f"{cause}, so the word ends there. Remove the space.")


def too_late(name: str, line: int, defined: int) -> Flaw:
    """A variable that is not known yet where it is used."""
    message = f"$({name}) is still empty here, because := reads it now and {name} is set on line {defined}. Set it above, or use = here."
    return Flaw(TOO_LATE, line, message)
