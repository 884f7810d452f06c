"""Measures the application against its budgets: ``make bench``, or ``python tests/benchmarks/run.py [--quick]``.

Every figure is a ratio to something simpler that is measured in the same run, in turns (A B A B …): a slow or busy
machine slows both.  Given are the median over the rounds and, as the spread, its quartiles.  Timings never fail a build:
the exit status is 0 unless something crashed.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.benchmarks.report import Result

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Measure on every platform that is there, and print one table."""
    # Started as a script, Python looks for modules beside it and not in the root.
    sys.path.insert(0, str(ROOT))
    from tests.benchmarks import checking, projects, reading, report, surroundings

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, for a first impression")
    quick = parser.parse_args().quick
    results = []
    with surroundings.prepared() as env:
        for platform in surroundings.platforms():
            results += _on(platform, env, quick)
        results += checking.measure(env, rounds=2 if quick else 5)
        results += projects.measure(env, rounds=1 if quick else 3)
        results += reading.measure()
    print(report.catalog(results))
    print(report.verdict(results))
    return 0


def _on(platform: str, env: dict[str, str], quick: bool) -> list["Result"]:
    from tests.benchmarks import gaps, memory, starting, typing_forms

    env = {**env, "QT_QPA_PLATFORM": platform}
    found = starting.measure(env, rounds=5 if quick else 25)
    found += typing_forms.measure(env, rounds=40 if quick else 200)
    found += gaps.measure(env, rounds=1 if quick else 5)
    found += memory.measure(env, rounds=2 if quick else 5)
    return [result.on(platform) for result in found]


if __name__ == "__main__":
    # A pipe or a log shows each line as it comes.
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
