"""The tour for the first start: three short steps over the real window, which is dimmed around what a step is about."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt import roles
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    from buildx_cache_flags.qt.window import Window

WIDTH: Final = 40 * theme.GRID
"""Pixels of the bubble's width, where the window has them."""
MARGIN: Final = theme.GRID
DIM: Final = QColor(0, 0, 0, 120)


class TourStep(NamedTuple):
    """One step: what it is about, a sentence or two, and the row that it shows (``None``: where Copy is)."""

    title: str
    text: str
    row: Place | None = None


_BESIDE: Final = "In your registry, next to the image, under its own tag. Fill in the image first, then press Tab in this field to accept the suggestion."

STEPS: Final = (
    TourStep(
        "What is cached?",
        "mode=max caches every stage of your Dockerfile, which is what makes multi-stage builds fast. mode=min caches only the final image.",
        Place("cache-to", 0, "mode"),
    ),
    TourStep(
        "Where will you use it?",
        "Pick a terminal, CI or Bake file, then copy. Anything that would fail is flagged before you copy.",
    ),
)


def _where(store: FormStore) -> Iterator[TourStep]:
    """The step about where the cache lives: at the address of its type."""
    backend = store.catalog.backend(store.draft.writes[0].type) if store.draft.writes else None
    for parameter in backend.addressed("cache-to")[:1] if backend else ():
        text = _BESIDE if parameter.kind == "reference" else parameter.help
        yield TourStep("Where should the cache live?", text, Place("cache-to", 0, parameter.name))


class Tour(QWidget):
    """Covers *window* while it is there, and goes away by itself: at the end, with Escape, or with a click beside it."""

    def __init__(self, window: "Window") -> None:
        super().__init__(window)
        self._window = window
        # A table without such a row has no such step.
        steps = (*_where(window.store), *STEPS)
        self.steps = [step for step in steps if step.row is None or window.form.row(step.row) is not None]
        self.number = 0
        self.bubble = _Bubble(self)
        self.bubble.skip.clicked.connect(self.end)
        self.bubble.back.clicked.connect(lambda: self.go(self.number - 1))
        self.bubble.next.clicked.connect(lambda: self.go(self.number + 1))
        window.installEventFilter(self)
        # Its shortcuts still work, and what they lead to must not lie under this.
        window.store.changed.connect(self._leave)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        self.show()
        self.raise_()
        self.go(0)

    def go(self, number: int) -> None:
        """Show step *number*, counted from 0; there is none behind the last one."""
        if number >= len(self.steps):
            self.end()
            return
        self.number = number
        self._reveal()
        self.bubble.show_step(self.steps[number], number, len(self.steps))
        self._place()
        # What was scrolled has its place only behind this event.
        QTimer.singleShot(0, self, self._place)

    def end(self) -> None:
        """Take the tour away and leave the person at the beginning of the form."""
        # Before this goes: Qt would look for another widget to take the focus of one that vanishes.
        self._window.form.focus_start()
        self._leave()

    def _leave(self) -> None:
        """Take the tour away and leave the focus where it is."""
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and new.window() is self._window and not self.isAncestorOf(new):
            self._leave()

    def _reveal(self) -> None:
        step, output = self.steps[self.number], self._window.output
        row = self._window.form.row(step.row) if step.row is not None else None
        if row is not None:
            self._window.form.ensureWidgetVisible(row.editor.field, 0, row.height())
        else:
            output.reveal(output.copy)

    def spot(self) -> QRect:
        """What the present step is about, in this widget's pixels."""
        found = QRect()
        for widget in self._shown():
            found = found.united(QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size()))
        around = theme.GRID // 4
        return found.adjusted(-around, -around, around, around).intersected(self.rect())

    def _shown(self) -> Iterator[QWidget]:
        step = self.steps[self.number]
        row = self._window.form.row(step.row) if step.row is not None else None
        if row is not None:
            yield row
        else:
            yield from (self._window.output.bar, self._window.output.panel, self._window.output.copy)

    def _place(self) -> None:
        """Put the bubble under what it is about, or above it, or beside it: wherever there is room."""
        self.setGeometry(self._window.rect())
        spot, room = self.spot(), self.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        width = min(WIDTH, room.width())
        self.bubble.setFixedWidth(width)
        height = self.bubble.heightForWidth(width)
        left = min(max(spot.left(), room.left()), room.right() - width + 1)
        if spot.bottom() + MARGIN + height <= room.bottom():
            top = spot.bottom() + MARGIN
        elif spot.top() - MARGIN - height >= room.top():
            top = spot.top() - MARGIN - height
        else:
            top = max(room.bottom() - height, room.top())
            beside = spot.left() - MARGIN - width
            left = beside if beside >= room.left() else left
        self.bubble.setGeometry(left, top, width, height)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        around, spot = QPainterPath(), QRectF(self.spot())
        around.addRect(QRectF(self.rect()))
        around.addRoundedRect(spot, theme.GRID, theme.GRID)
        painter.fillPath(around, DIM)
        painter.setPen(QPen(theme.current().figure, 2))
        painter.drawRoundedRect(spot.adjusted(1, 1, -1, -1), theme.GRID, theme.GRID)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            QTimer.singleShot(0, self, self._place)
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        """Keep Tab and the arrows within the bubble."""
        stops = [button for button in self.bubble.buttons if button.isVisible()]
        if not stops:
            return False
        focused = self.focusWidget()
        at = [number for number, stop in enumerate(stops) if stop is focused]
        index = at[0] if at else -1
        stops[(index + (1 if next else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True


class _Bubble(QFrame):
    """What a step says, and the buttons."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = Label()
        self._title.setFont(theme.heading(self.font()))
        roles.mark(self._title, "heading")
        self._text = Label()
        self._text.setWordWrap(True)
        self._count = Label()
        self._count.setFont(theme.small(self.font()))
        self._count.setForegroundRole(theme.Role.PlaceholderText)
        self.skip = QPushButton("Skip")
        self.back = QPushButton("Back")
        self.next = QPushButton("Next")
        self.buttons = (self.skip, self.back, self.next)
        self._lay_out()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self._count)
        line.addStretch(1)
        for button in self.buttons:
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addSpacing(theme.GRID // 2)
        layout.addLayout(line)

    def show_step(self, step: TourStep, number: int, of: int) -> None:
        """Show *step*, the *number*-th (from 0) *of* so many; the focus goes to the button that leads on."""
        last = number == of - 1
        self.setAccessibleName(f"Tour, {number + 1} of {of}")
        self._title.setText(step.title)
        self._text.setText(step.text)
        self._count.setText(f"{number + 1} of {of}")
        self.skip.setVisible(not last)
        self.back.setVisible(number > 0)
        self.next.setText("Done" if last else "Next")
        self.next.setAccessibleName(f"{self.next.text()}. {step.title}")
        self.next.setAccessibleDescription(step.text)
        self.next.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.current().line, 1))
        painter.setBrush(theme.current().card)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.GRID, theme.GRID)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        # A click on the bubble is no click beside it.
        event.accept()
