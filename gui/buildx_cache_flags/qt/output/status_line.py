"""One line under Copy: how the command stands, or how the copy went."""

from typing import Final, Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from buildx_cache_flags.qt import icons
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.output.standing import Standing

Mood = Literal["good", "warning", "error", ""]

_ICONS: Final[dict[Mood, str]] = {"good": "done", "warning": "warning", "error": "error", "": ""}


class _Sign(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.mood: Mood = ""

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height()
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.mood:
            side = self.fontMetrics().height()
            colour = getattr(theme.current().ink, self.mood).color()
            icons.draw(QPainter(self), _ICONS[self.mood], QRectF(0, (self.height() - side) / 2, side, side), colour)


class StatusLine(QWidget):
    """An icon and a sentence; its height is always there, so that nothing moves."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = _Sign()
        self._sign.setFont(theme.small(self.font()))
        self._label = Label()
        self._label.setFont(theme.small(self.font()))
        self._label.setForegroundRole(theme.Role.PlaceholderText)
        self._label.setWordWrap(True)
        self._label.setMinimumHeight(self._label.fontMetrics().lineSpacing())
        self.since = Label()
        self.since.setFont(theme.small(self.font()))
        self.since.setForegroundRole(theme.Role.PlaceholderText)
        self.since.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 0, 0, 0)
        layout.setSpacing(theme.GRID - 2)
        layout.addWidget(self._sign)
        layout.addWidget(self._label, 1)
        layout.addWidget(self.since)

    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    def show_standing(self, standing: Standing) -> None:
        """Say how the command stands; what is missing is said by the place for Copy already."""
        mood: Mood = (
            "error" if standing.severity == "error" else "warning" if standing.severity == "warning" else "good"
        )
        self._show("" if standing.missing else standing.status, mood)

    def show_note(self, sentence: str, mood: Mood) -> None:
        """Say *sentence* instead, until something changes."""
        self._show(sentence, mood)

    def show_since(self, text: str) -> None:
        """Show at the end of the line when the command was copied last."""
        self.since.setText(text)
        self.since.setVisible(bool(text))

    def _show(self, sentence: str, mood: Mood) -> None:
        if not sentence:
            mood = ""
        if (sentence, mood) != (self._label.text(), self._sign.mood):
            self._label.setText(sentence)
            self._sign.mood = mood
            self._sign.update()
