"""Where a window comes back."""

import pytest
from PySide6.QtCore import Qt

from buildx_cache_flags.qt import room
from buildx_cache_flags.qt.window import Window
from tests.qt.person import settle, wait_for

PLACE = "20 30 640 500"


def test_a_maximised_window_comes_back_as_one_and_knows_its_other_size(window: Window) -> None:
    room.bring_back(window, f"{PLACE} maximised")
    wait_for(window.isMaximized)
    assert room.where(window).endswith(" maximised")
    window.setWindowState(Qt.WindowState.WindowNoState)
    settle()
    assert not room.where(window).endswith("maximised")


@pytest.mark.parametrize("text", ["", "maximised", "1 2 3", "1 2 3 maximised", "a b c d", "1 2 3 4 5"])
def test_what_cannot_be_read_leaves_the_window_as_it_is(window: Window, text: str) -> None:
    before = window.geometry()
    room.bring_back(window, text)
    assert window.geometry() == before
    assert not window.isMaximized()
