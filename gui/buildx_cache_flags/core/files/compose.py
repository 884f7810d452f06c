"""Compose files: every service with a ``build`` is a build."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from buildx_cache_flags.core.parameters import Option, Table

from . import yamlnodes
from .outputs import read_output
from .reading import Build, LeftOutAt, Sheet
from .template import Part, Template
from .yamlnodes import Document, Node

_KEYS: Final[dict[str, Option]] = {"cache_to": "cache-to", "cache_from": "cache-from"}
_BAKE_KEYS: Final[dict[str, Option]] = {"cache-to": "cache-to", "cache-from": "cache-from"}
_EXTENDS: Final = "what it takes over from other services is not read"
_INCLUDE: Final = "other files are not read"
_LIST: Final = "it is no list of texts"

_VARIABLE = re.compile(r"\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")
_BRACES = re.compile(r"\$\{|\}")
_EXPRESSION = re.compile(r"\$\{[A-Za-z_][A-Za-z0-9_]*[^A-Za-z0-9_}]")


def read(document: Document, table: Table) -> tuple[list[Build], list[LeftOutAt]]:
    """The services that are built."""
    builds: list[Build] = []
    left: list[LeftOutAt] = []
    for root in document.roots:
        for name, service in document.mapping(document.at(root, "services")).items():
            if not yamlnodes.is_null(document.at(service, "build")):
                builds.append(_build(document, name, service, table))
        include = document.at(root, "include")
        if include is not None:
            left.append(LeftOutAt("include", _INCLUDE, yamlnodes.line(include)))
    return builds, left


def interpolated(text: str, line: int = 0) -> Template:
    """*text* with the variables of Compose."""
    parts: list[Part] = []
    plain: list[str] = []
    position = 0
    closings = _closings(text)
    while position < len(text):
        dollar = text.find("$", position)
        plain.append(text[position : dollar if dollar >= 0 else len(text)])
        if dollar < 0:
            break
        part, position = _at_dollar(text, dollar, closings)
        if part.kind == "text":
            plain.append(part.text)
            continue
        parts += [Part("text", "".join(plain)), part]
        plain.clear()
    parts.append(Part("text", "".join(plain)))
    return Template(tuple(part for part in parts if part.text), line)


def _at_dollar(text: str, start: int, closings: Mapping[int, int]) -> tuple[Part, int]:
    """What stands at a dollar sign, and the place behind."""
    match = _VARIABLE.match(text, start)
    if match:
        name = match[2] or match[3]
        return Part("name" if name else "text", name or "$"), match.end()
    if start in closings and _EXPRESSION.match(text, start):
        return Part("raw", text[start : closings[start]]), closings[start]
    return Part("text", "$"), start + 1


def _closings(text: str) -> Mapping[int, int]:
    """For every ``${`` that is closed, the place behind its brace; others may stand in between."""
    waiting: list[int] = []
    closings: dict[int, int] = {}
    for match in _BRACES.finditer(text):
        if match[0] != "}":
            waiting.append(match.start())
        elif waiting:
            closings[waiting.pop()] = match.end()
    return closings


def _build(document: Document, name: str, service: Node, table: Table) -> Build:
    # Compose leaves it to the command whether the image is pushed, so what could go wrong then is said.
    sheet = Sheet(f"service {name}", yamlnodes.line(service), table, output="push")
    build = document.at(service, "build")
    image = _scalar(document.at(service, "image"))
    settings = document.mapping(build)
    tags = list(_texts(settings.get("tags"), sheet, "tags"))
    sheet.name([image, *tags] if image and image.raw else tags)
    sheet.context = _scalar(settings.get("context")) or _scalar(build)
    for key, option in _KEYS.items():
        sheet.values(option, _texts(settings.get(key), sheet, key))
    extends = document.at(service, "extends")
    if extends is not None:
        sheet.leave("extends", _EXTENDS, yamlnodes.line(extends))
    _read_for_bake(document, settings.get("x-bake"), sheet)
    sheet.leave_keys(key for key in settings if key not in {"context", "tags", "x-bake", *_KEYS})
    return sheet.build()


def _read_for_bake(document: Document, node: Node | None, sheet: Sheet) -> None:
    """What only Bake reads of a Compose file."""
    settings = document.mapping(node)
    for key, option in _BAKE_KEYS.items():
        sheet.values(option, _texts(settings.get(key), sheet, key))
    for output in _texts(settings.get("output"), sheet, "output"):
        read_output(output, sheet)
    sheet.leave_keys(
        (key for key in settings if key not in {"output", *_BAKE_KEYS}), yamlnodes.line(node) if node else 0
    )


def _scalar(node: Node | None) -> Template | None:
    value = None if yamlnodes.is_null(node) else yamlnodes.text(node)
    return None if value is None or node is None else interpolated(value, yamlnodes.line(node))


def _texts(node: Node | None, sheet: Sheet, key: str) -> Iterator[Template]:
    """The texts of a list, or the one text in its place."""
    if yamlnodes.is_null(node) or node is None:
        return
    for item in yamlnodes.items(node) or [node]:
        value = _scalar(item)
        if value is not None:
            yield value
        elif item is not node or not hasattr(node, "value") or node.value:
            sheet.leave(key, _LIST, yamlnodes.line(item))
