"""From the first key to the shell: the application as a process of its own, and what it leaves on the clipboard."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.qt.drive import REF
from tests.qt.surroundings import copy_elsewhere, fake_program, run_python, seen_by_others

VALUE = f"type=registry,ref={REF}"
FLAGS = f"--cache-to {VALUE},mode=max,compression=zstd,compression-level=15 --cache-from {VALUE}"


@pytest.mark.x11
def test_flags_made_by_hand_are_on_the_clipboard_after_the_end(tmp_path: Path) -> None:
    copy_elsewhere("what was there before")
    ended = run_python(tmp_path, "-m", "tests.qt.drive", "flow")
    assert (ended.status, ended.errors) == (0, "")
    pasted = seen_by_others()
    assert pasted == FLAGS
    assert arguments_in_bash(tmp_path, pasted) == FLAGS.split(" ")


def arguments_in_bash(folder: Path, pasted: str) -> list[str]:
    """What a program gets when its name and the pasted text stand on bash's command line."""
    fake_program(folder, "docker", "printf '%s\\0' \"$@\"")
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    line = ["bash", "-c", f"docker {pasted}"]
    ran = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=300, check=True)
    return ran.stdout.split("\0")[:-1]
