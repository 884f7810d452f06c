"""What is said of a flag's value that buildx refuses as text, before there is any entry to look at.

:func:`.entries.parse` finds out; here the reason becomes one sentence with a corrected value wherever one step fixes it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from buildx_cache_flags.core.catalog import SHORT_TYPE, Catalog
from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.draft.entries import SHORT_KEY, TYPE, Entry, EntryError, Field
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.golang import lower
from buildx_cache_flags.core.text.wording import shown

from . import codes, corrections
from .codes import Code
from .corrections import INVISIBLE
from .problems import Excerpt, Fix, Problem

_LONGEST_FIXED = 10_000
"""Characters of a value up to which it is worth finding out what was meant."""

_LONGEST_REASON = 100
_MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What one value gives: its entries as buildx reads them, none where it refuses, and what is to be said of it."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def read(value: str, option: Option, catalog: Catalog) -> Reading:
    """Read the value of one *option*; a value that buildx refuses gives a problem instead of entries."""
    try:
        found = entries.parse(value)
    except EntryError as error:
        return Reading((), (_problem(_Bad(value, option, catalog, error)),))
    if found:
        return Reading(found, ())
    return Reading((), (_nothing(value, option),))


@dataclass(frozen=True, slots=True)
class _Bad:
    """A refused value and why buildx refuses it."""

    value: str
    option: Option
    catalog: Catalog
    error: EntryError

    @property
    def short(self) -> bool:
        """Whether it is the short form, where every field is a whole entry."""
        return "=" not in self.value

    @property
    def fields(self) -> list[Field]:
        """Its fields as they stand."""
        return list(entries.located_fields(self.value))


@dataclass(frozen=True, slots=True)
class _Said:
    """The sentence, the characters concerned (start and end), and values to try, the best one first."""

    message: str
    start: int
    end: int
    candidates: tuple[str, ...] = ()


_QUOTES: Final = codes.register(
    "value-quotes",
    "error",
    catches='ref="a,b" and other quotation marks that are not around a whole field',
    source="buildx: Go's csv reader, without lazy quotes",
)
_FIELD: Final = codes.register(
    "value-field",
    "error",
    catches="a field without “=”: a trailing comma, force-compression or max alone, a second reference after a comma",
    source="buildx: invalid value",
)
_NO_TYPE: Final = codes.register(
    "value-no-type",
    "error",
    catches="a value with “=” that has no type, or an empty one, or a space at its key",
    source="buildx: type required",
)
_EMPTY_FIELD: Final = codes.register(
    "value-empty-field",
    "error",
    catches="an empty field between references in the short form, or nothing but a line break",
    source="buildx: EOF, from Go's csv reader",
)
_EMPTY: Final = codes.register(
    "flag-empty",
    "warning",
    catches="an empty value, which means no entry",
    source="buildx: an empty value is silently skipped",
)

SYNTAX_CODES: Final = (_QUOTES, _FIELD, _NO_TYPE, _EMPTY_FIELD, _EMPTY)
"""What buildx can refuse of a value as text."""


def _problem(bad: _Bad, steps: int = _MOST_STEPS) -> Problem:
    code, explain = _EXPLAINED[bad.error.kind]
    said = explain(bad) if len(bad.value) <= _LONGEST_FIXED else _too_long(bad)
    fixed = next(filter(None, (_fixed(text, bad, steps) for text in said.candidates)), None)
    fix = None if fixed is None else Fix(f"Use {shown(fixed)}", value=fixed)
    return _of(code, bad.option, said.message, Excerpt(bad.value, said.start, said.end), fix)


def _of(code: Code, option: Option, message: str, excerpt: Excerpt, fix: Fix | None = None) -> Problem:
    return Problem(code.code, code.severity, Place(option), message, fix, excerpt)


def _fixed(text: str, bad: _Bad, steps: int) -> str | None:
    """*text* where it reads; where it does not, what becomes of it in another step."""
    if text == bad.value:
        return None
    try:
        return text if entries.parse(text) else None
    except EntryError as error:
        fix = _problem(_Bad(text, bad.option, bad.catalog, error), steps - 1).fix if steps else None
        return fix.value if fix else None


def _stops(reason: str) -> str:
    """What follows, with the *reason* in buildx's own words."""
    return f"so the build doesn't start (“{reason}”)"


def _too_long(bad: _Bad) -> _Said:
    """Nobody wrote this by hand, so there is nothing that was meant."""
    start = min(bad.error.offset, len(bad.value) - 1)
    reason = str(bad.error)[:_LONGEST_REASON]
    message = f"The value has {len(bad.value)} characters, and buildx can't read character {start + 1} ({shown(reason)}). Write it again."
    return _Said(message, start, start + 1)


def _nothing(value: str, option: Option) -> Problem:
    does = "written" if option == "cache-to" else "read"
    message = (
        f"An empty value means no entry, so nothing is {does}. Use type={SHORT_TYPE},{SHORT_KEY}=…, or remove the flag."
    )
    return _of(_EMPTY, option, message, Excerpt(value, 0, 0))


