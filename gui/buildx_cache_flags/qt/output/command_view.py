"""The command as it will be copied: wrapped at commas, coloured, each token joined to the row that it came from."""

import re
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.severity import SEVERITIES, Severity
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.targets.file_parts import cache_lines
from buildx_cache_flags.core.targets.rendered import Rendered
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.look.thin_bar import ThinBar
from buildx_cache_flags.qt.output import code_formats, hanging
from buildx_cache_flags.qt.output.code_formats import CodeMark
from buildx_cache_flags.qt.soon import Soon

LEAST_LINES: Final = 6
"""Lines of the panel that are always there, so that Copy stays in its place while somebody begins to type."""
LONGEST: Final = 20_000
"""Characters that are shown; what is copied is always whole."""

_UNSEEN: Final = re.compile("[\0-\x08\x0b-\x1f\x7f\u2028\u2029]")
"""What can't be seen, or would begin a line: in the view each has a picture, so that the places of tokens agree."""
_LINE_END: Final = re.compile(r" [\\`^](?=\n)")


class CommandView(QPlainTextEdit):
    """Shows what is rendered; read-only, but its text can be selected and read by keyboard.

    What is selected is copied as it really is, without the line breaks that only the view has.
    """

    pointed = Signal(object)
    lines_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rendered = Rendered("")
        self._shown = hanging.Shown("")
        self._problems: dict[Place, Severity] = {}
        self._lit: Place | None = None
        self._in_file = False
        self._letter = 1
        self.setReadOnly(True)
        self.setVerticalScrollBar(ThinBar("code"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(theme.mono(self.font()))
        self._measure()
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName("Command")
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        self.viewport().setMouseTracking(True)
        self._colours = Soon(self.refresh, self)
        code_formats.take_palette(self)

    @property
    def command(self) -> str:
        """The text without the line breaks that only the view has; a very long one ends in an ellipsis."""
        return self._rendered.text

    @property
    def line_count(self) -> int:
        """Lines that are shown."""
        return self.blockCount()

    def height_of(self, lines: int) -> int:
        """Pixels that so many *lines* need."""
        bar = self.horizontalScrollBar()
        beside = bar.sizeHint().height() if bar.maximum() > 0 else 0
        return round(lines * self.fontMetrics().lineSpacing()) + beside + 2

    def sizeHint(self) -> QSize:
        return QSize(40 * theme.GRID, self.height_of(LEAST_LINES))

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * theme.GRID, self.height_of(3))

    def show_rendered(self, rendered: Rendered, problems: tuple[Problem, ...], *, in_file: bool) -> None:
        """Show the text, and mark what has a problem; *in_file*, the lines of the cache stand out."""
        text = rendered.text if len(rendered.text) <= LONGEST else f"{rendered.text[:LONGEST]}…"
        text = _UNSEEN.sub(_picture, text)
        worst: dict[Place, Severity] = {problem.place: problem.severity for problem in reversed(_by_severity(problems))}
        spans = tuple(span for span in rendered.spans if span.end <= len(text))
        found = Rendered(text, spans)
        if (found, worst, in_file) == (self._rendered, self._problems, self._in_file):
            return
        arrives = in_file and not (self._in_file and text.count("\n") == self._rendered.text.count("\n"))
        self._rendered, self._problems, self._in_file = found, worst, in_file
        self._break_lines()
        self._colours.ask()
        if arrives:
            self._show_cache_lines()

    def _measure(self) -> None:
        """Pixels of a letter, once for each font: to measure takes longer than to break all lines."""
        self._letter = max(self.fontMetrics().horizontalAdvance("0"), 1)

    def _columns(self) -> int:
        return max(self.viewport().width() // self._letter, 20)

    def _break_lines(self) -> None:
        shown = hanging.lay(self._rendered.text, self._rendered.spans, self._columns())
        if shown != self._shown:
            before, self._shown = self.blockCount(), shown
            self.setPlainText(shown.text)
            if before != self.blockCount():
                self.lines_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._break_lines()
            self.refresh()

    def light(self, place: Place | None) -> None:
        """Light the tokens of *place*."""
        if place != self._lit:
            self._lit = place
            self.refresh()
            self._reveal(place)

    def lit_text(self) -> list[str]:
        """The tokens that are lit."""
        return [self.command[span.start : span.end] for span in self._rendered.spans if span.place == self._lit]

    def _reveal(self, place: Place | None) -> None:
        """Scroll to the first token of *place*, where it is out of sight."""
        span = next((span for span in self._rendered.spans if span.place == place), None)
        if span is not None and not self.viewport().rect().contains(self.rect_of(span.start)):
            self._scroll_to(self.cursor_at(span.start).blockNumber())

    def _show_cache_lines(self) -> None:
        """Scroll so that the lines of the cache are in view."""
        lines = cache_lines(self._rendered)
        if lines:
            first = sum(len(line) + 1 for line in self.command.split("\n")[: lines[0]])
            self._scroll_to(self.cursor_at(first).blockNumber())

    def _scroll_to(self, line: int) -> None:
        self.verticalScrollBar().setValue(max(line - 1, 0))

    def cursor_at(self, position: int) -> QTextCursor:
        """A cursor at the character *position* of the command."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._units(self._shown.shown(position)))
        return cursor

    def rect_of(self, position: int) -> QRect:
        """Where the character at *position* of the command is shown, in the viewport."""
        return self.cursorRect(self.cursor_at(position))

    def _units(self, shown: int) -> int:
        """Qt counts in UTF-16."""
        text = self._shown.text
        return shown if text.isascii() else len(text[:shown].encode("utf-16-le", "surrogatepass")) // 2

    def _from_units(self, units: int) -> int:
        text = self._shown.text
        if text.isascii():
            return units
        encoded = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
        return len(encoded.decode("utf-16-le", "ignore"))

    def refresh(self) -> None:
        """Colour the tokens anew."""
        text, shown = self._shown.text, self._shown.shown
        marks = [CodeMark(found.start(), found.end(), "quiet") for found in _LINE_END.finditer(text)]
        for start, end, place in self._rendered.spans:
            first, last = shown(start), shown(end - 1) + 1
            severity = self._problems.get(place)
            marks += code_formats.marks(text, first, last, place, severity, lit=place == self._lit)
        code_formats.colour(self.document(), text, marks, quiet=self._quiet_lines())
        self.setExtraSelections([self._line_selection(line) for line in self._cache_lines()])
        self.viewport().update()

    def _cache_lines(self) -> list[int]:
        """The lines as shown that something of a cache stands on, where they are to stand out."""
        if not self._in_file:
            return []
        rows = self._shown.rows(self.command)
        return [row for line in cache_lines(self._rendered) for row in rows[line]]

    def _quiet_lines(self) -> frozenset[int]:
        bright = set(self._cache_lines())
        return frozenset(set(range(self.blockCount())) - bright) if bright else frozenset()

    def _line_selection(self, line: int) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = QTextCursor(self.document().findBlockByNumber(line))
        selection.format = code_formats.whole_line()
        return selection

    def place_at(self, position: QPointF) -> Place | None:
        """The place of the token under *position* (in the viewport)."""
        shown = self._from_units(self.cursorForPosition(position.toPoint()).position())
        index = self._shown.real(shown)
        return next((span.place for span in self._rendered.spans if span.start <= index < span.end), None)

    def createMimeDataFromSelection(self) -> QMimeData:
        cursor = self.textCursor()
        ends = (self._from_units(cursor.selectionStart()), self._from_units(cursor.selectionEnd()))
        start, end = map(self._shown.real, ends)
        data = QMimeData()
        data.setText(self.command[start:end])
        return data

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.pointed.emit(self.place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # Qt tells the windows alone of the application's palette; taking one is a change of palette again.
        if event.type() == QEvent.Type.PaletteChange and not code_formats.has_palette(self):
            code_formats.take_palette(self)
            self.refresh()
        elif event.type() == QEvent.Type.FontChange:
            self._measure()
            self._break_lines()


class Panel(QWidget):
    """The dark surface around the command."""

    def __init__(self, view: CommandView) -> None:
        super().__init__()
        self._view = view
        self._most = 0
        self._lines = LEAST_LINES
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        layout.addWidget(view)
        self._fit = Soon(self.fit, self)
        view.lines_changed.connect(self._fit.ask)

    def set_most(self, height: int) -> None:
        """Be at most *height* pixels high; what does not fit is scrolled."""
        if height != self._most:
            self._most = height
            self.fit()

    def fit(self, *, may_shrink: bool = False) -> None:
        """Grow with the text, and shrink only when that moves nothing under somebody's hand."""
        needed = max(self._view.line_count, LEAST_LINES)
        self._lines = needed if may_shrink else max(self._lines, needed)
        wanted = self._view.height_of(self._lines) + 4 * theme.GRID
        least = self._view.minimumSizeHint().height() + 4 * theme.GRID
        height = max(min(wanted, self._most), least) if self._most else wanted
        if height != self.minimumHeight() or height != self.maximumHeight():
            self.setFixedHeight(height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.setRenderHint(paint.AA)
        paint.box(painter, self.rect(), paint.CARD, ink.code, None)
        if self._view.hasFocus():
            paint.ring(painter, self.rect(), paint.CARD, ink.ring_pen)


def _picture(character: re.Match[str]) -> str:
    code = ord(character[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "␤"


def _by_severity(problems: tuple[Problem, ...]) -> list[Problem]:
    return sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity))
