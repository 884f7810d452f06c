"""Durations as Go's ``time.ParseDuration`` reads them: ``90s``, ``1h30m``."""

import re
from decimal import Decimal
from typing import Final

from .golang import quote

_UNITS: Final = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,
    "\u03bcs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_PART = re.compile(r"([0-9]*)(\.[0-9]*)?([^0-9.]*)")
_MOST: Final = 2**63 - 1
_LONGEST: Final = 100


def parse(text: str) -> int:
    """Nanoseconds of *text*; ``ValueError`` with Go's own reason for anything that is no duration."""
    rest = text[1:] if text[:1] in ("+", "-") and text else text
    sign = -1 if text.startswith("-") else 1
    if rest == "0":
        return 0
    if not rest or len(rest) > _LONGEST:
        raise ValueError(f"time: invalid duration {quote(text)}")
    total = Decimal(0)
    for part in _parts(rest, text):
        total += part
    if total > _MOST + (sign < 0):
        raise ValueError(f"time: invalid duration {quote(text)}")
    return sign * int(total)


def _parts(rest: str, text: str) -> list[Decimal]:
    found: list[Decimal] = []
    position = 0
    while position < len(rest):
        match = _PART.match(rest, position)
        if match is None or not match.end() > position or not (match[1] or (match[2] or ".") != "."):
            raise ValueError(f"time: invalid duration {quote(text)}")
        if not match[3]:
            raise ValueError(f"time: missing unit in duration {quote(text)}")
        if match[3] not in _UNITS:
            raise ValueError(f"time: unknown unit {quote(match[3])} in duration {quote(text)}")
        number = Decimal(f"{match[1] or '0'}{match[2] if match[2] and match[2] != '.' else ''}")
        found.append(Decimal(int(number * _UNITS[match[3]])))
        position = match.end()
    return found
