"""Where references, comments and arguments end in the text of a Makefile."""

from collections.abc import Sequence
from typing import Final

from buildx_cache_flags.core.text import work

_CLOSING: Final = {"(": ")", "{": "}"}


def is_continued(line: str) -> bool:
    """Whether the next line belongs to this one."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def behind(text: str, dollar: int) -> int:
    """The place behind the reference that begins at *dollar*."""
    opening = text[dollar + 1 : dollar + 2]
    closing = _CLOSING.get(opening)
    if closing is None:
        return min(dollar + 2, len(text))
    depth = 0
    for position in range(dollar + 1, len(text)):
        if text[position] == opening:
            depth += 1
        elif text[position] == closing:
            depth -= 1
            if not depth:
                work.spend(position - dollar)
                return position + 1
    work.spend(len(text) - dollar)
    return len(text)


def without_comment(line: str) -> tuple[str, str]:
    """*line* without its comment, and what ends it: ``comment`` or ``blank``."""
    position = 0
    found: list[str] = []
    while position < len(line):
        character = line[position]
        if character == "$":
            end = behind(line, position)
            found.append(line[position:end])
            position = end
        elif character == "\\" and line[position + 1 : position + 2] == "#":
            found.append("#")
            position += 2
        elif character == "#":
            return "".join(found), "comment"
        else:
            found.append(character)
            position += 1
    return line if "\\#" not in line else "".join(found), "blank"


def split(text: str, most: int = 0) -> Sequence[str]:
    """The arguments of a function, at commas outside brackets; the last of *most* keeps its commas."""
    found: list[str] = []
    start = depth = 0
    work.spend(len(text))
    for position, character in enumerate(text):
        if character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
        elif character == "," and depth <= 0 and (not most or len(found) < most - 1):
            found.append(text[start:position])
            start = position + 1
    return [*found, text[start:]]
