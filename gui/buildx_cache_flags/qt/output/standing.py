"""How the command stands: ready, something is missing, or something is wrong; the one sentence and the one button for it."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.check.fix_all import loses_nothing
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.place import Place


class Standing(NamedTuple):
    """``lead`` is what the button says that stands out in place of Copy, ``missing`` what a dashed place says."""

    status: str
    severity: Severity | None = None
    can_copy: bool = True
    lead: str = ""
    missing: str = ""


def of(
    problems: Sequence[Problem], touched: Collection[Place], draft: Draft, catalog: Catalog, *, text: str
) -> Standing:
    """How a command with these *problems* stands, whose *text* would be copied."""
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors and all(is_quiet(problem, touched) for problem in errors):
        missing = _missing(errors, draft, catalog)
        return Standing(missing, can_copy=False, missing=missing)
    if errors:
        return _wrong(problems, errors)
    if not text:
        nothing = "Add a cache entry, then copy"
        return Standing(nothing, can_copy=False, missing=nothing)
    worst: Severity | None = "warning" if any(problem.severity == "warning" for problem in problems) else None
    return Standing(" · ".join(("Ready to copy", *_counts(problems))), worst)


def _wrong(problems: Sequence[Problem], errors: Sequence[Problem]) -> Standing:
    wrong = [problem for problem in problems if problem.severity != "hint"]
    fixable = sum(problem.fix is not None and loses_nothing(problem.fix) for problem in wrong)
    status = " · ".join((f"Fix {_number(len(errors), 'problem')} to copy", *_counts(problems)))
    if any(problem.fix is not None and loses_nothing(problem.fix) for problem in errors):
        if fixable == len(wrong):
            lead = "Fix the problem" if fixable == 1 else f"Fix all {fixable} problems"
        else:
            lead = f"Fix {fixable} of {len(wrong)} problems"
    else:
        lead = "Go to the problem" if len(errors) == 1 else f"Go to the first of {len(errors)} problems"
    return Standing(status, "error", can_copy=False, lead=lead)


def _counts(problems: Sequence[Problem]) -> list[str]:
    """How many warnings and tips there are."""
    severities = [problem.severity for problem in problems]
    counted = ((severities.count("warning"), "warning"), (severities.count("hint"), "tip"))
    return [_number(count, word) for count, word in counted if count]


def _number(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _missing(errors: Sequence[Problem], draft: Draft, catalog: Catalog) -> str:
    """What is to be filled in, by the label that the form has for it."""
    if len(errors) > 1:
        return f"Fill in {len(errors)} fields, then copy"
    place = errors[0].place
    if place.option is None:
        return f"Fill in {place.parameter}, then copy"
    entry = draft.entries(place.option)[place.entry]
    parameter = catalog.parameter(entry, place.parameter, place.option)
    label = parameter.label if parameter is not None and parameter.label else place.parameter
    return f"Fill in “{label}”, then copy"


def is_quiet(problem: Problem, touched: Collection[Place]) -> bool:
    """Whether *problem* is only that something is still missing that nobody has come to yet."""
    return problem.trait == "missing" and problem.place.parameter != "" and problem.place not in touched
