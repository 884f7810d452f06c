"""``check --jsonl`` over 10,000 values, from the start of the process to its end, as the time for one value."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping

from tests.benchmarks import report, surroundings
from tests.benchmarks.report import Result

VALUES = 10_000
ATTRIBUTES = (
    "",
    ",mode=max",
    ",mode=max,compression=zstd,compression-level=15",
    ",mode=MAX",
    ",compression=gzip,compression-level=22",
    ",mode=max,compression=estargz,oci-mediatypes=false",
    ",image-manifest=true,oci-mediatypes=true,ignore-error=true",
    ",unknown=1,mode=max",
)


def measure(env: Mapping[str, str], rounds: int) -> list[Result]:
    """Milliseconds a value."""
    surroundings.say(f"checking {rounds} times {VALUES} values")
    lines = "".join(f"{json.dumps({'value': value})}\n" for value in values()).encode()
    times = [_time(lines, env) for _ in range(rounds)]
    return [report.of("check --jsonl, a value", times, "ms", budget=0.2, note=f"{VALUES} values, all different")]


def values() -> list[str]:
    """Values such as people write, right and wrong ones, no two the same."""
    return [
        f"type=registry,ref=ghcr.io/acme/app-{number}:buildcache{ATTRIBUTES[number % len(ATTRIBUTES)]}"
        for number in range(VALUES)
    ]


def _time(lines: bytes, env: Mapping[str, str]) -> float:
    command = [sys.executable, "-m", "buildx_cache_flags", "check", "--jsonl"]
    start = time.perf_counter()
    done = subprocess.run(command, env=env, input=lines, capture_output=True, check=False)
    taken = time.perf_counter() - start
    answers = done.stdout.count(b"\n")
    if answers != VALUES:
        raise RuntimeError(f"{answers} answers for {VALUES} values: {done.stderr.decode(errors='replace')}")
    return 1000 * taken / VALUES
