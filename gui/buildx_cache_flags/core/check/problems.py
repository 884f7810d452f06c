"""What can be wrong with a draft, said once, with a fix where one step is enough."""

from dataclasses import replace
from typing import NamedTuple

from buildx_cache_flags.core import draft as drafts
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.place import FIELDS, OTHERS, Place

from .codes import Code, Trait, trait_of


class Change(NamedTuple):
    """One step of a fix at ``place``: set to ``value``, or remove where that is ``None``.

    ``rename`` gives the attribute another key and keeps its value and its place.  Without a parameter, the whole
    entry goes.
    """

    place: Place
    value: str | None = None
    rename: str = ""


class Fix(NamedTuple):
    """One click that fixes a problem: what the button says, and the changes it makes.

    ``value`` is the whole corrected text of what was given (empty where that has to go), ``None`` where no one text
    can say it.
    """

    label: str
    changes: tuple[Change, ...] = ()
    value: str | None = None

    def apply(self, draft: Draft, catalog: Catalog) -> Draft:
        """Return *draft* with all changes made."""
        for change in self.changes:
            draft = _changed(draft, change, catalog)
        return draft


class Excerpt(NamedTuple):
    """A text that was given, and the characters of it that are concerned, from ``start`` up to ``end``."""

    text: str
    start: int
    end: int


class Range(NamedTuple):
    """A stretch of a file: the line and column of its first character, and those behind its last, counted from 1."""

    line: int
    column: int
    end_line: int
    end_column: int


class Location(NamedTuple):
    """Where something stands in what was given.

    A ``file`` has lines from 1 on (0: the file as a whole), and ``where`` names the build as a person finds it.
    ``value`` counts the values that were given, ``entry`` the entries of that value; ``None`` is the build around them.
    ``range`` is the exact stretch of the file, where somebody asked for it and it is known.
    """

    file: str = ""
    line: int = 0
    where: str = ""
    value: int | None = None
    entry: int = 0
    range: Range | None = None


class Problem(NamedTuple):
    """One finding: a stable code, how bad it is, where, one sentence, and perhaps a fix.

    ``excerpt`` marks characters of a text that could not be read; ``location`` says where it stands in what was given.

    ``error``: the build or the export fails, a value is replaced by another, or the cache is lost.  ``warning``:
    accepted, but without effect or risky.  ``hint``: advice.
    """

    code: str
    severity: Severity
    place: Place
    message: str
    fix: Fix | None = None
    excerpt: Excerpt | None = None
    location: Location = Location()

    @classmethod
    def of(cls, code: Code, place: Place, message: str, fix: Fix | None = None) -> "Problem":
        """A problem of a registered *code*."""
        return cls(code.code, code.severity, place, message, fix)

    @property
    def parameter(self) -> str:
        """The parameter concerned; empty where it is the whole entry."""
        return self.place.parameter

    @property
    def trait(self) -> Trait:
        """What else is known of every problem of this code."""
        return trait_of(self.code)


def _changed(draft: Draft, change: Change, catalog: Catalog) -> Draft:
    place = change.place
    if place.option is None and place.parameter == OTHERS:
        return draft.with_other(place.entry, change.value)
    if place.option is None:
        return _with_field(draft, place.parameter, change.value or "")
    if change.rename:
        entry = draft.entries(place.option)[place.entry].renamed(place.parameter, change.rename)
        return draft.with_entry(place.option, place.entry, entry)
    if not place.parameter and change.value is None:
        return drafts.remove_entry(draft, place.option, place.entry)
    return drafts.set_value(draft, place.option, place.entry, place.parameter, change.value, catalog)


def _with_field(draft: Draft, name: str, value: str) -> Draft:
    if name not in FIELDS:
        raise KeyError(name)
    return replace(draft, **{name: value})  # type: ignore[arg-type]
