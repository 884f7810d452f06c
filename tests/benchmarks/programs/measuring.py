"""What the measured programs share: when they were started, and how they answer."""

import json
import os
import sys
import time

MIB = 1024 * 1024


def since_start() -> dict[str, float]:
    """Milliseconds since right before this process was started, and those of CPU time."""
    started = float(os.environ["BENCHMARK_STARTED"])
    return {"time": 1000 * (time.monotonic() - started), "cpu": 1000 * time.process_time()}


def memory() -> float:
    """What this process holds for itself, in MiB; only imported now, so that it weighs the same everywhere."""
    import psutil  # type: ignore[import-untyped, unused-ignore]

    return float(psutil.Process().memory_full_info().uss) / MIB


def answer(**values: object) -> None:
    """Print the answer and end at once: how long the interpreter takes to clear up is not measured."""
    print(json.dumps(values), flush=True)
    os._exit(0)


def asked(option: str) -> bool:
    """Whether *option* was given."""
    return option in sys.argv
