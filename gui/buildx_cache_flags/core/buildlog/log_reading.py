"""The builds of a log: their steps, the caches that were read and written, and how each ended.

BuildKit numbers what it does and writes each line behind that number (``util/progress/progressui``); a number's first
line is its name, and the name stands again where the log comes back to it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from .log_lines import lines

How = Literal["cached", "restored", "ran", "failed", "unfinished"]
"""``restored``: its result came from an imported cache, layers and all."""

_NUMBERED: Final = re.compile(r"#(\d{1,6}) (.+)")
_DONE: Final = re.compile(r"DONE (\d{1,7}(?:\.\d{1,3})?)s")
_OUTPUT: Final = re.compile(r"\d{1,7}\.\d{1,3} ")
_FETCHED: Final = re.compile(r"(?:sha256:[0-9a-f]{64} \S+ / \S+|extracting sha256:)")
_LAYER: Final = re.compile(r"writing layer (sha256:[0-9a-f]{64})")
_STEP: Final = re.compile(r"\[(?P<names>[^\]]{0,300}?)(?P<index>\d{1,4})/(?P<count>\d{1,4})\] (?P<instruction>.+)")
_START: Final = "building with "
"""What buildx itself says first, as number 0."""

_IMPORT: Final = "importing cache manifest from "
_EXPORT: Final = re.compile(r"exporting cache(?: to (.+))?")
_INLINE: Final = "preparing layers for inline cache"
_FAILED: Final = re.compile(r"ERROR: (?:target [^:]{1,100}: )?(?:failed to build: )?(?:failed to solve: )?(.+)")
_WARNED: Final = re.compile(r"WARNING: (.+)")
NO_BUILDX: Final = re.compile(
    r"unknown (?:shorthand )?flag: .*cache-(?:to|from)|'buildx' is not a docker command"
    r"|unknown command: docker buildx|buildx component is missing or broken"
)

MOST_STEPS: Final = 100_000


class LoggedStep(NamedTuple):
    """One step of a Dockerfile: its stage, place in it and instruction, the line of the log, and how it ended."""

    line: int
    stage: str
    number: int
    instruction: str
    how: How
    seconds: float | None = None
    error: str = ""


class Import(NamedTuple):
    """One cache that was to be read: its name in the log, and the error where it could not be."""

    line: int
    name: str
    error: str = ""
    seconds: float | None = None


class Export(NamedTuple):
    """One cache that was to be written: where to, how many layers, how long, and the error where it failed."""

    line: int
    place: str
    layers: int = 0
    error: str = ""
    seconds: float | None = None
    finished: bool = True


class LoggedBuild(NamedTuple):
    """One build of a log; ``failure`` is the error that ended it."""

    line: int
    steps: tuple[LoggedStep, ...] = ()
    imports: tuple[Import, ...] = ()
    exports: tuple[Export, ...] = ()
    failure: str = ""
    failure_line: int = 0


class Message(NamedTuple):
    """A line of docker or buildx outside of a build: the error or the warning."""

    line: int
    text: str


class BuildLog(NamedTuple):
    """All builds of a log, and what was said outside of them; ``no_buildx`` is where docker did not know the flags."""

    builds: tuple[LoggedBuild, ...]
    errors: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()
    no_buildx: Message | None = None


@dataclass(slots=True)
class _Vertex:
    """What one number of a build has said so far."""

    line: int
    name: str
    cached: bool = False
    spoke: bool = False
    fetched: bool = False
    inline: bool = False
    seconds: float | None = None
    error: str = ""
    layers: set[str] = field(default_factory=set)

    @property
    def ended(self) -> bool:
        return self.cached or self.seconds is not None or bool(self.error)

    def take(self, text: str) -> None:
        """Note one line of it."""
        done = _DONE.fullmatch(text)
        if done:
            self.seconds = float(done[1])
        elif text == "CACHED":
            self.cached = True
        elif text.startswith("ERROR: "):
            self.error = text.removeprefix("ERROR: ")
        elif text.startswith("ERROR"):
            self.error = self.error or text
        elif _FETCHED.match(text):
            self.fetched = True
        elif _OUTPUT.match(text):
            self.spoke = True
        elif text.startswith(_INLINE):
            self.inline = True
        else:
            layer = _LAYER.match(text)
            if layer:
                self.layers.add(layer[1])


@dataclass(slots=True)
class _Open:
    """A build that is being read."""

    line: int
    vertices: dict[int, _Vertex] = field(default_factory=dict)
    failure: str = ""
    failure_line: int = 0


def read(text: str) -> BuildLog:
    """Read the log of one or many builds; other lines of it are passed over."""
    builds: list[_Open] = []
    errors: list[Message] = []
    warnings: list[Message] = []
    no_buildx: Message | None = None
    for line in lines(text):
        numbered = _NUMBERED.fullmatch(line.text)
        if numbered:
            _take(builds, line.number, int(numbered[1]), numbered[2])
        elif NO_BUILDX.search(line.text):
            no_buildx = no_buildx or Message(line.number, line.text)
        elif failed := _FAILED.match(line.text):
            if builds and not builds[-1].failure:
                builds[-1].failure, builds[-1].failure_line = failed[1], line.number
            elif not builds:
                errors.append(Message(line.number, failed[1]))
        elif warned := _WARNED.match(line.text):
            warnings.append(Message(line.number, warned[1]))
    return BuildLog(tuple(map(_build, builds)), tuple(errors), tuple(warnings), no_buildx)


def _take(builds: list[_Open], line: int, number: int, text: str) -> None:
    """Note a numbered line; a number that starts anew starts the next build."""
    if not builds or _starts_anew(builds[-1], number, text):
        builds.append(_Open(line))
    vertices = builds[-1].vertices
    vertex = vertices.get(number)
    if vertex is None:
        if len(vertices) < MOST_STEPS:
            vertices[number] = _Vertex(line, text)
    elif text not in (vertex.name, "..."):
        vertex.take(text)


def _starts_anew(build: _Open, number: int, text: str) -> bool:
    if number == 0 and text.startswith(_START):
        return True
    vertex = build.vertices.get(number)
    return number == 1 and vertex is not None and vertex.ended and text.startswith("[") and text != vertex.name


def _build(build: _Open) -> LoggedBuild:
    steps: list[LoggedStep] = []
    imports: list[Import] = []
    exports: list[Export] = []
    for vertex in build.vertices.values():
        name = vertex.name
        export = _EXPORT.fullmatch(name)
        step = _STEP.fullmatch(name)
        if name.startswith(_IMPORT):
            imports.append(Import(vertex.line, name.removeprefix(_IMPORT), vertex.error, vertex.seconds))
        elif export:
            place = export[1] or "registry"
            exports.append(_export(vertex, place))
        elif vertex.inline:
            exports.append(_export(vertex, "inline"))
        elif step:
            steps.append(_step(vertex, step))
    return LoggedBuild(build.line, tuple(steps), tuple(imports), tuple(exports), build.failure, build.failure_line)


def _export(vertex: _Vertex, place: str) -> Export:
    return Export(vertex.line, place, len(vertex.layers), vertex.error, vertex.seconds, vertex.ended)


def _step(vertex: _Vertex, match: re.Match[str]) -> LoggedStep:
    stage = match["names"].strip()
    return LoggedStep(
        vertex.line, stage, int(match["index"]), match["instruction"], _how(vertex, match), vertex.seconds, vertex.error
    )


def _how(vertex: _Vertex, match: re.Match[str]) -> How:
    if vertex.error:
        return "failed"
    if vertex.cached:
        return "cached"
    if vertex.seconds is None:
        return "unfinished"
    is_base = match["instruction"].startswith("FROM ")
    return "restored" if vertex.fetched and not vertex.spoke and not is_base else "ran"


def steps_of(build: LoggedBuild) -> Iterator[LoggedStep]:
    """The steps that a cache can save: those that make something, in the order of the log."""
    return (step for step in build.steps if not step.instruction.startswith("FROM "))
