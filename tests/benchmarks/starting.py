"""From the start of the process to the first frame, and until the form is checked.

A program notes the time before it starts a fresh process.  The clock stops in a timer of no length that is set while the
first paint event is handled: by then every widget of that frame is painted and handed to the window system.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks import left_behind, report, surroundings
from tests.benchmarks.report import Result


def measure(env: Mapping[str, str], rounds: int) -> list[Result]:
    """Both budgets of the start, in time and, for a busy machine, in CPU time; and what a full history costs."""
    surroundings.say(f"starting {4 * (rounds + 2)} processes on {env['QT_QPA_PLATFORM']}")
    with tempfile.TemporaryDirectory() as home:
        left_behind.leave(Path(home))
        bare, bare_model, ours, full = surroundings.in_turns(
            rounds, env, ("bare.py",), ("bare.py", "--with-model"), ("application.py",), ("application.py", home)
        )
    found = [answer["ready_cpu"] for answer in full]
    empty = [answer["ready_cpu"] for answer in ours]
    return [
        _ratio("start to first form, against a bare QWidget", ours, "first", bare, budget=1.15),
        _ratio("the same in CPU time", ours, "first_cpu", bare),
        _ratio("start to checked, against QWidget and pydantic", ours, "ready", bare_model, budget=1.45),
        _ratio("the same in CPU time", ours, "ready_cpu", bare_model),
        report.ratio("with a full history and 1,000 steps, against none", found, empty, _medians(found, empty)),
    ]


def _ratio(what: str, ours: list[Any], key: str, bare: list[Any], budget: float | None = None) -> Result:
    bare_key = "first_cpu" if key.endswith("cpu") else "first"
    one, other = [answer[key] for answer in ours], [answer[bare_key] for answer in bare]
    return report.ratio(what, one, other, _medians(one, other), budget=budget)


def _medians(one: list[float], other: list[float]) -> str:
    return f"{median(one):.0f} ms, {median(other):.0f} ms"
