"""One row of the form: title and buildx's name, the line of help or its problem, and the control at the right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from buildx_cache_flags.core.catalog.parameters import Parameter
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.draft.rows import RowState
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.form import row_painting, saying
from buildx_cache_flags.qt.form.editors import Editor
from buildx_cache_flags.qt.form.line import SIDE, FormLine
from buildx_cache_flags.qt.form.message import MessageLine
from buildx_cache_flags.qt.form.row_buttons import RowButtons
from buildx_cache_flags.qt.form.row_places import Places, arranged
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.ink import Ink

if TYPE_CHECKING:
    # Their classes are made when they are first used, which is not in the first frame.
    from PySide6.QtWidgets import QMenu

LONGEST_NAME = 60
"""Characters of a name that are shown: keys that come with a paste are of any length."""
LONGEST_TIP = 1000
"""Characters of such a name that its tool tip shows."""


class Row(FormLine):
    """Shows one parameter.  It keeps no state of its own: everything comes in through :meth:`update_row`.

    Name and message are painted by the card, not labels: the field carries them as accessible name and description.
    """

    edited = Signal(object, str, str)
    reset = Signal(object)
    write_always = Signal(object, str)
    pointed = Signal(object)
    fixed = Signal(object)
    """The fix of a problem is asked for."""
    read_asked = Signal(object, str)
    """The text of the row is a whole flag, to be read as one."""
    removes = False
    """Whether the row goes where its value is reset."""

    def __init__(self, parameter: Parameter, editor: Editor, place: Place, key: str | None = None) -> None:
        """*key* is how buildx calls it, where that is not the parameter's name."""
        super().__init__()
        self.parameter = parameter
        self.place = place
        self.editor = editor
        self._state = RowState(None)
        self._shown: tuple[RowState, Problem | None, bool] | None = None
        self._problem: Problem | None = None
        self._lit = False
        self._offer = ""
        self.message = MessageLine()
        self.message.show_help(parameter.help)
        self.title = Label(parent=self)
        self.title.setFont(theme.title(self.font()))
        self._is_named = bool(parameter.label)
        named = parameter.name if key is None else key
        self._name = visible(named, LONGEST_NAME)
        self._name_is_cut = len(named) > LONGEST_NAME
        self.title.setText((parameter.label or self._name).replace("&", "&&"))
        self.title.setWordWrap(True)
        self.editor_widget.setParent(self)
        self.title.setBuddy(editor.field)
        editor.describe(self.spoken, parameter.help)
        editor.edited.connect(lambda raw, gesture: self.edited.emit(self.place, raw, gesture))
        self._buttons = RowButtons(self)
        self._places: Places | None = None
        self.setMinimumWidth(2 * SIDE + 24 * theme.GRID)
        self.setFixedHeight(arranged(self, 0).height)

    @property
    def spoken(self) -> str:
        """What a screen reader calls the field."""
        return ", ".join(filter(None, (self.parameter.label, self.name_beside))) or self.parameter.name

    @property
    def name_beside(self) -> str:
        """buildx's name, where the title says something else."""
        return self._name if self._is_named else ""

    @property
    def editor_widget(self) -> QWidget:
        """The whole editor."""
        if not isinstance(self.editor, QWidget):
            raise TypeError(f"{type(self.editor).__name__} is no widget")
        return self.editor

    @property
    def buttons(self) -> tuple[QWidget | None, QWidget | None]:
        """The button of a fix and the reset arrow, where they can be seen."""
        return self._buttons.shown

    @property
    def state(self) -> RowState:
        """What is shown."""
        return self._state

    @property
    def places(self) -> Places:
        """Where everything stands in the present width."""
        return self._places or arranged(self, self.width())

    @property
    def is_set(self) -> bool:
        """Whether a value is written."""
        return self._state.raw is not None and not self._state.follows

    @property
    def is_wrong(self) -> bool:
        """Whether an error is shown."""
        return self.message.icon == "error"

    @property
    def says_problem(self) -> bool:
        """Whether a problem of any kind is shown or will be, once somebody was here."""
        return self._problem is not None

    # ------------------------------------------------------------------------------------------------------ content

    def update_row(self, state: RowState, problem: Problem | None, *, touched: bool) -> None:
        """Show *state*, and *problem* in place of the help; nothing happens where all is as before."""
        shown = (state, problem, touched)
        if shown == self._shown:
            return
        self._shown = shown
        if state != self._state:
            self._state = state
            self.update()
        self.editor.set_state(state)
        quiet = problem is not None and problem.severity == "error" and not touched
        changed = self._show_message(problem, quiet=quiet)
        changed |= self._show_buttons(problem, quiet=quiet)
        refused = problem is not None and problem.severity == "error" and not quiet
        if refused != self.editor.refused:
            self.editor.set_refused(refused)
            self.update()
        if changed:
            self.editor.describe(self.spoken, self.message.text)
            self._arrange()
            self.update()

    def _show_message(self, problem: Problem | None, *, quiet: bool) -> bool:
        if problem is not None and not quiet:
            return self.message.show_problem(problem)
        if self._state.advice is not None:
            return self.message.show_advice(self._state.advice.why)
        return self.message.show_help(saying.help_text(self.parameter, self._state))

    def _show_buttons(self, problem: Problem | None, *, quiet: bool) -> bool:
        """Offer the fix of what is said, and a way back from what is set; whether anything came or went."""
        self._problem = problem
        self._offer = saying.offer(self.parameter, self._state, problem, quiet=quiet)
        return self._buttons.show(self._offer, resettable=self._state.resettable)

    @property
    def offer(self) -> str:
        """What the button of the fix says; empty where there is none."""
        return self._offer

    def stops(self) -> Iterator[QWidget]:
        """What Tab stops at, in the order of the eye; the field comes before what undoes it."""
        yield from self.editor.stops
        yield from self._buttons.stops

    # ------------------------------------------------------------------------------------------------------- places

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._arrange()

    def _arrange(self) -> None:
        """Put everything where it belongs in the present width."""
        places = self._places = arranged(self, self.width())
        if self.height() != places.height:
            self.setFixedHeight(places.height)
        self.title.setGeometry(places.title)
        if not self._is_named:
            self.title.setText(
                row_painting.fitting(self.title.fontMetrics(), self._name, places.title.width()).replace("&", "&&")
            )
        self.editor_widget.setGeometry(places.editor)
        self._buttons.place(places)
        self._explain_when_cut()

    def _explain_when_cut(self) -> None:
        """What is cut is whole in the tool tip."""
        places = self._places
        metrics = QFontMetrics(theme.small(self.font()))
        cut = places is not None and self.message.is_cut(metrics, places.message.width())
        literal.tip(self, self.message.text if cut else "")
        literal.tip(self.title, f"{self._whole_name()} {self.parameter.explanation}".strip())

    @property
    def name_is_cut(self) -> bool:
        """Whether not all of the name can be seen."""
        if self._places is None:
            return False
        if not self._is_named:
            return self.title.text().replace("&&", "&") != self.parameter.name
        return bool(self._name) and (self._name_is_cut or self._advance() > self._places.name.width())

    def _whole_name(self) -> str:
        return visible(self.parameter.name, LONGEST_TIP) if self.name_is_cut else ""

    def _advance(self) -> int:
        return QFontMetrics(theme.mono(self.font())).horizontalAdvance(self._name)

    def draw(self, painter: QPainter, ink: Ink) -> None:
        if self._places is not None:
            row_painting.draw(self, self._places, painter, ink)

    # ------------------------------------------------------------------------------------------------ light and menu

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
        """The row's menu: its fix, reset, always write this, explanation, documentation."""
        from buildx_cache_flags.qt.form import row_menu

        return row_menu.of(self)

    def press_fix(self) -> None:
        """Do what the button of the fix does."""
        # The button is about to vanish, and the focus must not wander off with it.
        self.editor.field.setFocus()
        if saying.is_whole_flag(self.parameter, self._state):
            self.read_asked.emit(self.place, self._state.raw or "")
        elif self._problem is not None:
            self.fixed.emit(self._problem)
        elif self._state.advice is not None:
            self.edited.emit(self.place, self._state.advice.value, "picked")

    def press_reset(self) -> None:
        """Do what the reset arrow does."""
        self.editor.field.setFocus()
        self.reset.emit(self.place)

    def explain(self) -> None:
        """Show the longer explanation beside the row."""
        corner = self.mapToGlobal(QPoint(theme.GRID, self.height()))
        literal.show_tip(corner, self.parameter.explanation, self, self.rect(), 30_000)

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


def row_of(widget: QWidget | None) -> Row | None:
    """The row that *widget* is part of."""
    while widget is not None and not isinstance(widget, Row):
        widget = widget.parentWidget()
    return widget
