"""Attacks the command line with words and files that nobody means; it runs in this process, in a folder of its own."""

import contextlib
import io
import os
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from buildx_cache_flags import __main__

from .files import PIECES

WORDS: Final = (
    *("check", "render", "--", "--for", "bash", "--for=cmd", "--option", "cache-from", "--image", "--buildkit"),
    *("v0.12.0", "--variables", "--format", "json", "--cache-to", "--cache-from=--", "--context=--", "--context"),
    *("--one-line", "--defaults", "--push", "--load", "--strict", "a/b", "a/b:c", "type=registry,ref=a/b,mode=max"),
    *("type=inline", "x.yml", "ci/x.ps1", "folder", "loop", "odd\x1b[2J.sh", ".", "", "--help", "--x"),
)
_STATUSES: Final = (0, 1, 2)


def attack(seed: int, rounds: int) -> Iterator[str]:
    """Give *rounds* command lines that *seed* decides; a sentence for each that got an exception or a raw line out."""
    rng = random.Random(seed)
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            _fill(rng)
            for number in range(rounds):
                words = [_word(rng) for _ in range(rng.randrange(1, 9))]
                for fault in _faults(words):
                    yield f"commands {seed} {number}: {fault}: {words!r}"
        finally:
            os.chdir(here)


def _fill(rng: random.Random) -> None:
    Path("folder").mkdir()
    Path("loop").symlink_to("loop")
    for name in ("x.yml", "odd\x1b[2J.sh", "folder/x.hcl"):
        Path(name).write_text("".join(rng.choices(PIECES, k=60)).replace("\ud800", ""), "utf-8")


def _word(rng: random.Random) -> str:
    word = rng.choice(WORDS)
    return word + "".join(rng.choices(PIECES, k=rng.randrange(1, 4))).replace("\0", "") if rng.random() < 0.2 else word


def _faults(words: list[str]) -> Iterator[str]:
    # Without a command the window would open.
    words = words if words[0] in ("check", "render") else ["check", *words]
    raw, err = io.BytesIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(io.TextIOWrapper(raw, "utf-8")), contextlib.redirect_stderr(err):
            status = __main__.main(words)
            written = raw.getvalue().decode("utf-8")
    except SystemExit as exited:
        status, written = int(exited.code or 0), ""
    except Exception as error:  # noqa: BLE001 - whatever gets through is what this is for
        yield f"raised {error!r}"
        return
    if status not in _STATUSES:
        yield f"gave the exit status {status}"
    # What is rendered is for a shell or a file, and stands as it is.
    for line in ((written if words[0] == "check" else "") + err.getvalue()).split("\n"):
        if not line.isprintable() or line.lstrip().startswith("::") or re.search(r"##\w*\[", line):
            yield f"wrote the line {line!r}"
