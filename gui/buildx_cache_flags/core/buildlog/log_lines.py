"""The lines of a log without what a terminal or a CI service puts around them."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from buildx_cache_flags.core.text import work

LONGEST: Final = 20_000
"""Characters of a line that are looked at; a step's own output may be of any length."""

_CONTROL: Final = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_TIME: Final = re.compile(r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?[ \t]?")
"""GitHub, GitLab, Azure and Jenkins can put the time in front."""

_STREAM: Final = re.compile(r"\d{2}[OE][ +]")
"""Behind GitLab's time: the stream, and whether the line goes on."""

_JOB: Final = re.compile(r"[^\t\n]{1,200}\t[^\t\n]{1,200}\t(?=\ufeff?\d{4}-)")
"""``gh run view --log`` puts the job and the step in front, with tabs."""

_PIPED: Final = re.compile(r"[\w.-]{1,100} +\| ")
"""Compose and others name who speaks in front of a bar."""


class LogLine(NamedTuple):
    """One line of the log: its number from 1 on, and its text without what stands around it."""

    number: int
    text: str


def lines(text: str) -> Iterator[LogLine]:
    """The lines of *text* that have anything in them; each costs its characters of the limit of work."""
    for number, raw in enumerate(text.split("\n"), 1):
        work.spend(len(raw) + 1)
        plain = bare(raw[:LONGEST])
        if plain:
            yield LogLine(number, plain)


def bare(raw: str) -> str:
    """One line without colours, times and names of jobs; of a line that was written over, what stood there last."""
    plain = _CONTROL.sub("", raw).rstrip()
    plain = plain.rpartition("\r")[2].lstrip("\ufeff")
    for around in (_JOB, _TIME, _STREAM):
        match = around.match(plain)
        if match:
            plain = plain[match.end() :].lstrip("\ufeff")
    match = _PIPED.match(plain)
    if match and plain.startswith(("#", "ERROR: ", "WARNING: "), match.end()):
        plain = plain[match.end() :]
    return plain.strip()
