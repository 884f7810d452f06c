"""A moment of the attacks on the window and on what is saved, always the same one."""

import os

import pytest
from pytestqt.qtbot import QtBot

from tests.attack import saving, window


def test_the_window_stays_whole(qtbot: QtBot) -> None:
    assert list(window.attack(1, 60)) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows kills nobody in the middle")
def test_what_was_saved_is_there_whoever_is_killed() -> None:
    assert list(saving.attack(1, 3)) == []
