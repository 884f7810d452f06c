"""Two forms side by side: the command, what it does, and what is cached, with what differs marked."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.outcome import View, judge
from buildx_cache_flags.core.session.comparing import Section, compare
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import DropDown
from buildx_cache_flags.qt.look.dress import dress

_TINT: Final = 40
"""Of 255, how much of its colour a changed line has."""


class State(NamedTuple):
    """One form to compare: what it is called, and what gives it, nothing where it can't be had."""

    name: str
    draft: Callable[[], Draft | None]


class CompareDialog(QDialog):
    """Shows two of several states; both are written for the same place, so that only the forms differ."""

    def __init__(
        self, states: Iterable[State], left: int, right: int, view: View, catalog: Catalog, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        dress(self)
        self._states = tuple(states)
        self._view = view
        self._catalog = catalog
        self.setWindowTitle("Compare")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.boxes = (self._box("Left side", left), self._box("Right side", right))
        self.sides = (_side("Left side"), _side("Right side"))
        self.said = Label()
        self.said.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID * 2, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        for widgets, stretch in ((self.boxes, 0), (self.sides, 1)):
            row = QHBoxLayout()
            row.setSpacing(theme.GRID)
            for widget in widgets:
                row.addWidget(widget, 1)
            layout.addLayout(row, stretch)
        layout.addWidget(self.said)
        layout.addWidget(buttons)
        bars = [side.verticalScrollBar() for side in self.sides]
        bars[0].valueChanged.connect(bars[1].setValue)
        bars[1].valueChanged.connect(bars[0].setValue)
        self.resize(150 * theme.GRID, 80 * theme.GRID)
        self._show()

    def _box(self, name: str, index: int) -> QComboBox:
        box = DropDown()
        box.setAccessibleName(name)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.addItems([state.name for state in self._states])
        box.setCurrentIndex(index)
        box.activated.connect(self._show)
        return box

    def _show(self) -> None:
        drafts = [self._states[box.currentIndex()].draft() for box in self.boxes]
        left, right = drafts
        if left is None or right is None:
            self.said.setText("This setup can't be read. Choose another one.")
            return
        outcomes = [judge(draft, self._view, self._catalog, with_variables=True) for draft in (left, right)]
        sections = compare(*outcomes)
        for number, side in enumerate(self.sides):
            _fill(side, sections, number)
        differing = [section.title for section in sections if not section.same]
        said = (
            f"Different: {', '.join(differing)}. Lines that differ begin with − and +."
            if differing
            else "Both are the same."
        )
        self.said.setText(said)
        self.said.setAccessibleName(said)


def _side(name: str) -> QPlainTextEdit:
    side = QPlainTextEdit()
    side.setReadOnly(True)
    side.setTabChangesFocus(True)
    side.setFont(theme.mono(side.font()))
    side.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    side.setAccessibleName(name)
    return side


def _fill(side: QPlainTextEdit, sections: Iterable[Section], number: int) -> None:
    """Show one side, line for line beside the other one; a changed line is tinted and has a sign in front."""
    sign = "−+"[number]
    colour = QColor(theme.current().severity("error") if number == 0 else side.palette().color(theme.Role.Highlight))
    colour.setAlpha(_TINT)
    lines: list[str] = []
    changed: list[int] = []
    for section in sections:
        lines += ["", f"  {section.title}", ""] if lines else [f"  {section.title}", ""]
        for row in section.rows:
            text = row[number]
            if not row.same:
                changed.append(len(lines))
            mark = " " if row.same or text is None else sign
            lines.append(f"{mark} {text or ''}")
    side.setPlainText("\n".join(lines))
    marks = []
    for line in changed:
        mark_of = QTextEdit.ExtraSelection()
        mark_of.cursor = QTextCursor(side.document().findBlockByNumber(line))
        mark_of.format.setBackground(QBrush(colour))
        mark_of.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        marks.append(mark_of)
    side.setExtraSelections(marks)
