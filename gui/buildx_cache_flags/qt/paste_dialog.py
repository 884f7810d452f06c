"""Paste: a text is read, what it will change is shown, and only then it is applied."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from buildx_cache_flags.core import offers, pasting
from buildx_cache_flags.core.offers import Offers
from buildx_cache_flags.core.pasting import Pasted
from buildx_cache_flags.qt import theme
from buildx_cache_flags.qt.findings import Findings
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.store import FormStore

LONGEST_FILE: Final = 4_000_000
"""Bytes of a file that are looked at."""

_INVITATION: Final = (
    "Paste a cache flag, several of them, a whole docker buildx build command, or a Compose, Bake or CI file.\n"
    "Line continuations, quotes, prompts and comments of bash, PowerShell and cmd are understood."
)


class PasteDialog(QDialog):
    """Shows a text and what it would change; the form changes only with Apply.

    Where the text is a file with several builds, a drop-down chooses one.
    """

    def __init__(self, store: FormStore, text: str, parent: QWidget | None = None, name: str = "") -> None:
        super().__init__(parent)
        self._store = store
        self._name = name
        self._mended: dict[str, str] = {}
        self._offers = Offers(())
        self.setWindowTitle(f"Paste from {name}" if name else "Paste")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = _text_field()
        self.builds = QComboBox()
        self.findings = Findings()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.apply_button = self.buttons.addButton("Apply", QDialogButtonBox.ButtonRole.AcceptRole)
        self.apply_button.setDefault(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self._lay_out()
        self.text.textChanged.connect(self._read)
        self.builds.activated.connect(self._show)
        self.findings.mended.connect(self._mend)
        self.buttons.accepted.connect(self._apply)
        self.buttons.rejected.connect(self.reject)
        self.resize(80 * theme.GRID, 70 * theme.GRID)
        self.text.setPlainText(text)
        self._read()

    @classmethod
    def of_file(cls, store: FormStore, path: Path, parent: QWidget | None = None) -> "PasteDialog":
        """The dialog for the file at *path*; a file that can't be read is said so in it."""
        try:
            with path.open("rb") as file:
                text = file.read(LONGEST_FILE).decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
            dialog = cls(store, "", parent, path.name)
            dialog.findings.show_sentences([f"{path.name} can't be read: {reason}."])
            return dialog
        return cls(store, text, parent, path.name)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID * 2, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        label = Label("Flag, command or file")
        label.setBuddy(self.text)
        self.builds.setAccessibleName("Build")
        layout.addWidget(label)
        layout.addWidget(self.text, 2)
        layout.addWidget(self.builds)
        layout.addWidget(self.findings, 3)
        layout.addWidget(self.buttons)

    @property
    def _pasted(self) -> Pasted | None:
        index = max(self.builds.currentIndex(), 0)
        return self._offers.offers[index].pasted if index < len(self._offers.offers) else None

    def _read(self) -> None:
        text = self.text.toPlainText()
        self._offers = Offers(())
        if text.strip():
            self._offers = offers.read(text, self._name, self._store.draft, self._store.table, self._mended)
        self.builds.clear()
        self.builds.addItems([offer.where for offer in self._offers.offers])
        self.builds.setVisible(len(self._offers.offers) > 1)
        self._show()

    def _show(self) -> None:
        pasted = self._pasted
        changes = pasting.describe(self._store.draft, pasted.draft, self._store.table) if pasted else ()
        self.findings.show_pasted(pasted, changes, self._offers.sentences)
        self.apply_button.setEnabled(pasted is not None and pasted.found)

    def _mend(self, value: str, mended: str) -> None:
        """Take *mended* instead of *value* from now on; the text stays as it was pasted."""
        self._mended[value] = mended
        chosen = self.builds.currentIndex()
        self._read()
        self.builds.setCurrentIndex(chosen)
        self._show()

    def _apply(self) -> None:
        pasted = self._pasted
        if pasted is not None:
            self._store.replace(pasted.draft)
            self._store.touch_all()
        self.accept()


def _text_field() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setFont(theme.mono(field.font()))
    field.setPlaceholderText(_INVITATION)
    field.setAccessibleName("Flag, command or file")
    field.setTabChangesFocus(True)
    field.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return field
