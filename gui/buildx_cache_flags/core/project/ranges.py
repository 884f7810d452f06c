"""Where exactly in its file a problem stands: from the first character of the value concerned to the last.

A range is given where the file has the value exactly once in the place where it is read; where it is put together from
other places, or written with escapes, there is none, and the line has to do.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check.problems import Problem, Range
from buildx_cache_flags.core.draft.entries import TYPE, EntryError, located_fields
from buildx_cache_flags.core.files import Build
from buildx_cache_flags.core.files.found_builds import Value
from buildx_cache_flags.core.text.golang import lower

from . import script_fixes

_BELOW: Final = 12
"""Lines below that of a value which may belong to it: an object with a line for each of its keys."""
_INSIDE: Final = r"[\w./@:+${}%-]"
"""What goes on where a word does."""


class Text:
    """A file's text, split once for all of its problems."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        if self._lines is None:
            self._lines = [line.removesuffix("\r") for line in self._text.split("\n")]
        return self._lines

    def only(self, pattern: re.Pattern[str], numbers: Iterable[int]) -> Range | None:
        """The only place of *pattern* on the lines *numbers*: its group ``old``, or all of it."""
        found = [
            (number, match)
            for number in numbers
            if 0 < number <= len(self.lines)
            for match in pattern.finditer(self.lines[number - 1])
        ]
        if len(found) != 1:
            return None
        number, match = found[0]
        start, end = match.span("old" if "old" in pattern.groupindex else 0)
        return Range(number, start + 1, number, end + 1)


def located(problem: Problem, builds: Sequence[Build], text: Text, catalog: Catalog) -> Problem:
    """*problem* with its range, where that is known; *builds* are those that it may be about."""
    found = _of(problem, builds, text, catalog)
    return problem._replace(location=problem.location._replace(range=found)) if found else problem


def _of(problem: Problem, builds: Sequence[Build], text: Text, catalog: Catalog) -> Range | None:
    location = problem.location
    if not location.line:
        return None
    if location.value is None and problem.excerpt is not None:
        return of_part(problem.excerpt.text, location.line, text)
    if location.value is not None:
        build = next((one for one in builds if location.value < len(one.values)), None)
        return _of_value(build.values[location.value], problem, text, catalog) if build else None
    values = [value for build in builds for value in build.values if value.line == location.line]
    told = {value.respelt(value.text) for value in values}
    return of_part(told.pop(), location.line, text) if len(told) == 1 else None


def of_part(part: str, line: int, text: Text) -> Range | None:
    """The only place of *part* on *line*."""
    return text.only(_alone(part), (line,)) if part else None


def _alone(part: str) -> re.Pattern[str]:
    before = rf"(?<!{_INSIDE})" if part[0].isalnum() else ""
    after = rf"(?!{_INSIDE})" if "," in part or "=" in part else r"(?!\w)" if part[-1].isalnum() else ""
    return re.compile(rf"{before}{re.escape(part)}{after}")


def _of_value(value: Value, problem: Problem, text: Text, catalog: Catalog) -> Range | None:
    if not value.text:
        return None
    start, end = _field(value, problem, catalog)
    before, field = value.respelt(value.text[:start]), value.respelt(value.text[start:end])
    whole = text.only(_alone(value.respelt(value.text)), (value.line,))
    if whole is not None:
        column = whole.column + len(before)
        return Range(whole.line, column, whole.line, column + len(field))
    if value.stretches:
        return _of_literal(value, len(before), field, text)
    key = value.text[:start].rpartition(",")[2].partition("=")[0]
    found = text.only(_named(key, field), (value.line,))
    if found is not None or not key:
        return found
    return text.only(_of_key(key, field), range(value.line, value.line + _BELOW))


def _named(key: str, field: str) -> re.Pattern[str]:
    name = f"{re.escape(key)}=" if key else ""
    return re.compile(rf"(?<!{_INSIDE}){name}(?P<old>{re.escape(field)})(?!{_INSIDE})")


def _of_key(key: str, field: str) -> re.Pattern[str]:
    """The value of a key in an object: ``mode = "MAX"``, ``"mode": "MAX"``."""
    return re.compile(
        rf"""(?<![\w-])["']?{re.escape(key)}["']?\s*[=:]\s*["']?(?P<old>{re.escape(field)})(?!{_INSIDE})"""
    )


def _of_literal(value: Value, start: int, field: str, text: Text) -> Range | None:
    """The field inside one literal of a script."""
    for piece, line, place in script_fixes.places(value.stretches, value.respelt(value.text)):
        inside = start - place
        if inside >= 0 and inside + len(field) <= len(piece):
            found = text.only(re.compile(re.escape(piece)), (line,))
            return found and Range(line, found.column + inside, line, found.column + inside + len(field))
    return None


def _field(given: Value, problem: Problem, catalog: Catalog) -> tuple[int, int]:
    """The stretch of a value that *problem* is about: what a known key is set to, another key with it, or all of it."""
    text = given.text
    if problem.excerpt is not None and problem.excerpt.text == text and problem.excerpt.start < problem.excerpt.end:
        return problem.excerpt.start, problem.excerpt.end
    try:
        fields = list(located_fields(text))
    except EntryError:
        return 0, len(text)
    short = [field for field in fields if "=" not in field.text]
    if len(short) == len(fields) > problem.location.entry:
        return short[problem.location.entry].start, short[problem.location.entry].end
    for field in reversed(fields):
        key, equals, value = field.text.partition("=")
        if problem.parameter and problem.parameter in (key, lower(key)):
            is_plain = text[field.start : field.end] == field.text and equals and value
            is_known = is_plain and _is_known(key, [field.text for field in fields], given.option, catalog)
            return (field.start + len(key) + 1 if is_known else field.start), field.end
    return 0, len(text)


def _is_known(key: str, fields: Sequence[str], option: Option, catalog: Catalog) -> bool:
    """Whether *key* is one that the type of the entry reads, so that its value is what matters."""
    if key == TYPE:
        return True
    type_ = next((text.partition("=")[2] for text in fields if text.startswith(f"{TYPE}=")), "")
    backend = catalog.backend(type_)
    return backend is not None and backend.read_by(key, option) is not None
