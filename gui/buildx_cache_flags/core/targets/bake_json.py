"""A Bake file in JSON: ``docker-bake.json``."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.command import Command, Piece
from buildx_cache_flags.core.draft.place import Place

from . import bake, bake_targets, documents
from .bake_settings import BakeSetting, from_environment, settings
from .bake_targets import BakeTarget
from .documents import Pieces, source_of
from .rendered import Rendered, join

_RETURNS = re.compile(r"(\$*\r)")
"""With a carriage return as it is, a string is no template to Bake, which then takes every ``${NAME}`` for text."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """What stands between the parts; *indent* is empty where everything is on one line."""

    indent: str = "  "

    def line(self, depth: int) -> str:
        """The start of a line inside *depth* brackets."""
        return f"\n{self.indent * depth}" if self.indent else ""

    def comma(self, number: int) -> str:
        """What separates the item *number* from the one in front of it."""
        if not number:
            return ""
        return "," if self.indent else ", "


def render(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* as a target with one string for each cache."""
    return join(_file(command, _Layout("" if one_line else "  "), objects=False))


def render_objects(command: Command, *, one_line: bool = False) -> Rendered:
    """Write *command* with one object for each cache, which buildx reads since 0.20."""
    return join(_file(command, _Layout("" if one_line else "  "), objects=True))


def _file(command: Command, layout: _Layout, *, objects: bool) -> Pieces:
    draft = source_of(command)
    made = bake_targets.of(command)
    yield "{" + layout.line(1), None
    passed = from_environment(draft)
    names = tuple(dict.fromkeys((*bake_targets.declared(command, bake.names(command)), *passed)))
    if names:
        yield '"variable": {', None
        for number, name in enumerate(names):
            default = bake_targets.default_of(name)
            known = {"default": None} if name in passed else {"default": default} if default is not None else {}
            yield f"{layout.comma(number)}{layout.line(2)}{json.dumps(name)}: {json.dumps(known)}", None
        yield f"{layout.line(1)}}},{layout.line(1) or ' '}", None
    if made.group:
        group = json.dumps({"default": {"targets": made.group}})
        yield f'"group": {group},{layout.line(1) or " "}', None
    yield f'"target": {{{layout.line(2)}', None
    for number, target in enumerate(made.targets):
        yield f"{layout.comma(number)}{layout.line(2)}" if number else "", None
        pieces = _target(target, layout, objects=objects)
        yield from ((text, None if target.beside else place) for text, place in pieces)
    yield f"{layout.line(1)}}}{layout.line(0)}}}\n", None


def _target(target: BakeTarget, layout: _Layout, *, objects: bool) -> Pieces:
    yield f'"{target.name}": {{', None
    for number, one in enumerate(target.extras):
        yield f"{layout.comma(number)}{layout.line(3)}{json.dumps(one.name)}: {one.json}", None
    attributes = _attributes(target.command, source_of(target.command), layout, objects=objects)
    for number, pieces in enumerate(attributes, len(target.extras)):
        yield f"{layout.comma(number)}{layout.line(3)}", None
        yield from pieces
    yield f"{layout.line(2)}}}", None


def _attributes(command: Command, draft: Draft, layout: _Layout, *, objects: bool) -> Iterator[Pieces]:
    for setting in settings(draft):
        yield _setting(setting)
    for option in OPTIONS:
        if draft.entries(option):
            yield _caches(command, option, layout, objects=objects)


def _setting(setting: BakeSetting) -> Pieces:
    yield f'"{setting.name}": ', None
    if setting.kind == "text":
        yield from _string(setting.values)
    elif setting.kind == "switch":
        yield from ((piece.text, piece.place) for piece in setting.values)
    else:
        names = setting.names or (None,) * len(setting.values)
        yield "{" if setting.names else "[", None
        for number, (name, value) in enumerate(zip(names, setting.values, strict=True)):
            yield ", " if number else "", None
            if name is not None:
                yield f'"{_inside(name)}": ', name.place
            yield from _string([value])
        yield "}" if setting.names else "]", None


def _caches(command: Command, option: Option, layout: _Layout, *, objects: bool) -> Pieces:
    entries = source_of(command).entries(option)
    if objects and bake.as_objects(entries):
        written = enumerate(documents.attributes(command, option))
        items = [_object(fields, Place(option, index)) for index, fields in written]
    else:
        items = [_string(pieces) for pieces in documents.values(command, option)]
    yield '"', None
    yield option, Place(option)
    yield '": [', None
    for number, item in enumerate(items):
        yield f"{layout.comma(number)}{layout.line(4)}", None
        yield from item
    yield f"{layout.line(3)}]", None


def _object(fields: list[tuple[str, Piece]], whole: Place) -> Pieces:
    yield "{", whole
    for number, (key, value) in enumerate(fields):
        yield ", " if number else "", None
        yield f'"{key}": "{_inside(value)}"', value.place
    yield "}", whole


def _string(pieces: Sequence[Piece]) -> Pieces:
    yield '"', None
    for piece in pieces:
        yield _inside(piece), piece.place
    yield '"', None


def _inside(piece: Piece) -> str:
    return bake.template(piece, _literal, '\\"')


def _literal(text: str) -> str:
    parts = enumerate(_RETURNS.split(text))
    return "".join(_in_template(part) if number % 2 else "".join(map(_character, part)) for number, part in parts)


def _in_template(text: str) -> str:
    """A carriage return, and the dollar signs in front of it, as a string inside a template."""
    inside = text.replace("\r", "\\r")
    return json.dumps(f'${{"{inside}"}}')[1:-1]


def _character(character: str) -> str:
    """A character inside a string, as it is where it can be seen."""
    return json.dumps(character, ensure_ascii=not character.isprintable())[1:-1]
