"""Drafts and views as data of JSON and TOML, and back; nothing that is kept holds a secret in clear."""

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache, lru_cache
from typing import Any, Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.draft import OUTPUTS, TRIGGERS, Draft
from buildx_cache_flags.core.draft.entries import TYPE, Entry
from buildx_cache_flags.core.draft.secrets import hidden, hidden_by_name, in_text, other_hidden
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.targets import TARGETS

Data = dict[str, Any]

_ENTRIES: Final = ("writes", "reads")
_MOST_ENTRIES: Final = 4096
_DERIVED: Final = ("links",)
"""What the entries say already."""


def kept(draft: Draft, catalog: Catalog) -> Draft:
    """*draft* as it may be kept: a variable in the place of every secret, in attributes that are not known as well."""
    changes: Data = {name: safe for name, value in _texts(draft) if (safe := in_text(value, name)) != value}
    for option, name in zip(OPTIONS, _ENTRIES, strict=True):
        entries = tuple(_kept_entry(entry, catalog) for entry in draft.entries(option))
        if entries != draft.entries(option):
            changes[name] = entries
    others = tuple(map(other_hidden, draft.others))
    if others != draft.others:
        changes["others"] = others
    return replace(draft, **changes) if changes else draft


@lru_cache(maxsize=_MOST_ENTRIES)
def _kept_entry(entry: Entry, catalog: Catalog) -> Entry:
    # The steps of a history have most of their entries in common.
    return hidden_by_name(hidden(entry, catalog))


def _texts(draft: Draft) -> list[tuple[str, str]]:
    values = ((name, getattr(draft, name)) for name in _defaults())
    return [(name, value) for name, value in values if isinstance(value, str)]


@cache
def _defaults() -> Mapping[str, Any]:
    blank = Draft()
    return {field.name: getattr(blank, field.name) for field in fields(Draft) if field.name not in _DERIVED}


def draft_data(draft: Draft) -> Data:
    """*draft* as JSON has it: fields that are as in an empty form are left out; an entry is its pairs in order."""
    data: Data = {}
    for name, default in _defaults().items():
        value = getattr(draft, name)
        if name in _ENTRIES:
            data[name] = [list(map(list, entry.fields)) for entry in value]
        elif value != default:
            data[name] = list(value) if isinstance(value, tuple) else value
    return data


def draft_of(data: object, catalog: Catalog) -> Draft:
    """The draft that *data* is; ``ValueError`` with half a sentence where it is none."""
    if not isinstance(data, dict):
        raise ValueError("a form in it isn't valid")
    defaults = _defaults()
    changes: Data = {}
    for name, value in data.items():
        if name not in defaults:
            raise ValueError("another version of this application wrote it")
        changes[name] = tuple(map(_entry, _list(value))) if name in _ENTRIES else _like(value, defaults[name])
    if changes.get("output", OUTPUTS[0]) not in OUTPUTS:
        raise ValueError("a form in it has an output that isn't valid")
    if changes.get("trigger", TRIGGERS[0]) not in TRIGGERS:
        raise ValueError("a form in it has a trigger that isn't valid")
    return Draft(**changes).linked(catalog)


def _like(value: object, default: object) -> Any:  # noqa: ANN401 - a field of a draft
    if isinstance(default, tuple):
        return tuple(_text(part) for part in _list(value))
    if type(value) is not type(default):
        raise ValueError("a form in it isn't valid")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("a form in it isn't valid")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a form in it isn't valid")
    return value


def _entry(value: object) -> Entry:
    fields: list[tuple[str, str]] = []
    for pair in _list(value):
        match pair:
            case [str() as key, str() as text]:
                fields.append((key, text))
            case _:
                raise ValueError("an entry in it isn't valid")
    if not any(key == TYPE for key, _ in fields):
        raise ValueError("an entry in it isn't valid")
    return Entry(tuple(fields))


def view_data(view: View) -> Data:
    """*view* as JSON has it."""
    return view._asdict()


def view_of(data: object) -> View:
    """The view that *data* is; a target that is not known, or a switch that is none, is the usual one."""
    if not isinstance(data, dict):
        return View()
    usual = View()
    switches = {
        name: data[name]
        for name, value in usual._asdict().items()
        if isinstance(value, bool) and isinstance(data.get(name), bool)
    }
    target = next((name for name in TARGETS if name == data.get("target")), usual.target)
    return usual._replace(target=target, **switches)
