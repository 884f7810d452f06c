"""A newcomer is right in a minute: from the first start to a command that runs, by keyboard alone."""

import os
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from buildx_cache_flags.core.draft import entries
from tests.qt.surroundings import copy_elsewhere, fake_program, run_python, seen_by_others

MOST_INTERACTIONS = 12
"""Pasting into the shell is one of them."""
CACHE = "ghcr.io/acme/app:buildcache"
EXPECTED = [
    *("buildx", "build", "--push", "-t", "ghcr.io/acme/app:1.4"),
    *("--cache-to", f"type=registry,ref={CACHE}-topic,mode=max"),
    *("--cache-from", f"type=registry,ref={CACHE}-topic"),
    *("--cache-from", f"type=registry,ref={CACHE}-main", "."),
]


@pytest.mark.window_system
def test_a_newcomer_copies_a_right_command_for_a_branch(tmp_path: Path) -> None:
    ended = run_python(tmp_path, "-m", "tests.qt.newcomer")
    assert (ended.status, ended.errors) == (0, "")
    interactions, _, copied = ended.output.partition("\n")
    assert int(interactions) + 1 <= MOST_INTERACTIONS
    assert arguments_in_bash(tmp_path, copied) == EXPECTED


@pytest.mark.window_system
def test_a_slow_build_gets_its_cache_in_ten_interactions(tmp_path: Path) -> None:
    ended = run_python(tmp_path, "-m", "tests.qt.newcomer", "slow")
    assert (ended.status, ended.errors) == (0, "")
    interactions, _, copied = ended.output.partition("\n")
    assert int(interactions) <= 10
    cache = "type=registry,ref=ghcr.io/acme-corp/shop:buildcache"
    assert arguments_in_bash(tmp_path, copied) == [
        *("buildx", "build", "--push", "-t", "ghcr.io/acme-corp/shop"),
        *("--cache-to", f"{cache},mode=max", "--cache-from", cache, "."),
    ]


@pytest.mark.x11
def test_what_a_newcomer_copied_is_there_after_the_end(tmp_path: Path) -> None:
    copy_elsewhere("what was there before")
    ended = run_python(tmp_path, "-m", "tests.qt.newcomer")
    assert (ended.status, ended.errors) == (0, "")
    assert arguments_in_bash(tmp_path, seen_by_others()) == EXPECTED


def test_only_the_first_start_has_the_tour(tmp_path: Path) -> None:
    for expected in ("tour", "no tour"):
        ended = run_python(tmp_path, "-m", "tests.qt.drive", "tell_of_tour")
        assert (ended.status, ended.errors, ended.output) == (0, "", expected)


def arguments_in_bash(folder: Path, pasted: str) -> list[str]:
    """What docker gets when the command is pasted into bash on the branch "topic"."""
    fake_program(folder, "docker", "printf '%s\\0' \"$@\"")
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "BRANCH": "topic"}
    ran = subprocess.run(
        ["bash", "-c", pasted], env=environment, capture_output=True, text=True, timeout=300, check=True
    )
    arguments = ran.stdout.split("\0")[:-1]
    for flag, value in pairwise(arguments):
        assert not flag.startswith("--cache-") or entries.parse(value)
    return arguments
