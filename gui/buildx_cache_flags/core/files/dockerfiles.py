"""Dockerfiles: the commands in their comments that build with a cache; the instructions themselves build nothing."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import plain

from . import shell
from .found_builds import Found
from .scripttext import relined

_COMMENT = re.compile(r"[ \t]*#[ \t]?(.*)\Z")
_COMMAND = re.compile(
    r"(`?)\b((?:docker(?:-buildx)?|depot)[ \t]+(?:(?:buildx|image|builder)[ \t]+)?(?:build|bake)\b.*)\Z|"
    r"(`?)\b(buildctl[ \t].*)\Z"
)
_CACHE = re.compile(r"--(?:cache-(?:to|from)|(?:ex|im)port-cache)\b")
_NOT_READ: Final = "no build was found in this comment"


class _Comment(NamedTuple):
    """What a comment says on one line, without its sign, and the line."""

    text: str
    line: int


def read(text: str, catalog: Catalog) -> Found:
    """The builds of all comments; one that names a cache and has no build is named."""
    found = Found()
    work.spend(len(text))
    for block in _blocks(text.replace("\r\n", "\n").split("\n")):
        rest = list(block)
        while rest:
            command = _command(rest)
            shown = "\n".join(one.text for one in command)
            if not _CACHE.search(shown):
                continue
            builds = shell.read(plain(_without_quotes(shown), 1), catalog, dialect="bash")
            found.builds += (relined(build, [one.line for one in command]) for build in builds)
            if not builds:
                first = next(one for one in command if _CACHE.search(one.text))
                found.unchecked.append(LeftOutAt(first.text.strip(), _NOT_READ, first.line))
    return found


def _blocks(lines: Sequence[str]) -> Iterator[list[_Comment]]:
    """Comments that follow each other on neighbouring lines."""
    block: list[_Comment] = []
    for number, line in enumerate(lines, 1):
        match = _COMMENT.match(line)
        if match:
            block.append(_Comment(match[1], number))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _command(rest: list[_Comment]) -> list[_Comment]:
    """Take the next line off *rest*, with those that it goes on to where it is a command."""
    command = [rest.pop(0)]
    while command[-1].text.rstrip().endswith("\\") and rest:
        command.append(rest.pop(0))
    return command


def _without_quotes(text: str) -> str:
    """The command in *text* without the words in front of it and the quotation marks around it."""
    lines = text.split("\n")
    match = _COMMAND.search(lines[0])
    if match is None:
        return ""
    mark, lines[0] = (match[1], match[2]) if match[2] else (match[3], match[4])
    return "\n".join(lines).partition("`")[0] if mark else "\n".join(lines)
