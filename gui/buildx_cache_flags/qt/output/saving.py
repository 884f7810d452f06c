"""Save the command as a file: a new name by default, and never over another file without asking."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from buildx_cache_flags.core.disk import atomic
from buildx_cache_flags.qt import literal


def free_name(folder: Path, name: str) -> str:
    """*name*, or the first of ``name-2``, ``name-3``, … that no file in *folder* has."""
    path = Path(name)
    number, free = 1, name
    while (folder / free).exists():
        number += 1
        free = f"{path.stem}-{number}{path.suffix}"
    return free


def ask(parent: QWidget, name: str, text: str, say: Callable[[str], None]) -> QFileDialog:
    """Ask where to save *text*, *name* being the usual name; *say* hears in one sentence how it went."""
    folder = Path.cwd()
    dialog = QFileDialog(parent, "Save as", str(folder / free_name(folder, name)))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.fileSelected.connect(lambda chosen: _save(parent, Path(chosen), text, say))
    dialog.open()
    return dialog


def _save(parent: QWidget, path: Path, text: str, say: Callable[[str], None]) -> None:
    try:
        write(path, text)
    except OSError as error:
        _tell(parent, f"{path} can't be written: {error.strerror or error}. Choose another place.")
    else:
        say(f"Saved as {path.name}.")


def write(path: Path, text: str) -> None:
    """Write *text* as UTF-8 with a line break at the end, whatever the system's own line breaks are."""
    atomic.write(path, (text if text.endswith("\n") else f"{text}\n").encode())


def _tell(parent: QWidget, sentence: str) -> None:
    literal.box(parent, QMessageBox.Icon.Warning, "Save as", sentence).open()
