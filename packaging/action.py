"""What the composite action runs: an environment with all that `check` needs and no window, and the check in it."""

import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
WINDOW_ONLY: Final = ("pyside6", "shiboken6", "pyperclip")
OLDEST: Final = (3, 11)
WRONG_USAGE: Final = 2


def requirements(text: str) -> str:
    """The pinned requirements of *text* without those of the window."""
    return "".join(_kept(text))


def _kept(text: str) -> Iterator[str]:
    keep = True
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "#")):
            keep = not line.lower().startswith(WINDOW_ONLY)
        if keep:
            yield line


def arguments(environment: Mapping[str, str]) -> list[str]:
    """What `check` is called with."""
    words = ["check", "--format", environment.get("INPUT_FORMAT") or "text"]
    if environment.get("INPUT_STRICT", "").strip().lower() == "true":
        words.append("--strict")
    if environment.get("INPUT_BUILDKIT", "").strip():
        words += ["--buildkit", environment["INPUT_BUILDKIT"].strip()]
    paths = [line.strip() for line in (environment.get("INPUT_PATHS") or ".").splitlines() if line.strip()]
    # A name that stands behind ./ is a file or a folder, or an error: never the value of a flag.
    return [*words, *(path if Path(path).is_absolute() else os.path.join(".", path) for path in paths)]  # noqa: PTH118


def install(folder: Path) -> Path:
    """Make the environment; return its Python."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = folder / "requirements.txt"
    pinned = (ROOT / "packaging" / "requirements" / "run.txt").read_text(encoding="utf-8")
    wanted.write_text(requirements(pinned), encoding="utf-8")
    options = ["--require-hashes", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]
    subprocess.run([python, "-m", "pip", "install", *options, "-r", wanted], check=True)
    return python


def main() -> int:
    """Check what the action was given; the exit status is that of `check`."""
    if sys.version_info < OLDEST:
        print(f"::error::Check cache flags needs Python {OLDEST[0]}.{OLDEST[1]}: put actions/setup-python before it.")
        return WRONG_USAGE
    with tempfile.TemporaryDirectory(prefix="buildx-cache-flags-") as name:
        python = install(Path(name))
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "gui")}
        command = [str(python), "-m", "buildx_cache_flags", *arguments(os.environ)]
        output = os.environ.get("INPUT_OUTPUT", "").strip()
        if not output:
            return subprocess.run(command, env=environment, check=False).returncode
        with Path(output).open("wb") as file:
            return subprocess.run(command, env=environment, stdout=file, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
