"""What the picture of the cache shows: a build of three stages, which of their layers are kept, and where they go.

It stands for the person's own Dockerfile, which this application never sees: two stages that do the work, and one
that becomes the image.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from .draft import Draft, effective_value
from .entries import Entry
from .parameters import Table
from .wording import listed, visible

STAGES: Final = ("dependencies", "build", "image")
"""The stages, the last of which becomes the image."""

MOST_PLACES: Final = 3
"""Caches that are shown; the rest is counted."""

Kept = Literal["", "always", "max"]
"""Whether a stage's layers are in the cache: not, with every mode, or because of mode=max."""


class CachePlace(NamedTuple):
    """A cache by its name, and whether it is written to and read from."""

    name: str
    writes: bool = False
    reads: bool = False


class Scene(NamedTuple):
    """The stages' names with how they are kept, the caches, how many more there are, the image, and all of it in words.

    ``image`` is where the image is pushed, ``result`` what happens to it otherwise.
    """

    stages: tuple[tuple[str, Kept], ...]
    places: tuple[CachePlace, ...]
    more: int
    image: str
    result: str
    text: str

    @property
    def writes(self) -> bool:
        """Whether any cache is written."""
        return any(place.writes for place in self.places)

    @property
    def reads(self) -> bool:
        """Whether any cache is read."""
        return any(place.reads for place in self.places)


def scene(draft: Draft, table: Table) -> Scene:
    """Draw up what *draft* does to a build of three stages.

    BuildKit: mode=min exports the layers of the result, mode=max also those of every stage it was made from.
    """
    every = any(_keeps_every_stage(entry, draft, table) for entry in draft.writes)
    first: Kept = "max" if every else ""
    last: Kept = "always" if draft.writes else ""
    stages = tuple((name, last if name == STAGES[-1] else first) for name in STAGES)
    places = tuple(_places(draft, table))
    image = visible(draft.image, 200) if draft.pushed else ""
    text = " ".join(_in_words(every, places, draft))
    return Scene(stages, places[:MOST_PLACES], len(places[MOST_PLACES:]), image, _result(draft), text)


def _keeps_every_stage(entry: Entry, draft: Draft, table: Table) -> bool:
    mode = table.by_name.get("mode")
    if entry.type != table.type or mode is None:
        return entry.get("mode") == "max"
    return effective_value(table, mode, entry, table.release(draft.buildkit)) == "max"


def _places(draft: Draft, table: Table) -> Iterator[CachePlace]:
    """Every cache once, those that are written to first."""
    written = [_name(entry, table) for entry in draft.writes]
    read = [_name(entry, table) for entry in draft.reads]
    for name in dict.fromkeys([*written, *read]):
        yield CachePlace(name, name in written, name in read)


def _name(entry: Entry, table: Table) -> str:
    if entry.type == table.type:
        return visible(entry.get("ref") or "", 200)
    return f"type {visible(entry.type)}"


def _result(draft: Draft) -> str:
    if not draft.image:
        return "stays in the builder"
    return {"push": "is pushed", "load": "is loaded into Docker", "nothing": "stays in the builder"}[draft.output]


def _in_words(every: bool, places: tuple[CachePlace, ...], draft: Draft) -> Iterator[str]:
    yield f"A build with the stages {listed(STAGES, 'and')}."
    written = [place.name or "a ref still to be filled in" for place in places if place.writes]
    read = [place.name or "a ref still to be filled in" for place in places if place.reads]
    if written and every:
        yield f"The layers of all {len(STAGES)} stages go to {_some(written)}."
    elif written:
        yield f"Only the layers of the stage {STAGES[-1]} go to {_some(written)}; mode=max would keep all of them."
    else:
        yield "No layers are written to a cache."
    yield f"The next build reuses what it finds in {_some(read)}." if read else "No cache is read."
    yield f"The image {_result(draft)}{f' to {visible(draft.image, 200)}' if draft.pushed else ''}."


def _some(names: list[str]) -> str:
    more = len(names) - MOST_PLACES
    return listed([*names[:MOST_PLACES], f"{more} more"] if more > 0 else names, "and")
