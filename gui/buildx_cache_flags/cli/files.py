"""Files given to ``check``: every build in them is asked about, and every answer knows its file and line."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from buildx_cache_flags.core.asking import Answer
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.disk import contents
from buildx_cache_flags.core.disk.beside import Beside, Checkout
from buildx_cache_flags.core.disk.contents import UnreadableError
from buildx_cache_flags.core.files import Build, FileReading, read_file, unchecked
from buildx_cache_flags.core.files.found_builds import Origin
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.project import ranges
from buildx_cache_flags.core.project.checked import Checked
from buildx_cache_flags.core.project.folder import Unread
from buildx_cache_flags.core.text.wording import listed, visible

from . import text_report as text
from .answers import line, problem_row
from .console import Console
from .paths import STDIN, NoFileError
from .report_tables import load_catalog

_MOST_SHOWN: Final = 100
"""Characters of a part that one line shows."""


def read(name: str, catalog: Catalog) -> FileReading:
    """The builds of a file, each by itself; :class:`NoFileError` where it can't be read."""
    return _read(name, _text(name), catalog)


def _read(name: str, content: str, catalog: Catalog) -> FileReading:
    return read_file("standard input" if name == STDIN else name, content, catalog, beside(name))


def beside(name: str) -> Beside | None:
    """The other files of the checkout of the file *name*; ``None`` where it lies in none."""
    return None if name == STDIN else Checkout.of(Path(name))


def _text(name: str) -> str:
    try:
        if name == STDIN:
            if sys.stdin is None:
                raise NoFileError("standard input is closed. Name a file, or pipe one in")
            return contents.stream(sys.stdin.buffer)
        return contents.text(Path(name), pipes=True)
    except UnreadableError as error:
        what = "standard input" if name == STDIN else name
        raise NoFileError(f"{what} can't be read: {error}") from None


def write(checked: Checked, console: Console, *, strict: bool = False) -> None:
    """Write what is said of a file, build by build; with *strict*, what was not judged is an error."""
    for problem in checked.reading.problems:
        where = f", {problem.location.where}" if problem.location.where else ""
        console.line(f"{_where(problem.location._replace(file=checked.reading.name))}{where}")
        text.write_sentence(problem, console)
    for problem in checked.findings:
        console.line(f"{_where(problem.location)}, {problem.location.where}")
        text.write_sentence(problem, console)
    for build, answer in checked.answers:
        if build.put_together:
            _write_origins(build, checked.reading.name, console)
        for problem in text.in_order(answer.problems):
            console.line(f"{_where(problem.location)}, {problem.location.where}")
            text.write_problem(problem, answer.question, console, partial(_respelt, build))
    for where, part in checked.unchecked:
        console.line(f"{_where(Location(checked.reading.name, part.line))}{f', {where}' if where else ''}")
        write_unchecked(part.text, part.reason, console, strict=strict)
    console.line(_summary(checked, console, strict))


def _write_origins(build: Build, name: str, console: Console) -> None:
    """Write where the cache flags of a build stand, whose script puts them together."""
    console.line(f"{_where(Location(name, build.line))}, {build.where}")
    for flag in build.origins:
        if flag:
            console.line(f"  --{flag[0].option} from {listed([_place(one) for one in flag], 'and')}")
    console.line()


def _place(origin: Origin) -> str:
    return f"{visible(origin.variable)}, line {origin.line}" if origin.variable else f"line {origin.line}"


def _respelt(build: Build, shown: str) -> str:
    """*shown*, a part of the build, with its variables as the file writes them."""
    for value in build.values:
        shown = value.respelt(shown)
    return shown


def write_unchecked(what: str, reason: str, console: Console, *, strict: bool) -> None:
    """Write one thing that was seen and not judged."""
    severity = console.styled("error", "error") if strict else console.styled("not checked", "hint")
    shown = visible(what, _MOST_SHOWN)
    console.line(f"{severity}: {shown} was not checked: {reason}." if strict else f"{severity}: {shown}: {reason}.")
    console.line()


def not_checked(count: int) -> str:
    """How many values were not judged; empty where all were."""
    return f"{count} {'value was' if count == 1 else 'values were'} not checked" if count else ""


def _where(location: Location) -> str:
    return f"{location.file}:{location.line}" if location.line else location.file


