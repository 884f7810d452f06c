"""One question to the core, as flags with their values, and everything that is to be said of them."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import Final, Literal

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import flag_syntax
from buildx_cache_flags.core.check.evaluate import find
from buildx_cache_flags.core.check.flag_syntax import Reading
from buildx_cache_flags.core.check.problems import Fix, Location, Problem
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.outcome import Outcome, View, judge

NOTHING: Final = Draft(writes=(), reads=(), following=False)
"""A build without any cache flag: what the flags of a question are added to."""

_MOST_JUDGED: Final = 3_000
"""Values that are judged anew while fixes are tried: each try judges all of a build, and thousands of values are nobody's."""

DraftField = Literal["image", "buildkit"]
_FIELDS: Final[tuple[DraftField, ...]] = ("image", "buildkit")


@dataclass(frozen=True, slots=True)
class Question:
    """The flags of one build, each an option and its value, and the build around them."""

    flags: tuple[tuple[Option, str], ...] = ()
    build: Draft = field(default=NOTHING)
    with_variables: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of a question; ``entries`` are those that buildx reads, flag by flag.

    The location of each problem counts the flags of the question, and its fix has the corrected value of that flag.
    """

    question: Question
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    outcome: Outcome

    @property
    def ok(self) -> bool:
        """Whether no error stands."""
        return not any(problem.severity == "error" for problem in self.problems)


def ask(question: Question, catalog: Catalog, view: View | None = None) -> Answer:
    """Judge all flags of *question* together, as the flags of one build, to be written as *view* says."""
    read = _Read(question, catalog)
    outcome = judge(read.draft, view, catalog, with_variables=question.with_variables)
    problems = (*_value_problems(read), *_build_problems(read, outcome.problems))
    found = tuple(chain.from_iterable(reading.entries for reading in read.readings))
    return Answer(question, found, problems, outcome)


def error_codes(question: Question, catalog: Catalog) -> Counter[str]:
    """How often each error of the answer stands; without the search for fixes, which takes most of the time."""
    return _Read(question, catalog).error_codes


class _Read:
    """A question whose values have been read: the draft that they make, and which entry came from which flag."""

    def __init__(self, question: Question, catalog: Catalog) -> None:
        self.question = question
        self.catalog = catalog
        self.readings: list[Reading] = [flag_syntax.read(value, option, catalog) for option, value in question.flags]
        self._starts: dict[Option, list[tuple[int, int]]] = {option: [] for option in OPTIONS}
        given: dict[Option, list[Entry]] = {option: [] for option in OPTIONS}
        for flag, ((option, _), reading) in enumerate(zip(question.flags, self.readings, strict=True)):
            if reading.entries:
                self._starts[option].append((len(given[option]), flag))
                given[option] += reading.entries
        build, writes, reads = question.build, tuple(given["cache-to"]), tuple(given["cache-from"])
        # Not replace(), which takes longer than reading a value.
        fields = build.image, build.output, build.context, build.buildkit, writes, reads, build.following
        self.draft = Draft(*fields, build.links, build.others, build.trigger)

    def origin(self, option: Option, index: int) -> tuple[int, int]:
        """The flag that the entry of the draft came from, and which one of that flag's entries it is."""
        starts = self._starts[option]
        start, flag = starts[bisect_right(starts, index, key=itemgetter(0)) - 1]
        return flag, index - start

    @cached_property
    def error_codes(self) -> Counter[str]:
        """How often each error stands."""
        found = find(self.draft, self.catalog, self.question.with_variables)
        values = (problem for reading in self.readings for problem in reading.problems)
        codes = Counter(problem.code for problem in values if problem.severity == "error")
        codes.update(rule.code for rule, _ in found if rule.severity == "error")
        return codes


def _value_problems(read: _Read) -> Iterator[Problem]:
    tries = iter(range(1 + _MOST_JUDGED // (len(read.readings) + 1)))
    for flag, reading in enumerate(read.readings):
        for problem in reading.problems:
            fix = _sound(problem.fix, flag, read, tries)
            yield problem._replace(fix=fix, location=Location(value=flag))


def _sound(fix: Fix | None, flag: int, read: _Read, tries: Iterator[int]) -> Fix | None:
    """*fix* of the value of a flag, unless it would only uncover another error, or no try is left to find out."""
    if fix is None or fix.value is None or next(tries, None) is None:
        return None
    flags = list(read.question.flags)
    flags[flag] = (flags[flag][0], fix.value)
    after = _Read(replace(read.question, flags=tuple(flags)), read.catalog).error_codes
    return fix if after < read.error_codes else None


def _build_problems(read: _Read, problems: Iterable[Problem]) -> Iterator[Problem]:
    for problem in problems:
        place = problem.place
        # Whatever is wrong with a value says more than that it gives no entry.
        if problem.trait == "missing" and place.option is None and read.question.flags:
            continue
        if place.option is None and problem.fix is None:
            yield problem
            continue
        fix = _correction(problem.fix, read) if problem.fix else None
        flag, number = read.origin(place.option, place.entry) if place.option else (None, 0)
        yield problem._replace(fix=fix, location=Location(value=flag, entry=number))


def _correction(fix: Fix, read: _Read) -> Fix | None:
    """What *fix* makes of the one flag or field that it changes; ``None`` where no one value can say it."""
    first, *others = [change.place for change in fix.changes]
    if any((place.option, place.entry) != (first.option, first.entry) for place in others):
        return None
    after = fix.apply(read.draft, read.catalog)
    if first.option is not None:
        gone = any(not change.place.parameter for change in fix.changes)
        value = _written(read, first.option, first.entry, None if gone else after.entries(first.option)[first.entry])
    else:
        value = next((getattr(after, name) for name in _FIELDS if name == first.parameter), None)
    return None if value is None else fix._replace(value=value)


def _written(read: _Read, option: Option, index: int, entry: Entry | None) -> str | None:
    """The value of the flag that the entry came from, with *entry* in its place, or without it."""
    flag, number = read.origin(option, index)
    together = list(read.readings[flag].entries)
    together[number : number + 1] = [] if entry is None else [entry]
    if len(together) < 2:
        return "".join(map(entries.format, together))
    return _short_form(tuple(together))


def _short_form(together: tuple[Entry, ...]) -> str | None:
    """Several entries in one value, which only the short form can say."""
    text = ",".join(entry.get(entries.SHORT_KEY) or "" for entry in together)
    try:
        return text if entries.parse(text) == together else None
    except entries.EntryError:
        return None
