"""What can happen to a disk while somebody edits; ``make attack`` kills for longer, and asks for the last second."""

import os
from pathlib import Path

import pytest

from tests.attack import sessions

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the disk and the kills are those of POSIX")


def test_a_full_disk_breaks_nothing_and_is_said_once(tmp_path: Path) -> None:
    with sessions.small_disk(tmp_path / "disk") as mounted:
        if not mounted:
            pytest.skip("this user may not mount a small disk")
        said, broken = sessions.on_a_full_disk(tmp_path / "disk", 1, 3)
    assert broken == []
    assert len([sentence for sentence in said if "can't be kept" in sentence]) == 1
    assert all("No space left on device" in sentence for sentence in said if sentence)


def test_a_home_that_may_only_be_read_is_said_once(tmp_path: Path) -> None:
    with sessions.small_disk(tmp_path / "home", "ro") as mounted:
        if not mounted:
            pytest.skip("this user may not mount a disk")
        said = sessions.where_nothing_may_be_written(tmp_path / "home", 2, 8)
    assert len([sentence for sentence in said if "Your form can't be kept" in sentence]) == 1
    assert all("Read-only file system" in sentence for sentence in said), said


def test_two_windows_that_copy_at_once_lose_nothing(tmp_path: Path) -> None:
    assert sessions.race(tmp_path, 60) == []
