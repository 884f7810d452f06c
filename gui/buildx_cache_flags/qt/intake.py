"""What comes into the window from elsewhere: pasted, dropped, or opened as a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from buildx_cache_flags.qt.dialogs.paste_dialog import PasteDialog

if TYPE_CHECKING:
    from buildx_cache_flags.qt.window import Window


def paste(window: "Window", text: str | None) -> None:
    """Show what *text*, or what lies on the clipboard, would change."""
    dialog = PasteDialog(window.store, QGuiApplication.clipboard().text() if text is None else text, window)
    # As after a recipe: what a person looks at next is where the cache is.
    dialog.accepted.connect(window.form.focus_start)
    dialog.open()


def drop(window: "Window", data: QMimeData) -> None:
    """Read what was dropped: the first of several files, or a text."""
    files = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    if files:
        more = f"{len(files)} files were dropped, and one is read at a time." if len(files) > 1 else ""
        window.desk.open(Path(files[0]), more)
    elif data.hasText():
        window.paste(data.text())


def open_file(window: "Window", path: Path, note: str) -> None:
    """Show which builds the file at *path* has, what each would change, and *note*."""
    dialog = PasteDialog.of_file(window.store, path, window, note)
    dialog.found.connect(window.desk.log.learn)
    dialog.open()
