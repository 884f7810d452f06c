"""The directives of HCL's templates (``%{ if … }``, ``%{ for … }``), and the marks that remove the blanks around them.

Source: the HCL native syntax specification, "Template Directives" and "Template Interpolation".
"""

import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

from buildx_cache_flags.core.text.template import Part, plain

from . import grammar
from .arguments import UncallableError
from .tree import Expression, Loop
from .values import Value

_FOR = re.compile(r"for\s+([^\W\d][\w-]*)(?:\s*,\s*([^\W\d][\w-]*))?\s+in\s(.*)\Z", re.DOTALL)
_BLANKS: Final = " \t\r\n"


class Seen(Protocol):
    """What works out the expressions of a template."""

    @abstractmethod
    def part(self, part: Part, line: int) -> Value:
        """The value of a text, a name or an interpolation."""

    @abstractmethod
    def decide(self, test: Expression) -> bool:
        """Which way a condition goes."""

    @abstractmethod
    def turns(self, loop: Loop) -> "Iterator[Seen]":
        """What each turn of a loop sees."""


def is_template(parts: Sequence[Part]) -> bool:
    """Whether *parts* have directives, or marks that remove blanks."""
    return any(part.kind == "raw" and (part.text[:2] == "%{" or _marked(part)) for part in parts)


def _marked(part: Part) -> bool:
    return part.text[2:-1].startswith("~") or part.text[:-1].endswith("~")


def stripped(parts: Sequence[Part]) -> list[Part]:
    """*parts* without the blanks that marks remove, and without the marks of interpolations."""
    found = list(parts)
    for index, part in enumerate(found):
        if part.kind != "raw" or part.text[:2] not in ("${", "%{"):
            continue
        inner = part.text[2:-1]
        if inner.startswith("~") and index and found[index - 1].kind == "text":
            found[index - 1] = Part("text", found[index - 1].text.rstrip(_BLANKS))
        if inner.endswith("~") and index + 1 < len(found) and found[index + 1].kind == "text":
            found[index + 1] = Part("text", found[index + 1].text.lstrip(_BLANKS))
    return found


def values(parts: Sequence[Part], seen: Seen, line: int) -> list[Value]:
    """What a template with directives holds, piece by piece.  Raises :class:`UncallableError` where it is no such."""
    pieces = stripped(parts)
    found, end = _until(pieces, 0, seen, line, ())
    if end < len(pieces):
        raise UncallableError
    return found


def _word(part: Part) -> str:
    return part.text[2:-1].strip("~").strip() if part.kind == "raw" and part.text.startswith("%{") else ""


def _until(
    pieces: Sequence[Part], start: int, seen: Seen | None, line: int, ends: tuple[str, ...]
) -> tuple[list[Value], int]:
    """The values from *start* to one of *ends*, and where that stands; without *seen*, nothing is worked out."""
    found: list[Value] = []
    index = start
    while index < len(pieces):
        part = pieces[index]
        word = _word(part)
        if word in ends and word:
            return found, index
        if not word:
            if seen is not None:
                found.append(plain(part.text, line) if part.kind == "text" else seen.part(part, line))
            index += 1
        elif word.startswith("if "):
            inside, index = _if(pieces, index, seen, line)
            found += inside
        elif word.startswith("for "):
            inside, index = _for(pieces, index, seen, line)
            found += inside
        else:
            raise UncallableError
    if ends:
        raise UncallableError
    return found, index


def _if(pieces: Sequence[Part], index: int, seen: Seen | None, line: int) -> tuple[list[Value], int]:
    holds = seen.decide(grammar.parse(_word(pieces[index])[3:], line)) if seen is not None else False
    then, index = _until(pieces, index + 1, seen if holds else None, line, ("else", "endif"))
    other: list[Value] = []
    if _word(pieces[index]) == "else":
        other, index = _until(pieces, index + 1, None if holds else seen, line, ("endif",))
    return (then if holds else other), index + 1


def _for(pieces: Sequence[Part], index: int, seen: Seen | None, line: int) -> tuple[list[Value], int]:
    match = _FOR.match(_word(pieces[index]))
    if match is None:
        raise UncallableError
    names = tuple(name for name in match.group(1, 2) if name)
    _, end = _until(pieces, index + 1, None, line, ("endfor",))
    found: list[Value] = []
    if seen is not None:
        of = grammar.parse(match[3], line)
        for turn in seen.turns(Loop(names, of, None, of, None, line)):
            found += _until(pieces, index + 1, turn, line, ("endfor",))[0]
    return found, end + 1
