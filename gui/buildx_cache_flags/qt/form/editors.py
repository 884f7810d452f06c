"""One small editor for each kind of parameter.

All share what :class:`Editor` says: the signal ``edited(raw, gesture)``, sent on a person's action only; ``set_state``,
which shows any raw text as it stands; and ``field``, the widget that takes the focus.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from PySide6 import QtCore
from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QWidget

from buildx_cache_flags.core.catalog.parameters import Kind, Parameter
from buildx_cache_flags.core.draft.rows import RowState
from buildx_cache_flags.core.text.golang import parse_bool
from buildx_cache_flags.qt import later, literal, plain
from buildx_cache_flags.qt.form.level_editor import LevelEditor
from buildx_cache_flags.qt.form.text_editors import ReferenceEditor, SecretEditor, TextEditor
from buildx_cache_flags.qt.look.controls import CheckBox, DropDown

__all__ = [
    "EDITORS",
    "BooleanEditor",
    "ChoiceEditor",
    "Editor",
    "LevelEditor",
    "ReferenceEditor",
    "SecretEditor",
    "TextEditor",
]


class Editor(Protocol):
    """What the form knows of an editor."""

    edited: Any
    """The signal ``(raw, gesture)``, on a person's action only; the gesture is one of the store's.  Qt's own type for it
    is another one on the class than on what is made of it."""

    @property
    @abstractmethod
    def field(self) -> QWidget:
        """The widget that takes the focus and carries the accessible name."""

    @property
    @abstractmethod
    def stops(self) -> Iterable[QWidget]:
        """Everything that Tab stops at, in order."""

    @property
    @abstractmethod
    def compact(self) -> bool:
        """Whether it is only so wide as it asks for."""

    @property
    @abstractmethod
    def framed(self) -> tuple[QLineEdit, ...]:
        """The text fields whose frames the card paints."""

    @property
    @abstractmethod
    def refused(self) -> bool:
        """Whether what it shows has an error."""

    @abstractmethod
    def frames(self, area: QRect) -> tuple[QRect, ...]:
        """The frame of each field in :attr:`framed`, where the editor has *area* of its row."""

    def set_refused(self, refused: bool) -> None:
        """Turn the frame because of an error, or turn it back."""

    def set_state(self, state: RowState) -> None:
        """Show *state*; never sends ``edited``."""

    def describe(self, name: str, description: str) -> None:
        """Be called *name* by a screen reader, which can read *description* too."""


class ChoiceEditor(DropDown):
    """A drop-down of the documented choices; any other text stands in it as an extra item of its own."""

    edited = Signal(str, str)
    compact = False
    framed: tuple[QLineEdit, ...] = ()

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = [choice for choice in parameter.choices if choice.documented]
        self._default: str | None = None
        for choice in self._choices:
            self.addItem(_choice_text(choice.value, choice.label, choice.note), choice.value)
        later.do(self._explain)
        self.activated.connect(lambda index: self.edited.emit(self.itemData(index), "picked"))

    @property
    def field(self) -> QWidget:
        return self

    @property
    def stops(self) -> Iterable[QWidget]:
        return (self,)

    def frames(self, area: QRect) -> tuple[QRect, ...]:
        return ()

    def describe(self, name: str, description: str) -> None:
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def set_state(self, state: RowState) -> None:
        self._show_default(state.default)
        index = self.findData(state.shown)
        documented = 0 <= index < len(self._choices)
        if not documented:
            index = self._show_extra(state.shown)
        elif self.count() > len(self._choices):
            self.removeItem(self.count() - 1)
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def draw_text(self, painter: QPainter, room: QRect) -> None:
        """Draw the present item; what stands in brackets behind it is quieter, and goes where there is no room."""
        text = self.currentText()
        head, bracket, note = text.partition(" (")
        metrics = painter.fontMetrics()
        if not bracket or metrics.horizontalAdvance(f"{head}  {note}") > room.width():
            if bracket and note != "empty)":
                self.draw_whole(painter, room, head)
            else:
                super().draw_text(painter, room)
            return
        painter.drawText(room, plain.LEFT | plain.MIDDLE, head)
        painter.setOpacity(0.72)
        painter.drawText(room, plain.RIGHT | plain.MIDDLE, note.removesuffix(")"))
        painter.setOpacity(1)

    def _explain(self) -> None:
        for index, choice in enumerate(self._choices):
            self.setItemData(index, literal.tip_text(choice.help), QtCore.Qt.ItemDataRole.ToolTipRole)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        # The row has the menu; a drop-down would take the event and show none.
        event.ignore()

    def _show_extra(self, raw: str) -> int:
        last = len(self._choices)
        if self.count() == last:
            self.addItem("")
        self.setItemText(last, raw or "(empty)")
        self.setItemData(last, raw)
        from buildx_cache_flags.qt import icons

        self.setItemIcon(last, icons.icon("warning"))
        return last

    def _show_default(self, default: str | None) -> None:
        if default == self._default:
            return
        self._default = default
        for index, choice in enumerate(self._choices):
            note = "default" if choice.value == default else choice.note
            self.setItemText(index, _choice_text(choice.value, choice.label, note))


def _choice_text(value: str, label: str, note: str) -> str:
    text = f"{value} – {label}" if label else value
    return f"{text} ({note})" if note else text


class BooleanEditor(CheckBox):
    """A check box; a text that is no boolean stands beside it, and the box is neither on nor off."""

    edited = Signal(str, str)
    compact = True
    framed: tuple[QLineEdit, ...] = ()

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = RowState(None)
        self._empty = parameter.empty
        self._is_clicked = self._is_set = False
        self.clicked.connect(self._click_ended)
        self.toggled.connect(self._turned)

    @property
    def field(self) -> QWidget:
        return self

    @property
    def stops(self) -> Iterable[QWidget]:
        return (self,)

    def frames(self, area: QRect) -> tuple[QRect, ...]:
        return ()

    def describe(self, name: str, description: str) -> None:
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def set_state(self, state: RowState) -> None:
        self._state = state
        value = self._value()
        self._is_set = True
        if value is None:
            self.setCheckState(QtCore.Qt.CheckState.PartiallyChecked)
        else:
            # A box that has been partial goes on through three states unless told otherwise.
            self.setTristate(False)
            self.setChecked(value)
        self._is_set = False
        text = "" if state.shown in ("true", "false") else _cut(state.shown) or "(empty)"
        if text.replace("&", "&&") != self.text():
            self.setText(text.replace("&", "&&"))
            literal.tip(self, state.shown if text else "")

    def _value(self) -> bool | None:
        try:
            return parse_bool(self._state.shown or self._empty or "")
        except ValueError:
            return None

    def nextCheckState(self) -> None:
        # Only a click and a key come here.
        self._is_clicked = True
        super().nextCheckState()

    def _click_ended(self) -> None:
        self._is_clicked = False
        self._edit()

    def _turned(self) -> None:
        """A screen reader turns a box without a click."""
        if not self._is_set and not self._is_clicked:
            self._edit()

    def _edit(self) -> None:
        value = self._value()
        self.set_state(self._state)
        self.edited.emit("false" if value else "true", "picked")


_LONGEST: Final = 16


def _cut(text: str) -> str:
    """As much of a text as there is room for beside a box."""
    line = " ".join(text.split()) if text.strip() else text
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


EDITORS: Final[Mapping[Kind, type[ReferenceEditor | ChoiceEditor | BooleanEditor | LevelEditor]]] = {
    "reference": ReferenceEditor,
    "choice": ChoiceEditor,
    "boolean": BooleanEditor,
    "level": LevelEditor,
    "path": TextEditor,
    "text": TextEditor,
    "url": TextEditor,
    "integer": TextEditor,
    "duration": TextEditor,
    "secret": SecretEditor,
}
