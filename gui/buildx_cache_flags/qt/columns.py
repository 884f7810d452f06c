"""Form and command beside each other, or where there is little room one column of both with a copy bar that stays."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from buildx_cache_flags.qt import room
from buildx_cache_flags.qt.form.form import Form
from buildx_cache_flags.qt.look import paint, theme
from buildx_cache_flags.qt.output.column import Output


class Dock(QWidget):
    """The bar at the bottom of the window that Copy stands in while there is one column."""

    def __init__(self, output: Output) -> None:
        super().__init__()
        self._output = output
        self._layout = QVBoxLayout(self)
        side = 2 * theme.GRID
        self._layout.setContentsMargins(side, theme.GRID, side, theme.GRID)
        self.hide()

    def take(self) -> None:
        """Take Copy in."""
        self._layout.addWidget(self._output.copy)
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ink = QPainter(self), theme.current().ink
        painter.fillRect(self.rect(), ink.card)
        paint.bar(painter, self.rect().toRectF().adjusted(0, 0, 0, 1 - self.height()), ink.line)


class Columns:
    """Moves the command between its own column and the end of the form's."""

    def __init__(self, splitter: QSplitter, form: Form, output: Output) -> None:
        self._splitter = splitter
        self._form = form
        self._output = output
        self.dock = Dock(output)
        self._stacked = False
        self.share: float | None = None
        """The form's share of the width where a person has set it."""
        splitter.splitterMoved.connect(self._moved)

    def _moved(self, position: int) -> None:
        self.share = position / max(self._splitter.width(), 1)

    def share_width(self, width: int) -> None:
        """Give the form what it wants at most, and the rest to the command."""
        pane = room.form_width(width, self.share)
        self._splitter.setSizes([pane, width - pane])

    def arrange(self, *, narrow: bool, width: int) -> None:
        """Show one column where it is *narrow*, else two with a *width* that is shared."""
        if narrow == self._stacked:
            if not narrow:
                self.share_width(width)
            return
        self._stacked = narrow
        if narrow:
            self._stack()
        else:
            self._part(width)

    def _stack(self) -> None:
        body = self._form.widget()
        layout = body.layout() if body is not None else None
        assert layout is not None
        self._output.set_stacked(True)
        layout.addWidget(self._output)
        self.dock.take()
        # Copy lies below everything now.
        self._tab_to_copy(_last_stop(self._output.tabs))

    def _part(self, width: int) -> None:
        self.dock.hide()
        self._splitter.insertWidget(1, self._output)
        self._output.set_stacked(False)
        self.share_width(width)
        self._tab_to_copy(self._output.preview)

    def _tab_to_copy(self, before: QWidget) -> None:
        """Let Tab come from *before* to Copy and what is beside it."""
        copy = self._output.copy
        for widget in (copy.fix, copy.button, copy.one_line, copy.more):
            QWidget.setTabOrder(before, widget)
            before = widget


def _last_stop(inside: QWidget) -> QWidget:
    """The last widget in *inside* that Tab would come to, whether it is shown or not."""
    last, widget = inside, inside.nextInFocusChain()
    while widget is not None and widget is not inside:
        if inside.isAncestorOf(widget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            last = widget
        widget = widget.nextInFocusChain()
    return last
