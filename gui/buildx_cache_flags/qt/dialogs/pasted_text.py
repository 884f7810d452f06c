"""The text of a paste: shown and edited as it stands, and only its beginning where it is long."""

import re
from typing import Final

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit

from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme

SHOWN: Final = 20_000
"""Characters that are laid out in a moment."""

_LONG_WORD: Final = re.compile(r"\S{1000}")
"""Where there is one, Qt would look for its end from every line that it fills."""

_INVITATION: Final = (
    "Paste a cache flag, several of them, a whole docker buildx build command, or a Compose, Bake or CI file.\n"
    "Line continuations, quotes, prompts and comments of bash, PowerShell and cmd are understood."
)


class PastedText(QPlainTextEdit):
    """A field for a text of any length.  Of a long one it shows the beginning, which can't be edited then."""

    changed = Signal()
    """A person changed the text."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self._filling = False
        self.note = Label()
        self.note.setFont(theme.small(self.font()))
        self.note.setWordWrap(True)
        self.note.hide()
        self.setFont(theme.mono(self.font()))
        self.setPlaceholderText(_INVITATION)
        self.setAccessibleName("Paste a flag, a command or a file")
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._edited)

    @property
    def whole(self) -> str:
        """The whole text, also where only its beginning is shown."""
        return self._whole

    def show_text(self, text: str) -> None:
        """Show *text* in place of what was there."""
        self._whole = text
        beginning = text[:SHOWN]
        modes = QTextOption.WrapMode
        self.setWordWrapMode(modes.WrapAnywhere if _LONG_WORD.search(beginning) else modes.WrapAtWordBoundaryOrAnywhere)
        self._filling = True
        self.setPlainText(beginning)
        self._filling = False
        long = len(text) > SHOWN
        self.setReadOnly(long)
        self.note.setText(f"The first {SHOWN:,} of {len(text):,} characters are shown." if long else "")
        self.note.setVisible(long)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert what is pasted or dropped, and let no text in that would be laid out for minutes."""
        text = source.text()
        if len(text) + len(self._whole) <= SHOWN // 2:
            super().insertFromMimeData(source)
            return
        cursor = self.textCursor()
        # Qt counts in UTF-16.
        units = self.toPlainText().encode("utf-16-le", "surrogatepass")
        parts = units[: 2 * cursor.selectionStart()], units[2 * cursor.selectionEnd() :]
        before, after = (part.decode("utf-16-le", "surrogatepass") for part in parts)
        self.show_text(before + text + after)
        self.changed.emit()

    def _edited(self) -> None:
        if not self._filling:
            self._whole = self.toPlainText()
            self.changed.emit()
