"""The editor of a level: a slider with a line edit in step."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QLineEdit, QWidget

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.core.draft.rows import RowState
from buildx_cache_flags.core.text.golang import parse_int64
from buildx_cache_flags.qt import plain
from buildx_cache_flags.qt.form.level_slider import LevelSlider
from buildx_cache_flags.qt.form.text_editors import TextField
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import INSET


class LevelEditor(QWidget):
    """A slider with a line edit in step; the slider's leftmost stop is the default, and the text is never clamped."""

    edited = Signal(str, str)
    compact = False

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dragged = False
        self._refused = False
        levels = parameter.levels
        low, high = (levels.min, levels.max) if levels else (0, 0)
        self._slider = LevelSlider()
        self._slider.setParent(self)
        plain.lay_out(self._slider, horizontal=True)
        plain.focus_by_key_and_click(self._slider)
        self._slider.setRange(low - 1, high)
        self._slider.setPageStep(max((high - low) // 4, 1))
        self._text = TextField(self)
        self._text.leave_frame_to_card()
        self._text.setPlaceholderText("default")
        self._wide = self._text.fontMetrics().horizontalAdvance("0") * 8 + 2 * INSET + 2
        self._text.written.connect(lambda text: self.edited.emit(text, "typed"))
        self._slider.actionTriggered.connect(self._moved)
        self._slider.sliderReleased.connect(self._released)

    @property
    def field(self) -> QWidget:
        return self._text

    @property
    def stops(self) -> Iterable[QWidget]:
        return (self._slider, self._text)

    @property
    def framed(self) -> tuple[QLineEdit, ...]:
        return (self._text,)

    @property
    def refused(self) -> bool:
        return self._refused

    @property
    def slider(self) -> LevelSlider:
        """The slider."""
        return self._slider

    def frames(self, area: QRect) -> tuple[QRect, ...]:
        return (QRect(area.right() + 1 - self._wide, area.y(), self._wide, area.height()),)

    def set_refused(self, refused: bool) -> None:
        self._refused = refused
        self._slider.set_refused(refused)

    def describe(self, name: str, description: str) -> None:
        for widget in (self._slider, self._text):
            widget.setAccessibleName(name)
            widget.setAccessibleDescription(description)
        self._slider.setAccessibleDescription(f"Far left means default. {description}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        frame = self.frames(self.rect())[0]
        self._text.setGeometry(frame.adjusted(INSET, 2, -INSET, -2))
        self._slider.setGeometry(0, 0, frame.x() - theme.GRID - 4, self.height())

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
