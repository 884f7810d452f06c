"""Many fixes in one step: those that lose nothing, one after another, each judged before the next."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft

from .problems import Fix, Problem

MOST: Final = 100
"""Fixes that are made in one step."""

Judge = Callable[[Draft], Sequence[Problem]]
"""All that is wrong with a draft where it goes."""


class Fixed(NamedTuple):
    """The draft with all fixes made, and the problems that they fixed."""

    draft: Draft
    problems: tuple[Problem, ...]


def loses_nothing(fix: Fix) -> bool:
    """Whether *fix* only changes values and keys: what was set stays set, and every entry stays."""
    return bool(fix.changes) and all(change.value or change.rename for change in fix.changes)


def fix_all(draft: Draft, problems: Sequence[Problem], catalog: Catalog, judge: Judge) -> Fixed:
    """Fix what can be fixed without a loss of the errors and warnings among *problems*, which *judge* found in *draft*.

    A fix may answer several problems, and one that another fix has answered already is not made.
    """
    fixed: list[Problem] = []
    in_vain: set[Problem] = set()
    for _ in range(MOST):
        problem = next((one for one in problems if _is_fixable(one) and one not in in_vain), None)
        if problem is None or problem.fix is None:
            break
        after = problem.fix.apply(draft, catalog)
        left = judge(after)
        if _weight(left) < _weight(problems):
            fixed.append(problem)
            draft, problems = after, left
        else:
            # It would only make another problem of this one.
            in_vain.add(problem)
    return Fixed(draft, tuple(fixed))


def _is_fixable(problem: Problem) -> bool:
    return problem.severity != "hint" and problem.fix is not None and loses_nothing(problem.fix)


def _weight(problems: Sequence[Problem]) -> tuple[int, int]:
    severities = [problem.severity for problem in problems]
    return severities.count("error"), severities.count("warning")
