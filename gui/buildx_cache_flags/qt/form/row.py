"""One row of the form: name, editor, reset arrow, and the line of help or its problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.draft.rows import RowState
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import later, literal
from buildx_cache_flags.qt.form.editors import Editor
from buildx_cache_flags.qt.form.message import LINES, MessageLine, draw_lines, fits
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme

if TYPE_CHECKING:
    # Their classes are made when they are first used, which is not in the first frame.
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu, QToolButton

TOP = theme.GRID // 2
"""Pixels above the editor."""
GAP = theme.GRID // 4
"""Pixels between the editor and the lines under it."""
ARROW = 3 * theme.GRID
"""Pixels across the reset arrow."""
LONGEST_TIP = 1000
"""Characters of a name that its tool tip shows."""
BAR = 3
"""Pixels of the bar that marks a row whose value is written."""


class Row(QWidget):
    """Shows one parameter.  It keeps no state of its own: everything comes in through :meth:`update_row`.

    Caption and message are painted, not labels: the field carries them as accessible name and description.
    """

    edited = Signal(object, str, str)
    reset = Signal(object)
    write_always = Signal(object, str)
    pointed = Signal(object)

    def __init__(self, parameter: Parameter, editor: Editor, place: Place, name_width: int) -> None:
        super().__init__()
        self.parameter = parameter
        self.place = place
        self.editor = editor
        self._state = RowState(None)
        self._shown: tuple[RowState, Problem | None, bool] | None = None
        self._lit = False
        self._name = Label(parameter.name, self)
        self._name.setFont(theme.mono(self.font()))
        self._name_width = name_width
        if not parameter.documented or self._name.sizeHint().width() > name_width:
            # Keys that come with a paste are of any length.
            metrics = QtGui.QFontMetrics(self._name.font())
            self._name.setText(
                metrics.elidedText(visible(parameter.name), QtCore.Qt.TextElideMode.ElideMiddle, name_width)
            )
            literal.tip(self._name, visible(parameter.name, LONGEST_TIP))
        # The painter's colour, and that of no child.
        self.setForegroundRole(theme.Role.PlaceholderText)
        self._under = LINES * QtGui.QFontMetrics(theme.small(self.font())).lineSpacing()
        self._reset: QToolButton | None = None
        self.message = MessageLine(self)
        self._lay_out()
        editor.field.setAccessibleName(f"{parameter.name}: {parameter.label}" if parameter.label else parameter.name)
        editor.edited.connect(lambda raw, gesture: self.edited.emit(self.place, raw, gesture))
        later.do(self._complete)

    def _lay_out(self) -> None:
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(theme.GRID, TOP, theme.GRID // 2, GAP + self._under)
        line.setSpacing(theme.GRID)
        # At least so high, and higher where the letters need it.
        line.addStrut(ARROW)
        self._name.setFixedWidth(self._name_width)
        line.addWidget(self._name)
        line.addWidget(self.editor_widget, 1)
        # The place of the arrow, which comes behind the first frame; a layout keeps no distance from it by itself.
        line.addSpacing(theme.GRID + ARROW)

    def _complete(self) -> None:
        if self.parameter.documented and (tip := " ".join(self._tip())):
            literal.tip(self._name, tip)
        self._reset = _reset_button(self.parameter.name)
        self._reset.clicked.connect(self._reset_clicked)
        self._line.takeAt(self._line.count() - 1)
        self._line.addWidget(self._reset)
        # Only in its place: without a parent it would be a window.
        self._reset.setVisible(self._state.resettable)

    def _tip(self) -> Iterator[str]:
        """What to say of the name: itself and its caption where they are cut, and what they stand for."""
        if self._name.text() != self.parameter.name:
            yield f"{self.parameter.name}:"
        if not fits(QtGui.QFontMetrics(theme.small(self.font())), self.parameter.label, self._caption_rect(), LINES):
            yield f"{self.parameter.label}."
        if self.parameter.explanation:
            yield self.parameter.explanation

    @property
    def editor_widget(self) -> QWidget:
        """The whole editor."""
        if not isinstance(self.editor, QWidget):
            raise TypeError(f"{type(self.editor).__name__} is no widget")
        return self.editor

    def update_row(self, state: RowState, problem: Problem | None, *, touched: bool) -> None:
        """Show *state*, and *problem* in place of the help; nothing happens where all is as before."""
        shown = (state, problem, touched)
        if shown == self._shown:
            return
        self._shown = shown
        if state != self._state:
            self._state = state
            if self._reset is not None:
                self._reset.setVisible(state.resettable)
            self.update()
        self.editor.set_state(state)
        quiet = problem is not None and problem.severity == "error" and not touched
        if problem is None or (quiet and state.suggestion):
            self.message.show_help(self._help())
        else:
            self.message.show_problem(problem, quiet=quiet)
        self.editor.field.setAccessibleDescription(self.message.text)
        self._explain_when_cut()

    def _help(self) -> str:
        if self._state.follows:
            return "Follows the ref that is written to, until you edit it."
        if self._state.caption and self._state.raw is not None:
            return self._state.caption
        if self._state.caption:
            return f"{self.parameter.help} {self._state.caption}"
        if self._state.explicit:
            return f"Written out although it is the default. {self.parameter.help}"
        if self._state.suggestion:
            return "Tab takes what is suggested: the image's repository, with a tag of its own for the cache."
        return self.parameter.help

    def set_lit(self, lit: bool) -> None:
        """Light the row, because its token in the command is pointed at."""
        if lit != self._lit:
            self._lit = lit
            self.update()

    @property
    def lit(self) -> bool:
        """Whether the row is lit."""
        return self._lit

    def menu(self) -> QMenu:
        """The row's menu: reset, always write this, explanation, documentation."""
        menu = QtWidgets.QMenu(self)
        menu.setAttribute(QtCore.Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add(menu, "Reset to the default", self._reset_clicked, enabled=self._state.resettable)
        if self._state.default is not None:
            always = self._add(menu, "Always write this", self._write_always, enabled=self._can_write())
            always.setCheckable(True)
            always.setChecked(self._state.raw is not None)
        if self.parameter.explanation:
            menu.addSeparator()
            self._add(menu, f"About {self.parameter.name}", self.explain)
        if self.parameter.link:
            self._add(menu, "Open the documentation", self._open_link)
        return menu

    def _add(self, menu: QMenu, text: str, action: object, *, enabled: bool = True) -> QAction:
        added = menu.addAction(text)
        added.setEnabled(enabled)
        added.triggered.connect(lambda _=False: action())  # type: ignore[operator]
        return added

    def _can_write(self) -> bool:
        return self._state.raw is None or self._state.explicit

    def _write_always(self) -> None:
        if self._state.raw is None:
            self.write_always.emit(self.place, self._state.shown)
        else:
            self.reset.emit(self.place)

    def _reset_clicked(self) -> None:
        # The arrow is about to vanish, and the focus must not wander off with it.
        self.editor.field.setFocus()
        self.reset.emit(self.place)

    def explain(self) -> None:
        """Show the longer explanation beside the row."""
        corner = self.mapToGlobal(QPoint(theme.GRID, self.height()))
        literal.show_tip(corner, self.parameter.explanation, self, self.rect(), 30_000)

    def _open_link(self) -> None:
        QtGui.QDesktopServices.openUrl(QtCore.QUrl(self.parameter.link))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt makes a context menu of the Menu key everywhere, of Shift+F10 on Windows only.
        shift_f10 = QtCore.QKeyCombination(QtCore.Qt.KeyboardModifier.ShiftModifier, QtCore.Qt.Key.Key_F10)
        if event.keyCombination() == shift_f10:
            self.menu().popup(self.editor_widget.mapToGlobal(self.editor_widget.rect().bottomLeft()))
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.pointed.emit(self.place)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._lit or self._state.raw is not None:
            self._draw_marks(painter)
        painter.setFont(theme.small(self.font()))
        draw_lines(painter, self.parameter.label, self._caption_rect(), LINES)
        self.message.draw(painter, self._message_rect())

    def _caption_rect(self) -> QRect:
        return QRect(theme.GRID, self.height() - self._under, self._name_width, self._under)

    def _message_rect(self) -> QRect:
        left = self._name_width + 2 * theme.GRID
        return QRect(left, self.height() - self._under, self.width() - left - theme.GRID // 2, self._under)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain_when_cut()

    def _explain_when_cut(self) -> None:
        """What is cut is whole in the tool tip."""
        cut = self.message.is_cut(QtGui.QFontMetrics(theme.small(self.font())), self._message_rect())
        literal.tip(self, self.message.text if cut else "")

    def _draw_marks(self, painter: QPainter) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QtCore.Qt.PenStyle.NoPen))
        if self._lit:
            painter.setBrush(theme.current().lit())
            painter.drawRoundedRect(QRectF(self.rect()), theme.GRID / 2, theme.GRID / 2)
        if self._state.raw is not None and not self._state.follows:
            painter.setBrush(self.palette().highlight())
            bar = QRectF(0, TOP, BAR, self.editor_widget.height())
            painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        painter.restore()


def _reset_button(name: str) -> QToolButton:
    from buildx_cache_flags.qt import icons

    button = QtWidgets.QToolButton()
    button.setIcon(icons.icon("reset"))
    button.setAutoRaise(True)
    literal.tip(button, "Reset to the default")
    button.setAccessibleName(f"Reset {name}")
    policy = button.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    button.setSizePolicy(policy)
    button.setFixedSize(ARROW, ARROW)
    return button
