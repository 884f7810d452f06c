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

from . import bake, bake_targets, documents
from .bake_settings import BakeSetting, from_environment, settings
from .bake_targets import BakeTarget, Extra
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
    made = bake_targets.of(command)
    yield f"{HEADING}\n", None
    yield from ((f"# {comment}\n", None) for comment in made.comments)
    passed = from_environment(draft)
    for name in bake_targets.declared(command, bake.names(command)):
        default = bake_targets.default_of(name)
        if name not in passed:
            yield f'variable "{name}" {{}}\n' if default is None else _variable(name, f'"{default}"'), None
    for name in passed:
        yield _variable(name, "null"), None
    if made.group:
        names = ", ".join(f'"{name}"' for name in made.group)
        yield f'\ngroup "default" {{\n  targets = [{names}]\n}}\n', None
    for target in made.targets:
        yield from ((text, None if target.beside else place) for text, place in _target(target, objects=objects))


def _variable(name: str, default: str) -> str:
    return f'variable "{name}" {{\n  default = {default}\n}}\n'


def _target(target: BakeTarget, *, objects: bool) -> Pieces:
    draft = source_of(target.command)
    yield f'\ntarget "{target.name}" {{\n', None
    yield from _settings(draft, target.extras)
    for option in OPTIONS:
        entries = draft.entries(option)
        if entries:
            yield from _caches(target.command, option, objects=objects and bake.as_objects(entries))
    yield "}\n", None


def _settings(draft: Draft, extras: Sequence[Extra]) -> Pieces:
    """What is beside the caches: what stands on one line with its equal signs in one column, as formatters set it."""
    found = list(settings(draft))
    width = max(
        len(name) for name in (*(one.name for one in found if one.kind != "map"), *(one.name for one in extras))
    )
    yield from ((f"  {one.name:<{width}} = {one.hcl}\n", None) for one in extras)
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
