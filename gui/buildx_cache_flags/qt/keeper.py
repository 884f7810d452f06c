"""Keeps a window's session: off the keystroke, whole or not at all, and at most a second behind."""

import threading
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from buildx_cache_flags.core.disk.contents import UnreadableError
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.session import sessions
from buildx_cache_flags.core.session.sessions import Session, Writer
from buildx_cache_flags.core.session.slots import Slot
from buildx_cache_flags.qt.background import Background
from buildx_cache_flags.qt.store import FormStore

PAUSE_MS: Final = 250
"""After a change, before it is written: several keystrokes make one file."""
RETRY_MS: Final = 5_000
"""After a file could not be written, before that is tried again."""
PATIENCE_S: Final = 2.0
"""How long closing waits for the last file to be written."""


class Keeper(QObject):
    """Writes what the store holds into a file of this window's own, and brings back what another one left."""

    noted = Signal(str)
    """What has to be said of keeping, once for each thing; empty where it is over."""

    def __init__(self, store: FormStore, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._folder = folder
        self._slot = Slot(folder)
        self._writer = Writer(store.catalog)
        self._view: View | None = None
        self._kept = Session(Draft())
        self._number = 0
        self._failed = ""
        self._changed = False
        self._recalling = False
        self._private = False
        self._background = Background(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._save)
        for signal in (store.changed, store.view_changed, store.kept_changed):
            signal.connect(self._note)

    def recall(self) -> None:
        """Bring back the form that was left last, if no other window has it."""
        self._recalling = True
        try:
            session = self._read()
            if session is not None:
                self._view = session.view
                self._kept = session
                self._store.keep(session.opened, session.mark)
                self._store.restore(session.draft, session.past, session.future)
        finally:
            self._recalling = False

    def recall_view(self) -> None:
        """Bring back how its command was written, behind what is usual."""
        self._recalling = True
        if self._view is not None:
            self._store.set_view(self._view)
        self._recalling = False

    def set_private(self, private: bool) -> None:
        """Write nothing from now on, or everything again."""
        self._private = private
        if private:
            self._pause.stop()
        else:
            self._note()

    def close(self) -> None:
        """Write the rest, and let another window have the file."""
        self._pause.stop()
        session, number = self._next()
        # Also where nothing has changed: the window that was closed last comes back first.
        if not self._private and (session != self._kept or self._slot.path is not None):
            writing = threading.Thread(target=self._write, args=(session, number), daemon=True)
            writing.start()
            writing.join(PATIENCE_S)
        self._slot.close()

    def _read(self) -> Session | None:
        try:
            path = self._slot.claim()
        except OSError as error:
            self._say(f"Your last form in {self._folder} can't be read: {error.strerror or error}.")
            return None
        if path is None:
            return None
        try:
            return sessions.read(self._slot.read(path, sessions.LARGEST), self._store.catalog)
        except FileNotFoundError:
            return None
        except UnreadableError as error:
            self._put_aside(path, str(error).partition(";")[0])
        except OSError as error:
            self._put_aside(path, error.strerror or str(error))
        except (ValueError, RecursionError) as error:
            self._put_aside(path, str(error))
        return None

    def _put_aside(self, path: Path, reason: str) -> None:
        try:
            aside = self._slot.put_aside(path)
        except OSError as error:
            why = error.strerror or error
            self._say(f"Your last form in {path} can't be read: {reason}. It is left as it is ({why}).")
        else:
            self._say(f"Your last form can't be read: {reason}. It is kept as {aside}.")

    def _note(self) -> None:
        """Have what changed written soon; a change on its way is not put off by the next one."""
        if self._recalling or not self._store.started:
            return
        self._changed = True
        if not self._pause.isActive() and not self._private:
            self._pause.start(RETRY_MS if self._failed else PAUSE_MS)

    def _save(self) -> None:
        if self._private:
            return
        self._changed = False
        session, number = self._next()
        if session != self._kept:
            self._background.do(lambda _: self._write(session, number), self._told)

    def _next(self) -> tuple[Session, int]:
        self._number += 1
        store = self._store
        past, future = store.steps
        blank = store.draft == Draft() and not past and not future and store.opened is None
        # How an empty form is written stands in the settings already.
        view = None if blank else store.view
        return Session(store.draft, past, future, view, store.opened, store.mark), self._number

    def _write(self, session: Session, number: int) -> str:
        """Why the session was not written; empty where it was.  Runs beside the window."""
        try:
            self._slot.write(self._writer.text(session).encode(), number)
        except OSError as error:
            return error.strerror or str(error)
        self._kept = session
        return ""

    def _told(self, reason: str) -> None:
        if reason:
            if reason != self._failed:
                self._say(
                    f"Your form can't be kept in {self._folder}: {reason}. What you do is lost when the window closes."
                )
            self._failed = reason
            self._changed = True
            self._pause.start(RETRY_MS)
        elif self._failed:
            self._failed = ""
            self._say("")

    def _say(self, sentence: str) -> None:
        # Not now: who listens may not be there yet.
        QTimer.singleShot(0, self, lambda: self.noted.emit(sentence))
