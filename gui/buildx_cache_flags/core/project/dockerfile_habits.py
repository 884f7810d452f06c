"""What a Dockerfile does that keeps a cache from being reused; each kind once, where it is seen first.

Only what is sure from the text: a stage that is not needed, a name that only an argument tells, or an ARG whose RUN uses it
are passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from buildx_cache_flags.core.formats import dockerfile
from buildx_cache_flags.core.formats.dockerfile import Instruction

Kind = Literal["mount", "copy", "argument", "base"]


class Habit(NamedTuple):
    """What is seen at a line: *what* it is, and the *other* instruction concerned, where there is one."""

    kind: Kind
    line: int
    what: str
    other: str = ""


_MOUNT: Final = re.compile(r"(?:\A|\s)--mount=(?:\S*,)?type=cache(?=[,\s])")
_FLAG: Final = re.compile(r"--[a-z-]+(?:=\S*)?\s+")
_WHOLE: Final = (".", "./", "*", "./*")
_IMAGE: Final = re.compile(r"(?:--\S+\s+)*(\S+)")
_NAMED: Final = re.compile(r"\s+as\s+(\S+)\s*\Z", re.IGNORECASE)
_CHANGING: Final = re.compile(
    r"(?:.*_)?(?:(?:GIT|VCS|COMMIT|SOURCE)_?(?:SHA|HASH|REF|REV|REVISION|COMMIT)|COMMIT|REVISION|TIMESTAMP"
    r"|BUILD_?(?:DATE|TIME|TIMESTAMP|ID|NUMBER))\Z",
    re.IGNORECASE,
)
"""Names of arguments that are given another value by each build."""

_INSTALLERS: Final = re.compile(
    r"(?<![\w./-])(npm (?:ci|install)|yarn install|pnpm install|pip3? install|poetry install|uv sync|bundle install"
    r"|composer install|go mod download|cargo fetch|dotnet restore|mvn dependency:go-offline|mix deps\.get"
    r"|apt-get (?:-\S+ )*install|apk (?:--\S+ )*add|dnf (?:-\S+ )*install|yum (?:-\S+ )*install)(?![\w-])"
)
"""Commands that install from a list of what is needed, and not from the sources themselves."""

_OF_SOURCES: Final = re.compile(r"(?:\A|\s)(?:-e\s+)?\.{1,2}(?:/\S*|\[\S*)?(?=\s|\Z|&|;)")
"""What makes pip install the sources that were copied."""


@dataclass
class _Stage:
    """What was seen in a stage so far."""

    copied: Instruction | None = None
    installed: set[str] = field(default_factory=set)
    arguments: dict[str, int] = field(default_factory=dict)


def habits(text: str, target: str = "") -> tuple[Habit, ...]:
    """The habits of the stages that a build of *target*, else of the last stage, needs; each kind once."""
    _, wanted = dockerfile.needed(text, target)
    found: dict[Kind, Habit] = {}
    for habit in _all(text, wanted):
        found.setdefault(habit.kind, habit)
    return tuple(found.values())


def _all(text: str, wanted: frozenset[int]) -> Iterator[Habit]:
    number, stage, names = -1, _Stage(), {"scratch"}
    for one in dockerfile.instructions(text):
        if one.name == "FROM":
            number, stage = number + 1, _Stage()
            if number in wanted:
                yield from _base(one, names)
            named = _NAMED.search(one.arguments)
            names |= {named[1].lower()} if named else set()
        elif number in wanted:
            yield from _inside(one, stage)


def _base(one: Instruction, names: set[str]) -> Iterator[Habit]:
    match = _IMAGE.match(one.arguments)
    image = match[1].strip("\"'") if match else ""
    tag = image.rpartition("/")[2].partition(":")[2]
    if image and image.lower() not in names and "$" not in image and "@" not in image and tag in ("", "latest"):
        yield Habit("base", one.line, image)


def _inside(one: Instruction, stage: _Stage) -> Iterator[Habit]:
    if one.name in ("COPY", "ADD") and stage.copied is None and _takes_all(one.arguments):
        stage.copied = one
    elif one.name == "ARG":
        stage.arguments |= {name: one.line for name in _declared(one.arguments) if _CHANGING.match(name)}
    elif one.name == "RUN":
        yield from _run(one, stage)


def _run(one: Instruction, stage: _Stage) -> Iterator[Habit]:
    if _MOUNT.search(f"{one.arguments} "):
        yield Habit("mount", one.line, "RUN --mount=type=cache")
    for name, line in stage.arguments.items():
        if not re.search(rf"\b{re.escape(name)}\b", one.arguments):
            yield Habit("argument", line, name, f"the RUN in line {one.line}")
    for match in _INSTALLERS.finditer(one.arguments):
        installer = match[1]
        early = stage.copied is not None and installer not in stage.installed
        if early and stage.copied and not _installs_sources(installer, one.arguments[match.end() :]):
            yield Habit("copy", stage.copied.line, f"{stage.copied.name} {stage.copied.arguments}", installer)
        stage.installed.add(installer)


def _installs_sources(installer: str, rest: str) -> bool:
    return (
        installer.startswith("pip") and _OF_SOURCES.search(re.sub("[\"']", "", re.split(r"&&|;", rest)[0])) is not None
    )


def _takes_all(arguments: str) -> bool:
    """Whether a COPY or ADD takes everything of the build context."""
    if "--from=" in arguments:
        return False
    words = re.sub(r'[\[\]",]', " ", _FLAG.sub("", f"{arguments} ")).split()
    return len(words) > 1 and any(word in _WHOLE for word in words[:-1])


def _declared(arguments: str) -> tuple[str, ...]:
    """The names that an ARG declares."""
    return tuple(
        re.findall(r"(?:\A|\s)([A-Za-z_]\w*)(?==|\s|\Z)", re.sub(r"=(?:\"[^\"]*\"|'[^']*'|\S*)", "", arguments))
    )