def _quotes(bad: _Bad) -> _Said:
    start = min(bad.error.offset, len(bad.value) - 1)
    bare = "bare" in str(bad.error)
    what = (
        "There is a quotation mark inside a field" if bare else "A quotation mark isn't closed at the end of its field"
    )
    reason = 'bare " in non-quoted-field' if bare else 'extraneous or missing " in quoted-field'
    message = (
        f"{what} (character {start + 1}), {_stops(reason)}. "
        'Quote the whole field, as in "key=value", or remove the quotation marks.'
    )
    return _Said(message, start, start + 1, tuple(corrections.requoted(bad.value)))


def _field(bad: _Bad) -> _Said:
    fields = bad.fields
    if bad.short:
        return _short_field(bad, fields)
    meant = corrections.meant(bad.value, fields, bad.catalog)
    number = next(number for number, field in enumerate(fields) if "=" not in field.text)
    candidates = () if None in meant else (",".join(filter(None, meant)),)
    return _Said(_field_message(bad, fields[number], meant[number]), *_marked(bad.value, fields[number]), candidates)


def _short_field(bad: _Bad, fields: list[Field]) -> _Said:
    """``"a,b"``: the quotes make one entry of two references."""
    broken = next(field for field in fields if "," in field.text)
    message = f"The quotation marks make {shown(broken.text)} a single entry, {_stops('invalid value')}. Remove them."
    return _Said(message, broken.start, broken.end, (bad.value.replace('"', ""),))


def _marked(value: str, field: Field) -> tuple[int, int]:
    """The characters to mark for *field*: for one that takes none, the comma that makes it."""
    if field.start < field.end:
        return field.start, field.end
    comma = field.start if value[field.start : field.start + 1] == "," else field.start - 1
    return comma, comma + 1


def _field_message(bad: _Bad, field: Field, meant: str | None) -> str:
    if meant == "":
        return f"There is an extra comma, {_stops('invalid value')}. Remove it."
    stops = f"{shown(field.text)} has no “=”, {_stops('invalid value')}"
    if meant:
        return f"{stops}. Use {meant}."
    if corrections.looks_like_reference(field.text.strip(INVISIBLE)) and any(
        f"{SHORT_KEY}=" in other.text for other in bad.fields
    ):
        return f"{stops}. Give each ref its own --{bad.option}."
    return f"{stops}. Write it as key=value, or remove it."


def _no_type(bad: _Bad) -> _Said:
    bare = bad.value.strip(INVISIBLE)
    if len(bare) > 1 and bare[0] == bare[-1] == "'":
        message = f"The quotation marks are part of the value here, {_stops('type required')}. Remove them."
        return _Said(message, 0, len(bad.value), (bare[1:-1],))
    fields = bad.fields
    meant = [number for number, field in enumerate(fields) if corrections.is_type(field.text, bad.catalog)]
    if not meant:
        message = f"There is no type, {_stops('type required')}. Start with type={SHORT_TYPE}."
        return _Said(message, 0, len(bad.value), (f"{TYPE}={SHORT_TYPE},{bad.value}",))
    values = (fields[number].text.partition("=")[2].strip(INVISIBLE) for number in meant)
    last = fields[meant[-1]]
    right = corrections.with_type(bad.value, fields, meant, next(filter(None, values), SHORT_TYPE))
    return _Said(_type_message(*last.text.split("=", 1)), last.start, last.end, (right,))


def _type_message(key: str, value: str) -> str:
    stops = _stops("type required")
    if lower(key) == TYPE:
        return f"The type is empty, {stops}. Use type={SHORT_TYPE}."
    if lower(key.strip(INVISIBLE)) == TYPE:
        what = "A space" if not lower(key).replace(TYPE, "").strip(" ") else "An invisible character"
        return f"{what} makes {shown(key)} a different key than type, {stops}. Remove it."
    where = f"has the key {shown(key)}" if key else "has no key"
    return f"The type {where}, {stops}. Use type={value}."


def _empty_field(bad: _Bad) -> _Said:
    stops = _stops("EOF")
    fields = bad.fields if bad.value.strip("\r\n") else []
    kept = [bad.value[field.start : field.end] for field in fields if field.text.strip(INVISIBLE)]
    if not kept:
        what = "contains no reference" if fields else "is only a line break"
        message = f"The value {what}, {stops}. Enter a reference, or remove the flag."
        return _Said(message, 0, len(bad.value))
    empty = next(field for field in fields if not field.text.strip("\r\n"))
    message = f"There is an extra comma, {stops}. Remove it."
    return _Said(message, *_marked(bad.value, empty), (",".join(kept),))


_EXPLAINED: Final[dict[str, tuple[Code, Callable[[_Bad], _Said]]]] = {
    "quote": (_QUOTES, _quotes),
    "field": (_FIELD, _field),
    "type": (_NO_TYPE, _no_type),
    "empty": (_EMPTY_FIELD, _empty_field),
}
