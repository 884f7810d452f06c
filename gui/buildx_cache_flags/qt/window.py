"""The window: the form on the left, the command on the right, one below the other where there is little room."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QPaintEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from buildx_cache_flags.core.problems import Place
from buildx_cache_flags.qt import theme
from buildx_cache_flags.qt.clipboard import Clipboard
from buildx_cache_flags.qt.form import Form
from buildx_cache_flags.qt.output import COPY_KEYS, Output
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.toolbar import Toolbar

NARROW_EMS = 62
"""Below this many widths of an "m" the two columns become one."""


class Window(QWidget):
    """The application's window.  It joins the parts and holds no state."""

    closed = Signal()

    def __init__(self, store: FormStore) -> None:
        super().__init__()
        self.store = store
        self.setWindowTitle("Buildx Cache Flags")
        self.clipboard = Clipboard(self)
        self.toolbar = Toolbar(store)
        self.form = Form(store)
        self.output = Output(store)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(self.form)
        self.splitter.addWidget(self.output)
        self.splitter.setStretchFactor(0, 11)
        self.splitter.setStretchFactor(1, 9)
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.toolbar)
        layout.addWidget(self.splitter, 1)
        self._join()
        self.resize(1160, 800)
        self.setMinimumSize(360, 320)

    def _join(self) -> None:
        self.output.copy_asked.connect(self.copy)
        self.toolbar.paste_asked.connect(lambda: self.paste(None))
        self.output.chosen.connect(self.form.go_to)
        self.output.pointed.connect(self.form.light)
        self.form.pointed.connect(self._light_pointed)
        self.clipboard.finished.connect(self._copied)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        for keys, action in (
            (COPY_KEYS, self.copy),
            (QKeySequence.StandardKey.Paste, lambda: self.paste(None)),
            (QKeySequence.StandardKey.Undo, self.store.undo),
            (QKeySequence.StandardKey.Redo, self.store.redo),
        ):
            for sequence in QKeySequence.keyBindings(keys) if isinstance(keys, QKeySequence.StandardKey) else [keys]:
                QShortcut(QKeySequence(sequence), self).activated.connect(action)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.store.started:
            self.form.focus_start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.store.started:
            # Behind the first frame: the form is there to be read while the model loads.
            QTimer.singleShot(0, self, self._start)

    def _start(self) -> None:
        if not self.store.started:
            self.store.start()

    def copy(self) -> None:
        """Copy the command, or go to what keeps it from being copied."""
        if not self.store.started:
            self.store.start()
        evaluation = self.store.evaluation
        if evaluation is None:
            return
        if evaluation.errors:
            self.store.touch_all()
            self.form.go_to(evaluation.errors[0].place)
            return
        text = self.store.rendered().text
        if text:
            self.clipboard.copy(text)
            self.output.copy.show_copied("pending", "")

    def paste(self, text: str | None) -> None:
        """Show what *text*, or what lies on the clipboard, would change; a text field with the focus pastes itself."""
        from buildx_cache_flags.qt.paste_dialog import PasteDialog

        self._start()
        PasteDialog(self.store, QGuiApplication.clipboard().text() if text is None else text, self).open()

    def _copied(self, outcome: str, tool: str) -> None:
        self.output.copy.show_copied(outcome, tool)
        if not self.isVisible():
            self.closed.emit()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and old.window() is self:
            self.store.end_gesture()
        self.output.light(self.form.place_of(new))

    def _light_pointed(self, place: Place | None) -> None:
        self.output.light(place or self.form.place_of(self.focusWidget()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < self.fontMetrics().horizontalAdvance("m") * NARROW_EMS
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self.splitter.orientation() != wanted:
            self.splitter.setOrientation(wanted)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once, or hide while a tool still takes over what was copied."""
        if self.clipboard.pending:
            event.ignore()
            self.hide()
            return
        event.accept()
        self.closed.emit()

    def sizeHint(self) -> QSize:
        return QSize(145 * theme.GRID, 100 * theme.GRID)