def _summary(checked: Checked, console: Console, strict: bool) -> str:
    open_values = not_checked(len(checked.unchecked))
    severities: list[Severity] = [problem.severity for problem in (*checked.reading.problems, *checked.findings)]
    severities.extend(problem.severity for _, answer in checked.answers for problem in answer.problems)
    severities.extend("error" for _ in checked.unchecked if strict)
    number = len(checked.answers)
    what = f"{len(checked.entries)} {'entry' if len(checked.entries) == 1 else 'entries'} in {number} {'build' if number == 1 else 'builds'}"
    said = text.counted(severities)
    name, also = visible(checked.reading.name, 2 * _MOST_SHOWN), f"; {open_values}" if open_values else ""
    if said:
        return f"{name}: {said} in {what}{also}."
    if not checked.entries and open_values:
        return f"{name}: {console.styled(open_values, 'hint')}, and nothing else was found to check."
    return f"{name}: {console.styled(f'no problems in {what}', 'fine')}{also}."


def as_json(
    files: Sequence[Checked], answer: Answer | None, unread: Sequence[Unread] = (), *, strict: bool = False
) -> str:
    """One line for all files, and for the *answer* about the values beside them; each problem of a file says where.

    ``builds`` has every build of the files: its entries as the file writes them, and what was not judged.
    """
    entries = [entry for checked in files for entry in checked.entries] + list(answer.entries if answer else ())
    problems = [problem for checked in files for problem in _problem_rows(checked)]
    problems += (problem_row(problem) for problem in (answer.problems if answer else ()))
    ok = all(passes(checked, strict=strict) for checked in files) and (answer is None or answer.ok)
    ok = ok and not (strict and unread)
    further = {
        "builds": [_build_row(checked, build) for checked in files for build in checked.reading.builds],
        "unchecked": [
            *(_unchecked_row(checked, part) for checked in files for part in checked.reading.unchecked),
            *({"file": one.path, "line": 0, "text": one.path, "reason": one.reason} for one in unread),
        ],
    }
    return line(ok, entries, problems, further)


def passes(checked: Checked, *, strict: bool) -> bool:
    """Whether a file passes: no error stands, and with *strict* nothing is left that was not judged."""
    return checked.ok and not (strict and checked.unchecked)


def _build_row(checked: Checked, build: Build) -> dict[str, Any]:
    return {
        "file": checked.reading.name,
        "line": build.line,
        "language": build.language or checked.reading.kind,
        "where": build.where,
        "entries": [
            {"option": one.option, "type": one.entry.type, "attrs": one.entry.attrs, "line": one.line}
            for one in build.entries
        ],
        "unchecked": [_unchecked_row(checked, part) for part in build.unchecked],
    }


def _unchecked_row(checked: Checked, part: LeftOutAt) -> dict[str, Any]:
    at = ranges.of_part(part.text, part.line, ranges.Text(checked.reading.text))
    row = {"file": checked.reading.name, "line": part.line, "text": part.text, "reason": part.reason}
    return {**row, "range": at and at._asdict()}


def _problem_rows(checked: Checked) -> Iterator[dict[str, Any]]:
    for problem in _with_ranges(checked):
        location = problem.location
        place = {"file": location.file, "line": location.line, "where": location.where}
        yield {**problem_row(problem), **place, "range": location.range and location.range._asdict()}


def _with_ranges(checked: Checked) -> Iterator[Problem]:
    """All problems of a file, each with the exact stretch of the file that it is about, where that is known."""
    text, builds = ranges.Text(checked.reading.text), checked.reading.builds
    of_build = {id(problem): build for build, answer in checked.answers for problem in answer.problems}
    for problem in checked.problems:
        own = of_build.get(id(problem))
        about = [own] if own else [one for one in builds if problem.location.where in ("", one.where)]
        yield ranges.located(problem, about, text, load_catalog())


def all_problems(files: Iterable[Checked], answer: Answer | None, *, strict: bool) -> list[Problem]:
    """Everything that is to be said of *files* and of the values beside them, what was not judged included."""
    found: list[Problem] = []
    for checked in files:
        found += _with_ranges(checked)
        name, text = checked.reading.name, ranges.Text(checked.reading.text)
        for where, part in checked.unchecked:
            problem = unchecked.problem(part, file=name, where=where, strict=strict)
            at = ranges.of_part(part.text, part.line, text)
            found.append(problem._replace(location=problem.location._replace(range=at)))
    return found + list(answer.problems if answer else ())
