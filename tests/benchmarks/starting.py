"""From the start of the process to the first frame, and until the form is checked.

A program notes the time before it starts a fresh process.  The clock stops in a timer of no length that is set while the
first paint event is handled: by then every widget of that frame is painted and handed to the window system.
"""

from collections.abc import Mapping
from statistics import median
from typing import Any

from tests.benchmarks import report, surroundings
from tests.benchmarks.report import Result


def measure(env: Mapping[str, str], rounds: int) -> list[Result]:
    """Both budgets of the start, in time and, for a busy machine, in CPU time."""
    surroundings.say(f"starting {3 * (rounds + 2)} processes on {env['QT_QPA_PLATFORM']}")
    bare, bare_model, ours = surroundings.in_turns(
        rounds, env, ("bare.py",), ("bare.py", "--with-model"), ("application.py",)
    )
    return [
        _ratio("start to first form, against a bare QWidget", ours, "first", bare, budget=1.15),
        _ratio("the same in CPU time", ours, "first_cpu", bare),
        _ratio("start to checked, against QWidget and pydantic", ours, "ready", bare_model, budget=1.45),
        _ratio("the same in CPU time", ours, "ready_cpu", bare_model),
    ]


def _ratio(what: str, ours: list[Any], key: str, bare: list[Any], budget: float | None = None) -> Result:
    bare_key = "first_cpu" if key.endswith("cpu") else "first"
    one, other = [answer[key] for answer in ours], [answer[bare_key] for answer in bare]
    return report.ratio(what, one, other, f"{median(one):.0f} ms, {median(other):.0f} ms", budget=budget)
