"""One keystroke until the command has changed.

All forms stand open in one process.  In turns, each gets the same letter and then a backspace, as key events to the line
edit of ``ref``, with a valid ref in it; the clock runs while the event is handled, at the end of which the preview's text
is read and must be new.  Between two keystrokes the event loop runs until nothing is due, outside the clock.
"""

from collections.abc import Mapping
from statistics import median

from tests.benchmarks import report, surroundings
from tests.benchmarks.report import Result

OURS, BY_HAND = "ours", "handwritten"
LIBRARIES = ("magicgui", "guidata")


def measure(env: Mapping[str, str], rounds: int) -> list[Result]:
    """Our keystroke against the hand-written form's, and against those of the form libraries."""
    surroundings.say(f"typing {rounds} letters into each form on {env['QT_QPA_PLATFORM']}")
    answer = surroundings.run("typing_letters.py", env, str(rounds))
    ours, painted = answer["text"][OURS], answer["painted"][OURS]
    what = "keystroke to preview text, against "
    results = [
        _ratio(f"{what}the hand-written form", ours, answer["text"][BY_HAND], budget=3),
        _ratio("the same, until all is painted", painted, answer["painted"][BY_HAND]),
    ]
    for name in LIBRARIES:
        if name in answer["text"]:
            results.append(_faster(f"{name}'s form, against ours", answer["text"][name], ours))
            results.append(_ratio("the same, until all is painted", answer["painted"][name], painted))
        else:
            results.append(report.skipped(f"{name}'s form, against ours", answer["missing"][name]))
    return results


def _ratio(what: str, one: list[float], other: list[float], budget: float | None = None) -> Result:
    return report.ratio(what, one, other, _medians(one, other), budget=budget)


def _faster(what: str, theirs: list[float], ours: list[float]) -> Result:
    return report.ratio(what, theirs, ours, _medians(theirs, ours), budget=2, at="least")


def _medians(one: list[float], other: list[float]) -> str:
    return f"{median(one):.2f} ms, {median(other):.2f} ms"
