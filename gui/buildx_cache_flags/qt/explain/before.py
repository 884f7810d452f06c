"""What to see to before the command runs: a numbered list, with commands to copy and links to read more."""

from PySide6.QtCore import QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from buildx_cache_flags.core.explain.before import Step, steps
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import icons, literal
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import Button
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.wrapping import breakable

_OFFER = "Show what to paste…"
LONGEST_TEXT = 400
"""Characters of one step."""
USUAL = 5
"""Steps that are made ready: most drafts need no more."""
RADIUS = 3
"""Of the frame around a text that has the focus."""


class LinkedText(QLabel):
    """A text with a link at its end, which Enter opens too: Qt's own way takes two presses of Tab to a link."""

    def __init__(self) -> None:
        super().__init__()
        self._link = ""
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        # From the start, because what takes no focus is left out of the order of Tab.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.linkActivated.connect(_open)

    def show_text(self, text: str, link: str) -> None:
        """Show *text*, which is plain, and *link*, where there is one."""
        self._link = link
        self.setText(literal.linked(breakable(text), link))
        self.setAccessibleName(text)
        self.setAccessibleDescription("Enter opens the documentation." if link else "")
        literal.tip(self, link)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if link else Qt.FocusPolicy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._link and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.linkActivated.emit(self._link)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self.palette().highlight().color())
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)


def _open(link: str) -> None:
    QDesktopServices.openUrl(QUrl(link))


class StepItem(QWidget):
    """One step: its number, what to do, a command to copy, and a link."""

    copy_asked = Signal(str)
    offer_asked = Signal(str)

    def __init__(self, number: int) -> None:
        super().__init__()
        self._step = Step("")
        self._number = Label(f"{number}")
        self._number.setForegroundRole(theme.Role.PlaceholderText)
        self.text = LinkedText()
        self.command = QLineEdit()
        self.command.setReadOnly(True)
        self.command.setFont(theme.mono(theme.small(self.font())))
        self.command.setAccessibleName(f"Command of step {number}")
        self.copy = QToolButton()
        self.copy.setIcon(icons.icon("copy"))
        self.copy.setAutoRaise(True)
        self.copy.setFixedSize(3 * theme.GRID, 3 * theme.GRID)
        literal.tip(self.copy, "Copy this command")
        self.copy.setAccessibleName(f"Copy the command of step {number}")
        self.offer = Button(_OFFER, "link")
        self.offer.setAccessibleName(f"{_OFFER} Step {number}")
        self._lay_out()
        self.copy.clicked.connect(lambda: self.copy_asked.emit(self._step.command))
        self.offer.clicked.connect(lambda: self.offer_asked.emit(self._step.offer))

    def _lay_out(self) -> None:
        self._line = QWidget()
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.GRID // 2)
        line.addWidget(self.command, 1)
        line.addWidget(self.copy)
        texts = QVBoxLayout()
        texts.setSpacing(theme.GRID // 2)
        texts.addWidget(self.text)
        texts.addWidget(self._line)
        texts.addWidget(self.offer, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        self._number.setFixedWidth(self._number.fontMetrics().horizontalAdvance("00"))
        layout.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """What Tab stops at, in the order of the eye."""
        return self.text, self.command, self.copy, self.offer

    def show_step(self, step: Step) -> None:
        """Show *step*; nothing happens where it is there already."""
        if step == self._step:
            return
        self._step = step
        self.text.show_text(visible(step.text, LONGEST_TEXT), step.link)
        self.command.setText(step.command)
        self.command.setCursorPosition(0)
        literal.tip(self.command, step.command)
        self._line.setVisible(bool(step.command))
        self.offer.setVisible(bool(step.offer))


class BeforeYouRun(QWidget):
    """The steps, or a sentence where there is nothing to see to.  Tab comes to them from *before*."""

    copy_asked = Signal(str)
    """A command is to be copied."""
    offer_asked = Signal(str)
    """What a step has to paste is to be shown."""

    def __init__(self, store: FormStore, before: QWidget) -> None:
        super().__init__()
        self._store = store
        self._before = before
        self._shown: tuple[Step, ...] = ()
        self.items: list[StepItem] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2 * theme.GRID)
        self._none = Label("Nothing to do before this runs.")
        self._none.setForegroundRole(theme.Role.PlaceholderText)
        self._layout.addWidget(self._none)

    def get_ready(self) -> None:
        """Make what the first ref needs, once this is in its window: now, and not at the first key."""
        self._store.catalog.registries.of("")
        while len(self.items) < USUAL:
            self._add_item()

    def update_steps(self) -> None:
        """Show the steps of the present draft; rows that are there are used again."""
        found = steps(self._store.draft, self._store.catalog, self._store.view.target)
        if found == self._shown:
            return
        self._shown = found
        while len(self.items) < len(found):
            self._add_item()
        for item, step in zip(self.items, found, strict=False):
            item.show_step(step)
        for number, item in enumerate(self.items):
            item.setVisible(number < len(found))
        self._none.setVisible(not found)

    def _add_item(self) -> None:
        item = StepItem(len(self.items) + 1)
        item.copy_asked.connect(self.copy_asked)
        item.offer_asked.connect(self.offer_asked)
        self._layout.addWidget(item)
        # Tab goes by age, and what was made last would come last.
        last = self.items[-1].offer if self.items else self._before
        for widget in item.stops:
            self.setTabOrder(last, widget)
            last = widget
        self.items.append(item)
