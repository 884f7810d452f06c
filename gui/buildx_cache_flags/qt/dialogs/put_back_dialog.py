"""Save back: the change that a file gets is shown, and it is written only then."""

import difflib
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from buildx_cache_flags.core.disk import atomic
from buildx_cache_flags.core.disk.atomic import OvertakenError
from buildx_cache_flags.core.project.putting_back import OpenedBuild, PutBack
from buildx_cache_flags.core.text.wording import printable
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.dress import dress

_LONGEST: Final = 20_000


class ChangeDialog(QDialog):
    """Shows a change as a diff, and writes it with the button *verb*."""

    saved = Signal(str)
    """What is to be said once it was written, or why it was not."""

    def __init__(self, verb: str, said: str, path: Path, change: PutBack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._path = path
        self._change = change
        self.setWindowTitle(verb)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.said = Label(said)
        self.said.setWordWrap(True)
        self.diff = QPlainTextEdit()
        self.diff.setReadOnly(True)
        self.diff.setTabChangesFocus(True)
        self.diff.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.diff.setFont(theme.mono(self.font()))
        self.diff.setAccessibleName("The change")
        self.diff.setPlainText(diff(path, change))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = self.buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        self.save_button.setDefault(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID * 2, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self.said)
        layout.addWidget(self.diff, 1)
        layout.addWidget(self.buttons)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        self.resize(100 * theme.GRID, 50 * theme.GRID)

    def _save(self) -> None:
        try:
            write(self._path, self._change)
        except OvertakenError:
            said = f"{self._path} is not changed: another program changed it meanwhile. Try again."
        except OSError as error:
            said = f"{self._path} can't be written: {error.strerror or error}."
        else:
            said = f"Saved in {self._path}."
        self.accept()
        self.saved.emit(said)


class PutBackDialog(ChangeDialog):
    """Shows what Save back changes."""

    def __init__(self, origin: OpenedBuild, change: PutBack, parent: QWidget | None = None) -> None:
        super().__init__("Save back", sentence(origin, change), origin.path, change, parent)


def write(path: Path, change: PutBack) -> None:
    """Write the file, unless somebody else changed it meanwhile; ``OSError`` where it can't be written."""
    content = path.read_bytes()
    if content != change.before.encode():
        raise OvertakenError
    stamp = atomic.stamp(path)
    atomic.write(path, change.after.encode(), still=lambda: atomic.stamp(path) == stamp)


def diff(path: Path, change: PutBack) -> str:
    """The change as a unified diff, as far as anybody reads."""
    old, new = (text.splitlines() for text in (change.before, change.after))
    lines = difflib.unified_diff(old, new, f"a/{path.name}", f"b/{path.name}", lineterm="")
    shown = "\n".join("\t".join(printable(piece) for piece in line.split("\t")) for line in lines)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}\n…"


def sentence(origin: OpenedBuild, change: PutBack) -> str:
    """What is about to be done."""
    also = f" {change.also} other builds of the file change with it." if change.also > 1 else ""
    also = " Another build of the file changes with it." if change.also == 1 else also
    return f"This changes {origin.where} of {origin.path}.{also}"
