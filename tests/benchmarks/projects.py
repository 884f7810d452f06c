"""``check FOLDER`` over 1,000 files as people keep them, from the start of the process to its end, as the time for one."""

import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.benchmarks import report, surroundings
from tests.benchmarks.report import Result

FILES: Final = 1_000
SAMPLES: Final = Path(__file__).parent.parent / "data" / "projects" / "samples.toml"


def measure(env: Mapping[str, str], rounds: int) -> list[Result]:
    """Milliseconds a file, of which most hold a build."""
    surroundings.say(f"checking {rounds} times a folder of {FILES} files")
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-bench-") as name:
        fill(Path(name))
        times = [_time(Path(name), env) for _ in range(rounds)]
    return [report.of("check FOLDER, a file", times, "ms", budget=10, note=f"{FILES} files, most with a build")]


def fill(top: Path) -> None:
    """Write the samples again and again, each time into a folder of its own."""
    samples = tomllib.loads(SAMPLES.read_text(encoding="utf-8"))["file"]
    for number in range(FILES):
        one = samples[number % len(samples)]
        path = top / f"part{number // len(samples)}" / one["name"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(one["text"].removeprefix("\n"), encoding="utf-8")


def _time(top: Path, env: Mapping[str, str]) -> float:
    command = [sys.executable, "-m", "buildx_cache_flags", "check", str(top)]
    start = time.perf_counter()
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"check ended with {done.returncode}: {done.stderr.decode()}")
    return 1000 * (time.perf_counter() - start) / FILES
