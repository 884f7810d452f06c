"""Secrets in the attributes of an entry: found, and never written in clear."""

import re
from dataclasses import replace
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Parameter
from buildx_cache_flags.core.text.golang import lower
from buildx_cache_flags.core.text.variables import is_placeholder, split

from . import Draft, entries, others
from .entries import Entry

HIDDEN: Final = "…"
"""What stands for a secret in a sentence."""

_USER = re.compile(r"(?<=://)[^/@\s:]*:(?![0-9]+/)[^@\s]*(?=@)")
_AUTHORITY = re.compile(r"(?<=://)(?!git@)[^/@\s]+(?=@)")
_SECRET_NAME = re.compile(r"token|passw|secret|credential|(?:access|api|private)[_-]?key", re.IGNORECASE)
_NO_NAME = re.compile(r"[^A-Za-z0-9]+")
_SIGNATURE = re.compile(r"(?<=[?&]sig=)[^&\s]+")


def is_clear(parameter: Parameter, text: str) -> bool:
    """Whether *text* shows a secret; variables and what only stands for a value do not."""
    if parameter.secret:
        return bool(text) and not is_placeholder(text) and any(not is_name for _, is_name in split(text))
    return parameter.kind == "url" and bool(_clear_parts(text))


def _clear_parts(text: str) -> list[str]:
    found = [match[0] for pattern in (_USER, _SIGNATURE) for match in pattern.finditer(text)]
    return [part for part in found if any(not is_name and piece.strip(":") for piece, is_name in split(part))]


def variable_for(type: str, parameter: Parameter) -> str:  # noqa: A002 - the field's own name for it
    """The variable that takes the place of a secret: the one that is read anyway, else one named after it."""
    return (
        parameter.environment[0] if parameter.secret and parameter.environment else f"{type}_{parameter.name}".upper()
    )


def written(type: str, parameter: Parameter, text: str) -> str:  # noqa: A002
    """*text* as it may be written: a variable in the place of a secret."""
    if not is_clear(parameter, text):
        return text
    variable = f"${{{variable_for(type, parameter)}}}"
    if parameter.secret:
        return variable
    for part in _clear_parts(text):
        text = text.replace(part, variable, 1)
    return text


def masked(value: str, catalog: Catalog) -> str:
    """One flag's *value* as it may be shown: as long as it is, with stars in the place of each secret."""
    try:
        fields = list(entries.located_fields(value))
        kind = entries.parse(value)[0].type if "=" in value else ""
    except (entries.EntryError, IndexError):
        return value
    backend = catalog.backend(kind)
    for field in fields if backend else ():
        key, _, text = field.text.partition("=")
        parameter = backend.by_name.get(lower(key)) if backend else None
        for part in _shown_parts(parameter, text) if parameter else ():
            start = value.find(part, field.start)
            if field.start <= start < field.end:
                value = f"{value[:start]}{'*' * len(part)}{value[start + len(part) :]}"
    return value


def _shown_parts(parameter: Parameter, text: str) -> list[str]:
    if not is_clear(parameter, text):
        return []
    return [text] if parameter.secret else _clear_parts(text)


def hidden(entry: Entry, catalog: Catalog) -> Entry:
    """*entry* with a variable in the place of each secret."""
    backend = catalog.backend(entry.type)
    if backend is None:
        return entry
    fields = []
    for key, value in entry.fields:
        parameter = backend.by_name.get(key)
        fields.append((key, written(entry.type, parameter, value) if parameter else value))
    return entry if tuple(fields) == entry.fields else Entry(tuple(fields))


def without_secrets(draft: Draft, catalog: Catalog) -> Draft:
    """*draft* with a variable in the place of each secret."""
    writes, reads = (tuple(hidden(entry, catalog) for entry in draft.entries(option)) for option in OPTIONS)
    kept = tuple(map(other_hidden, draft.others))
    same = writes == draft.writes and reads == draft.reads and kept == draft.others
    return draft if same else replace(draft, writes=writes, reads=reads, others=kept)


def other_hidden(text: str) -> str:
    """The other option *text* with a variable in the place of a secret, and of what an address logs in with."""
    other = others.read(text)
    name = others.secret_name(other)
    if name:
        return others.Other(other.name, f"{name}=${{{others.variable_for(name)}}}").text
    return in_text(text, other.name.replace("-", "_") or "option")


def in_text(text: str, name: str) -> str:
    """*text* of the field *name* with a variable in the place of what an address logs in with, such as a token."""
    if "://" not in text and "sig=" not in text:
        return text
    for part in (*_AUTHORITY.findall(text), *_SIGNATURE.findall(text)):
        if any(not is_name and piece.strip(":") for piece, is_name in split(part)):
            text = text.replace(part, f"${{{name.upper()}_LOGIN}}", 1)
    return text


def hidden_by_name(entry: Entry) -> Entry:
    """*entry* with a variable in the place of each value whose key is called like a secret, whatever type has it."""
    changed = tuple((key, _hidden_by_name(key, value)) for key, value in entry.fields)
    return entry if changed == entry.fields else Entry(changed)


def _hidden_by_name(key: str, value: str) -> str:
    name = _NO_NAME.sub("_", key).strip("_") or "value"
    shows = bool(value) and not is_placeholder(value) and any(not is_name for _, is_name in split(value))
    return f"${{{name.upper()}}}" if shows and _SECRET_NAME.search(key) else in_text(value, name)
