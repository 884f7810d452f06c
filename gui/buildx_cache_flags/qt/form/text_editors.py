"""Editors of one line of text.  Their frames are painted by the card, so that a key repaints nothing but the text."""

from collections.abc import Iterable
from typing import Final

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.core.draft.rows import RowState
from buildx_cache_flags.core.text.flags import is_flag
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.look import theme

LONGEST: Final = 100_000
"""Characters that a line edit takes by typing and pasting: Linux passes no longer argument, and more would take Qt long.

Qt's own limit is 32,767, at which it cuts without a word.
"""


class TextField(QLineEdit):
    """A line edit that leaves undo and redo to the application, whose history covers the whole form.

    ``written`` is sent for whatever changes the text but :meth:`show_text`: keys, a paste, a chosen completion, and
    what dictation and screen readers put into it, of which Qt's own ``textEdited`` says nothing.
    """

    written = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST)
        self.setFont(theme.mono(self.font()))
        self._is_shown = False
        self.inputRejected.connect(self._say_cut)
        self.textChanged.connect(self._tell)

    def leave_frame_to_card(self) -> None:
        """Have no frame; opaque, so that a keystroke repaints nothing that is drawn in Python."""
        self.setFrame(False)
        self.setAutoFillBackground(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_undo(event):
            # Qt has not made a shortcut of it, because a line edit has its own history: the window gets the key.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        # The row's menu comes with Shift+F10 or the Menu key; the mouse wants cut, copy and paste here.
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            event.ignore()
            return
        menu = self.createStandardContextMenu()
        for action in menu.actions()[:3]:  # undo, redo and their separator: that history is not ours
            menu.removeAction(action)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave a file, a flag or several lines to the window, which reads them; a word is dropped into the field."""
        data = event.mimeData()
        text = data.text() if data.hasText() else ""
        if data.hasUrls() or is_flag(text) or "\n" in text.strip():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def show_text(self, text: str) -> None:
        """Show *text*; an equal one is left alone, because setting it would move the cursor."""
        if text != self.text():
            # What came another way is shown whole, or the next edit would lose its end.
            self.setMaxLength(max(LONGEST, len(text.encode("utf-16-le", "surrogatepass")) // 2))
            self._is_shown = True
            self.setText(text)
            self._is_shown = False
            self.setCursorPosition(0)

    def _tell(self, text: str) -> None:
        if not self._is_shown:
            self.written.emit(text)

    def _say_cut(self) -> None:
        """Say that Qt has left out what has no room."""
        corner = self.mapToGlobal(self.rect().bottomLeft())
        literal.show_tip(corner, f"A field takes {LONGEST:,} characters. The rest was left out.", self)


def _is_undo(event: QKeyEvent) -> bool:
    keys = QtGui.QKeySequence.StandardKey
    return event.matches(keys.Undo) or event.matches(keys.Redo)


def _goes_right(event: QKeyEvent) -> bool:
    keys = QtGui.QKeySequence.StandardKey
    return event.matches(keys.MoveToNextChar) or event.matches(keys.MoveToEndOfLine)


def example(text: str) -> str:
    """*text* as a placeholder that nobody takes for a value."""
    return f"e.g. {text}" if text else ""


class ReferenceEditor(TextField):
    """A line edit for an image reference, or any other text."""

    edited = Signal(str, str)
    compact = False

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._example = example(parameter.placeholder)
        self._suggestion = ""
        self._emptied = False
        self._refused = False
        self.leave_frame_to_card()
        self.setPlaceholderText(self._example)
        self.written.connect(lambda text: self.edited.emit(text, "typed"))
        self.textChanged.connect(self._note_emptied)

    @property
    def field(self) -> QWidget:
        return self

    @property
    def stops(self) -> Iterable[QWidget]:
        return (self,)

    @property
    def framed(self) -> tuple[QLineEdit, ...]:
        return (self,)

    @property
    def refused(self) -> bool:
        return self._refused

    def frames(self, area: QRect) -> tuple[QRect, ...]:
        return (area,)

    def set_refused(self, refused: bool) -> None:
        self._refused = refused

    def describe(self, name: str, description: str) -> None:
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def set_state(self, state: RowState) -> None:
        self.show_text(state.shown)
        if state.suggestion != self._suggestion:
            self._suggestion = state.suggestion
            self.setPlaceholderText(self._suggestion or self._example)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        # Moving on comes first, so that it goes to the next row and not to the arrow that undoes this.
        moved = super().focusNextPrevChild(next)
        if next and self._suggestion and not self._emptied:
            self._take_suggestion()
        return moved

    def _note_emptied(self, text: str) -> None:
        """Whoever took a text out again wants none, and Tab is no way to say otherwise."""
        self._emptied = not text

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._suggestion and not self.text() and _goes_right(event):
            self._take_suggestion()
            self.end(False)
        else:
            super().keyPressEvent(event)

    def _take_suggestion(self) -> None:
        # What was typed a moment ago has not come back as a state yet.
        if not self.text():
            self.edited.emit(self._suggestion, "picked")


class TextEditor(ReferenceEditor):
    """A line edit for a text, a path, an address, a number or a duration; what unset means stands in it as a hint."""

    def set_state(self, state: RowState) -> None:
        self.show_text(state.raw or "")
        self.setPlaceholderText(f"{state.default} (default)" if state.default else self._example)


class SecretEditor(TextEditor):
    """A line edit that shows no letter of a secret; a variable in its place may be read."""

    def set_state(self, state: RowState) -> None:
        hidden = bool(state.raw) and (state.raw or "").lstrip().startswith("$") is False
        self.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        super().set_state(state)
