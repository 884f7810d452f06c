"""What the process holds for itself (USS) when the first frame is painted; all programs run the same code to tell."""

from collections.abc import Mapping
from statistics import median

from tests.benchmarks import report, surroundings
from tests.benchmarks.report import Result


def measure(env: Mapping[str, str], rounds: int) -> list[Result]:
    """Memory at the first frame, against a bare QWidget."""
    what = "memory at the first frame, against a bare QWidget"
    try:
        import psutil  # type: ignore[import-untyped, unused-ignore] # noqa: F401 - the programs use it
    except ImportError:
        return [report.skipped(what, "psutil is not installed")]
    bare, ours = surroundings.in_turns(rounds, env, ("bare.py", "--memory"), ("application.py", "--memory"))
    one, other = [answer["memory"] for answer in ours], [answer["memory"] for answer in bare]
    return [report.ratio(what, one, other, f"{median(one):.1f} MiB, {median(other):.1f} MiB", budget=1.25)]
