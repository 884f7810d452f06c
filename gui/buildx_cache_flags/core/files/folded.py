"""Folded texts of YAML whose line breaks were meant for a shell."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.formats import yamlnodes

from .found_builds import file_problem

if TYPE_CHECKING:
    from buildx_cache_flags.core.formats.yamlnodes import Node

BACKSLASH: Final = codes.register(
    "script-folded",
    "error",
    catches="backslashes at the ends of lines of a folded script (>), which escape the spaces that the lines become",
    source="YAML 1.2: folded scalars; POSIX shells: an escaped space is part of a word",
)
_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\ +\S")


def problems(node: "Node", line: int, where: str) -> Iterator[Problem]:
    """What is wrong with a script whose lines are folded into one."""
    text = yamlnodes.text(node) or ""
    if yamlnodes.keeps_lines(node) or not _ESCAPED.search(text) or "docker" not in text:
        return
    message = "A folded script (“>” or plain) joins its lines with spaces, so each “\\” escapes one, and docker gets “ --…” with a space before it. Use “|”, or remove the backslashes."
    yield file_problem(BACKSLASH, line, message)._replace(location=Location(line=line, where=where))
