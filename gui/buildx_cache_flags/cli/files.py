"""Files given to ``check``: every build in them is asked about, and every answer knows its file and line."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

from buildx_cache_flags.core import variables
from buildx_cache_flags.core.entries import Entry
from buildx_cache_flags.core.files import Build, FileReading, read_file
from buildx_cache_flags.core.files.reader import LONGEST
from buildx_cache_flags.core.parameters import Table
from buildx_cache_flags.core.problems import Location, Problem, Severity

from . import text
from .answers import line, problem_row
from .asking import Answer, Question, ask
from .console import Console
from .paths import STDIN, NoFileError

_BYTES: Final = 4 * LONGEST + 1
_REFERENCES: Final = ("ref", "image")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was read, and what is to be said of each build that has a cache."""

    reading: FileReading
    answers: tuple[tuple[Build, Answer], ...]

    @property
    def ok(self) -> bool:
        """Whether no error stands."""
        return not self.reading.problems and all(answer.ok for _, answer in self.answers)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, build by build."""
        return tuple(entry for _, answer in self.answers for entry in answer.entries)


def check(name: str, build: Question, rows: Table) -> Checked:
    """Read a file and ask about every build in it; *build* has what the command line says of all of them."""
    reading = read_file("standard input" if name == STDIN else name, _text(name), rows)
    return Checked(reading, tuple((one, _ask(one, reading.name, build, rows)) for one in reading.builds if one.values))


def _text(name: str) -> str:
    try:
        if name == STDIN:
            data = sys.stdin.buffer.read(_BYTES)
        else:
            with Path(name).open("rb") as file:
                data = file.read(_BYTES)
    except OSError as error:
        raise NoFileError(f"{name} can't be read: {error.strerror}") from None
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return data.decode(encoding, "replace").replace("\r\n", "\n")


def _ask(build: Build, name: str, defaults: Question, rows: Table) -> Answer:
    image = build.judged.image or defaults.build.image
    around = replace(build.judged, writes=(), reads=(), image=image, buildkit=defaults.build.buildkit)
    question = Question(tuple((value.option, value.text) for value in build.values), around, with_variables=True)
    answer = ask(question, rows)
    problems = (_in_file(problem, build, name) for problem in answer.problems if not _is_open(problem, build))
    return replace(answer, problems=tuple(problems))


def _in_file(problem: Problem, build: Build, name: str) -> Problem:
    """*problem* with its place in the file, and with a fix that may be put there."""
    number = problem.location.value
    line, fix = build.line, problem.fix
    if number is not None:
        value = build.values[number]
        line = value.line
        if fix is not None and fix.value is not None:
            fix = fix._replace(label=value.respelt(fix.label), value=value.respelt(fix.value))
    return problem._replace(fix=fix, location=problem.location._replace(file=name, line=line, where=build.where))


def _is_open(problem: Problem, build: Build) -> bool:
    """Whether *problem* is about a value that is known only when the file is used; references have a sample then."""
    place = problem.place
    if problem.excerpt is not None or place.option is None or place.parameter in _REFERENCES:
        return False
    entries = build.judged.entries(place.option)
    value = entries[place.entry].get(place.parameter or "type") if place.entry < len(entries) else None
    return bool(variables.names(value or ""))


def write(checked: Checked, console: Console) -> None:
    """Write what is said of a file, build by build."""
    for problem in checked.reading.problems:
        console.line(_where(problem.location._replace(file=checked.reading.name)))
        console.line(f"{console.styled('error', 'error')}: {problem.message} [{problem.code}]")
        console.line()
    for _, answer in checked.answers:
        for problem in text.in_order(answer.problems):
            console.line(f"{_where(problem.location)}, {problem.location.where}")
            text.write_problem(problem, answer.question, console)
    console.line(_summary(checked, console))


def _where(location: Location) -> str:
    return f"{location.file}:{location.line}" if location.line else location.file


def _summary(checked: Checked, console: Console) -> str:
    severities: list[Severity] = ["error" for _ in checked.reading.problems]
    severities += (problem.severity for _, answer in checked.answers for problem in answer.problems)
    number = len(checked.answers)
    what = f"{len(checked.entries)} {'entry' if len(checked.entries) == 1 else 'entries'} in {number} {'build' if number == 1 else 'builds'}"
    said = text.counted(severities)
    if said:
        return f"{checked.reading.name}: {said} in {what}."
    return f"{checked.reading.name}: {console.styled(f'nothing to complain about in {what}', 'fine')}."


def as_json(files: Sequence[Checked], answer: Answer | None) -> str:
    """One line for all files, and for the *answer* about the values beside them; each problem of a file says where."""
    entries = [entry for checked in files for entry in checked.entries] + list(answer.entries if answer else ())
    problems = [problem for checked in files for problem in _problem_rows(checked)]
    problems += (problem_row(problem) for problem in (answer.problems if answer else ()))
    ok = all(checked.ok for checked in files) and (answer is None or answer.ok)
    return line(ok, entries, problems)


def _problem_rows(checked: Checked) -> Iterator[dict[str, Any]]:
    of_file = (
        one._replace(location=one.location._replace(file=checked.reading.name)) for one in checked.reading.problems
    )
    of_builds = (problem for _, answer in checked.answers for problem in answer.problems)
    for problem in chain(of_file, of_builds):
        location = problem.location
        yield {**problem_row(problem), "file": location.file, "line": location.line, "where": location.where}
