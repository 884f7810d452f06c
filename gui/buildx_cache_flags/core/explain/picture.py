"""What the picture of the cache shows: a build of three stages, which of their layers are kept, and where they go.

It stands for the person's own Dockerfile, which this application never sees: two stages that do the work, and one
that becomes the image.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from buildx_cache_flags.core.check.facts import EntryFacts, Facts
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.text.wording import listed, visible

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


class _Write(NamedTuple):
    """A cache that is written: its name, whether it keeps every stage, and whether a mode could make it do so."""

    name: str
    every: bool
    modes: bool


class Scene(NamedTuple):
    """The stages' names with how they are kept, the caches, how many more there are, the image, and all of it in words.

    ``image`` is where the image is pushed, ``result`` what happens to it otherwise.  ``modes`` tells whether mode=max
    would keep what is not kept.
    """

    stages: tuple[tuple[str, Kept], ...]
    places: tuple[CachePlace, ...]
    more: int
    image: str
    result: str
    text: str
    modes: bool = True

    @property
    def writes(self) -> bool:
        """Whether any cache is written."""
        return any(place.writes for place in self.places)

    @property
    def reads(self) -> bool:
        """Whether any cache is read."""
        return any(place.reads for place in self.places)


def scene(facts: Facts) -> Scene:
    """Draw up what a draft with these *facts* does to a build of three stages, without the entries that have errors.

    BuildKit: mode=min exports the layers of the result, mode=max also those of every stage it was made from.
    """
    draft = facts.draft
    writes = [_write(one) for one in facts.of("cache-to") if not one.errors]
    reads = [_name(one) for one in facts.of("cache-from") if not one.errors]
    first: Kept = "max" if any(write.every for write in writes) else ""
    last: Kept = "always" if writes else ""
    stages: tuple[tuple[str, Kept], ...] = tuple((name, last if name == STAGES[-1] else first) for name in STAGES)
    places = tuple(_places([write.name for write in writes], reads))
    image = visible(draft.image, 200) if draft.pushed else ""
    text = " ".join(_in_words(writes, reads, draft, any(one.errors for one in facts.entries)))
    modes = any(write.modes for write in writes)
    return Scene(stages, places[:MOST_PLACES], len(places[MOST_PLACES:]), image, _result(draft), text, modes)


def _write(one: EntryFacts) -> _Write:
    return _Write(_name(one), one.packing is not None and one.packing.every_stage, one.modes)


def _places(written: list[str], read: list[str]) -> Iterator[CachePlace]:
    """Every cache once, those that are written to first."""
    for name in dict.fromkeys([*written, *read]):
        yield CachePlace(name, name in written, name in read)


def _name(one: EntryFacts) -> str:
    return visible(one.where, 200)


def _result(draft: Draft) -> str:
    if draft.output == "push" and not draft.image:
        return "stays in the builder"
    return {"push": "is pushed", "load": "is loaded into Docker", "nothing": "stays in the builder"}[draft.output]


def _in_words(writes: list[_Write], reads: list[str], draft: Draft, left_out: bool) -> Iterator[str]:
    yield f"A build with the stages {listed(STAGES, 'and')}."
    if left_out:
        yield "Entries with errors are left out."
    every = [write.name for write in writes if write.every]
    if every:
        yield f"The layers of all {len(STAGES)} stages are cached in {_some(every)}."
    for modes, more in ((True, " (mode=max would cache all of them)"), (False, "")):
        least = [write.name for write in writes if not write.every and write.modes == modes]
        if least:
            yield f"Only the layers of the stage {STAGES[-1]} are cached in {_some(least)}{more}."
    if not writes:
        yield "No cache is written."
    yield f"This build reads the cache from {_some(reads)}." if reads else "No cache is read."
    yield f"The image {_result(draft)}{f' to {visible(draft.image, 200)}' if draft.pushed else ''}."


def _some(names: list[str]) -> str:
    names = [name or "a place that is not set yet" for name in dict.fromkeys(names)]
    more = len(names) - MOST_PLACES
    return listed([*names[:MOST_PLACES], f"{more} more"] if more > 0 else names, "and")
