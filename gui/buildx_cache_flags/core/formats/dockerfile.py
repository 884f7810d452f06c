"""Dockerfiles: their stages, and what each of them builds on or copies from.

Sources: the Dockerfile reference ("Format", "FROM", "COPY --from", "RUN --mount", "Here-documents", "Parser directives")
and BuildKit, frontend/dockerfile/parser.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from buildx_cache_flags.core.text import work

_DIRECTIVE = re.compile(r"#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.*?)\s*\Z")
_DIRECTIVES: Final = ("syntax", "escape", "check")
_HERE: Final = ("ADD", "COPY", "RUN", "ONBUILD")
"""Instructions whose words may open a here-document."""
_HERE_WORD = re.compile(r"(?:(?<=\s)|\A)\d*<<(-?)([\"']?)([^\s<\"']+)\2(?=\s|\Z)")
_FROM = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+as\s+(\S+))?\s*\Z", re.IGNORECASE)
_ARG = re.compile(r"([A-Za-z_]\w*)=(?:\"([^\"]*)\"|'([^']*)'|(\S*))")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)(?::?[-+?]([^}]*))?\})")
_COPY_FROM = re.compile(r"(?:\A|\s)--from=(\S+)")
_MOUNT = re.compile(r"(?:\A|\s)--mount=(\S+)")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction in one piece: its name in capitals, its arguments, and its line, counted from 1."""

    name: str
    arguments: str
    line: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its name in lower case (empty without one), its line, what it stands on, and what it copies from."""

    name: str
    line: int
    base: int | None
    used: tuple[int, ...]


def instructions(text: str) -> Iterator[Instruction]:
    """The instructions of a file; comments and here-documents are none."""
    work.spend(len(text))
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    continued = re.compile(rf"{re.escape(_escape(lines))}[ \t]*\Z")
    number = 0
    while number < len(lines):
        line = lines[number].strip()
        number += 1
        if not line or line.startswith("#"):
            continue
        start = number
        whole: list[str] = []
        while True:
            match = continued.search(line)
            whole.append(line[: match.start()] if match else line)
            if not match:
                break
            # Comments and empty lines between the lines of an instruction are no part of it.
            while number < len(lines) and (not lines[number].strip() or lines[number].lstrip().startswith("#")):
                number += 1
            if number == len(lines):
                break
            line = lines[number]
            number += 1
        name, _, arguments = "".join(whole).strip().partition(" ")
        name, tab, more = name.partition("\t")
        arguments = f"{more} {arguments}" if tab else arguments
        yield Instruction(name.upper(), arguments.strip(), start)
        if name.upper() in _HERE:
            number = _behind_documents(lines, number, arguments)


def _escape(lines: Sequence[str]) -> str:
    """The character that continues a line, which a directive at the very top may choose."""
    for line in lines:
        match = _DIRECTIVE.match(line.strip())
        if match is None or match[1].lower() not in _DIRECTIVES:
            return "\\"
        if match[1].lower() == "escape":
            return match[2] if match[2] in ("\\", "`") else "\\"
    return "\\"


def _behind_documents(lines: Sequence[str], number: int, arguments: str) -> int:
    """The line behind all here-documents that *arguments* open."""
    for match in _HERE_WORD.finditer(arguments):
        while number < len(lines):
            line = lines[number].lstrip("\t") if match[1] else lines[number]
            number += 1
            if line == match[3]:
                break
    return number


def stages(text: str) -> tuple[Stage, ...]:
    """All stages, in order; a name that is no stage is an image from elsewhere."""
    found: list[Stage] = []
    defaults: dict[str, str] = {}
    for one in instructions(text):
        if one.name == "ARG" and not found:
            defaults.update(
                {match[1]: match[2] or match[3] or match[4] or "" for match in _ARG.finditer(one.arguments)}
            )
        elif one.name == "FROM":
            match = _FROM.match(one.arguments)
            base = _expanded(match[1], defaults) if match else ""
            found.append(Stage((match[2] or "").lower() if match else "", one.line, _named(base, found), ()))
        elif found:
            names = list(_COPY_FROM.findall(one.arguments)) if one.name in ("COPY", "ADD") else []
            for mount in _MOUNT.findall(one.arguments) if one.name == "RUN" else ():
                names += [field[5:] for field in mount.split(",") if field.startswith("from=")]
            used = (_named(_expanded(name, defaults), found[:-1], by_number=True) for name in names)
            last = found[-1]
            found[-1] = Stage(last.name, last.line, last.base, (*last.used, *(one for one in used if one is not None)))
    return tuple(found)


def _expanded(text: str, defaults: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda match: defaults.get(match[1] or match[2], "") or match[3] or "", text)


def _named(name: str, found: Sequence[Stage], *, by_number: bool = False) -> int | None:
    """The stage called *name*, the last one of that name; its number names it as well where it is copied from."""
    wanted = name.strip("\"'").lower()
    if by_number and wanted.isdecimal() and wanted.isascii() and int(wanted) < len(found):
        return int(wanted)
    numbers = [number for number, stage in enumerate(found) if stage.name and stage.name == wanted]
    return numbers[-1] if numbers else None


def needed(text: str, target: str = "") -> tuple[frozenset[int], frozenset[int]]:
    """The stages of the image that a build of *target*, else of the last stage, makes, and all that it needs.

    By their numbers, counted from 0.  A target that is none gives nothing.
    """
    return _needed(stages(text), target)


def _needed(all_stages: Sequence[Stage], target: str) -> tuple[frozenset[int], frozenset[int]]:
    last: int | None = len(all_stages) - 1 if all_stages else None
    if target:
        last = _named(target, all_stages, by_number=True)
    chain: set[int] = set()
    while last is not None and last not in chain:
        chain.add(last)
        last = all_stages[last].base
    found, waiting = set(chain), list(chain)
    while waiting:
        stage = all_stages[waiting.pop()]
        new = {*stage.used, *(() if stage.base is None else (stage.base,))} - found
        found |= new
        waiting += new
    return frozenset(chain), frozenset(found)


def only_max_keeps(text: str, target: str = "") -> tuple[str, ...]:
    """The stages that a build of *target*, else of the last stage, needs and whose layers the image does not have.

    Each by its name, or by its number, counted from 0.  A target that is none gives nothing.
    """
    all_stages = stages(text)
    chain, found = _needed(all_stages, target)
    return tuple(all_stages[number].name or str(number) for number in sorted(found - chain))
