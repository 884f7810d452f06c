"""Work that may take long, off the thread of the window: one piece at a time, and of those that wait the last."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Signal

Work = Callable[[Callable[[int, int], None]], Any]
"""What is done; it may tell how much of how much it has done, and gives its result."""


class CancelledError(Exception):
    """Nobody waits for the work any more."""


class _Messenger(QObject):
    """Tells the window from the other thread.  That thread holds it, so that it lives as long as there is news."""

    progress = Signal(object, int, int)
    done = Signal(object)


class _Job(threading.Thread):
    """One piece of work; ``error`` is what it raised."""

    def __init__(self, work: Work, then: Callable[[Any], None], messenger: _Messenger) -> None:
        super().__init__(daemon=True, name="background")
        self.then = then
        self.result: Any = None
        self.error: BaseException | None = None
        self.cancelled = False
        self._work = work
        self._messenger = messenger

    def run(self) -> None:
        try:
            self.result = self._work(self._tell)
        except BaseException as error:  # noqa: BLE001 - it is raised again where somebody waits for it
            self.error = error
        with suppress(RuntimeError):  # the application has ended meanwhile
            self._messenger.done.emit(self)

    def _tell(self, done: int, of: int) -> None:
        if self.cancelled:
            raise CancelledError
        with suppress(RuntimeError):
            self._messenger.progress.emit(self, done, of)


class Background(QObject):
    """Does one thing at a time.  Whatever is asked for meanwhile waits, and only the last of it is done then.

    A thread can't be stopped from outside: work that was cancelled ends where it next tells its progress or when it is
    through, and nobody hears of it.
    """

    progress = Signal(int, int)
    """How much of how much is done."""
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messenger = _Messenger()
        self._messenger.progress.connect(self._progressed)
        self._messenger.done.connect(self._ended)
        self._running: _Job | None = None
        self._waiting: _Job | None = None

    @property
    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._waiting is not None or (self._running is not None and not self._running.cancelled)

    def do(self, work: Work, then: Callable[[Any], None]) -> None:
        """Do *work* soon and give its result to *then*; what was asked for before is cancelled."""
        self._cancel()
        self._waiting = _Job(work, then, self._messenger)
        self._next()
        self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Wait for nothing any more."""
        self._cancel()
        self.busy_changed.emit(False)

    def _cancel(self) -> None:
        self._waiting = None
        if self._running is not None:
            self._running.cancelled = True

    def _next(self) -> None:
        if self._running is None and self._waiting is not None:
            self._running, self._waiting = self._waiting, None
            self._running.start()

    def _progressed(self, job: _Job, done: int, of: int) -> None:
        if job is self._running and not job.cancelled:
            self.progress.emit(done, of)

    def _ended(self, job: _Job) -> None:
        self._running = None
        wanted = not job.cancelled
        self._next()
        if not wanted:
            return
        self.busy_changed.emit(self.busy)
        if job.error is not None:
            raise job.error
        job.then(job.result)
