"""A moment of each attack, always the same one; ``make attack`` goes on for long with others.

An attack is a module here with ``attack(seed: int, rounds: int) -> Iterator[str]``: it does *rounds* things that the
seed decides, and gives a sentence for each that went wrong, with all that it takes to do it again.  ``ATTACKS`` in
``__main__`` lists them.  A fault that was found becomes a test beside the code that had it.
"""

import io
import os

import pytest
from PySide6.QtWidgets import QApplication

from tests.attack import sessions
from tests.attack.__main__ import ATTACKS

_ROUNDS = {"files": 100, "commands": 60, "saving": 3, "sessions": 3, "shells": 60, "window": 60}


@pytest.mark.skipif(os.name == "nt", reason="the folders have links and names that Windows has not")
@pytest.mark.parametrize("name", sorted(ATTACKS))
def test_nothing_gets_through(name: str, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    # How far behind a session may be is measured by ``make attack``: a busy machine may take any time.
    monkeypatch.setattr(sessions, "BEHIND_S", 60.0)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    assert list(ATTACKS[name](1, _ROUNDS.get(name, 20))) == []
