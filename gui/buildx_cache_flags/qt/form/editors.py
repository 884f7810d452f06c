"""One small editor for each kind of parameter.

All share three members: the signal ``edited(raw, gesture)``, sent on a person's action only; ``set_state``, which
shows any raw text as it stands; and ``field``, the widget that takes the focus.
"""

from collections.abc import Mapping
from typing import Final, Protocol

from PySide6 import QtCore, QtGui
from PySide6.QtCore import QEvent, QObject, Signal, SignalInstance
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from buildx_cache_flags.core.catalog.parameters import Kind, Parameter
from buildx_cache_flags.core.draft.rows import RowState
from buildx_cache_flags.core.text.golang import parse_bool, parse_int64
from buildx_cache_flags.qt import later, literal, plain
from buildx_cache_flags.qt.form.level_slider import LevelSlider
from buildx_cache_flags.qt.look import theme

LONGEST: Final = 100_000
"""Characters that a line edit takes by typing and pasting: Linux passes no longer argument, and more would take Qt long.

Qt's own limit is 32,767, at which it cuts without a word.
"""


class Editor(Protocol):
    """What the form knows of an editor."""

    @property
    def edited(self) -> SignalInstance:
        """``(raw, gesture)``, on a person's action only; the gesture is one of the store's."""

    @property
    def field(self) -> QWidget:
        """The widget that takes the focus and carries the accessible name."""

    def set_state(self, state: RowState) -> None:
        """Show *state*; never sends ``edited``."""


class TextField(QLineEdit):
    """A line edit that leaves undo and redo to the application, whose history covers the whole form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST)
        self.setFont(theme.mono(self.font()))
        self.inputRejected.connect(self._say_cut)

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

    def show_text(self, text: str) -> None:
        """Show *text*; an equal one is left alone, because setting it would move the cursor."""
        if text != self.text():
            # What came another way is shown whole, or the next edit would lose its end.
            self.setMaxLength(max(LONGEST, len(text.encode("utf-16-le", "surrogatepass")) // 2))
            self.setText(text)
            self.setCursorPosition(0)

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


class WheelBlocker(QObject):
    """Keeps the wheel from changing a field that is only scrolled past."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


_wheel_blocker: WheelBlocker | None = None


def block_wheel(widget: QWidget) -> None:
    """Let *widget* take the wheel only while it has the focus."""
    global _wheel_blocker  # noqa: PLW0603 - one filter serves all fields
    if _wheel_blocker is None:
        _wheel_blocker = WheelBlocker()
    plain.focus_by_key_and_click(widget)
    widget.installEventFilter(_wheel_blocker)


class ReferenceEditor(TextField):
    """A line edit for an image reference, or any other text."""

    edited = Signal(str, str)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._example = parameter.placeholder
        self._suggestion = ""
        self._emptied = False
        self.setPlaceholderText(self._example)
        self.textEdited.connect(lambda text: self.edited.emit(text, "typed"))
        self.textChanged.connect(self._note_emptied)

    @property
    def field(self) -> QWidget:
        return self

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


class ChoiceEditor(QComboBox):
    """A drop-down of the documented choices; any other text stands in it as an extra item of its own."""

    edited = Signal(str, str)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = [choice for choice in parameter.choices if choice.documented]
        self._default: str | None = None
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        for choice in self._choices:
            self.addItem(_choice_text(choice.value, choice.label), choice.value)
        block_wheel(self)
        later.do(self._explain)
        self.activated.connect(lambda index: self.edited.emit(self.itemData(index), "picked"))

    @property
    def field(self) -> QWidget:
        return self

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
            mark = " (default)" if choice.value == default else ""
            self.setItemText(index, _choice_text(choice.value, choice.label) + mark)


def _choice_text(value: str, label: str) -> str:
    return f"{value} – {label}" if label else value


class BooleanEditor(QCheckBox):
    """A check box; a text that is no boolean stands beside it, and the box is neither on nor off."""

    edited = Signal(str, str)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = RowState(None)
        self._empty = parameter.empty
        self.clicked.connect(self._toggled)

    @property
    def field(self) -> QWidget:
        return self

    def set_state(self, state: RowState) -> None:
        self._state = state
        value = self._value()
        if value is None:
            self.setCheckState(QtCore.Qt.CheckState.PartiallyChecked)
        else:
            # A box that has been partial goes on through three states unless told otherwise.
            self.setTristate(False)
            self.setChecked(value)
        suffix = " (default)" if state.raw is None else ""
        text = (state.shown or "(empty)") + suffix
        if text.replace("&", "&&") != self.text():
            self.setText(text.replace("&", "&&"))

    def _value(self) -> bool | None:
        try:
            return parse_bool(self._state.shown or self._empty or "")
        except ValueError:
            return None

    def _toggled(self) -> None:
        value = self._value()
        self.set_state(self._state)
        self.edited.emit("false" if value else "true", "picked")


class LevelEditor(QWidget):
    """A slider with a line edit in step; the slider's leftmost stop is the default, and the text is never clamped."""

    edited = Signal(str, str)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dragged = False
        low, high = (parameter.levels.min, parameter.levels.max) if parameter.levels else (0, 0)
        self._slider = LevelSlider()
        plain.lay_out(self._slider, horizontal=True)
        self._slider.setRange(low - 1, high)
        self._slider.setPageStep(5)
        self._slider.setAccessibleName(f"{parameter.name}, slider")
        self._slider.setAccessibleDescription("The leftmost stop is the default.")
        self._text = TextField()
        self._text.setPlaceholderText("default")
        self._text.setFixedWidth(self._text.fontMetrics().horizontalAdvance("0") * 11)
        block_wheel(self._slider)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._text)
        self._text.textEdited.connect(lambda text: self.edited.emit(text, "typed"))
        self._slider.actionTriggered.connect(self._moved)
        self._slider.sliderReleased.connect(self._released)

    @property
    def field(self) -> QWidget:
        return self._text

    @property
    def slider(self) -> LevelSlider:
        """The slider."""
        return self._slider

    def set_state(self, state: RowState) -> None:
        low, high = state.span or (self._slider.minimum() + 1, self._slider.maximum())
        if (low - 1, high) != (self._slider.minimum(), self._slider.maximum()):
            self._slider.setRange(low - 1, high)
        position = _level(state.raw, low - 1)
        if position != self._slider.value() and not self._slider.isSliderDown():
            self._slider.setValue(min(max(position, low - 1), high))
        self._slider.set_marks(state.groups)
        self._text.show_text(state.shown)

    def _moved(self, action: int) -> None:
        """Only a person's action comes here; a value that is set from outside does not."""
        position = self._slider.sliderPosition()
        self._dragged = QAbstractSlider.SliderAction(action) == QAbstractSlider.SliderAction.SliderMove
        text = "" if position == self._slider.minimum() else str(position)
        self.edited.emit(text, "dragged" if self._dragged else "picked")

    def _released(self) -> None:
        """Where a drag ends is a choice that is complete; merely touching the slider is none."""
        if self._dragged:
            self._dragged = False
            self.edited.emit(self._text.text(), "picked")


def _level(raw: str | None, otherwise: int) -> int:
    try:
        # A slider counts in 32 bits; what is beyond its range stands at its end all the same.
        return max(min(parse_int64(raw or ""), 2**31 - 1), -(2**31))
    except ValueError:
        return otherwise


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
