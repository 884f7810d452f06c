"""``check --jsonl`` over 10,000 values, and over the values of 100,000 characters that take it longest.

The first from the start of the process to its end, as the time for one value; of the others, each asked and answered
in one process, the slowest.
"""

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
LONGEST = 100_000
HOSTILE: Mapping[str, str] = {
    "one-letter refs": ",".join("a" * 50_000),
    "refs beyond ASCII": ",".join("é" * 50_000),
    "short refs": ",".join(["a/b"] * 25_000),
    "refs in quotes": ",".join(['"a"'] * 25_000),
    "refs of quotes": ",".join(['""""""'] * 14_000),
    "refs with a line break": ",".join(["a\n"] * 33_000),
    "200 long bad refs": ",".join("A" * 480 + str(number) for number in range(200)),
    "200 bad refs": ",".join("b-" * 240 + f"!{number}" for number in range(200)),
    "200 short bad refs": ",".join(["inline", "gha", "max", "zstd", "registry"] * 40),
    "many attributes": "type=registry,ref=a/b" + ",a=b" * 19_000,
    "many unknown keys": "type=registry,ref=a/b" + "".join(f",k{number}=v" for number in range(10_000)),
    "many repeated keys": "type=registry,ref=a/b" + "".join(f",k{number}=,k{number}=" for number in range(6_000)),
    "long unknown keys": "type=registry,ref=a/b" + "".join(f",{'k' * 1900}{number}=x" for number in range(50)),
    "half characters": "type=registry,ref=a/b" + "".join(f",{chr(0xD800) * 1900}{number}=x" for number in range(50)),
    "a type with semicolons": "type=registry" + "".join(f";k{number}=b" for number in range(10_000)),
    "a long ref": "type=registry,ref=" + "a-" * 49_000,
    "variables": "type=registry,ref=" + "${A}/" * 19_000 + "a",
    "a long level": "type=registry,ref=a/b,compression-level=" + "\ud800" * 99_000,
    "quotes": '"' * LONGEST,
    "quoted fields": "type=registry,ref=a/b" + ',"a=,"' * 16_000,
    "commas": "," * LONGEST,
}
"""What takes longest, by what it is."""


def measure(env: Mapping[str, str], rounds: int) -> list[Result]:
    """Milliseconds a value."""
    surroundings.say(f"checking {rounds} times {VALUES} values")
    lines = "".join(f"{json.dumps({'value': value})}\n" for value in values()).encode()
    times = [_time(lines, env) for _ in range(rounds)]
    surroundings.say(f"checking {rounds} times {len(HOSTILE)} values of 100,000 characters")
    slowest = [_slowest(env) for _ in range(rounds)]
    return [
        report.of("check --jsonl, a value", times, "ms", budget=0.2, note=f"{VALUES} values, all different"),
        report.of(
            "check --jsonl, the worst value",
            [time for time, _ in slowest],
            "ms",
            budget=50,
            note=f"{max(slowest)[1]}, of {len(HOSTILE)} kinds",
        ),
    ]


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


def _slowest(env: Mapping[str, str]) -> tuple[float, str]:
    """Milliseconds until the answer to the slowest value is there, and which one that is."""
    command = [sys.executable, "-m", "buildx_cache_flags", "check", "--jsonl"]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        _answered(child, "a/b")
        # A busy machine disturbs one time or the other, but hardly each of three.
        times = [(min(_answered(child, value) for _ in range(3)), what) for what, value in HOSTILE.items()]
        child.communicate()
    return max(times)


def _answered(child: subprocess.Popen[bytes], value: str) -> float:
    """Milliseconds from the question about *value* to the end of its answer."""
    line = f"{json.dumps({'value': value})}\n".encode()
    if child.stdin is None or child.stdout is None:
        raise RuntimeError("There is no pipe to the process.")
    start = time.perf_counter()
    child.stdin.write(line)
    child.stdin.flush()
    answer = child.stdout.readline()
    taken = time.perf_counter() - start
    if not answer.endswith(b"\n"):
        raise RuntimeError("The process ended before its answer.")
    return 1000 * taken
