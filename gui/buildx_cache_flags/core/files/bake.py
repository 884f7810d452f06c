"""Bake files, in HCL and in JSON: every target is a build, worked out so far as the files say what it is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.disk.beside import Beside, NoFiles
from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.formats.bake import hcl
from buildx_cache_flags.core.formats.bake.targets import Definitions, Target, of_json, targets
from buildx_cache_flags.core.formats.bake.values import Value, as_text
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.pasted.leftovers import LeftOutAt
from buildx_cache_flags.core.text.template import Sealed, Template, plain

from .around import NOTHING_KNOWN
from .outputs import read_output, take_fields
from .reading import Build, Found
from .sheet import Sheet

_OVERRIDES: Final = ("docker-bake.override.json", "docker-bake.override.hcl")
"""What Bake reads after its own default files, in this order."""

_DEFAULTS: Final = ("docker-bake.json", "docker-bake.hcl")
_WORKED_OUT: Final = "its value is known only when the file is used, so it is not read"
_TURNED: Final = "if the environment sets it differently"
_NOT_READ: Final = "it can't be read, so its changes are unknown"


def read_hcl(text: str, catalog: Catalog, name: str = "", beside: Beside | None = None) -> Found:
    """The targets of a file in HCL."""
    return _read(hcl.read(text), catalog, name, beside or NoFiles())


def read_json(text: str, catalog: Catalog, name: str = "", beside: Beside | None = None) -> Found:
    """The targets of a file in JSON."""
    return _read(of_json(hcl.read_json(text)), catalog, name, beside or NoFiles())


def _read(root: hcl.Block, catalog: Catalog, name: str, beside: Beside) -> Found:
    overrides, left = _overrides(name, beside)
    builds = [_build(target, catalog) for target in targets(Definitions((root, *overrides)))]
    return Found(builds, left, unchecked=list(left))


def _overrides(name: str, beside: Beside) -> tuple[list[hcl.Block], list[LeftOutAt]]:
    """The files that Bake reads after one with a default name."""
    roots: list[hcl.Block] = []
    left: list[LeftOutAt] = []
    for other in _OVERRIDES if name in _DEFAULTS else ():
        text = beside.near(other)
        if text is None:
            continue
        try:
            roots.append(hcl.read(text) if other.endswith(".hcl") else of_json(hcl.read_json(text)))
        except BrokenFileError:
            left.append(LeftOutAt(other, _NOT_READ, 0))
    return roots, left


def _build(target: Target, catalog: Catalog) -> Build:
    where = f"target {target.name}" + (f", {_TURNED}" if target.turned else "")
    # As with Compose, the command decides whether an image without an output is pushed.
    sheet = Sheet(where, target.line, catalog, output="nothing", pushed_later="output" not in target.settings)
    if target.decided:
        sheet.around = replace(NOTHING_KNOWN, conditions=frozenset({(_TURNED, str(target.turned))}))
    settings = target.settings
    context = settings.get("context")
    if isinstance(context, Template):
        sheet.context = context
    file, stage = settings.get("dockerfile"), settings.get("target")
    told = all(value is None or isinstance(value, Template) for value in (context, file, stage))
    sheet.tells_file = told and "dockerfile-inline" not in settings
    sheet.dockerfile = file if isinstance(file, Template) else None
    sheet.stage = stage if isinstance(stage, Template) else None
    sheet.in_context = True
    sheet.name([name for name in _items("tags", settings.get("tags"), sheet) if isinstance(name, Template)])
    for output in _items("output", settings.get("output"), sheet):
        if isinstance(output, Template):
            read_output(output, sheet)
        else:
            fields = ((key, as_text(value)) for key, value in output.items())
            take_fields({key: text for key, text in fields if text is not None}, sheet.line, sheet)
    for option in OPTIONS:
        for item in _items(option, settings.get(option), sheet):
            value = item if isinstance(item, Template) else _value(item, option, sheet)
            if value.parts:
                sheet.value(option, value)
    sheet.leave_keys(target.others)
    for what, why in target.unread:
        sheet.unchecked(what, why, target.line)
    return sheet.build()


def _items(name: str, value: Value, sheet: Sheet) -> Iterator["Template | dict[str, Value]"]:
    """The items of a list, or what stands there in its place; null is no item."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, (Template, dict)):
            yield item
        elif item is not None:
            text = as_text(item)
            if text is None:
                sheet.leave(name, _WORKED_OUT)
                sheet.unchecked(name, _WORKED_OUT)
            else:
                yield plain(text, sheet.line)


def _value(item: dict[str, Value], option: Option, sheet: Sheet) -> Template:
    """An object as the value of a flag."""
    sealed = Sealed()
    fields: list[tuple[str, str]] = []
    lines: list[int] = []
    for key, value in item.items():
        text = value if isinstance(value, Template) else None if as_text(value) is None else plain(as_text(value) or "")
        if text is None:
            sheet.leave(f"{option}: {key}", _WORKED_OUT)
            sheet.unchecked(f"{option}: {key}", _WORKED_OUT)
        else:
            fields.append((key, sealed.seal(text)))
            lines.append(text.line)
    return sealed.open(entries.format(Entry(tuple(fields))), _first(lines))


def _first(lines: Iterable[int]) -> int:
    return min(filter(None, lines), default=0)
