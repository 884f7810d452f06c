"""The variables that make sets itself.

Source: GNU make manual, "Automatic Variables" and "Other Special Variables".
"""

from collections.abc import Iterator
from typing import Final

from .parts import Known

BUILT_IN: Final = ("MAKE", "MAKEFLAGS", "MAKECMDGOALS", "MAKEFILE_LIST", "MAKELEVEL", "CURDIR", "MAKE_COMMAND")
"""What make knows of itself."""

NAMES: Final = frozenset("@*<^+?|%") | {f"{mark}{part}" for mark in "@*<^+?" for part in "DF"}
"""The automatic variables, which are empty outside a recipe."""


def values(target: str, rule: Known, stem: str) -> Iterator[tuple[str, str]]:
    """What the recipe of *rule* has for *target*, by name."""
    needs = [need.replace("%", stem, 1) for need in rule.needs]
    known = {
        "@": target,
        "*": stem,
        "<": needs[0] if needs else "",
        "^": " ".join(dict.fromkeys(needs)),
        "+": " ".join(needs),
        "?": " ".join(needs),
    }
    for mark, value in known.items():
        words = value.split()
        yield mark, value
        yield f"{mark}D", " ".join(word.rpartition("/")[0] or "." for word in words)
        yield f"{mark}F", " ".join(word.rpartition("/")[2] for word in words)
