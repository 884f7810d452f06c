"""A file with everything that is to be said of each of its builds, as of values that were given by hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from buildx_cache_flags.core.asking import Answer, Question, ask
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk.beside import Beside
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.files import Build, FileReading, read_file
from buildx_cache_flags.core.pasted.leftout import LeftOutAt

from . import judging
from .whole_file import first_of_each, together


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was read, and what is to be said of each build that has a cache."""

    reading: FileReading
    answers: tuple[tuple[Build, Answer], ...]

    @property
    def says_something(self) -> bool:
        """Whether there is anything to be said of it, if only that all is well."""
        return bool(self.answers or self.problems or self.unchecked)

    @property
    def ok(self) -> bool:
        """Whether no error stands."""
        wrong = any(problem.severity == "error" for problem in (*self.reading.problems, *self.findings))
        return not wrong and all(answer.ok for _, answer in self.answers)

    @property
    def findings(self) -> tuple[Problem, ...]:
        """What is wrong with how the builds are put together."""
        found = (
            problem._replace(location=problem.location._replace(file=self.reading.name, where=build.where))
            for build in self.reading.builds
            for problem in build.findings
        )
        return tuple(first_of_each(found))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, each with its place in the file."""
        of_file = (
            one._replace(location=one.location._replace(file=self.reading.name)) for one in self.reading.problems
        )
        return (*of_file, *self.findings, *(problem for _, answer in self.answers for problem in answer.problems))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, build by build."""
        return tuple(entry for _, answer in self.answers for entry in answer.entries)

    @property
    def unchecked(self) -> tuple[tuple[str, LeftOutAt], ...]:
        """What was seen and not judged, with the build that it is in (empty outside any), in the order of the file."""
        outside = (("", part) for part in self.reading.unchecked)
        inside = ((build.where, part) for build in self.reading.builds for part in build.unchecked)
        # What stands on one line is named once, whatever number of builds it makes.
        first: dict[LeftOutAt, str] = {}
        for where, part in (*outside, *inside):
            first.setdefault(part, where)
        return tuple(sorted(((where, part) for part, where in first.items()), key=lambda pair: pair[1].line))


def judge(name: str, content: str, build: Question, catalog: Catalog, beside: Beside | None = None) -> Checked:
    """Ask about every build of a file whose text is *content*; *build* has what holds for all of them."""
    return answered(together(read_file(name, content, catalog, beside), catalog, beside), build, catalog)


def answered(reading: FileReading, build: Question, catalog: Catalog) -> Checked:
    """The same for a file that has been read."""
    answers = ((one, _ask(one, reading.name, build, catalog)) for one in reading.builds if one.values)
    return Checked(reading, tuple(_each_once(answers)))


def _each_once(answers: Iterable[tuple[Build, Answer]]) -> Iterator[tuple[Build, Answer]]:
    """*answers* in which what is wrong with one line of the file is said once, whatever number of builds it makes."""
    seen: set[tuple[object, ...]] = set()
    for build, answer in answers:
        kept = []
        for problem in answer.problems:
            key = (problem.code, problem.message, problem.location.line, problem.place, problem.fix)
            if not problem.location.line or key not in seen:
                kept.append(problem)
            seen.add(key)
        yield build, replace(answer, problems=tuple(kept))


def _ask(build: Build, name: str, defaults: Question, catalog: Catalog) -> Answer:
    draft = judging.judged(build, defaults.build.image, defaults.build.buildkit)
    around = replace(draft, writes=(), reads=())
    question = Question(tuple((value.option, value.text) for value in build.values), around, with_variables=True)
    answer = ask(question, catalog)
    closed = (problem for problem in answer.problems if not judging.is_open(problem, build, catalog))
    return replace(answer, problems=tuple(_in_file(problem, build, name) for problem in closed))


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
