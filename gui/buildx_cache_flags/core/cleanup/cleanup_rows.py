"""The rows of ``cleanup.toml``; see its head for what each key means."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from buildx_cache_flags import resources
from buildx_cache_flags.core.catalog import tables
from buildx_cache_flags.core.catalog.registries import without_port
from buildx_cache_flags.core.catalog.tables import TableError

from .places import CleanupPlace, fill, gaps_of


class CleanupRow(NamedTuple):
    """How one kind of registry is cleaned up."""

    registries: tuple[str, ...]
    title: str
    how: str
    sources: tuple[str, ...]
    hosts: tuple[str, ...] = ()
    file: str = ""
    language: str = ""
    text: str = ""
    several: str = ""
    single: str = ""
    several_note: str = ""
    only_several: bool = False
    alone: str = ""
    command: str = ""
    notes: tuple[str, ...] = ()
    locations: Mapping[str, str] = {}
    own: Mapping[str, str] = {}


LANGUAGES: Final = ("yaml", "json", "sh")


@cache
def load() -> tuple[CleanupRow, ...]:
    """Every row, in the order of the file; the last one is for whatever has none."""
    data = tables.read(resources.path("cleanup.toml"))
    return tuple(_row(values) for values in data["cleanup"])


def of(place: CleanupPlace) -> CleanupRow:
    """The row for *place*."""
    host = without_port(place.host).lower()
    named = [row for row in load() if place.registry.name in row.registries]
    return next((row for row in named if not row.hosts or host in row.hosts), load()[-1])


def missing(row: CleanupRow, place: CleanupPlace) -> tuple[str, ...]:
    """What the reference would have to say for *row* and does not."""
    asked = row.text.replace("{several}", _inner(row, place)) + row.command
    known = _gaps(row, place)
    return tuple(name for name in gaps_of(asked) if not known.get(name))


def text(row: CleanupRow, place: CleanupPlace) -> str:
    """The file for *place*."""
    return fill(row.text, {**_gaps(row, place), "several": filled(_inner(row, place), row, place)})


def _inner(row: CleanupRow, place: CleanupPlace) -> str:
    """What stands in the gap for tags that stand for several caches."""
    return row.several if has_several(row, place) else row.single


def has_several(row: CleanupRow, place: CleanupPlace) -> bool:
    """Whether *row* can tell the caches of a tag that stands for several from images: not all by more than a prefix."""
    return bool(place.several) and all(place.gaps.get(name) for name in gaps_of(row.several) if name == "prefix")


def filled(some: str, row: CleanupRow, place: CleanupPlace) -> str:
    """*some* text of *row*, filled in for *place*."""
    return fill(some, _gaps(row, place))


def _gaps(row: CleanupRow, place: CleanupPlace) -> Mapping[str, str]:
    """What the gaps of *row* stand for: what the reference says, and what the row knows better."""
    host = without_port(place.host).lower()
    location = {"location": row.locations[host]} if host in row.locations else {}
    return {**place.gaps, **location, **(row.own if place.own else {})}


def _row(values: Mapping[str, Any]) -> CleanupRow:
    where = f"cleanup.toml: {values.get('title', '?')}"
    lists = {key: tuple(values[key]) for key in ("registries", "sources", "hosts", "notes") if key in values}
    row = tables.row(CleanupRow, {**values, **lists}, where)
    if row.text and row.language not in LANGUAGES:
        raise TableError(f"{where}: language: {row.language!r} is not {', '.join(LANGUAGES)}")
    if "{several}" in row.text and not row.several:
        raise TableError(f"{where}: several: there is a gap for it in the text")
    return row
