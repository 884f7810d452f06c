"""The builds of steps with Docker's actions, and with others that take the same inputs."""

import re
from collections.abc import Iterator
from typing import Final, Literal

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.files.around import Around
from buildx_cache_flags.core.files.found_builds import Build, Found
from buildx_cache_flags.core.files.outputs import read_output
from buildx_cache_flags.core.files.sheet import Sheet
from buildx_cache_flags.core.formats import yamlnodes
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.text.template import Sealed, Template

from . import build_inputs, listed, refusals
from .inputs import Inputs
from .steps import Step

ActionKind = Literal["build", "bake", ""]

_BUILD = re.compile(r"[^/@]+/(?:[\w.-]*-)?build-push-action(?:@|\Z)", re.IGNORECASE)
_BAKE = re.compile(r"[^/@]+/(?:[\w.-]*-)?bake-action(?:@|\Z)", re.IGNORECASE)
_SET = re.compile(r"([^=.]+)\.(cache-to|cache-from|tags|context|output)(?:\[\d+\])?\+?=(.*)\Z", re.DOTALL)
_CACHE_INPUT = re.compile(r"cache[-_]?(?:to|from)\Z", re.IGNORECASE)
_UNREAD: Final = "it is another action, whose inputs are unknown"
_NOT_THERE: Final = "the action is not in this repository, so its builds are not read"
_TAKEN: Final = frozenset(("context", "tags", "push", "load", "outputs", *OPTIONS))
_SOMETIMES: Final = "its value is known only when the workflow runs, and true is assumed"
_FILES: Final = "the files that bake reads are not read. Check them separately"
_NO_TARGET: Final = "it sets something other than the cache, the name, the context or the output of a target"


def kind_of(uses: str) -> ActionKind:
    """What an action builds with: Docker's own, or one that stands in for it, whatever release it is pinned to."""
    if _BUILD.match(uses):
        return "build"
    return "bake" if _BAKE.match(uses) else ""


def unread(step: Step) -> Iterator[LeftOutAt]:
    """An action that may build and is not read: one with caches among its inputs, or one that is not there."""
    if step.uses.startswith("./") and not step.is_there:
        yield LeftOutAt(step.uses, _NOT_THERE, step.line)
        return
    for name in step.frame.document.mapping(step.settings.get("with")):
        if _CACHE_INPUT.search(name):
            yield LeftOutAt(f"{name} of {step.uses}", _UNREAD, step.line)


def builds(kind: ActionKind, given: Inputs, around: Around, catalog: Catalog, found: Found) -> Iterator[Build]:
    """The builds of a step with such an action."""
    for name in given.names.values():
        node = given.step.given(name)
        if node is not None and yamlnodes.items(node):
            found.problems.append(listed.not_a_text(name, node, given.line(node), given.step.where))
    found.problems += refusals.misspelt(given.step, kind)
    if kind == "build":
        yield _build(given, around, catalog, found)
    else:
        found.problems += listed.quoted_overrides(given)
        yield from _bake(given, around, catalog, found)


def _build(given: Inputs, around: Around, catalog: Catalog, found: Found) -> Build:
    sheet = Sheet(given.step.where, given.step.line, catalog, output="nothing", around=around)
    sheet.context = given.text("context")
    sheet.tells_file = True
    sheet.dockerfile, sheet.stage = given.text("file"), given.text("target")
    sheet.name(list(given.list("tags", keep_commas=False)))
    for output in given.list("outputs", quotes=False):
        read_output(output, sheet)
    if _is_on("load", given, sheet) and sheet.output == "nothing":
        sheet.output = "load"
    if _is_on("push", given, sheet):
        sheet.output = "push"
    for option in OPTIONS:
        values, problems = listed.judged(option, given)
        sheet.values(option, values)
        found.problems += problems
    others = build_inputs.take(given, sheet)
    sheet.leave_keys(written for name, written in given.names.items() if name not in _TAKEN and name not in others)
    return sheet.build()


def _is_on(name: str, given: Inputs, sheet: Sheet) -> bool:
    value = given.text(name)
    if value is None:
        return False
    if value.names or value.expressions:
        sheet.leave(f"{name}: {value.raw}", _SOMETIMES, value.line)
        return True
    return given.is_on(name) is True


def _bake(given: Inputs, around: Around, catalog: Catalog, found: Found) -> Iterator[Build]:
    """What ``set`` says of each target."""
    sheets: dict[str, Sheet] = {}
    for value in given.list("set", quotes=False):
        if listed.is_quoted(value):
            continue
        sealed = Sealed()
        match = _SET.match(sealed.seal(value))
        if match is None:
            found.left.append(LeftOutAt(value.raw, _NO_TARGET, value.line))
            continue
        target = sealed.open(match[1]).raw
        where = f"{given.step.where}, target {target}"
        sheet = sheets.setdefault(target, Sheet(where, given.step.line, catalog, output="nothing", around=around))
        _set(sheet, match[2], sealed.open(match[3], value.line))
    for sheet in sheets.values():
        for switch in ("load", "push"):
            if _is_on(switch, given, sheet):
                sheet.output = "push" if switch == "push" else "load"
    found.left.append(LeftOutAt(given.step.where, _FILES, given.step.line))
    for sheet in sheets.values():
        yield sheet.build()


def _set(sheet: Sheet, key: str, value: Template) -> None:
    if key == "context":
        sheet.context = value
    elif key == "output":
        read_output(value, sheet)
    elif key == "tags":
        sheet.name([*([sheet.image] if sheet.image else []), value])
    else:
        sheet.value("cache-to" if key == "cache-to" else "cache-from", value)
