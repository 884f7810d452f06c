"""Corrected values that go into the file where they stand, and nothing else changes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from buildx_cache_flags.core.asking import Question
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.disk import atomic
from buildx_cache_flags.core.disk.atomic import OvertakenError
from buildx_cache_flags.core.disk.beside import Beside
from buildx_cache_flags.core.files.found_builds import Value

from . import fixing, rewriting, script_fixes
from .checked import Checked, judge
from .fixing import Edit

_MOST_TRIED: Final = 60
"""Fixes of one file that are tried: each means reading the file again."""


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file before and after; *done* are the lines and labels of what was fixed."""

    name: str
    before: str
    after: str
    done: tuple[tuple[int, str], ...]
    left: int


class _Try(NamedTuple):
    """One way to mend a problem: the text after it, and the number of the way among those of this problem."""

    problem: Problem
    text: str
    number: int = 0

    @property
    def key(self) -> tuple[str, int, str, int]:
        """The same for the same way, as long as its line stays where it is."""
        fix = self.problem.fix
        return self.problem.code, self.problem.location.line, (fix.value or "") if fix else "", self.number


def fix(name: str, before: str, build: Question, catalog: Catalog, beside: Beside | None) -> FixedFile:
    """Work out what can be fixed in a file whose text is *before*, without touching anything else.  Nothing is written."""
    text = before
    done: list[tuple[int, str]] = []
    refused: set[tuple[str, int, str, int]] = set()
    for _ in range(_MOST_TRIED):
        checked = judge(name, text, build, catalog, beside)
        found = next((one for one in _tries(checked, text) if one.key not in refused), None)
        if found is None:
            break
        problem, new = found.problem, found.text
        if _better(checked, judge(name, new, build, catalog, beside), problem):
            text = new
            done.append((problem.location.line, problem.fix.label if problem.fix else ""))
        else:
            refused.add(found.key)
    left = sum(1 for problem in judge(name, text, build, catalog, beside).problems if problem.severity != "hint")
    return FixedFile(name, before, text, tuple(done), left)


def _tries(checked: Checked, text: str) -> Iterator[_Try]:
    """Every problem with a fix whose place in *text* is sure, and the text after it."""
    for problem in checked.reading.problems:
        if problem.fix is not None and problem.fix.value is not None:
            ways = rewriting.rewritten(text, problem.location.line, problem.fix.value)
            yield from (_Try(problem, new, number) for number, new in enumerate(ways))
    for finding in checked.findings:
        edit = script_fixes.of_finding(text, finding)
        if edit is not None:
            yield _Try(finding, edit.apply(text))
    for build, answer in checked.answers:
        for problem in answer.problems:
            number, made = problem.location.value, problem.fix
            if number is None or made is None or not made.value:
                continue
            value = build.values[number]
            edit = _edit(text, problem.location.line, value, made.value)
            if edit is not None:
                yield _Try(problem, edit.apply(text))
            own = fixing.with_slash_of_its_own(text, problem.location.line) if "/" in value.text else None
            if own is not None:
                yield _Try(problem, own, 1)


def _edit(text: str, line: int, value: Value, corrected: str) -> Edit | None:
    """How to make *value* say what is corrected: where a script puts it together, in the literal that is wrong."""
    after = value.respelt(corrected)
    if value.stretches:
        return script_fixes.of_value(text, value, after) or fixing.edit(text, line, value.respelt(value.text), after)
    return fixing.edit(text, line, value.respelt(value.text), after)


def _better(before: Checked, after: Checked, problem: Problem) -> bool:
    """Whether that problem is gone and no other one has come, or at least more errors went than are seen now instead.

    What is wrong with a reference hides what else is, such as that it is the image's own tag.
    """
    if problem in before.reading.problems:
        # A list that can be read at last may have entries with problems of their own, which were there before.
        wrong = Counter(one.code for one in before.reading.problems)
        still = Counter(one.code for one in after.reading.problems if one.severity == "error")
        kept = len(after.entries) >= len(before.entries) and len(after.reading.builds) >= len(before.reading.builds)
        return kept and still[problem.code] < wrong[problem.code] and all(still[code] <= wrong[code] for code in still)
    counts = Counter(one.code for one in before.problems if one.severity != "hint")
    now = Counter(one.code for one in after.problems if one.severity != "hint")
    gone = _count(after, problem.code) < _count(before, problem.code)
    none_came = all(now[code] <= counts[code] for code in now) or _errors(after) < _errors(before)
    return gone and none_came and len(after.entries) >= len(before.entries)


def _errors(checked: Checked) -> int:
    return sum(1 for problem in checked.problems if problem.severity == "error")


def _count(checked: Checked, code: str) -> int:
    return sum(1 for problem in checked.problems if problem.code == code)


def write(fixed: FixedFile) -> None:
    """Write the file, unless somebody else changed it meanwhile; ``OSError`` where it can't be written."""
    path = Path(fixed.name)
    content = fixed.after.encode("utf-8")
    if path.read_bytes() != fixed.before.encode("utf-8"):
        raise OvertakenError
    stamp = atomic.stamp(path)
    atomic.write(path, content, still=lambda: atomic.stamp(path) == stamp)
