"""Copy that outlives the window: Qt's clipboard at once, then a tool that keeps the text after the end.

Text set through Qt is gone on X11 and Wayland when the application ends.  A tool (xclip, xsel, wl-copy, …), driven by
pyperclip, keeps it.  Tools can fail without a word or hang for ever, so one runs in a thread of its own, its text is
read back, and after a limit it is stopped: an old write never lands on a newer copy.
"""

import os
import shutil
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication

LIMIT_MS: Final = 2000
"""How long a tool may take before it counts as failed."""

Outcome = Literal["kept", "missing", "failed"]
"""The text outlives the window; there is no tool to keep it; the tool did not keep it."""

_TOOLS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    # Qt platform -> (program to look for, pyperclip's name for it), the best first.
    "xcb": (("xclip", "xclip"), ("xsel", "xsel")),
    "wayland": (("wl-copy", "wl-clipboard"),),
    "cocoa": (("pbcopy", "pbcopy"),),
    "windows": (("", "windows"),),
}
_ADVICE: Final[Mapping[str, str]] = {"xcb": "xclip", "wayland": "wl-clipboard"}


def tool(platform: str) -> tuple[str, str] | None:
    """The clipboard tool for a Qt platform: the program's name and pyperclip's; ``None`` where there is none."""
    for program, name in _TOOLS.get(platform, ()):
        if not program or shutil.which(program):
            return program or "the Windows clipboard", name
    return None


def advice(platform: str) -> str:
    """The tool to install on a Qt platform; empty where no tool is needed."""
    return _ADVICE.get(platform, "")


class _Write(threading.Thread):
    """One write by a tool, read back; ``kept`` is only believed once the thread has ended."""

    def __init__(self, text: str, name: str, done: SignalInstance) -> None:
        super().__init__(daemon=True, name="clipboard")
        self.kept = False
        self._text = text
        self._tool = name
        self._done = done

    def run(self) -> None:
        # Any failure of a tool means the same: the text is not kept.
        with suppress(Exception):
            import pyperclip

            pyperclip.set_clipboard(self._tool)
            pyperclip.copy(self._text)
            self.kept = pyperclip.paste() == self._text
        with suppress(RuntimeError):  # the application has ended meanwhile
            self._done.emit(self)

    def stop(self) -> None:
        """Stop the program that this write waits for, so that it can't write later."""
        for child in _children(self.native_id):
            with suppress(OSError):
                os.kill(child, signal.SIGKILL)


def _children(thread: int | None) -> list[int]:
    """The processes that one thread of this process has started and that still run (Linux; elsewhere none)."""
    if thread is None or sys.platform != "linux":
        return []
    try:
        return [int(child) for child in Path(f"/proc/self/task/{thread}/children").read_text("ascii").split()]
    except OSError:
        return []


class Clipboard(QObject):
    """Copies text.  ``finished(outcome, tool)`` tells how the last copy ended; earlier ones are never heard of."""

    finished = Signal(str, str)
    _done = Signal(object)

    def __init__(self, parent: QObject | None = None, limit_ms: int = LIMIT_MS) -> None:
        super().__init__(parent)
        self._write: _Write | None = None
        self._tool = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(limit_ms)
        self._timer.timeout.connect(self._gave_up)
        self._done.connect(self._ended)

    @property
    def pending(self) -> bool:
        """Whether a tool is still at work."""
        return self._write is not None

    def copy(self, text: str) -> None:
        """Put *text* on the clipboard now, and have a tool keep it."""
        self._abandon()
        clipboard = QGuiApplication.clipboard()
        clipboard.setText(text)
        found = tool(QGuiApplication.platformName())
        if found is None:
            self._tool = advice(QGuiApplication.platformName())
            # Not from within copy(): whoever asked is told in the same way as with a tool.
            QTimer.singleShot(0, self, lambda: self.finished.emit("missing", self._tool))
            return
        self._tool, name = found
        self._write = _Write(text, name, self._done)
        self._timer.start()
        self._write.start()

    def _ended(self, write: _Write) -> None:
        if write is self._write:
            self._write = None
            self._timer.stop()
            self.finished.emit("kept" if write.kept else "failed", self._tool)

    def _gave_up(self) -> None:
        if self._write is not None:
            self._abandon()
            self.finished.emit("failed", self._tool)

    def _abandon(self) -> None:
        if self._write is not None:
            self._timer.stop()
            self._write.stop()
            self._write = None
