"""Results and the table that is printed from them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median, quantiles
from typing import Any, Literal


@dataclass(frozen=True)
class Result:
    """One figure: the median, its quartiles, and the budget that it is held against, if there is one."""

    what: str
    value: float
    low: float
    high: float
    unit: str = "x"
    budget: float | None = None
    at: Literal["most", "least"] = "most"
    note: str = ""
    platform: str = ""

    def on(self, platform: str) -> "Result":
        """The same, measured on *platform*."""
        return replace(self, platform=platform)

    @property
    def met(self) -> bool:
        """Whether the median keeps to the budget; true without one."""
        if self.budget is None:
            return True
        return self.value <= self.budget if self.at == "most" else self.value >= self.budget


def of(what: str, values: Sequence[float], unit: str = "x", **more: Any) -> Result:
    """The result of several rounds."""
    low, high = (quantiles(values, n=4)[0], quantiles(values, n=4)[2]) if len(values) > 1 else (values[0], values[0])
    return Result(what, median(values), low, high, unit, **more)


def ratio(what: str, ours: Sequence[float], theirs: Sequence[float], note: str, **more: Any) -> Result:
    """How many times as long, or as large, as the other one: round by round, so that a slow minute counts for both."""
    values = [one / other for one, other in zip(ours, theirs, strict=True)]
    return of(what, values, note=note, **more)


def skipped(what: str, why: str) -> Result:
    """A line that says why there is no figure."""
    return Result(what, 0, 0, 0, "", note=why)


def catalog(results: Sequence[Result]) -> str:
    """All results, one a line."""
    columns: tuple[tuple[str, Callable[[Result], str]], ...] = (
        ("platform", lambda result: result.platform),
        ("what", lambda result: result.what),
        ("measured", lambda result: _number(result.value, result.unit)),
        ("budget", _budget),
        ("spread", _spread),
        ("", lambda result: "" if result.budget is None else "met" if result.met else "NOT MET"),
        ("medians", lambda result: result.note),
    )
    rows = [[title for title, _ in columns], *([cell(result) for _, cell in columns] for result in results)]
    widths = [max(len(row[number]) for row in rows) for number in range(len(columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(["", lines[0], "-" * len(lines[0]), *lines[1:], ""])


def verdict(results: Sequence[Result]) -> str:
    """Which budgets are met and which are not, in plain words."""
    judged = [result for result in results if result.budget is not None]
    failed = [
        f"  {result.platform} {result.what}: {_number(result.value, result.unit)}"
        for result in judged
        if not result.met
    ]
    head = f"{len(judged) - len(failed)} of {len(judged)} budgets are met."
    return "\n".join([head, "Not met:", *failed] if failed else [head])


def _number(value: float, unit: str) -> str:
    if not unit:
        return "–"
    return f"{value:.2f}x" if unit == "x" else f"{value:.3g} {unit}"


def _budget(result: Result) -> str:
    if result.budget is None:
        return ""
    return f"{'<=' if result.at == 'most' else '>='} {_number(result.budget, result.unit)}"


def _spread(result: Result) -> str:
    return f"{_number(result.low, result.unit)} … {_number(result.high, result.unit)}" if result.unit else ""
