"""The window: the form on the left, the command on the right, one below the other where there is little room."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtGui
from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt import later, roles, room
from buildx_cache_flags.qt.arrangement import Arrangement
from buildx_cache_flags.qt.form.form import Form
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    from buildx_cache_flags.qt.columns import Columns

SMALLEST = 320
"""Pixels of height, which is scrolled; the width is never less than what is in the window needs."""


class Window(QWidget):
    """The application's window.  It joins the parts and holds no state."""

    closed = Signal()
    painted = Signal()
    """The first frame is there, but nothing beside the form yet, and no model."""
    ready = Signal()
    """The window is complete, and the draft is judged."""

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self.store = store
        self.setWindowTitle("Buildx Cache Flags")
        roles.mark(self, "window")
        self.form = Form(store)
        self.splitter = QSplitter()
        self.splitter.addWidget(self.form)
        self._empty = QWidget()
        self.splitter.addWidget(self._empty)
        self.splitter.setChildrenCollapsible(False)
        self.keeps = False
        """Whether what is done outlives the window; read when it completes itself."""
        self.room = Arrangement(self, self.splitter, self._empty)
        self._top = QVBoxLayout(self)
        # The place of the toolbar, which looks the same before it is there.
        self._held = theme.height_of_control(self.font()) + 2 * theme.GRID
        self._top.setContentsMargins(0, self._held, 0, 0)
        self._top.setSpacing(0)
        self._top.addWidget(self.splitter, 1)
        later.do(self._complete)
        room.open_inside_screen(self)
        self.setMinimumSize(360, SMALLEST)
        # The layout would ask for both columns beside each other.
        self._top.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self.setAcceptDrops(True)

    def _complete(self) -> None:
        """Add what stands beside the form; even to import it would take as long as the first frame."""
        from buildx_cache_flags.qt import desk, joining, renewal
        from buildx_cache_flags.qt.form_actions import FormActions
        from buildx_cache_flags.qt.output.clipboard import Clipboard
        from buildx_cache_flags.qt.soon import Soon

        self._renew_soon = Soon(lambda: renewal.renew(self), self)
        self.form_actions = FormActions(self)
        self.clipboard = Clipboard(self)
        self.make_parts()
        self.desk = desk.Desk(self.store, self, desk.folder() if self.keeps else None)
        joining.join_parts(self)
        joining.join(self)
        self.focus_moved(None, self.focusWidget())
        roles.install()
        self.make_room()

    def make_parts(self) -> None:
        """Make what stands beside the form."""
        from buildx_cache_flags.qt.columns import Columns
        from buildx_cache_flags.qt.output.column import Output
        from buildx_cache_flags.qt.toolbar import Toolbar

        self.output = Output(self.store)
        sizes = self.splitter.sizes()
        held = self.splitter.replaceWidget(1, self.output)
        if held is not None:
            held.deleteLater()
        self.splitter.setSizes(sizes)
        columns = self.room.take(Columns(self.splitter, self.form, self.output))
        self._top.addWidget(columns.dock)
        # Tab goes by age: from the form to its right, and from there around to the top.
        self.toolbar = Toolbar(self.store)
        held_free = self._top.contentsMargins().top()
        self.toolbar.setMinimumHeight(max(held_free, self.toolbar.minimumSizeHint().height()))
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.insertWidget(0, self.toolbar)
        # What is read first is what stands first: Qt goes by the order of the children, not by their places.
        self.form.lower()
        self.toolbar.lower()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A text field has these keys for itself, and leaves them to the history of the whole form.
        keys = QtGui.QKeySequence.StandardKey
        if event.matches(keys.Undo):
            self.form_actions.undo()
        elif event.matches(keys.Redo):
            self.form_actions.redo()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.store.started:
            self.form.focus_start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.store.started:
            self.room.paint(QPainter(self), self._held)
            # Behind the first frame: the form is there to be read while the model loads.
            QTimer.singleShot(0, self, self._start)

    def _start(self) -> None:
        if not self.store.started:
            self.painted.emit()
            later.release()
            self.store.start()
            if self.focusWidget() is None or not self.focusWidget().isVisible():
                # What had the focus made room for the form that came back.
                self.form.focus_start()
            self.ready.emit()

    def copy(self) -> None:
        """Copy the command, or go to what keeps it from being copied."""
        self._start()
        outcome = self.store.outcome
        if outcome is None:
            return
        if outcome.errors:
            self.store.touch_all()
            self.form.go_to(outcome.errors[0].place)
        elif outcome.text:
            self.copy_text(outcome.text)
            self.desk.copied()

    def copy_entry(self, option: Option, index: int) -> None:
        """Copy one entry alone, as it stands."""
        self.copy_text(self.store.text_of(option, index))

    def copy_text(self, text: str) -> None:
        """Put *text* on the clipboard, and say so."""
        self.clipboard.copy(text)
        self.output.show_copied("pending", "")

    def save(self) -> None:
        """Ask for a file and write the command into it."""
        from buildx_cache_flags.core.targets import TARGETS
        from buildx_cache_flags.qt.output import saving

        name = TARGETS[self.store.view.target].file_name
        saving.ask(self, name, self.store.text, self.output.copy.show_note)

    def paste(self, text: str | None) -> None:
        """Show what *text*, or what lies on the clipboard, would change; a text field with the focus pastes itself."""
        from buildx_cache_flags.qt import intake

        self._start()
        intake.paste(self, text)

    def read_flag(self, place: Place, text: str) -> None:
        """Show what *text*, which stands at *place* as if it were a value, would change as the flag that it is."""
        self.store.reset(place)
        self.paste(text)

    def show_palette(self) -> None:
        """Find whatever there is to do, to set or to open."""
        from buildx_cache_flags.qt import palette_choices
        from buildx_cache_flags.qt.dialogs.palette import Palette

        Palette(palette_choices.of(self), self).open()

    @property
    def columns(self) -> "Columns | None":
        """The two columns; ``None`` before the command is there."""
        return self.room.columns

    @property
    def form_share(self) -> float | None:
        """The form's share of the width, where a person has set it."""
        return self.room.share

    @form_share.setter
    def form_share(self, share: float | None) -> None:
        self.room.share = share

    def is_private(self) -> bool:
        """Whether nothing of what is done here is kept."""
        return self.columns is not None and self.desk.private

    def show_tour(self) -> None:
        """Lead a newcomer through the window."""
        from buildx_cache_flags.qt.tour import Tour

        if self.findChild(Tour) is None:
            Tour(self)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if data.hasUrls() or data.hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read what is dropped, a file or a text, as if it were pasted."""
        from buildx_cache_flags.qt import intake

        intake.drop(self, event.mimeData())

    def open_file(self, path: Path, note: str = "") -> None:
        """Show which builds a file has, what each would change, and *note*."""
        from buildx_cache_flags.qt import intake

        self._start()
        intake.open_file(self, path, note)

    def copy_finished(self, outcome: str, tool: str) -> None:
        """Say what became of a copy; a window that only waited for it is done."""
        self.output.show_copied(outcome, tool)
        if not self.isVisible():
            self.closed.emit()

    def focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Light what belongs to the row with the focus; what was typed before is one step of the history."""
        if old is not None and old.window() is self:
            self.store.end_gesture()
        self.output.light(self.form.place_of(new))

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        moved = super().focusNextPrevChild(next)
        focused = self.focusWidget()
        if self.form.isAncestorOf(focused):
            self.form.reveal(focused)
        elif self.output.isAncestorOf(focused):
            self.output.reveal(focused)
        return moved

    def light_pointed(self, place: Place | None) -> None:
        """Light what belongs to the row that is pointed at, else to the one with the focus."""
        self.output.light(place or self.form.place_of(self.focusWidget()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.room.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.store.started:
            # A person or the desktop chose other letters.  Most sizes come from them, and are found out once.
            self._renew_soon.ask()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.store.started:
            # What came into the form, or another font, may need more room.
            self.make_room()
        return done

    def make_room(self) -> None:
        """Be no narrower than what is in the window needs."""
        self.form.make_room()
        self.room.make(self.form, self.output, self.toolbar)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once, or hide while a tool still takes over what was copied."""
        later.release()
        self.desk.close()
        if self.clipboard.pending:
            event.ignore()
            self.hide()
            return
        event.accept()
        self.closed.emit()

    def sizeHint(self) -> QSize:
        return room.BEST
