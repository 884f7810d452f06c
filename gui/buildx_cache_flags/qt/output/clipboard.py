"""Copy that outlives the window: Qt's clipboard at once, then a tool that keeps the text after the end.

Text set through Qt is gone on X11 and Wayland when the application ends.  A tool (xclip, xsel, wl-copy, …), driven by
pyperclip, keeps it.  Tools can fail without a word or hang for ever, so one runs in a thread of its own, its text is
read back, and after a limit it is stopped: an old write never lands on a newer copy, be it ours or somebody else's.
Windows keeps the text itself once it is asked to, so no tool runs there.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication

from buildx_cache_flags.qt.output import windows_clipboard

LIMIT_MS: Final = 2000
"""How long a tool may take before it counts as failed."""

GRACE_MS: Final = 250
"""How long the word that a tool took over the clipboard, and the tool's own end, may take after one another."""

Outcome = Literal["kept", "missing", "failed", "altered", "replaced"]
"""The text outlives the window; there is no tool to keep it; the tool did not keep it; the tool took over the clipboard
and gives something else; somebody else copied since."""

_TOOLS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    # Qt platform -> (program to look for, pyperclip's name for it), the best first.
    "xcb": (("xclip", "xclip"), ("xsel", "xsel")),
    "wayland": (("wl-copy", "wl-clipboard"),),
    "cocoa": (("pbcopy", "pbcopy"),),
}
_READERS: Final[Mapping[str, tuple[str, ...]]] = {
    # pyperclip's name -> what prints the text on the clipboard, and nothing else.
    "xclip": ("xclip", "-selection", "c", "-o"),
    "xsel": ("xsel", "-b", "-o"),
    "wl-clipboard": ("wl-paste", "-n", "-t", "text"),
    "pbcopy": ("pbpaste",),
}
_WINDOWS: Final = "windows"
"""The Qt platform whose clipboard keeps texts itself."""
_ADVICE: Final[Mapping[str, str]] = {"xcb": "xclip", "wayland": "wl-clipboard"}


def tool(platform: str) -> tuple[str, str] | None:
    """The clipboard tool for a Qt platform: the program's name and pyperclip's; ``None`` where there is none."""
    for program, name in _TOOLS.get(platform, ()):
        if shutil.which(program):
            return program, name
    return None


def advice(platform: str) -> str:
    """The tool to install on a Qt platform; empty where no tool is needed."""
    return _ADVICE.get(platform, "")


class _Write(threading.Thread):
    """One write by a tool, read back; it begins when the one *before* has ended.

    ``written`` tells whether the tool says that it took the text, ``came_back`` whether the same text came back, or
    ``None`` where nothing did; both are only believed together with what the window system says.
    """

    def __init__(self, text: str, name: str, done: SignalInstance, before: "_Write | None") -> None:
        super().__init__(daemon=True, name="clipboard")
        self.written = False
        self.came_back: bool | None = None
        self._stopped = threading.Event()
        self._text = text
        self._tool = name
        self._done = done
        self._before = before

    def run(self) -> None:
        # Any failure of a tool means the same: the text is not kept.
        with suppress(Exception):
            self._end_before()
            self._write()
        with suppress(RuntimeError):  # the application has ended meanwhile
            self._done.emit(self)

    def _end_before(self) -> None:
        """An older write may be just about to start its tool, so it is stopped until it has really ended."""
        while self._before is not None and self._before.is_alive():
            self._before.stop()
            self._before.join(0.01)
        self._before = None

    def _write(self) -> None:
        import pyperclip

        pyperclip.set_clipboard(self._tool)  # pyright: ignore[reportArgumentType] - of pyperclip's own names
        if not self._stopped.is_set():
            pyperclip.copy(self._text)
            self.written = not self._stopped.is_set()
        if self.written:
            self.came_back = _gives(_READERS[self._tool], self._text.encode())

    def stop(self) -> None:
        """Stop the programs that this write waits for, so that they can't write later."""
        self._stopped.set()
        for process in _descendants(self.native_id):
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)


def _gives(reader: tuple[str, ...], wanted: bytes) -> bool | None:
    """Whether *reader* prints *wanted*; ``None`` where it fails.  No more is read than it takes to know."""
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(reader, stdin=nowhere, stdout=subprocess.PIPE, stderr=nowhere, bufsize=0) as process:
        assert process.stdout is not None
        found = b""
        while len(found) <= len(wanted) and (piece := process.stdout.read(len(wanted) + 1 - len(found))):
            found += piece
        if len(found) > len(wanted):
            # It may go on for ever.
            process.kill()
            return False
    return found == wanted if process.returncode == 0 else None


