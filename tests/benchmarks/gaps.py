"""The largest gap in the event loop while somebody types and copies.

A timer of 1 ms beats in the window's own process; the gap is the longest time between two beats while keys come every
20 ms and Copy is clicked after every tenth.  On X11 that is done once more with a clipboard tool that hangs: an ``xclip``
that only sleeps stands first on PATH.  A bare window with one line edit, typed into in the same way, shows how much of it
is the machine's.  Of several processes, the median of the largest gaps counts.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks import report, surroundings
from tests.benchmarks.report import Result

BUDGET_MS = 16
TOOLS = ("xclip", "xsel")


def measure(env: Mapping[str, str], rounds: int) -> list[Result]:
    """The largest gaps of a bare window and of ours, with whatever tool there is and with one that hangs."""
    surroundings.say(f"typing and copying for {3 * rounds} times some seconds on {env['QT_QPA_PLATFORM']}")
    plain, bare, hung = [], [], []
    with hanging_tools(env) as hanging:
        for _ in range(rounds):
            bare.append(_gap(env, "--bare"))
            plain.append(_gap(env))
            if env["QT_QPA_PLATFORM"] == "xcb":
                hung.append(_gap(hanging, "--hung"))
    results = [
        report.of("largest gap, a bare line edit", bare, "ms"),
        report.of("largest gap, typing and copying", plain, "ms", budget=BUDGET_MS),
    ]
    what = "largest gap, with a clipboard tool that hangs"
    why = "only on X11 is there a tool that could hang"
    return [*results, report.of(what, hung, "ms", budget=BUDGET_MS) if hung else report.skipped(what, why)]


def _gap(env: Mapping[str, str], *options: str) -> float:
    return float(surroundings.run("largest_gap.py", env, *options)["gap"])


@contextmanager
def hanging_tools(env: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """An environment in which every clipboard tool only sleeps."""
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-tools-") as folder:
        for name in TOOLS:
            tool = Path(folder, name)
            tool.write_text("#!/bin/sh\nexec sleep 60\n", encoding="ascii")
            tool.chmod(0o755)
        yield {**env, "PATH": os.pathsep.join([folder, env["PATH"]])}
