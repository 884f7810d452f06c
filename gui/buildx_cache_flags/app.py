"""The composition root: table, store and window."""

import os
import signal
import sys
from typing import Final, NoReturn

from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from buildx_cache_flags import resources
from buildx_cache_flags.core import parameters
from buildx_cache_flags.qt import theme
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.window import Window

NAME: Final = "Buildx Cache Flags"
QUIT_AFTER: Final = "BUILDX_CACHE_FLAGS_QUIT_AFTER_MS"
"""Milliseconds after which the window closes by itself, for tests of an installed application."""


def run(paste: str | None = None) -> int:
    """Open the window and stay until it is closed; the exit status is 1 where no window can be opened."""
    qInstallMessageHandler(_before_start)
    app = QApplication(sys.argv[:1])
    qInstallMessageHandler(None)
    app.setApplicationName("buildx-cache-flags")
    app.setApplicationDisplayName(NAME)
    app.setDesktopFileName("buildx-cache-flags")
    # Ctrl+C in the terminal ends the window at once; Python's own handler would wait for the next event.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    theme.install(app)
    window = Window(FormStore(parameters.load(resources.path("parameters", "registry.toml"))))
    # A hidden window may still wait for the clipboard, so that it says itself when it is over.
    app.setQuitOnLastWindowClosed(False)
    window.closed.connect(app.quit)
    window.show()
    if paste is not None:
        QTimer.singleShot(0, window, lambda: window.paste(paste))
    if os.environ.get(QUIT_AFTER, "").isdecimal():
        QTimer.singleShot(int(os.environ[QUIT_AFTER]), window, window.close)
    return app.exec()


def _before_start(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt aborts where it finds no display; say it plainly and end in order instead."""
    if kind == QtMsgType.QtFatalMsg:
        _no_display()
    print(text, file=sys.stderr)


def _no_display() -> NoReturn:
    asked = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    reason = f"the display {asked} can't be reached" if asked else "there is no display (DISPLAY is not set)"
    print(f"{NAME} can't open its window: {reason}.", file=sys.stderr)
    print("The commands check and render work without one: try buildx-cache-flags --help.", file=sys.stderr)
    sys.stderr.flush()
    # Not sys.exit: this runs inside Qt, which would abort before Python gets to it.
    os._exit(1)
