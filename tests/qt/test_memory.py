"""The settings file, and the lock beside it that somebody may have left behind."""

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, QSettings
from PySide6.QtWidgets import QApplication

from buildx_cache_flags.qt import memory
from buildx_cache_flags.qt.memory import Memory
from tests.qt.person import wait_for

LONG_AGO = 1_000_000_000
LEFTOVERS = {
    "of another machine": "4242\nbuildx-cache-flags\nanother-machine\n\n\n",
    "empty": "",
    "garbage": "\0\xff" * 100,
    "of a process that is gone": f"{2**22 - 3}\nbuildx-cache-flags\n\n\n\n",
}


@pytest.fixture
def settings(tmp_path: Path, qapp: QApplication) -> QSettings:
    """Settings in a folder that is not there yet."""
    return QSettings(str(tmp_path / "config" / "settings.ini"), QSettings.Format.IniFormat)


def lock_of(settings: QSettings) -> Path:
    lock = Path(f"{settings.fileName()}.lock")
    lock.parent.mkdir(exist_ok=True)
    return lock


def written(settings: QSettings) -> str:
    file = Path(settings.fileName())
    return file.read_text("utf-8") if file.exists() else ""


def test_settings_are_written_at_once(settings: QSettings) -> None:
    assert Memory(settings).is_first_start()
    assert "started=true" in written(settings)
    assert not Memory(settings).is_first_start()


@pytest.mark.parametrize("content", LEFTOVERS.values(), ids=LEFTOVERS)
def test_an_old_lock_is_removed(settings: QSettings, content: str) -> None:
    lock = lock_of(settings)
    lock.write_text(content, encoding="latin-1")
    os.utime(lock, (LONG_AGO, LONG_AGO))
    assert Memory(settings).is_first_start()
    assert "started=true" in written(settings)
    assert not lock.exists()


def test_a_lock_that_is_held_is_waited_for_elsewhere(settings: QSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "RETRY_MS", 5)
    monkeypatch.setattr(memory, "MOST_TRIES", 100_000)
    monkeypatch.setattr(memory, "STALE_MS", 0)
    held = QLockFile(str(lock_of(settings)))
    assert held.tryLock(0)
    remembering = Memory(settings)
    assert remembering.is_first_start()
    # Not even Qt knows of it, or it would wait for the lock as soon as it writes.
    assert settings.value("started") is None
    held.unlock()
    wait_for(lambda: "started=true" in written(settings))


def test_a_lock_that_nobody_can_take_stops_nothing(settings: QSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_TRIES", 0)
    lock_of(settings).mkdir()
    assert Memory(settings).is_first_start()
    assert settings.value("started") is None


def test_private_writes_nothing(settings: QSettings) -> None:
    memory = Memory(settings)
    memory.private = lambda: True
    memory.keep_text_size(12)
    assert settings.allKeys() == []
    memory.private = lambda: False
    memory.keep_text_size(12)
    assert settings.value("text_size") == "12"
