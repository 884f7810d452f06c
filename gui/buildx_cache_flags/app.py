"""The composition root: table, store and window.

Qt comes last, because whatever is imported after PySide6 takes longer: PySide6 looks through its source text.
"""

from __future__ import annotations

import builtins
import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.draft import rows  # noqa: F401 - the rows are for the form, but before Qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMessageLogContext, QtMsgType
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from buildx_cache_flags.core.catalog import Catalog
    from buildx_cache_flags.qt.memory import Memory
    from buildx_cache_flags.qt.window import Window

NAME: Final = "Buildx Cache Flags"
QUIT_AFTER: Final = "BUILDX_CACHE_FLAGS_QUIT_AFTER_MS"
"""Milliseconds after which the window closes by itself, for tests of an installed application."""

STYLE: Final = ("-style", "fusion")
"""Arguments for Qt; to set the style later takes a Python class of all of Qt's styles: 5 ms before the first frame."""

_LOCALE_REPLACED: Final = ("Detected locale ", "has switched to ")
"""What Qt says of a locale like C once it has put UTF-8 in its place: then nothing is wrong."""

_NO_DISPLAY: Final = ("could not connect to display", "Failed to create wl_display")


def run(paste: str | None = None, file: str | None = None) -> int:
    """Open the window and stay until it is closed; the exit status is 1 where no window can be opened."""
    # Collecting garbage among all the names of Qt would take a tenth of the time to the first frame.
    gc.disable()
    damages: list[str] = []
    catalog = load_catalog(damages.append)
    from PySide6.QtCore import QTimer, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from buildx_cache_flags.qt.memory import Memory

    _import_plainly()
    listening = _BeforeStart()
    qInstallMessageHandler(listening)
    app = QApplication([*sys.argv[:1], *STYLE])
    qInstallMessageHandler(None)
    for text in listening.said:
        print(text, file=sys.stderr)
    app.setApplicationName("buildx-cache-flags")
    app.setApplicationDisplayName(NAME)
    app.setDesktopFileName("buildx-cache-flags")
    # Ctrl+C in the terminal ends the window at once; Python's own handler would wait for the next event.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    memory = Memory()
    if memory.text_size():
        font = app.font()
        font.setPointSize(memory.text_size())
        app.setFont(font)
    window = make_window(app, catalog)
    window.keeps = True
    memory.recall_appearance()
    memory.recall_groups(window.form.groups)
    memory.recall_filter(window.form.filter)
    memory.recall_place(window)
    window.ready.connect(lambda: memory.recall_view(window.store))
    memory.private = window.is_private
    # A hidden window may still wait for the clipboard, so that it says itself when it is over.
    app.setQuitOnLastWindowClosed(False)
    window.closed.connect(app.quit)
    window.ready.connect(_collect_garbage)
    say_damages(window, damages)
    if paste is None and file is None:
        window.ready.connect(lambda: _lead_newcomer(window, memory))
    # Behind all that makes it ready: who waits for the window does not look at its icon.
    window.ready.connect(lambda: QTimer.singleShot(0, app, lambda: app.setWindowIcon(icon())))
    window.show()
    if paste is not None:
        QTimer.singleShot(0, window, lambda: window.paste(paste))
    if file is not None:
        window.ready.connect(lambda: QTimer.singleShot(0, window, lambda: window.desk.open(Path(file))))
    if os.environ.get(QUIT_AFTER, "").isdecimal():
        QTimer.singleShot(int(os.environ[QUIT_AFTER]), window, window.close)
    return app.exec()


def _lead_newcomer(window: Window, memory: Memory) -> None:
    """Show the tour at the very first start, behind all that makes the window ready."""
    from PySide6.QtCore import QTimer

    if memory.is_first_start():
        QTimer.singleShot(0, window, window.show_tour)


def icon() -> QIcon:
    """Read the application's icon in all its sizes."""
    from PySide6.QtGui import QIcon

    read = QIcon()
    for file in sorted(resources.path("icons").glob("*.png")):
        read.addFile(str(file))
    return read


def load_catalog(damaged: Callable[[str], object] | None = None) -> Catalog:
    """Read the application's own tables; *damaged* is told what the window can do without."""
    return catalogs.load(resources.path(), damaged)


def say_damages(window: Window, damages: list[str]) -> None:
    """Say once in *window* which file can't be read, whenever that is found out."""

    def say() -> None:
        while damages:
            window.desk.say(
                f"A file of this program is damaged: {damages.pop()}. Nothing that it says of registries is used. Install the program again."
            )

    window.ready.connect(say)
    window.store.changed.connect(say)


def make_window(app: QApplication, catalog: Catalog) -> Window:
    """Make the window of *app*, which was started with :data:`STYLE`; it completes itself behind its first frame."""
    from buildx_cache_flags.qt import later
    from buildx_cache_flags.qt.look import theme
    from buildx_cache_flags.qt.store import FormStore
    from buildx_cache_flags.qt.window import Window

    later.hold()
    theme.install(app, has_style=True)
    return Window(FormStore(catalog))


def _import_plainly() -> None:
    """Have modules imported as ever: PySide6 would look for its name in the source of each, 20 ms until all is ready.

    It does so for ``from __feature__ import …`` alone, which nothing here uses.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _collect_garbage() -> None:
    # What is loaded by now stays: no pause for garbage has to look through it again.
    gc.freeze()
    gc.enable()


class _BeforeStart:
    """Listens while Qt starts: it aborts where it finds no display, after lines that point to everything but that."""

    def __init__(self) -> None:
        from PySide6.QtCore import QtMsgType

        self._fatal = QtMsgType.QtFatalMsg
        self.said: list[str] = []

    def __call__(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        """Say it plainly and end in order instead."""
        if kind == self._fatal:
            print(f"{NAME} can't open its window: {self._reason()}.", file=sys.stderr, flush=True)
            # Not sys.exit: this runs inside Qt, which would abort before Python gets to it.
            os._exit(1)
        if not all(sign in text for sign in _LOCALE_REPLACED):
            self.said.append(text)

    def _reason(self) -> str:
        if not any(sign in text for text in self.said for sign in _NO_DISPLAY):
            return "\n".join(["Qt could not start", *self.said]).rstrip(".")
        asked = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
        reason = f"the display {asked} can't be reached" if asked else "there is no display (DISPLAY is not set)"
        return f"{reason}. The commands check and render work without a display"
