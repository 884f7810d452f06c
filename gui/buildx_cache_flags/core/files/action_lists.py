"""The lists of Docker's actions: one entry a line, each a CSV record, as csv-parse reads it with relaxed quotes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_BLANKS: Final = "\t\n\v\f\r \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What an action takes off at both ends: the blanks of JavaScript's trim."""

_BREAK = re.compile(r"\r\n|\n|\r")
_PLAIN_FIELD = re.compile(r"[^,\r\n]*")


@dataclass(frozen=True, slots=True)
class Item:
    """One entry, and the line of the text on which it begins, counted from 0."""

    text: str
    line: int


def trimmed(text: str) -> str:
    """*text* without what an action takes off at both ends."""
    return text.strip(_BLANKS)


def read(text: str, *, keep_commas: bool, quotes: bool = True) -> Iterator[Item]:
    """The entries of a list.

    With *keep_commas*, a record is one entry: its fields are put together again, and what was in quotes has none then.
    Without *quotes*, these mean nothing.
    """
    # What is taken off at the front may hold lines, too.
    skipped = text[: len(text) - len(text.lstrip(_BLANKS))]
    line = len(_BREAK.findall(skipped))
    for fields, number in _records(trimmed(text), quotes):
        entries = [",".join(fields)] if keep_commas else [entry for field in fields for entry in _split(field, fields)]
        for entry in entries:
            if entry:
                yield Item(trimmed(entry), line + number)


def _split(field: str, fields: list[str]) -> list[str]:
    return field.split(",") if len(fields) == 1 else [field]


def _records(text: str, quotes: bool) -> Iterator[tuple[list[str], int]]:
    """The records with their lines; empty lines are none."""
    position = line = 0
    while position < len(text):
        start, fields = position, list[str]()
        while True:
            field, position = _field(text, position, quotes)
            fields.append(field)
            if text[position : position + 1] != ",":
                break
            position += 1
        number, line = line, line + len(_BREAK.findall(text, start, position))
        match = _BREAK.match(text, position)
        if match:
            position = match.end()
            line += 1
        if fields != [""]:
            yield fields, number


def _field(text: str, start: int, quotes: bool) -> tuple[str, int]:
    if quotes and text[start : start + 1] == '"':
        quoted = _quoted(text, start)
        if quoted:
            return quoted
    match = _PLAIN_FIELD.match(text, start)
    end = match.end() if match else start
    return text[start:end], end


def _quoted(text: str, start: int) -> tuple[str, int] | None:
    """A field in quotes; ``None`` where something else stands behind them, and they are plain characters."""
    match = re.compile(r'"((?:[^"]|"")*)"(?=,|\r|\n|\Z)').match(text, start)
    return (match[1].replace('""', '"'), match.end()) if match else None
