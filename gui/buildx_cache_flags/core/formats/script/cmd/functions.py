"""What cmd makes of the texts between a loop's brackets, and of quotes."""

import re
from collections.abc import Sequence
from typing import Final

from buildx_cache_flags.core.formats.script.values import Listed, Text, Value, as_text, fixed, mapped, split

_SEPARATORS: Final = " \t\r\n,;="
_ITEM = re.compile(r"\"[^\"]*\"|[^\s,;=\"]+")
_MOST: Final = 1_000


def unquoted(values: Sequence[Value]) -> Value | None:
    """``%%~x``: a text without the quotes around it."""
    text = as_text(values[0])
    plain = text.plain
    if len(plain) < 2 or plain[0] != '"' or plain[-1] != '"':
        return text
    return mapped(text, lambda whole: whole[1:-1])


def listed(values: Sequence[Value]) -> Value | None:
    """The items of a loop: blanks, commas, semicolons and ``=`` part them; ``None`` where they name files."""
    text = as_text(values[0])
    if re.search(r"[*?]", text.plain):
        return None
    if '"' not in text.plain:
        return Listed(tuple(split(text, _SEPARATORS)))
    if not text.known:
        return None
    return Listed(tuple(fixed(match[0], text.line) for match in _ITEM.finditer(text.plain)))


def counted(values: Sequence[Value]) -> Value | None:
    """``for /l``: start, step and end."""
    text: Text = as_text(values[0])
    numbers = re.fullmatch(r"\s*(-?\d{1,6})[\s,]+(-?\d{1,6})[\s,]+(-?\d{1,6})\s*", text.literal or "")
    if not numbers:
        return None
    start, step, end = map(int, numbers.groups())
    if not step or abs(end - start) // abs(step) > _MOST:
        return None
    return Listed(tuple(fixed(str(one), text.line) for one in range(start, end + (1 if step > 0 else -1), step)))
