"""Bake files, in HCL and in JSON: every target is a build."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from buildx_cache_flags.core import entries
from buildx_cache_flags.core.entries import Entry
from buildx_cache_flags.core.parameters import OPTIONS, Option, Table

from . import hcl
from .hcl import Listed, Mapped, Node
from .outputs import read_output, take_fields
from .reading import Build, LeftOutAt, Sheet
from .template import Part, Sealed, Template

_TAKEN: Final = frozenset(("context", "tags", "output", *OPTIONS))
_INHERITS: Final = "what it takes over from other targets is not read"
_MATRIX: Final = "it makes several builds of this target, and its values are kept as they stand"
_WORKED_OUT: Final = "it is worked out when the file is used, so nothing is taken from it"
_FUNCTION: Final = "what depends on it is worked out when the file is used, and kept as it stands"


@dataclass(frozen=True, slots=True)
class _Target:
    """One target with its settings."""

    name: str
    line: int
    settings: Mapping[str, Node]


def read_hcl(text: str, table: Table) -> tuple[list[Build], list[LeftOutAt]]:
    """The targets of a file in HCL."""
    root = hcl.read(text)
    variables = {label for block in root.blocks if block.type == "variable" for label in block.labels[:1]}
    targets = [
        _Target(block.labels[0] if block.labels else "", block.line, {one.name: one.value for one in block.attributes})
        for block in root.blocks
        if block.type == "target"
    ]
    left = [LeftOutAt(one.name, _FUNCTION, one.line) for one in root.attributes]
    return [_build(target, variables, table) for target in targets], left


def read_json(text: str, table: Table) -> tuple[list[Build], list[LeftOutAt]]:
    """The targets of a file in JSON."""
    root = _settings(hcl.read_json(text))
    variables = set(_settings(root.get("variable")))
    targets = [_Target(name, node.line, _settings(node)) for name, node in _settings(root.get("target")).items()]
    known = ("variable", "target", "group", "function")
    left = [LeftOutAt(name, _FUNCTION, node.line) for name, node in root.items() if name not in known]
    return [_build(target, variables, table) for target in targets], left


def _settings(node: Node | None) -> dict[str, Node]:
    """An object as a mapping; blocks may also stand in a list."""
    if isinstance(node, Listed):
        return {key: value for item in node.items for key, value in _settings(item).items()}
    return dict(node.items) if isinstance(node, Mapped) else {}


def _build(target: _Target, variables: set[str], table: Table) -> Build:
    sheet = Sheet(f"target {target.name}", target.line, table, output="nothing")
    settings = {name: _declared(node, variables) for name, node in target.settings.items()}
    context = settings.get("context")
    if isinstance(context, Template):
        sheet.context = context
    sheet.name(list(_texts("tags", settings, sheet)))
    _read_output(settings, sheet)
    for option in OPTIONS:
        sheet.values(option, _caches(option, settings, sheet))
    if "inherits" in settings:
        sheet.leave("inherits", _INHERITS, settings["inherits"].line)
    if "matrix" in settings:
        sheet.leave("matrix", _MATRIX, settings["matrix"].line)
    sheet.leave_keys(name for name in settings if name not in {*_TAKEN, "inherits", "matrix"})
    return sheet.build()


def _declared(node: Node, variables: set[str]) -> Node:
    """*node* in which only the variables that the file has are variables."""
    if isinstance(node, Listed):
        return replace(node, items=tuple(_declared(item, variables) for item in node.items))
    if isinstance(node, Mapped):
        return replace(node, items=tuple((key, _declared(value, variables)) for key, value in node.items))
    parts = (
        Part("raw", f"${{{part.text}}}") if part.kind == "name" and part.text not in variables else part
        for part in node.parts
    )
    return replace(node, parts=tuple(parts))


def _items(name: str, settings: Mapping[str, Node], sheet: Sheet) -> Iterator[Template | Mapped]:
    """The items of a list, or what stands there in its place."""
    node = settings.get(name)
    if node is None or (isinstance(node, Template) and node.raw == hcl.NULL):
        return
    if isinstance(node, Template) and node.unknown:
        sheet.leave(f"{name} = {node.raw}", _WORKED_OUT, node.line)
        return
    for item in node.items if isinstance(node, Listed) else [node]:
        if isinstance(item, Listed):
            sheet.leave(name, _WORKED_OUT, item.line)
        elif not (isinstance(item, Template) and item.raw == hcl.NULL):
            yield item


def _texts(name: str, settings: Mapping[str, Node], sheet: Sheet) -> Iterator[Template]:
    for item in _items(name, settings, sheet):
        if isinstance(item, Template):
            yield item
        else:
            sheet.leave(name, _WORKED_OUT, item.line)


def _read_output(settings: Mapping[str, Node], sheet: Sheet) -> None:
    for item in _items("output", settings, sheet):
        if isinstance(item, Template):
            read_output(item, sheet)
        else:
            fields = {key: value.raw for key, value in item.items if isinstance(value, Template)}
            take_fields(fields, item.line, sheet)


def _caches(option: Option, settings: Mapping[str, Node], sheet: Sheet) -> Iterator[Template]:
    for item in _items(option, settings, sheet):
        if isinstance(item, Template):
            yield item
        else:
            yield _value(item, option, sheet)


def _value(item: Mapped, option: Option, sheet: Sheet) -> Template:
    """An object as the value of a flag."""
    sealed = Sealed()
    fields = []
    for key, value in item.items:
        if isinstance(value, Template):
            fields.append((key, sealed.seal(value)))
        else:
            sheet.leave(f"{option}: {key}", _WORKED_OUT, value.line)
    return sealed.open(entries.format(Entry(tuple(fields))), item.line)
