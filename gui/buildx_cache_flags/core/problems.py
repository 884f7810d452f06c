"""What can be wrong with a draft, said once, with a fix where one step mends it."""

from dataclasses import replace
from typing import Literal, NamedTuple, get_args

from . import draft as drafts
from .draft import Draft
from .parameters import Option, Table

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

FIELDS = ("image", "context", "output", "buildkit")
"""The fields of the draft itself that a problem or a change may name."""


class Place(NamedTuple):
    """Where something stands: an attribute of an entry, or a field of the draft itself (``option`` is ``None``).

    ``parameter`` is empty where a whole entry, or the whole draft, is meant.
    """

    option: Option | None = None
    entry: int = 0
    parameter: str = ""

    def __str__(self) -> str:
        """The place as a person reads it: ``cache-to 2, mode``."""
        if self.option is None:
            return self.parameter
        return ", ".join(filter(None, (f"{self.option} {self.entry + 1}", self.parameter)))


class Change(NamedTuple):
    """One step of a fix at ``place``: set to ``value``, or take out where that is ``None``.

    ``rename`` gives the attribute another key and keeps its value and its place.  Without a parameter, the whole
    entry goes.
    """

    place: Place
    value: str | None = None
    rename: str = ""


class Fix(NamedTuple):
    """One click that mends a problem: what the button says, and the changes it makes."""

    label: str
    changes: tuple[Change, ...]

    def apply(self, draft: Draft, table: Table) -> Draft:
        """Return *draft* with all changes made."""
        for change in self.changes:
            draft = _changed(draft, change, table)
        return draft


class Problem(NamedTuple):
    """One finding: a stable code, how bad it is, where, one sentence, and perhaps a fix.

    ``error``: the build or the export fails, a value is replaced by another, or the cache is lost.  ``warning``:
    accepted, but without effect or risky.  ``hint``: advice.
    """

    code: str
    severity: Severity
    place: Place
    message: str
    fix: Fix | None = None

    @property
    def parameter(self) -> str:
        """The parameter concerned; empty where it is the whole entry."""
        return self.place.parameter


def _changed(draft: Draft, change: Change, table: Table) -> Draft:
    place = change.place
    if place.option is None:
        return _with_field(draft, place.parameter, change.value or "")
    if change.rename:
        entry = draft.entries(place.option)[place.entry].renamed(place.parameter, change.rename)
        return draft.with_entry(place.option, place.entry, entry)
    if not place.parameter and change.value is None:
        return drafts.remove_entry(draft, place.option, place.entry)
    return drafts.set_value(draft, place.option, place.entry, place.parameter, change.value, table)


def _with_field(draft: Draft, name: str, value: str) -> Draft:
    if name not in FIELDS:
        raise KeyError(name)
    return replace(draft, **{name: value})  # type: ignore[arg-type]
