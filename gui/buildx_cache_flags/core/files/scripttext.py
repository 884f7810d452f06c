"""A script that a file puts together: from several commands, with the variables that the file sets for it.

The shell reads all of it at once, as what one command sets counts in those behind it; and every line of it remembers
the line of the file that it came from.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.text.template import Part, Template

from . import shell
from .found_builds import Build, Value
from .shell import Dialect

_QUOTED: Final[Mapping[str, tuple[str, str, str]]] = {
    "powershell": ("$env:{} = '", "''", "'"),
    "windows-powershell": ("$env:{} = '", "''", "'"),
    "cmd": ('set "{}=', "'", '"'),
    "fish": ("set -x {} '", "\\'", "'"),
}
_POSIX: Final = ("export {}='", "'\\''", "'")
"""How each shell sets a variable: what stands before the value, a quotation mark in it, and what stands behind."""
_NAMED_LINE = re.compile(r"\bline (\d{1,7})\b")


class ScriptText:
    """A script on its way from the file to the shell."""

    def __init__(self, dialect: Dialect = "") -> None:
        self.dialect: Dialect = dialect
        self._parts: list[Part] = []
        self._lines: list[int] = []

    @property
    def raw(self) -> str:
        """The text so far."""
        return "".join(part.text for part in self._parts)

    def set(self, name: str, value: Iterable[Part], line: int) -> None:
        """Set a variable, as the file does it before the script is run."""
        before, quote, behind = _QUOTED.get(self.dialect, _POSIX)
        escaped = [replace(part, text=part.text.replace("'", quote)) if part.kind == "text" else part for part in value]
        self._add([Part("text", before.format(name)), *escaped, Part("text", f"{behind}\n")], line, keeps_lines=False)

    def add(self, command: Template, *, keeps_lines: bool) -> None:
        """Append commands; where they do not keep their lines, all of them stand on one line of the file."""
        ends = bool(command.parts) and command.parts[-1].text.endswith("\n")
        self._add([*command.parts, *([] if ends else [Part("text", "\n")])], command.line, keeps_lines=keeps_lines)

    def _add(self, parts: Iterable[Part], line: int, *, keeps_lines: bool) -> None:
        for part in parts:
            self._parts.append(part)
            if part.kind != "text":
                continue
            for _ in range(part.text.count("\n")):
                self._lines.append(line)
                # A text that an expression gives has its line breaks elsewhere.
                line += 1 if keeps_lines and not part.source else 0

    def template(self) -> Template:
        """The whole script, its lines counted from 1."""
        return Template(tuple(self._parts), 1)

    def builds(self, catalog: Catalog, before: str) -> list[Build]:
        """The builds of the whole script."""
        if not self._parts:
            return []
        found = shell.read(self.template(), catalog, before, dialect=self.dialect)
        return [
            replace(relined(build, self._lines), around=replace(build.around, script=True, job=before))
            for build in found
        ]


def relined(build: Build, lines: list[int]) -> Build:
    """*build*, whose lines count those of the script, with those of the file."""

    def moved(found: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(replace(one, line=_line(one.line, lines)) for one in found)

    def relocated(found: Iterable[Problem]) -> tuple[Problem, ...]:
        return tuple(_relocated(one, lines) for one in found)

    return replace(
        build,
        line=_line(build.line, lines),
        values=tuple(_moved_value(value, lines) for value in build.values),
        problems=relocated(build.problems),
        left_out=moved(build.left_out),
        entries=moved(build.entries),
        unchecked=moved(build.unchecked),
        findings=relocated(build.findings),
        origins=tuple(map(moved, build.origins)),
    )


def _moved_value(value: Value, lines: list[int]) -> Value:
    stretches = tuple((text, _line(line, lines) if line else 0) for text, line in value.stretches)
    return replace(value, line=_line(value.line, lines), stretches=stretches)


def _relocated(problem: Problem, lines: list[int]) -> Problem:
    """*problem* with the lines of the file, also where its sentence names others than its own."""
    message = _NAMED_LINE.sub(lambda match: f"line {_line(int(match[1]), lines)}", problem.message)
    location = problem.location._replace(line=_line(problem.location.line, lines))
    return problem._replace(message=message, location=location)


def _line(number: int, lines: list[int]) -> int:
    return lines[min(number, len(lines)) - 1] if lines and number > 0 else number
