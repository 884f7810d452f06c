"""A Bake file in HCL: ``docker-bake.hcl``.

Strings are written by the rules of HCL's specification; python-hcl2, the library there is for it, leaves escapes as
they are and fails on ``$${`` without a closing brace.
"""

import re
from collections.abc import Sequence
from typing import Final

from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.command import Command, Piece
from buildx_cache_flags.core.draft.place import Place

from . import bake, documents
from .bake_settings import BakeSetting, from_environment, settings
from .documents import Pieces, source_of
from .rendered import Rendered, join

HEADING = "# Save it as docker-bake.hcl, and run: docker buildx bake"

_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_-]*\Z")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_RESERVED: Final = frozenset(("for", "if", *bake.KEYWORDS))
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* as a target with one string for each cache; HCL has no form on one line."""
    return join(_file(command, objects=False))


def render_objects(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* with one object for each cache, which buildx reads since 0.20."""
    return join(_file(command, objects=True))


def _file(command: Command, *, objects: bool) -> Pieces:
    draft = source_of(command)
    yield f"{HEADING}\n", None
    passed = from_environment(draft)
    for name in bake.names(command):
        if name not in passed:
            yield f'variable "{name}" {{}}\n', None
    for name in passed:
        yield f'variable "{name}" {{\n  default = null\n}}\n', None
    yield '\ntarget "default" {\n', None
    yield from _settings(draft)
    for option in OPTIONS:
        entries = draft.entries(option)
        if entries:
            yield from _caches(command, option, objects=objects and bake.as_objects(entries))
    yield "}\n", None


def _settings(draft: Draft) -> Pieces:
    """What is beside the caches: what stands on one line with its equal signs in one column, as formatters set it."""
    found = list(settings(draft))
    width = max(len(setting.name) for setting in found if setting.kind != "map")
    for setting in found:
        yield f"  {setting.name:<{width if setting.kind != 'map' else 0}} = ", None
        yield from _written(setting)
        yield "\n", None


def _written(setting: BakeSetting) -> Pieces:
    if setting.kind == "text":
        yield from string(setting.values)
    elif setting.kind == "switch":
        yield from ((piece.text, piece.place) for piece in setting.values)
    elif setting.kind == "list":
        yield "[", None
        for number, piece in enumerate(setting.values):
            yield ", " if number else "", None
            yield from string([piece])
        yield "]", None
    else:
        yield "{\n", None
        keys = [_key(name) for name in setting.names]
        width = max(map(len, keys))
        for key, value in zip(keys, setting.values, strict=True):
            yield f"    {key:<{width}} = ", value.place
            yield from string([value])
            yield "\n", None
        yield "  }", None


def _key(name: Piece) -> str:
    return name.text if _NAME.match(name.text) and name.text not in _RESERVED else f'"{_inside(name)}"'


def _caches(command: Command, option: Option, *, objects: bool) -> Pieces:
    yield "  ", None
    yield option, Place(option)
    yield " = [\n", None
    if objects:
        for index, fields in enumerate(documents.attributes(command, option)):
            yield "    ", None
            yield from _object(fields, Place(option, index))
            yield ",\n", None
    else:
        for pieces in documents.values(command, option):
            yield "    ", None
            yield from string(pieces)
            yield ",\n", None
    yield "  ]\n", None


def _object(fields: list[tuple[str, Piece]], whole: Place) -> Pieces:
    yield "{", whole
    for number, (key, value) in enumerate(fields):
        yield ", " if number else " ", None
        name = key if _IDENTIFIER.match(key) and key not in _RESERVED else f'"{key}"'
        yield f'{name} = "{_inside(value)}"', value.place
    yield " }", whole


def string(pieces: Sequence[Piece]) -> Pieces:
    """A string in quotation marks."""
    yield '"', None
    for piece in pieces:
        yield _inside(piece), piece.place
    yield '"', None


def _inside(piece: Piece) -> str:
    return bake.template(piece, _literal, '"')


def _literal(text: str) -> str:
    return text if text.isalnum() else "".join(map(_character, text))


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
