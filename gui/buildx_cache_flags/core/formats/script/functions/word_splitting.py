"""Texts that are parted into the words of a command, and words that become one text."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from buildx_cache_flags.core.formats.script.values import (
    Listed,
    Piece,
    Text,
    Value,
    as_text,
    between,
    fixed,
    joined,
    texts,
)


def shell_words(values: Sequence[Value]) -> Value | None:
    """The words of a text as a POSIX shell parts them, with nothing replaced (``shlex.split``)."""
    found: list[list[Piece]] = []
    quote = ""
    begun = False
    for piece in as_text(values[0]).pieces:
        if piece.kind != "text":
            found, begun = (found if begun else [*found, []]), True
            found[-1].append(piece)
            continue
        for match in _SHELL_PART.finditer(piece.text):
            inside = match[0]
            if not quote and inside.isspace():
                begun = False
                continue
            if not begun:
                found.append([])
                begun = True
            if inside in ("'", '"') and quote in ("", inside):
                quote = "" if quote else inside
            elif inside[0] == "\\" and quote != "'" and len(inside) == 2:
                found[-1].append(piece._replace(text=inside[1] if not quote or inside[1] in '"\\' else inside))
            else:
                found[-1].append(piece._replace(text=inside))
    return Listed(tuple(Text(tuple(_merged(pieces))) for pieces in found))


_SHELL_PART = re.compile(r"\\.|['\"]|\s+|[^\s'\"\\]+|\\", re.DOTALL)


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbouring pieces of one origin put together."""
    for _, group in groupby(pieces, key=lambda piece: piece._replace(text="") if piece.kind == "text" else piece):
        same = list(group)
        yield same[0]._replace(text="".join(piece.text for piece in same)) if same[0].kind == "text" else same[0]


def quoted(values: Sequence[Value]) -> Value | None:
    """Words as one text that a shell parts into them again."""
    mark = fixed("'")
    found = []
    for text in texts(values[0]):
        plain = text.plain
        safe = plain and not re.search(r"[^\w@%+=:,./\ufffc-]", plain)
        found.append(text if safe else joined((mark, text, mark)))
    return between(found, fixed(" "))


def template_words(values: Sequence[Value]) -> Value | None:
    """The words of a command in which blanks part the texts, and a list is a value that no blank parts."""
    found: list[Text] = []
    current: Text | None = None
    for value in values:
        if isinstance(value, Listed):
            items = list(texts(value))
            if current is not None and items:
                items[0] = joined((current, items[0]))
                current = None
            found += items[:-1]
            current = items[-1] if items else current
            continue
        for number, part in enumerate(_blanks(as_text(value))):
            if number and current is not None:
                found.append(current)
                current = None
            if part.pieces:
                current = part if current is None else joined((current, part))
    return Listed((*found, *((current,) if current is not None else ())))


def _blanks(text: Text) -> list[Text]:
    """The parts of a text between runs of blanks, empty ones at its ends included."""
    parts: list[list[Piece]] = [[]]
    for piece in text.pieces:
        for number, part in enumerate(re.split(r"\s+", piece.text)):
            if number:
                parts.append([])
            if part:
                parts[-1].append(piece._replace(text=part))
    return [Text(tuple(part)) for part in parts]
