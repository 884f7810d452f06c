"""The patterns of shells, and what is cut off, replaced and changed by them."""

import fnmatch
import re
from collections.abc import Callable
from functools import lru_cache


@lru_cache(256)
def _compiled(pattern: str) -> re.Pattern[str]:
    # fnmatch makes atomic groups, so no pattern goes back over a text.
    escaped = re.sub(r"\\(.)", lambda match: f"[{match[1]}]" if match[1] in "*?[" else match[1], pattern)
    return re.compile(fnmatch.translate(escaped), re.DOTALL)


def matches(pattern: str, text: str) -> bool:
    """Whether all of *text* fits a shell's *pattern*."""
    return _compiled(pattern).match(text) is not None


def cut_front(text: str, pattern: str, *, longest: bool) -> str:
    """``${text#pattern}`` and ``${text##pattern}``."""
    ends = range(len(text), -1, -1) if longest else range(len(text) + 1)
    return next((text[end:] for end in ends if matches(pattern, text[:end])), text)


def cut_back(text: str, pattern: str, *, longest: bool) -> str:
    """``${text%pattern}`` and ``${text%%pattern}``."""
    starts = range(len(text) + 1) if longest else range(len(text), -1, -1)
    return next((text[:start] for start in starts if matches(pattern, text[start:])), text)


def replaced(text: str, pattern: str, by: str, *, everywhere: bool) -> str:
    """``${text/pattern/by}`` and ``${text//pattern/by}``: the longest match at each place."""
    found: list[str] = []
    position = 0
    while position < len(text):
        end = next((end for end in range(len(text), position, -1) if matches(pattern, text[position:end])), 0)
        if end:
            found.append(by)
            position = end
            if not everywhere:
                break
        else:
            found.append(text[position])
            position += 1
    return "".join(found) + text[position:]


def cased(text: str, change: Callable[[str], str], *, everywhere: bool) -> str:
    """``${text,,}`` and ``${text,}``."""
    return change(text) if everywhere else change(text[:1]) + text[1:]
