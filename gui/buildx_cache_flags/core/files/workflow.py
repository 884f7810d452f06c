"""GitHub Actions: steps with Docker's actions, and steps that run ``docker buildx build`` themselves."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.parameters import OPTIONS, Table

from . import expressions, lists, shell, yamlnodes
from .outputs import read_output
from .reading import Build, LeftOutAt, Sheet
from .template import Sealed, Template
from .yamlnodes import Document

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_BUILD = re.compile(r"docker/build-push-action(?:@|\Z)", re.IGNORECASE)
_BAKE = re.compile(r"docker/bake-action(?:@|\Z)", re.IGNORECASE)
_SET = re.compile(r"([^=.]+)\.(cache-to|cache-from|tags|context|output)(?:\[\d+\])?\+?=(.*)\Z", re.DOTALL)
_TAKEN: Final = frozenset(("context", "tags", "push", "load", "outputs", *OPTIONS))
_SOMETIMES: Final = "it is worked out when the workflow runs, and it is taken for true here"
_FILES: Final = "the files that bake reads are not read here: check them by themselves"
_NO_TARGET: Final = "it sets something else than the cache, the name, the context or the output of a target"


@dataclass(frozen=True, slots=True)
class _Step:
    """One step, where it stands, and what it is given."""

    where: str
    line: int
    node: "Node"
    given: Mapping[str, "Node"]


def read(document: Document, table: Table) -> tuple[list[Build], list[LeftOutAt]]:
    """The builds of all jobs, or of a composite action."""
    builds: list[Build] = []
    left: list[LeftOutAt] = []
    for step in _steps(document):
        uses = yamlnodes.text(document.at(step.node, "uses")) or ""
        run = document.at(step.node, "run")
        if _BUILD.match(uses):
            builds.append(_build(step, table))
        elif _BAKE.match(uses):
            builds += _bake(step, table, left)
        elif run is not None:
            builds += _run(step, run, table)
    return builds, left


def _steps(document: Document) -> Iterator[_Step]:
    for root in document.roots:
        yield from _steps_of(document, document.at(root, "runs", "steps"), "")
        for name, job in document.mapping(document.at(root, "jobs")).items():
            yield from _steps_of(document, document.at(job, "steps"), f"job {name}, ")


def _steps_of(document: Document, steps: "Node | None", before: str) -> Iterator[_Step]:
    for number, node in enumerate(yamlnodes.items(steps), start=1):
        names = (yamlnodes.text(document.at(node, key)) for key in ("name", "id"))
        name = next(filter(None, names), str(number))
        yield _Step(f"{before}step {name}", yamlnodes.line(node), node, document.mapping(document.at(node, "with")))


def _build(step: _Step, table: Table) -> Build:
    sheet = Sheet(step.where, step.line, table, output="nothing")
    sheet.context = _text(step, "context")
    sheet.name(list(_list(step, "tags", keep_commas=False)))
    for output in _list(step, "outputs", quotes=False):
        read_output(output, sheet)
    if _is_on(step, "load", sheet) and sheet.output == "nothing":
        sheet.output = "load"
    if _is_on(step, "push", sheet):
        sheet.output = "push"
    for option in OPTIONS:
        sheet.values(option, _list(step, option))
    sheet.leave_keys(key for key in step.given if key not in _TAKEN)
    return sheet.build()


def _text(step: _Step, key: str) -> Template | None:
    """An input; ``None`` where there is none, or an empty one."""
    node = step.given.get(key)
    text = lists.trimmed(yamlnodes.text(node) or "")
    return expressions.read(text, yamlnodes.first_line(node)) if text and node else None


def _is_on(step: _Step, key: str, sheet: Sheet) -> bool:
    value = _text(step, key)
    if value is None:
        return False
    if value.names or value.expressions:
        sheet.leave(f"{key}: {value.raw}", _SOMETIMES, value.line)
        return True
    return value.raw.lower() == "true"


def _list(step: _Step, key: str, *, keep_commas: bool = True, quotes: bool = True) -> Iterator[Template]:
    """The entries of a list; what an expression gives is not split."""
    node = step.given.get(key)
    text = yamlnodes.text(node)
    if text is None or node is None:
        return
    sealed = Sealed()
    for item in lists.read(sealed.seal(expressions.read(text)), keep_commas=keep_commas, quotes=quotes):
        line = yamlnodes.first_line(node) + (item.line if yamlnodes.keeps_lines(node) else 0)
        if item.text:
            yield sealed.open(item.text, line)


def _bake(step: _Step, table: Table, left: list[LeftOutAt]) -> Iterable[Build]:
    """What ``set`` says of each target."""
    sheets: dict[str, Sheet] = {}
    for value in _list(step, "set", quotes=False):
        sealed = Sealed()
        match = _SET.match(sealed.seal(value))
        if match is None:
            left.append(LeftOutAt(value.raw, _NO_TARGET, value.line))
            continue
        target = sealed.open(match[1]).raw
        sheet = sheets.setdefault(target, Sheet(f"{step.where}, target {target}", step.line, table, output="nothing"))
        _set(sheet, match[2], sealed.open(match[3], value.line))
    for sheet in sheets.values():
        for switch in ("load", "push"):
            if _is_on(step, switch, sheet):
                sheet.output = "push" if switch == "push" else "load"
    left.append(LeftOutAt(step.where, _FILES, step.line))
    return [sheet.build() for sheet in sheets.values()]


def _set(sheet: Sheet, key: str, value: Template) -> None:
    if key == "context":
        sheet.context = value
    elif key == "output":
        read_output(value, sheet)
    elif key == "tags":
        sheet.name([*([sheet.image] if sheet.image else []), value])
    else:
        sheet.value("cache-to" if key == "cache-to" else "cache-from", value)


def _run(step: _Step, node: "Node", table: Table) -> Iterable[Build]:
    text = yamlnodes.text(node)
    if text is None:
        return []
    script = expressions.read(text, yamlnodes.first_line(node))
    return shell.read(script, table, f"{step.where}, ", keeps_lines=yamlnodes.keeps_lines(node))
