"""Setups written as TOML."""

import json
from collections.abc import Iterator
from typing import Any, Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.draft import DEFAULT_CONTEXT, TRIGGERS, entries
from buildx_cache_flags.core.draft.entries import Entry, EntryError
from buildx_cache_flags.core.session import keeping
from buildx_cache_flags.core.text import versions

from .setup import OTHERS_KEY, SWITCHES, TABLE, VERSION, Setup

_HEAD: Final = f"# A form of Buildx Cache Flags. Open it: {TABLE} FILE; print it: {TABLE} render FILE\n"


def write(setup: Setup, catalog: Catalog) -> str:
    """*setup* as the text of a file."""
    lines = [f"{_HEAD}\n[{TABLE}]\n"]
    for key, value in _pairs(setup, catalog):
        if isinstance(value, list) and value:
            items = "".join(f"    {written(item)},\n" for item in value)
            lines.append(f"{key} = [\n{items}]\n")
        else:
            lines.append(f"{key} = {written(value)}\n")
    return "".join(lines)


def write_line(setup: Setup, catalog: Catalog) -> str:
    """*setup* as one line."""
    inside = ", ".join(f"{key} = {written(value)}" for key, value in _pairs(setup, catalog))
    return f"{TABLE} = {{ {inside} }}"


def _pairs(setup: Setup, catalog: Catalog) -> Iterator[tuple[str, Any]]:
    """The keys that are written, each with its value; what is as in an empty form goes without."""
    draft, view = keeping.kept(setup.draft, catalog), setup.view
    others = [text.strip(" ") for text in draft.others if text.strip(" ")]
    yield "version", VERSION if others else 1
    if draft.image:
        yield "image", draft.image
    yield "output", draft.output
    if draft.build_context != DEFAULT_CONTEXT:
        yield "context", draft.context
    if others:
        yield OTHERS_KEY, others
    if release := _release(draft.buildkit):
        yield "buildkit", release
    if draft.trigger != TRIGGERS[0]:
        yield "trigger", draft.trigger
    for option in OPTIONS:
        yield option, [_entry_value(entry) for entry in draft.entries(option)]
    if draft.follows:
        yield "follow", True
    yield "target", view.target
    for key, (name, written) in SWITCHES.items():
        if getattr(view, name) is written:
            yield key, True


def _release(text: str) -> str:
    """The BuildKit version that *text* is; empty where it is none, which counts as the newest."""
    try:
        return versions.text(versions.parse(text)) if text else ""
    except ValueError:
        return ""


def _entry_value(entry: Entry) -> str | list[str]:
    """*entry* as the value of a flag; the list of its fields where no value says it."""
    value = entries.format(entry)
    try:
        if entries.parse(value) == (entry,):
            return value
    except EntryError:
        pass
    return [f"{key}={text}" for key, text in entry.fields]


def written(value: object) -> str:
    """A value of TOML, whose basic strings are those of JSON but for one character."""
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def same(one: Setup, other: Setup, catalog: Catalog) -> bool:
    """Whether both make the same file."""
    return _kept(one, catalog) == _kept(other, catalog)


def _kept(setup: Setup, catalog: Catalog) -> list[tuple[str, Any]]:
    return list(_pairs(setup, catalog))
