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

_LONGEST: Final = 20_000


class PutBackDialog(QDialog):
    """Shows a change as a diff, and writes it with Save back."""

    saved = Signal(str)
    """What is to be said once it was written, or why it was not."""

    def __init__(self, origin: OpenedBuild, change: PutBack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._origin = origin
        self._change = change
        self.setWindowTitle("Save back")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.said = Label(sentence(origin, change))
        self.said.setWordWrap(True)
        self.diff = QPlainTextEdit()
        self.diff.setReadOnly(True)
        self.diff.setTabChangesFocus(True)
        self.diff.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.diff.setFont(theme.mono(self.font()))
        self.diff.setAccessibleName("The change")
        self.diff.setPlainText(diff(origin.path, change))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = self.buttons.addButton("Save back", QDialogButtonBox.ButtonRole.AcceptRole)
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
        name = self._origin.path
        try:
            write(name, self._change)
        except OSError as error:
            said = f"{name} can't be written: {error.strerror or error}."
        else:
            said = f"Saved in {name}."
        self.accept()
        self.saved.emit(said)


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
