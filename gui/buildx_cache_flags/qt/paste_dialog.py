"""Paste: a text is read, what it will change is shown, and only then it is applied."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from buildx_cache_flags.core import pasting
from buildx_cache_flags.core.pasting import Pasted
from buildx_cache_flags.qt import theme
from buildx_cache_flags.qt.findings import Findings
from buildx_cache_flags.qt.store import FormStore

_INVITATION = (
    "Paste a cache flag, several of them, or a whole docker buildx build command.\n"
    "Line continuations, quotes, prompts and comments of bash, PowerShell and cmd are understood."
)


class PasteDialog(QDialog):
    """Shows a text and what it would change; the form changes only with Apply."""

    def __init__(self, store: FormStore, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._pasted: Pasted | None = None
        self._mended: dict[str, str] = {}
        self.setWindowTitle("Paste")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = _text_field()
        self.findings = Findings()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.apply_button = self.buttons.addButton("Apply", QDialogButtonBox.ButtonRole.AcceptRole)
        self.apply_button.setDefault(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self._lay_out()
        self.text.textChanged.connect(self._read)
        self.findings.mended.connect(self._mend)
        self.buttons.accepted.connect(self._apply)
        self.buttons.rejected.connect(self.reject)
        self.resize(80 * theme.GRID, 70 * theme.GRID)
        self.text.setPlainText(text)
        self._read()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID * 2, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        label = QLabel("Flag or command")
        label.setBuddy(self.text)
        layout.addWidget(label)
        layout.addWidget(self.text, 2)
        layout.addWidget(self.findings, 3)
        layout.addWidget(self.buttons)

    def _read(self) -> None:
        text = self.text.toPlainText()
        self._pasted = None
        if text.strip():
            self._pasted = pasting.read(text, self._store.draft, self._store.table, self._mended)
        self.findings.show_pasted(self._pasted, self._changes())
        self.apply_button.setEnabled(self._pasted is not None and self._pasted.found)

    def _changes(self) -> tuple[str, ...]:
        if self._pasted is None:
            return ()
        return pasting.describe(self._store.draft, self._pasted.draft, self._store.table)

    def _mend(self, value: str, mended: str) -> None:
        """Take *mended* instead of *value* from now on; the text stays as it was pasted."""
        self._mended[value] = mended
        self._read()

    def _apply(self) -> None:
        if self._pasted is not None:
            self._store.replace(self._pasted.draft)
            self._store.touch_all()
        self.accept()


def _text_field() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setFont(theme.mono(field.font()))
    field.setPlaceholderText(_INVITATION)
    field.setAccessibleName("Flag or command")
    field.setTabChangesFocus(True)
    field.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return field