def _descendants(thread: int | None) -> list[int]:
    """The processes that one thread of this process has started, and theirs (Linux; elsewhere none)."""
    if thread is None or sys.platform != "linux":
        return []
    found = _children(Path(f"/proc/self/task/{thread}"))
    for process in found:
        found += _children(Path(f"/proc/{process}/task/{process}"))
    return found


def _children(task: Path) -> list[int]:
    try:
        return [int(child) for child in (task / "children").read_text("ascii").split()]
    except OSError:
        return []


class Clipboard(QObject):
    """Copies text.  ``finished(outcome, tool)`` tells how the last copy ended; earlier ones are never heard of."""

    finished = Signal(str, str)
    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grace_ms = GRACE_MS
        self._write: _Write | None = None
        self._last: _Write | None = None
        self._tool = ""
        self._taken_over = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self.limit_ms = LIMIT_MS
        self._timer.timeout.connect(lambda: self._end("failed"))
        self._done.connect(self._ended)
        QGuiApplication.clipboard().dataChanged.connect(self._changed)

    @property
    def limit_ms(self) -> int:
        """Milliseconds that a tool may take before it counts as failed; set while one is at work, they begin anew."""
        return self._timer.interval()

    @limit_ms.setter
    def limit_ms(self, limit: int) -> None:
        self._timer.setInterval(limit)

    @property
    def pending(self) -> bool:
        """Whether a tool is still at work."""
        return self._write is not None

    def copy(self, text: str) -> None:
        """Put *text* on the clipboard now, and have a tool keep it."""
        self._abandon()
        QGuiApplication.clipboard().setText(text)
        self._taken_over = 0
        platform = QGuiApplication.platformName()
        if platform == _WINDOWS:
            kept = windows_clipboard.keep() and QGuiApplication.clipboard().text() == text
            self._say("kept" if kept else "failed", "Windows")
            return
        found = tool(platform)
        if found is None:
            self._say("missing", advice(platform))
            return
        self._tool, name = found
        self._write = self._last = _Write(text, name, self._done, self._last)
        self._timer.start()
        self._write.start()

    def _say(self, outcome: Outcome, about: str) -> None:
        """Tell how a copy ended that needed no tool; not from within copy(), but in the same way as with one."""
        self._tool = about
        QTimer.singleShot(0, self, lambda: self.finished.emit(outcome, about))

    def _ended(self, write: _Write) -> None:
        # What came back may have come from ourselves, where the word that the tool took over is not just late; and where
        # something else came back, there may be a second word, of somebody who took over from the tool.
        if (write.came_back and _is_ours()) or write.came_back is False:
            QTimer.singleShot(self.grace_ms, self, lambda: self._judge(write))
        else:
            self._judge(write)

    def _judge(self, write: _Write) -> None:
        if write is self._write:
            self._end(self._outcome(write))

    def _outcome(self, write: _Write) -> Outcome:
        ours = _is_ours()
        if write.came_back:
            return "failed" if ours else "kept"
        if ours or QGuiApplication.platformName() not in _ADVICE:
            return "failed"
        if write.came_back is None:
            # The tool may have the text and can't show it; or it failed, and what is there is somebody else's.
            return "failed" if write.written else "replaced"
        return "altered" if self._taken_over == 1 else "replaced"

    def _changed(self) -> None:
        """Either the tool has taken over, and then it ends at once, or somebody else has copied something newer."""
        if not _is_ours():
            self._taken_over += 1
        if self._write is not None and not self._write.written:
            QTimer.singleShot(self.grace_ms, self, lambda write=self._write: self._stop_overtaken(write))

    def _stop_overtaken(self, write: _Write) -> None:
        overtaken = QGuiApplication.platformName() in _ADVICE and not _is_ours()
        if write is self._write and overtaken and not write.written:
            self._end("replaced")

    def _end(self, outcome: Outcome) -> None:
        self._abandon()
        self.finished.emit(outcome, self._tool)

    def _abandon(self) -> None:
        self._timer.stop()
        if self._write is not None:
            self._write.stop()
            self._write = None


def _is_ours() -> bool:
    return QGuiApplication.clipboard().ownsClipboard()
