"""Cleaning up: what to paste so that old versions of a cache go away, made from the places that a draft writes to.

What each registry takes stands in ``resources/cleanup.toml``.  Pure: nothing is asked and nothing is deleted here.
"""

from collections.abc import Iterator
from typing import NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft

from . import cleanup_rows
from .cleanup_rows import CleanupRow
from .places import CleanupPlace, of_draft, of_reference

__all__ = ["Cleanup", "of", "of_ref"]


class Cleanup(NamedTuple):
    """What to do at one repository.

    ``text`` is the file to paste, empty where the registry has nothing that could be pasted: ``how`` says then why.
    ``command`` applies the file; ``notes`` are sentences; ``sources`` are the pages that the facts come from.
    """

    repository: str
    registry: str
    title: str
    how: str
    text: str = ""
    file: str = ""
    command: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def of(draft: Draft, catalog: Catalog) -> tuple[Cleanup, ...]:
    """What to do at every repository that *draft* writes a cache to, else at those that it reads one from."""
    return tuple(_made(place) for place in of_draft(draft, catalog))


def of_ref(ref: str, catalog: Catalog) -> Cleanup | None:
    """What to do at the repository of *ref*, which may have variables; ``None`` where *ref* is no reference."""
    place = of_reference(ref, catalog)
    return None if place is None else _made(place)


def _made(place: CleanupPlace) -> Cleanup:
    row = cleanup_rows.of(place)
    about = Cleanup(place.repository, place.name, row.title, row.how, sources=row.sources)
    if not row.text or (row.only_several and not place.several):
        return about._replace(how=row.alone or row.how, notes=tuple(_vague(row, place)))
    if cleanup_rows.missing(row, place):
        short = f"The reference is too short for {place.name}. Write it like {place.registry.example}:buildcache."
        return about._replace(how=short)
    return about._replace(
        how=cleanup_rows.filled(row.how, row, place),
        text=cleanup_rows.text(row, place),
        file=row.file,
        command=cleanup_rows.filled(row.command, row, place),
        notes=tuple(_notes(row, place)),
    )


def _notes(row: CleanupRow, place: CleanupPlace) -> Iterator[str]:
    notes = [*row.notes, row.several_note if cleanup_rows.has_several(row, place) else ""]
    yield from (cleanup_rows.filled(note, row, place) for note in notes if note)
    yield from _vague(row, place)
    written = cleanup_rows.text(row, place) + cleanup_rows.filled(row.command, row, place)
    for name in place.variables:
        if f"${{{name}}}" in written:
            yield f"Replace ${{{name}}}, or set it where this runs: its value is known only later."


def _vague(row: CleanupRow, place: CleanupPlace) -> Iterator[str]:
    """What is to be said where tags stand for several caches that can't be told from images by them."""
    tag = place.vague or (place.several if row.several and not cleanup_rows.has_several(row, place) else "")
    if tag:
        advice = "Begin the tags of caches with a word of their own, such as buildcache-${BRANCH}."
        yield f"Tags like {tag} are not deleted, because images may have such tags. {advice}"
