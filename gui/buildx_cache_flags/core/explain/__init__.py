"""What the present command does, in plain sentences, which never say more than its errors leave of it."""

from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check.facts import EntryFacts, Facts
from buildx_cache_flags.core.check.packing import Packing
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT
from buildx_cache_flags.core.draft.entries import Entry

_EMPTY: Final = "… (not set yet)"

MOST: Final = 20
"""Entries of one option that are told of."""


def sentences(facts: Facts, *, whole: bool = True) -> tuple[str, ...]:
    """Say what a draft with these *facts* does, one sentence for each step, in the order in which it happens.

    Without *whole* only the cache flags are told of.
    """
    building = [_building(facts)] if whole else []
    said = (*_reading(facts), *building, *_writing(facts))
    return said or ("Nothing is cached yet. Add an entry.",)


def _told(facts: Facts, option: Option) -> list[EntryFacts]:
    """The entries that are told of."""
    return [one for one in facts.of(option) if one.index < MOST]


def _name(one: EntryFacts) -> str:
    """What to call an entry as long as its address is not filled in."""
    return one.where or f"{one.option} {one.index + 1}"


def _rest(option: Option, entries: tuple[Entry, ...]) -> Iterator[str]:
    if len(entries) > MOST:
        yield f"There are {len(entries) - MOST} more entries of {option}."


def _fixed(errors: int) -> str:
    return "the error is fixed" if errors == 1 else "the errors are fixed"


def _reading(facts: Facts) -> Iterator[str]:
    for one in _told(facts, "cache-from"):
        if one.errors:
            yield f"{_name(one)} won't be read until {_fixed(one.errors)}."
        else:
            yield f"Reads the cache from {one.where or _EMPTY}."
    yield from _rest("cache-from", facts.draft.reads)


def _building(facts: Facts) -> str:
    draft = facts.draft
    for name in ("image", "context"):
        if name in facts.wrong:
            return f"Fix the error in {name} first."
    places = {DEFAULT_CONTEXT: "the current folder", "-": "standard input"}
    place = places.get(draft.build_context, draft.build_context)
    if not draft.image and draft.output == "load":
        return f"Builds {place} and loads the image into the local Docker, without a name."
    if not draft.image:
        return f"Builds {place}. With no image name, the result stays in the builder."
    after = {"push": "and pushes it to its registry", "load": "and loads it into the local Docker", "nothing": ""}
    return f"Builds {draft.image} from {place} {after[draft.output]}".rstrip() + "."


def _writing(facts: Facts) -> Iterator[str]:
    pushed = facts.draft.pushed
    for one in _told(facts, "cache-to"):
        if one.errors:
            yield f"{_name(one)} won't be written until {_fixed(one.errors)}."
        elif one.packing is None:
            yield f"Writes {one.where}."
        else:
            yield f"Caches {_layers(one.packing)} in {one.where or _EMPTY}{_packed(one.packing, pushed=pushed)}."
            if one.packing.ignores_errors:
                yield "If the cache can't be written, the build still succeeds."
    yield from _rest("cache-to", facts.draft.writes)


def _layers(packing: Packing) -> str:
    return "the layers of every stage" if packing.every_stage else "the final image's layers"


def _packed(packing: Packing, *, pushed: bool) -> str:
    """How the layers are packed, in parentheses; empty for a type that has no say in it."""
    if not packing.compression:
        return ""
    how = packing.compression if packing.packs else "not compressed"
    level = "" if packing.level is None else f"level {packing.level}"
    both = ", ".join(filter(None, (how, level)))
    if packing.kept == "image" and packing.chosen:
        return (
            f" (final image: {packing.default}; other stages: {both})"
            if packing.every_stage
            else f" ({packing.default})"
        )
    if packing.kept == "stored" and packing.chosen:
        return f" (new layers: {both})"
    # The push packs the image's own layers first, and a level never packs them anew.
    apart = bool(level) and pushed and packing.compression == packing.default
    return f" ({how}; other stages: {level})" if apart else f" ({both})"
