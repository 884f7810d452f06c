"""One of several choices, side by side: radio buttons with another face, or a drop-down where they have no room."""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from buildx_cache_flags.qt import literal, plain, roles
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.controls import DropDown

Shape = Literal["segment", "chip"]

_WIDE: Final = 27
"""Pixels beside the text of a segment."""


class SegmentChoice(NamedTuple):
    """What is chosen, how it is called, and more about it."""

    value: str
    text: str
    tip: str = ""


class Segment(QRadioButton):
    """One part of a segmented choice, or a chip of its own: arrow keys, role and state are those of a radio button."""

    def __init__(self, text: str, shape: Shape = "chip", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._shape = shape
        self._first = self._last = True
        self._tint(False)
        self.toggled.connect(self._tint)
        if shape == "chip":
            self.setFixedSize(self.sizeHint())

    def set_place(self, *, first: bool, last: bool) -> None:
        """Whether it stands at an end of its choice, where the corners are round."""
        self._first, self._last = first, last

    def sizeHint(self) -> QSize:
        # As in bold, so that nothing moves when another is chosen.
        wide = QFontMetrics(theme.title(self._plain_font())).horizontalAdvance(self.text())
        height = theme.height_of_control(self._plain_font())
        return QSize(
            wide + (_WIDE - 3 if self._shape == "chip" else _WIDE), height - (4 if self._shape == "chip" else 0)
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def _plain_font(self) -> QFont:
        parent = self.parentWidget()
        return parent.font() if parent is not None else self.font()

    def _tint(self, on: bool) -> None:
        # The painter's pen comes from the role: a pen of its own would cost the first frame dearly (see ink.py).
        quiet = theme.Role.PlaceholderText if self._shape == "chip" else theme.Role.WindowText
        self.setForegroundRole(theme.Role.Link if on else quiet)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        area, on = self.rect(), self.isChecked()
        if self._shape == "chip":
            edge = None if on else ink.frame_pen
            paint.box(painter, area, area.height() / 2 - 0.5, ink.soft if on else ink.card, edge)
        else:
            self._draw_part(painter, area, on)
        if self.hasFocus():
            radius = area.height() / 2 - 2 if self._shape == "chip" else paint.CONTROL - 2
            paint.ring(painter, area.adjusted(2, 2, -2, -2), radius, ink.ring_pen)
        if on:
            painter.setFont(theme.title(self.font()))
        painter.drawText(area, plain.MIDDLE | plain.CENTRE | plain.HIDDEN_KEYS, self.text())

    def _draw_part(self, painter: QPainter, area: QRect, on: bool) -> None:
        """The ends are round: what goes beyond the widget is cut off."""
        ink, beyond = theme.current().ink, 12
        wide = area.adjusted(0 if self._first else -beyond, 0, 0 if self._last else beyond, 0)
        paint.box(painter, wide, paint.CONTROL, ink.soft if on else ink.field, ink.frame_pen)
        if not self._first:
            paint.bar(painter, QRectF(0, 1, 1, area.height() - 2), ink.frame)


class Segments(QWidget):
    """A segmented choice.  ``chosen`` is sent on a person's action only.

    A value that is none of the choices stands as a last segment of its own until another one is chosen.  Each button
    is named by its text, and described by what the whole choice is about; Tab enters on the one that is chosen.
    """

    chosen = Signal(str)

    def __init__(self, name: str, choices: Iterable[SegmentChoice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._value: str | None = None
        self._given = tuple(choices)
        self._choices = self._given
        self._group = QButtonGroup(self)
        self.buttons: dict[str, Segment] = {}
        self.drop_down: DropDown | None = None
        self._is_narrow = False
        for choice in self._choices:
            self._add(choice)
        self._place_ends()
        height = theme.height_of_control(self.font())
        self.setMinimumHeight(height)
        self.setMaximumHeight(height)
        self.setAccessibleName(name)
        roles.mark(self, "group")

    @property
    def value(self) -> str:
        """What is chosen."""
        return self._value or ""

    @property
    def field(self) -> QWidget:
        """What takes the focus: the chosen button, or the drop-down."""
        if self._is_narrow and self.drop_down is not None:
            return self.drop_down
        return self.buttons.get(self.value) or next(iter(self.buttons.values()))

    def set_value(self, value: str) -> None:
        """Choose *value*."""
        if value == self._value and self.buttons[value].isChecked():
            return
        known = {choice.value for choice in self._given}
        self._set_choices(self._given if value in known else (*self._given, SegmentChoice(value, value or "(empty)")))
        had_focus = any(button.hasFocus() for button in self.buttons.values())
        self._value = value
        for key, button in self.buttons.items():
            # Tab stops at the chosen one, a click and the arrow keys reach the others.
            button.setProperty("focusPolicy", 11 if key == value else 2)
        chosen = self.buttons[value]
        chosen.setChecked(True)
        if had_focus:
            chosen.setFocus()
        if self.drop_down is not None:
            self.drop_down.setCurrentIndex(self.drop_down.findData(value))

    def _set_choices(self, choices: tuple[SegmentChoice, ...]) -> None:
        if choices == self._choices:
            return
        for key in self.buttons.keys() - {choice.value for choice in choices}:
            button = self.buttons.pop(key)
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        self._choices = choices
        for choice in choices:
            if choice.value not in self.buttons:
                last = list(self.buttons.values())[-1]
                self._add(choice).setVisible(not self._is_narrow)
                QWidget.setTabOrder(last, self.buttons[choice.value])
        self._place_ends()
        self._fill_drop_down()
        self.updateGeometry()
        self._arrange()

    def _add(self, choice: SegmentChoice) -> Segment:
        button = Segment(choice.text, "segment", self)
        button.setAccessibleDescription(self._name)
        if choice.tip:
            literal.tip(button, choice.tip)
        self._group.addButton(button)
        self.buttons[choice.value] = button
        button.toggled.connect(lambda on, value=choice.value: self._turned(value, on=on))
        return button

    def _turned(self, value: str, *, on: bool) -> None:
        """A click, an arrow key or a screen reader turned a button on; only a click would be heard as one."""
        if on and value != self._value:
            self._pick(value)

    def _pick(self, value: str) -> None:
        self.set_value(value)
        self.chosen.emit(value)

    def _place_ends(self) -> None:
        last = len(self.buttons) - 1
        for number, button in enumerate(self.buttons.values()):
            button.set_place(first=number == 0, last=number == last)

    def sizeHint(self) -> QSize:
        return QSize(self._needed(), theme.height_of_control(self.font()))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._needed(), 160), theme.height_of_control(self.font()))

    def _needed(self) -> int:
        return sum(button.sizeHint().width() for button in self.buttons.values())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self._needed() > self.width()
        if narrow != self._is_narrow:
            self._change_face(narrow)
        if self.drop_down is not None and narrow:
            self.drop_down.setGeometry(self.rect())
            return
        # To the right, under the other controls of the column.
        left = self.width() - self._needed()
        for button in self.buttons.values():
            wide = button.sizeHint().width()
            button.setGeometry(left, 0, wide, self.height())
            left += wide

    def _change_face(self, narrow: bool) -> None:
        had_focus = self.isAncestorOf(self.window().focusWidget())
        self._is_narrow = narrow
        if narrow and self.drop_down is None:
            self.drop_down = DropDown(self)
            self.drop_down.setAccessibleName(self._name)
            self._fill_drop_down()
            # Tab goes by age, and this one is younger than whatever comes behind.
            QWidget.setTabOrder(list(self.buttons.values())[-1], self.drop_down)
            self.drop_down.activated.connect(lambda index: self._pick(self._choices[index].value))
        for button in self.buttons.values():
            button.setVisible(not narrow)
        if self.drop_down is not None:
            self.drop_down.setVisible(narrow)
        if had_focus:
            self.field.setFocus()

    def _fill_drop_down(self) -> None:
        if self.drop_down is None:
            return
        self.drop_down.clear()
        for choice in self._choices:
            self.drop_down.addItem(choice.text, choice.value)
        self.drop_down.setCurrentIndex(self.drop_down.findData(self._value))
