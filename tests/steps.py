"""How much work a function does, counted in lines of Python that it runs.

Unlike seconds, that is the same on every machine and under any load.  What C does, such as a regular expression, is one
line; its time is measured in ``tests/benchmarks``.
"""

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

SHORT, TIMES = 500, 8
"""Characters of the short text, and how many times as long the long one is."""
SLACK = 3
"""A linear reader takes TIMES as many steps for it, a quadratic one TIMES that: this many times the first is allowed."""
FEW = 500
"""Steps that count as none: what is done once, whatever the length."""
NEIGHBOURS = 2
"""Lengths next to each other of which the worst counts: what a text is cut at may decide what it is."""


def count(action: Callable[[], object]) -> int:
    """The lines that *action* runs, in whatever it calls."""
    steps = 0

    def note(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal steps
        steps += event == "line"
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        action()
    finally:
        sys.settrace(before)
    return steps


def assert_linear(read: Callable[[str], object], make: Callable[[int], str]) -> None:
    """Fail where the steps that *read* takes for the text that *make* gives grow with more than its length."""
    # Whatever is made at the first call, and kept, is no work of the second.
    read(make(SHORT // 2))
    short, long = (_worst(read, make, length) for length in (SHORT, TIMES * SHORT))
    assert long <= SLACK * TIMES * short + FEW, (
        f"{short} steps for {SHORT} characters, {long} for {TIMES} times as many"
    )


def _worst(read: Callable[[str], object], make: Callable[[int], str], length: int) -> int:
    return max(count(partial(read, make(length + more))) for more in range(NEIGHBOURS))
