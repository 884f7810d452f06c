"""What the present command does, in plain sentences."""

from collections.abc import Iterator

from .draft import DEFAULT_CONTEXT, Draft, effective_value
from .entries import Entry
from .golang import TRUE_WORDS
from .parameters import Table
from .wording import shown


def sentences(draft: Draft, table: Table) -> tuple[str, ...]:
    """Say what *draft* does, one sentence for each step, in the order in which it happens."""
    return (*_reading(draft, table), _building(draft), *_writing(draft, table))


def _reading(draft: Draft, table: Table) -> Iterator[str]:
    for entry in draft.reads:
        if entry.type == table.type and entry.get("ref"):
            yield f"Looks for layers to reuse in {entry.get('ref')}."
        elif entry.type != table.type:
            yield f"Looks for layers to reuse in a cache of type {shown(entry.type)}."


def _building(draft: Draft) -> str:
    place = "the current folder" if draft.build_context == DEFAULT_CONTEXT else draft.build_context
    if not draft.image:
        return f"Builds {place}; without an image's name the result stays in the builder."
    after = {"push": "and pushes it to its registry", "load": "and loads it into the local Docker", "nothing": ""}
    return f"Builds {draft.image} from {place} {after[draft.output]}".rstrip() + "."


def _writing(draft: Draft, table: Table) -> Iterator[str]:
    for entry in draft.writes:
        if entry.type != table.type:
            yield f"Writes a cache of type {shown(entry.type)}."
            continue
        layers = (
            "the layers of every stage" if _value(draft, entry, "mode", table) == "max" else "the image's own layers"
        )
        level = entry.get("compression-level")
        packed = f"packed with {_value(draft, entry, 'compression', table)}" + (f" at level {level}" if level else "")
        yield f"Writes {layers} to {entry.get('ref') or 'the ref, once it is filled in'}, {packed}."
        if entry.get("ignore-error") in TRUE_WORDS:
            yield "If the cache can't be written, the build passes all the same."


def _value(draft: Draft, entry: Entry, name: str, table: Table) -> str:
    parameter = table.by_name.get(name)
    return (effective_value(table, parameter, entry, table.release(draft.buildkit)) if parameter else None) or ""
