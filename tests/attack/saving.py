"""Attacks what is written to disk: processes are killed while they save, and others save meanwhile."""

import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from buildx_cache_flags.core.disk import atomic
from buildx_cache_flags.core.recipes import storage
from buildx_cache_flags.core.recipes.storage import Saved

SAVING: Final = """
import sys
from pathlib import Path
from buildx_cache_flags.core.recipes import storage
from buildx_cache_flags.core.disk import atomic
path, name = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
number = 0
while True:
    storage.save(path, storage.Saved(f"{name} {number}", (f"type=registry,ref=a/b:{number}",)))
    print(number, flush=True)
    atomic.write(path.with_name(f"{name}.txt"), str(number).encode() * 5000)
    number += 1
"""
_LONGEST_S: Final = 0.3
"""How long a process may save before it is killed."""


def attack(seed: int, rounds: int) -> Iterator[str]:
    """Kill two processes *rounds* times while they save into one folder; a sentence for each save that was lost."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "recipes.json"
        for number in range(rounds):
            wait = chance.uniform(0, _LONGEST_S)
            said = _killed(path, [f"{number} {writer}" for writer in "ab"], wait)
            for fault in _faults(path, said):
                yield f"saving, seed {seed}, round {number}, killed after {wait:.3f} s: {fault}"
            path.unlink(missing_ok=True)


def _killed(path: Path, names: list[str], wait: float) -> set[str]:
    """Start a process for each name, kill all of them after a while, and return the recipes they said were saved."""
    writers = [
        subprocess.Popen([sys.executable, "-c", SAVING, str(path), name], stdout=subprocess.PIPE, text=True)
        for name in names
    ]
    for writer in writers:
        assert writer.stdout is not None
        writer.stdout.readline()
    time.sleep(wait)
    for writer in writers:
        writer.kill()
    told = [writer.communicate()[0].splitlines() for writer in writers]
    return {f"{name} {line}" for name, lines in zip(names, told, strict=True) for line in lines if line.isdigit()}


def _faults(path: Path, said: set[str]) -> Iterator[str]:
    shelf = storage.read(path)
    if shelf.problem:
        yield shelf.problem
    lost = said - {saved.name for saved in shelf.recipes}
    if lost:
        yield f"{len(lost)} of {len(said)} saves are lost, such as {min(lost)}"
    for text in path.parent.glob("*.txt"):
        content = text.read_text(encoding="ascii")
        if content != content[: len(content) // 5000] * 5000:
            yield f"{text.name} is neither the old file nor the new one"
        # The next one who writes cleans up.
        atomic.write(text, b"")
        text.unlink()
    storage.save(path, Saved("after", ("type=gha",)))
    left = sorted(entry.name for entry in path.parent.iterdir() if entry != path)
    if left:
        yield f"there is still {', '.join(left)}"
