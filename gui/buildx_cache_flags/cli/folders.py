"""Everything that is given to ``check`` by name, files and folders, judged beside each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from buildx_cache_flags.core.asking import Answer, Question
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk.beside import Beside
from buildx_cache_flags.core.files import FileReading
from buildx_cache_flags.core.project import elsewhere, folder
from buildx_cache_flags.core.project.checked import Checked, answered
from buildx_cache_flags.core.project.folder import Project, Unread
from buildx_cache_flags.core.project.whole_file import together

from . import files, text_report
from .console import Console
from .paths import STDIN
from .progress import Progress


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was read; ``looked_at`` counts the files of folders that may hold a build, and is 0 where none was given."""

    checked: tuple[Checked, ...] = ()
    unread: tuple[Unread, ...] = ()
    looked_at: int = 0
    has_folder: bool = False

    def passes(self, *, strict: bool) -> bool:
        """Whether no error stands, and with *strict* nothing is left that was not judged."""
        return all(files.passes(one, strict=strict) for one in self.checked) and not (strict and self.unread)


def gather(names: Sequence[str], build: Question, catalog: Catalog) -> Gathered:
    """Read all of *names*, each file once, however often it is named, and judge them beside each other."""
    readings: dict[str, FileReading] = {}
    unread: list[Unread] = []
    looked_at, has_folder = 0, False
    for name in names:
        if not _is_folder(name):
            readings[name] = files.read(name, catalog)
            continue
        has_folder = True
        project = _read(name, catalog)
        looked_at += project.looked_at
        unread += project.unread
        for reading in project.readings:
            readings.setdefault(reading.name, reading)
    used = elsewhere.of(readings.values(), catalog)
    near: dict[str, Beside | None] = {}
    whole = (together(one, catalog, _beside(name, near), used) for name, one in readings.items())
    checked = (answered(one, build, catalog) for one in whole)
    return Gathered(tuple(checked), tuple(unread), looked_at, has_folder)


def _beside(name: str, near: dict[str, Beside | None]) -> Beside | None:
    """What lies beside a file, found once for each folder."""
    place = name if name == STDIN else f"{Path(name).parent}/"
    if place not in near:
        near[place] = files.beside(name)
    return near[place]


def files_to_fix(names: Sequence[str], build: Question, catalog: Catalog) -> Iterator[str]:
    """*names* with the files of each folder that may be fixed in its place."""
    for name in names:
        if _is_folder(name):
            yield from (one.reading.name for one in gather([name], build, catalog).checked if one.answers)
        else:
            yield name


def _is_folder(name: str) -> bool:
    return name != STDIN and Path(name).is_dir()


def _read(name: str, catalog: Catalog) -> Project:
    with Progress() as progress:
        return folder.read(Path(name), catalog, progress)


def problems(gathered: Gathered, *, strict: bool) -> list[Problem]:
    """Everything that is to be said, what was not judged included."""
    unread = [one.problem(strict=strict) for one in gathered.unread]
    return [*files.all_problems(gathered.checked, None, strict=strict), *unread]


def as_json(gathered: Gathered, answer: Answer | None, *, strict: bool) -> str:
    """One line for all of it, and for the *answer* about the values beside."""
    return files.as_json(gathered.checked, answer, gathered.unread, strict=strict)


def write(gathered: Gathered, console: Console, *, strict: bool) -> None:
    """Write what is said of each file, and for folders a last line that counts everything."""
    for one in gathered.checked:
        if one.says_something or not gathered.has_folder:
            files.write(one, console, strict=strict)
    for path, reason in gathered.unread:
        severity = console.styled("error", "error") if strict else console.styled("not checked", "hint")
        console.line(f"{severity}: {path}: {reason}.")
    if gathered.has_folder:
        console.line()
        console.line(_summary(gathered, console, strict=strict))


def _summary(gathered: Gathered, console: Console, *, strict: bool) -> str:
    builds = sum(len(one.answers) for one in gathered.checked)
    others = sum(len(one.reading.builds) for one in gathered.checked) - builds
    entries = sum(len(one.entries) for one in gathered.checked)
    said = text_report.counted(_severities(gathered, strict=strict))
    read = f"{_number(gathered.looked_at, 'file')} looked at"
    found = f"{_number(entries, 'entry', 'entries')} in {_number(builds, 'build')}"
    also = [f"{_number(others, 'build')} without a cache"] if others else []
    open_values = sum(len(one.unchecked) for one in gathered.checked)
    also += [files.not_checked(open_values)] if open_values else []
    unread = len(gathered.unread)
    also += [f"{_number(unread, 'file or folder', 'files or folders')} not read"] if unread else []
    further = "".join(f"; {one}" for one in also)
    if said:
        return f"{read}: {said} in {found}{further}."
    if not builds:
        return f"{read}: {console.styled('no build with a cache was found', 'hint')}{further}."
    return f"{read}: {console.styled(f'no problems in {found}', 'fine')}{further}."


def _severities(gathered: Gathered, *, strict: bool) -> Iterator[Severity]:
    for one in gathered.checked:
        for problem in one.problems:
            yield problem.severity
    if strict:
        left = sum(len(one.unchecked) for one in gathered.checked) + len(gathered.unread)
        for _ in range(left):
            yield "error"


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
