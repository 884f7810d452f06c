"""Every code that a problem may have, registered once: what the generated page of codes is made from.

Whatever finds problems registers its codes here when it is imported.  Nothing ever branches on a code: what the rest
has to know of a problem is its severity, its place, and its trait.
"""

from typing import Literal, NamedTuple

from buildx_cache_flags.core.catalog.severity import Severity

Trait = Literal["", "missing", "registry", "release", "nothing", "limit"]
"""What else a code says of all its problems.

``missing``: something is not filled in yet, and nothing is wrong otherwise.  ``registry``: a registry may refuse it,
which no builder can know.  ``release``: it only holds for the chosen BuildKit.  ``nothing``:
a file has nothing that could be judged, which is no finding where it is one of many.  ``limit``:
reading a file was stopped, and nothing is said to be wrong with it.
"""


class Code(NamedTuple):
    """A stable code, how bad its problems are, what it catches in plain words, and whose behaviour it tells of."""

    code: str
    severity: Severity
    catches: str
    source: str
    trait: Trait = ""


_CODES: dict[str, Code] = {}


def register(code: str, severity: Severity, *, catches: str, source: str, trait: Trait = "") -> Code:
    """Make a code known; ``ValueError`` where it is known already with another meaning."""
    new = Code(code, severity, catches, source, trait)
    if _CODES.setdefault(code, new) != new:
        raise ValueError(f"the code {code} has two meanings")
    return new


def all_codes() -> tuple[Code, ...]:
    """Every code that is registered so far, in alphabetical order; those of a module that is not imported yet are not."""
    return tuple(_CODES[code] for code in sorted(_CODES))


def trait_of(code: str) -> Trait:
    """The trait of a registered *code*."""
    return _CODES[code].trait
