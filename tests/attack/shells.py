"""Attacks the quoting: hostile arguments are rendered for each shell, and the real shell hands them to a stand-in docker."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from buildx_cache_flags.core.targets import TARGETS
from tests.core import hostile

_SHELLS: Final = {"bash": "bash", "dash": "bash", "zsh": "bash", "fish": "fish"}
"""The target that each shell gets its command from."""

_STAND_IN: Final = '#!/bin/sh\nprintf \'%s\\0\' "$#" "$@"\n'
_LONGEST_S: Final = 300
"""When a shell counts as hung."""


def attack(seed: int, rounds: int) -> Iterator[str]:
    """Render *rounds* commands for each shell that is here; a sentence for each whose arguments arrive otherwise."""
    commands = hostile.commands(rounds, seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stand_in = folder / "docker"
        stand_in.write_text(_STAND_IN, encoding="utf-8")
        stand_in.chmod(0o755)
        for shell, target in _SHELLS.items():
            if shutil.which(shell) is None:
                continue
            render = TARGETS[target].render
            texts = [render(command, one_line=bool(number % 2)).text for number, command in enumerate(commands)]
            got = _run(shell, texts, folder)
            if len(got) != len(commands):
                yield f"shells, seed {seed}, {shell}: {len(got)} of {len(commands)} commands ran"
            for number, (command, words) in enumerate(zip(commands, got, strict=False)):
                if words != hostile.received(command):
                    yield f"shells, seed {seed}, {shell}, command {number}: {texts[number]!r} gave {words!r}"


def _run(shell: str, texts: Sequence[str], folder: Path) -> list[list[str]]:
    """What docker received for each text."""
    script = folder / f"script.{shell}"
    script.write_bytes(("\n".join(texts) + "\n").encode())
    environment = {
        **os.environ,
        **hostile.VALUES,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "HISTFILE": "/dev/null",
    }
    options = ["-f"] if shell == "zsh" else ["--no-config"] if shell == "fish" else []
    done = subprocess.run(
        [shell, *options, str(script)],
        capture_output=True,
        check=False,
        cwd=folder,
        env=environment,
        timeout=_LONGEST_S,
    )
    words = iter(done.stdout.decode("utf-8", "replace").split("\0")[:-1])
    return [[next(words, "") for _ in range(int(count))] for count in words]
