"""The command as it will be copied, wrapped and coloured, each token joined to the row that it came from."""

import re
from bisect import bisect_right
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.targets.base import Rendered, Span
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.soon import Soon

LINES = 9
"""Lines of the command that are visible; more can be scrolled to, so that Copy stays in its place."""
LONGEST = 20_000
"""Characters that are shown; what is copied is always whole."""

_UNSEEN: Final = re.compile("[\0-\x08\x0b-\x1f\x7f\u2028\u2029]")
"""What can't be seen, or would begin a line: in the view each has a picture, so that the places of tokens agree."""


class _Look(NamedTuple):
    """How a token looks: underlined for a problem, coloured as an attribute, lit as what is pointed at."""

    underlined: Severity | None = None
    coloured: bool = False
    lit: bool = False


_PLAIN: Final = _Look()


class Preview(QPlainTextEdit):
    """Shows what is rendered; read-only, but its text can be selected and read by keyboard."""

    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setFont(theme.mono(self.font()))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setAccessibleName("Command")
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setPlaceholderText("The command appears here.")
        self.viewport().setMouseTracking(True)
        self._colours = Soon(self.refresh, self)
        self._text = ""
        self._spans: tuple[Span, ...] = ()
        self._problems: dict[Place, Severity] = {}
        self._lit: Place | None = None

    def sizeHint(self) -> QSize:
        return QSize(320, self.fontMetrics().lineSpacing() * LINES + 2 * theme.GRID)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_rendered(self, rendered: Rendered, problems: tuple[Problem, ...]) -> None:
        """Show the text, and mark what has a problem."""
        text = rendered.text if len(rendered.text) <= LONGEST else f"{rendered.text[:LONGEST]}…"
        text = _UNSEEN.sub(_picture, text)
        worst = {problem.place: problem.severity for problem in reversed(_by_severity(problems))}
        if text == self._text and rendered.spans == self._spans and worst == self._problems:
            return
        self._spans = tuple(span for span in rendered.spans if span.end <= len(text))
        self._problems = worst
        if text != self._text:
            self._text = text
            self.setPlainText(text)
        self._colours.ask()

    def light(self, place: Place | None) -> None:
        """Light the tokens of *place*."""
        if place != self._lit:
            self._lit = place
            self.refresh()
            self._reveal(place)

    def _reveal(self, place: Place | None) -> None:
        """Scroll to the first token of *place*, where it is out of sight."""
        span = next((span for span in self._spans if span.place == place), None)
        if span is None:
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(span.start + bisect_right(self._wide(), span.start - 1))
        if not self.viewport().rect().contains(self.cursorRect(cursor)):
            block = cursor.block()
            line = block.layout().lineForTextPosition(cursor.positionInBlock())
            # The scroll bar counts lines as they are wrapped.
            self.verticalScrollBar().setValue(block.firstLineNumber() + line.lineNumber() - LINES // 2)

    def _wide(self) -> list[int]:
        """Where characters stand that Qt counts twice: it counts UTF-16 units, Python characters."""
        text = self._text
        return [index for index, character in enumerate(text) if character > "\uffff"] if not text.isascii() else []

    def refresh(self) -> None:
        """Colour the tokens anew."""
        wide = self._wide()
        looks = {place: self._look(place) for place in {span.place for span in self._spans}}
        formats = {look: self._format(look) for look in set(looks.values()) - {_PLAIN}}
        marked = [span for span in self._spans if looks[span.place] != _PLAIN]
        self.setExtraSelections([self._selection(span, wide, formats[looks[span.place]]) for span in marked])

    def _selection(self, span: Span, wide: list[int], look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(span.start + bisect_right(wide, span.start - 1))
        cursor.setPosition(span.end + bisect_right(wide, span.end - 1), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        selection.format = look
        return selection

    def _look(self, place: Place) -> _Look:
        severity = self._problems.get(place)
        underlined = severity if severity in ("error", "warning") else None
        return _Look(underlined, place.option is not None and bool(place.parameter), place == self._lit)

    def _format(self, look: _Look) -> QTextCharFormat:
        result, colours = QTextCharFormat(), theme.current()
        if look.underlined is not None:
            result.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            result.setUnderlineColor(colours.severity(look.underlined))
        if look.coloured:
            result.setForeground(QColor(colours.colours.hint))
        if look.lit:
            result.setBackground(colours.lit())
        return result

    def place_at(self, position: QPointF) -> Place | None:
        """The place of the token under *position* (in the viewport)."""
        index = self.cursorForPosition(position.toPoint()).position()
        text = self.toPlainText()
        if not text.isascii():
            index = len(text.encode("utf-16-le")[: 2 * index].decode("utf-16-le", "ignore"))
        return next((span.place for span in self._spans if span.start <= index < span.end), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.pointed.emit(self.place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.refresh()


def _picture(character: re.Match[str]) -> str:
    code = ord(character[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "␤"


def _by_severity(problems: tuple[Problem, ...]) -> list[Problem]:
    order = {"error": 0, "warning": 1, "hint": 2}
    return sorted(problems, key=lambda problem: order[problem.severity])
