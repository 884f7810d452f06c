"""What the packages weigh, and how fast the bundle starts: `make bench ARGS=tests/benchmarks/packages.py`.

The bundle is measured against the checkout, in turns: from the start of the process until the window can be seen, by
looking at the screen, and how long `check` takes altogether.  `make package` has to have been run before.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.benchmarks.pixels import Pixel
    from tests.benchmarks.report import Result

ROOT: Final = Path(__file__).resolve().parents[2]
BUNDLE: Final = ROOT / "build" / "package" / "buildx-cache-flags"
CHECKOUT: Final = (sys.executable, "-m", "buildx_cache_flags")
CHECK: Final = ("check", "type=registry,ref=ghcr.io/acme/app:buildcache,mode=max")
INSIDE_THE_WINDOW: Final = (300, 300)
"""In pixels; without a window manager, a window stands in the upper left corner."""
ROUNDS: Final = 15
WARMING: Final = 2
BUDGET: Final = 1.2
MB: Final = 1_000_000


def main() -> int:
    """Measure, and print sizes and ratios."""
    sys.path.insert(0, str(ROOT))
    from tests.benchmarks import report, surroundings

    program = BUNDLE / "buildx-cache-flags"
    if not program.exists():
        print("There is no bundle yet: run `make package` first.", file=sys.stderr)
        return 1
    for name, size in sizes():
        print(f"{size / MB:8.1f} MB  {name}")
    with surroundings.prepared() as env:
        results = starts(env, str(program))
    print(report.catalog(results))
    print(report.verdict(results))
    return 0


def sizes() -> list[tuple[str, int]]:
    """The sizes of the packages in bytes, the bundle's also as it is installed."""
    inside = sum(path.lstat().st_size for path in BUNDLE.rglob("*") if path.is_file())
    packages = [(path.name, path.stat().st_size) for path in sorted((ROOT / "dist").glob("*"))]
    return [(f"{BUNDLE.name}, installed", inside), *packages]


def starts(env: Mapping[str, str], bundle: str) -> list["Result"]:
    """The bundle against the checkout."""
    from tests.benchmarks import surroundings
    from tests.benchmarks.pixels import Pixel

    surroundings.say(f"starting {4 * (ROUNDS + WARMING)} processes")
    pixel = Pixel(env["DISPLAY"], *INSIDE_THE_WINDOW)
    seen: dict[str, list[float]] = {"bundle": [], "checkout": []}
    checked: dict[str, list[float]] = {"bundle": [], "checkout": []}
    for number in range(-WARMING, ROUNDS):
        for name, command in (("bundle", (bundle,)), ("checkout", CHECKOUT)):
            window, check = until_seen(command, env, pixel), until_checked(command, env)
            if number >= 0:
                seen[name].append(window)
                checked[name].append(check)
    return [
        _ratio("bundle: start until the window is seen", seen),
        _ratio("bundle: check, from start to end", checked),
    ]


def until_seen(command: Sequence[str], env: Mapping[str, str], pixel: "Pixel") -> float:
    """Milliseconds from the start of the process until its window is on the screen; then it is ended."""
    started = time.monotonic()
    process = subprocess.Popen(command, env={**env, "QT_QPA_PLATFORM": "xcb"}, cwd="/")
    try:
        return 1000 * (pixel.wait(lambda colour: colour != pixel.empty) - started)
    finally:
        process.kill()
        process.wait()
        pixel.wait(lambda colour: colour == pixel.empty)


def until_checked(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Milliseconds that `check` takes as a process."""
    started = time.monotonic()
    subprocess.run([*command, *CHECK], env=dict(env), cwd="/", stdout=subprocess.DEVNULL, check=True)
    return 1000 * (time.monotonic() - started)


def _ratio(what: str, times: Mapping[str, list[float]]) -> "Result":
    from tests.benchmarks import report

    bundle, checkout = times["bundle"], times["checkout"]
    note = f"{median(bundle):.0f} ms, {median(checkout):.0f} ms in the checkout"
    return report.ratio(what, bundle, checkout, note, budget=BUDGET)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
