"""Bake files, in HCL and in JSON: every target is a build, worked out so far as the files say what it is."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk.beside import Beside, NoFiles
from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.formats.bake import hcl
from buildx_cache_flags.core.formats.bake.targets import Definitions, Target, of_json, targets
from buildx_cache_flags.core.formats.bake.values import Value, as_text
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.text.template import Sealed, Template, plain

from .around import NOTHING_KNOWN
from .found_builds import Build, Found, file_problem
from .outputs import read_output, take_fields
from .sheet import Sheet

_OVERRIDES: Final = ("docker-bake.override.json", "docker-bake.override.hcl")
_DEFAULTS: Final = ("docker-bake.json", "docker-bake.hcl")
"""What Bake reads where no file is named, in this order, and all of them; the overrides come behind."""

_WORKED_OUT: Final = "its value is known only when the file is used, so it is not read"
_TURNED: Final = "if the environment sets it differently"
_NOT_READ: Final = "it can't be read, so its changes are unknown"

NO_LIST: Final = codes.register(
    "bake-no-list",
    "error",
    catches="cache-to or cache-from of a Bake file as something other than a list of texts and objects",
    source="buildx bake --print: Unsuitable value type",
)
NO_PARENT: Final = codes.register(
    "bake-no-parent",
    "error",
    catches="a target of a Bake file that inherits from one that is not there",
    source="buildx bake --print: failed to find target",
)
UNDEFINED: Final = codes.register(
    "bake-undefined",
    "warning",
    catches="a variable or a function that a Bake file uses and does not define",
    source="buildx bake --print: Unknown variable, Call to unknown function; another file may define it",
)


def read_hcl(text: str, catalog: Catalog, name: str = "", beside: Beside | None = None) -> Found:
    """The targets of a file in HCL."""
    return _read(hcl.read(text), catalog, name, beside or NoFiles())


def read_json(text: str, catalog: Catalog, name: str = "", beside: Beside | None = None) -> Found:
    """The targets of a file in JSON."""
    return _read(of_json(hcl.read_json(text)), catalog, name, beside or NoFiles())


def _read(root: hcl.Block, catalog: Catalog, name: str, beside: Beside) -> Found:
    before, behind, overrides, left = _others(name, beside)
    definitions = Definitions((*before, root, *behind, *overrides))
    # What a file with a default name adds to the targets of another one is told there.
    others, own = Definitions((*before, *behind)), Definitions((root, *overrides))
    elsewhere = others.targets.keys() - own.targets.keys()
    found = list(targets(definitions, [one for one in definitions.targets if one not in elsewhere]))
    builds = [_build(target, catalog) for target in found]
    problems = [*_undefined(definitions), *(problem for target in found for problem in _refused(target))]
    return Found(builds, left, list(dict.fromkeys(problems)), unchecked=list(left))


def _others(name: str, beside: Beside) -> tuple[list[hcl.Block], list[hcl.Block], list[hcl.Block], list[LeftOutAt]]:
    """The files that Bake reads before and after one with a default name, and those that override both."""
    before: list[hcl.Block] = []
    behind: list[hcl.Block] = []
    overrides: list[hcl.Block] = []
    left: list[LeftOutAt] = []
    order = (*_DEFAULTS, *_OVERRIDES)
    for other in order if name in _DEFAULTS else ():
        text = beside.near(other) if other != name else None
        if text is None:
            continue
        is_before = order.index(other) < order.index(name)
        roots = overrides if other in _OVERRIDES else before if is_before else behind
        try:
            roots.append(hcl.read(text) if other.endswith(".hcl") else of_json(hcl.read_json(text)))
        except BrokenFileError:
            left.append(LeftOutAt(other, _NOT_READ, 0))
    return before, behind, overrides, left


def _undefined(definitions: Definitions) -> Iterator[Problem]:
    """Names that Bake does not know, unless another file has them."""
    for (kind, name), line in definitions.missing.items():
        what = f'variable "{name}" {{}}' if kind == "variable" else f'function "{name}" {{…}}'
        message = f"This file defines no {kind} {name}, and Bake stops unless another file does. Add {what}."
        yield file_problem(UNDEFINED, line, message)


def _refused(target: Target) -> Iterator[Problem]:
    """What Bake stops at, whatever the environment is."""
    for parent in target.no_parents:
        message = f"Target {target.name} inherits from {parent}, which doesn't exist, so Bake stops. Fix the name."
        yield file_problem(NO_PARENT, target.line, message)
    for option in OPTIONS:
        value = target.settings.get(option)
        if _is_no_list(value):
            line = value.line if isinstance(value, Template) else 0
            message = f"Bake rejects {option} of target {target.name} because it needs a list of texts or objects. Put each entry in quotes, inside [ ]."
            yield file_problem(NO_LIST, line or target.line, message)


def _is_no_list(value: Value) -> bool:
    """Whether a known setting is something other than a list of texts and objects."""
    if isinstance(value, list):
        return any(isinstance(item, (bool, int, float)) for item in value)
    return value is not None and (not isinstance(value, Template) or any(one.kind == "text" for one in value.parts))


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
        seen: list[object] = []
        for item in _items(option, settings.get(option), sheet):
            value = item if isinstance(item, Template) else _value(item, option, sheet)
            # Bake keeps one of several entries that say the same.
            if value.parts and _meaning(value) not in seen:
                seen.append(_meaning(value))
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


def _meaning(value: Template) -> object:
    """What tells one entry from another: its parts, or what buildx makes of them."""
    if any(part.kind != "text" for part in value.parts):
        return tuple(part.source or part.text for part in value.parts)
    try:
        return [(entry.type, entry.attrs) for entry in entries.parse(value.raw)]
    except ValueError:
        return value.raw


def _first(lines: Iterable[int]) -> int:
    return min(filter(None, lines), default=0)
