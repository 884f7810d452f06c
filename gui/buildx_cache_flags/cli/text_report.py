"""Answers for people: each problem under the part of the value that it is about."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

from buildx_cache_flags.core.asking import Answer, Question
from buildx_cache_flags.core.catalog.severity import SEVERITIES, Severity
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import entries
from buildx_cache_flags.core.draft.entries import EntryError
from buildx_cache_flags.core.draft.secrets import masked
from buildx_cache_flags.core.text.golang import lower
from buildx_cache_flags.core.text.wording import visible

from .console import Console
from .report_tables import load_catalog

_MOST_SHOWN = 100
"""Characters of a value that one line shows around the part concerned."""

_BEFORE = 40
_CUT = "…"


def write(answer: Answer, console: Console) -> None:
    """Write everything that is said of a question, flag by flag, and a summary."""
    for problem in in_order(answer.problems):
        write_problem(problem, answer.question, console)
    console.line(summary(answer, console))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """*problems* flag by flag, those about the build as a whole at the end."""
    return sorted(problems, key=_order)


def _order(problem: Problem) -> tuple[bool, int]:
    return problem.location.value is None, problem.location.value or 0


def summary(answer: Answer, console: Console) -> str:
    """The last line: how much of what was found."""
    said = counted(problem.severity for problem in answer.problems)
    if not said:
        number = len(answer.entries)
        return console.styled(f"No problems in {number} {'entry' if number == 1 else 'entries'}.", "fine")
    return f"{said}: {_verdict(answer)}."


def _verdict(answer: Answer) -> str:
    if not answer.ok:
        return "not ready for docker buildx build"
    if any(problem.trait == "registry" for problem in answer.problems):
        return "valid for buildx, but the registry may reject the cache"
    return "valid for buildx"


def counted(severities: Iterable[Severity]) -> str:
    """How many there are of each severity; empty where there are none."""
    counts = Counter(severities)
    said = [(counts[severity], severity) for severity in SEVERITIES if counts[severity]]
    return ", ".join(f"{count} {severity}{'s' if count > 1 else ''}" for count, severity in said)


def write_problem(
    problem: Problem, question: Question, console: Console, respelt: Callable[[str], str] = lambda text: text
) -> None:
    """Write one problem under what it is about; *respelt* writes variables as a file has them."""
    shown = _subject(problem, question)
    if shown is not None:
        head, value, start, end = shown
        value = masked(value, load_catalog())
        before, part, after = map(respelt, (value[:start], value[start:end], value[end:]))
        line, marks = marked(before + part + after, len(before), len(before) + len(part))
        console.line(f"{head}{line}")
        console.line(" " * len(head) + console.styled(marks, "mark"))
    write_sentence(problem, console)


def write_sentence(problem: Problem, console: Console) -> None:
    """Write one problem and its fix."""
    severity = console.styled(problem.severity, problem.severity)
    console.line(f"{severity}: {problem.message} [{problem.code}]")
    if problem.fix is not None:
        console.line(f"  fix: {visible(problem.fix.label, _MOST_SHOWN)}{_becomes(problem)}")
    console.line()


def _becomes(problem: Problem) -> str:
    """The corrected value, where the label does not say it anyway and it is short enough to be read."""
    value = problem.fix.value if problem.fix else None
    said = problem.fix is not None and bool(value) and problem.fix.label.endswith(f" {value}")
    return f" → {visible(masked(value, load_catalog()), 2 * _MOST_SHOWN)}" if value and not said else ""


def _subject(problem: Problem, question: Question) -> tuple[str, str, int, int] | None:
    """What a problem is about: the flag, its value, and the characters to mark; ``None`` for the build as a whole."""
    location, excerpt = problem.location, problem.excerpt
    if location.value is not None:
        option, value = question.flags[location.value]
        start, end = excerpt[1:] if excerpt else locate(value, location.entry, problem.place.parameter)
        return f"--{option} ", value, start, end
    if problem.place.parameter == "image":
        return "--image ", question.build.image, 0, len(question.build.image)
    return None


def locate(value: str, number: int, key: str) -> tuple[int, int]:
    """Where *key* of the entry *number* stands in *value*: the one that counts; the whole value where it is not set."""
    try:
        fields = list(entries.located_fields(value))
    except EntryError:
        return 0, len(value)
    if "=" not in value:
        return fields[number].start, fields[number].end
    for field in reversed(fields):
        if key and lower(field.text.partition("=")[0]) == key:
            return field.start, field.end
    return 0, len(value)


def marked(value: str, start: int, end: int) -> tuple[str, str]:
    """*value* on one line, and a line of marks for the columns from *start* to *end*; cut around them where long."""
    first = max(0, min(start - _BEFORE, len(value) - _MOST_SHOWN)) if len(value) > _MOST_SHOWN else 0
    last = min(len(value), first + _MOST_SHOWN)
    pieces = [visible(character) for character in value[first:last]]
    before = _CUT if first else ""
    after = _CUT if last < len(value) else ""
    skipped = columns(before + "".join(pieces[: start - first]))
    width = columns("".join(pieces[start - first : end - first]))
    return f"{before}{''.join(pieces)}{after}", " " * skipped + "^" * max(width, 1)


def columns(text: str) -> int:
    """The columns that *text* takes on a terminal: two for wide characters, none for combining ones."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
