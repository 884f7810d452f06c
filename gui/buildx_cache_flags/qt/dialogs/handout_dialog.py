"""Files to take away: each with what to do with it, its text to copy or save, and the command that applies it."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from buildx_cache_flags.qt import announce, literal
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.controls import Button, DropDown
from buildx_cache_flags.qt.look.dress import dress
from buildx_cache_flags.qt.output import code_formats, saving
from buildx_cache_flags.qt.wrapping import breakable

_WIDTH: Final = 84 * theme.GRID
_HIGH: Final = 76 * theme.GRID
_LEAST, _MOST = 3, 24
"""Lines of a text that are in sight."""


class Handout(NamedTuple):
    """One file: what it is for, its text, the command that applies it, and sentences; without a text, only those."""

    name: str
    title: str
    sentences: tuple[str, ...]
    text: str = ""
    file: str = ""
    command: str = ""
    link: str = ""


class HandoutDialog(QDialog):
    """Shows one of several *handouts*, of which *asked* says what is chosen."""

    copy_asked = Signal(str)
    """A text is to be copied."""

    def __init__(
        self, window_title: str, asked: str, handouts: Iterable[Handout], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        dress(self)
        self._handouts = tuple(handouts)
        self.setWindowTitle(window_title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.choice = DropDown()
        self.choice.setAccessibleName(asked)
        self.choice.addItems([handout.name for handout in self._handouts])
        self._asked = Label(asked)
        self._asked.setBuddy(self.choice)
        self._title = Label()
        self._title.setFont(theme.heading(self._title.font()))
        self._sentences: list[Label] = []
        self.text = _text()
        self.command = _command()
        self.copy_command = Button("Copy command")
        self.copy_command.setAutoDefault(False)
        self.said = Label()
        self.said.setForegroundRole(theme.Role.PlaceholderText)
        self._make_buttons()
        self._lay_out()
        self._join()
        self._show()
        (self.copy_text if self.shown.text else self.close_button).setFocus()
        self.resize(_WIDTH, min(self._needed(), _HIGH))

    @property
    def shown(self) -> Handout:
        """The one that is chosen."""
        return self._handouts[max(self.choice.currentIndex(), 0)]

    def texts(self) -> list[str]:
        """The sentences that are shown, in order."""
        return [label.text().replace("\u200b", "") for label in self._sentences if not label.isHidden()]

    def _make_buttons(self) -> None:
        self.copy_text = Button("Copy file", "primary")
        self.save = Button("Save as…")
        self.documentation = Button("Open the documentation")
        self.close_button = Button("Close")
        self.buttons = QDialogButtonBox()
        roles = QDialogButtonBox.ButtonRole
        for button, role in (
            (self.copy_text, roles.ActionRole),
            (self.save, roles.ActionRole),
            (self.documentation, roles.ActionRole),
            (self.close_button, roles.RejectRole),
        ):
            button.setAutoDefault(False)
            self.buttons.addButton(button, role)

    def _lay_out(self) -> None:
        self._body = QWidget()
        inside = self._inside = QVBoxLayout(self._body)
        inside.setContentsMargins(0, 0, theme.GRID, 0)
        inside.setSpacing(theme.GRID)
        inside.addWidget(self._title)
        inside.addWidget(self.text)
        line = QGridLayout()
        line.setHorizontalSpacing(theme.GRID)
        line.setColumnStretch(0, 1)
        line.addWidget(self.command, 0, 0)
        line.addWidget(self.copy_command, 0, 1)
        inside.addLayout(line)
        inside.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        layout.setSpacing(theme.GRID)
        several = len(self._handouts) > 1
        for widget in (self._asked, self.choice):
            layout.addWidget(widget)
            widget.setVisible(several)
        layout.addWidget(area, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.buttons)

    def _join(self) -> None:
        self.choice.currentIndexChanged.connect(lambda _: self._show())
        self.copy_text.clicked.connect(lambda: self._copy(self.shown.text, "The file was copied."))
        self.copy_command.clicked.connect(lambda: self._copy(self.shown.command, "The command was copied."))
        self.save.clicked.connect(lambda: saving.ask(self, self.shown.file, self.shown.text, self._say))
        self.documentation.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(self.shown.link)))
        self.buttons.rejected.connect(self.reject)

    def _show(self) -> None:
        shown = self.shown
        self._title.setText(breakable(shown.title))
        self._title.setWordWrap(True)
        self._show_sentences(shown.sentences)
        self.text.setPlainText(shown.text)
        self.text.setVisible(bool(shown.text))
        lines = min(max(shown.text.count("\n") + 1, _LEAST), _MOST)
        bar = self.text.horizontalScrollBar().sizeHint().height()
        self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + 4 * theme.GRID + bar)
        self.command.setText(shown.command)
        self.command.setCursorPosition(0)
        literal.tip(self.command, shown.command)
        for widget in (self.command, self.copy_command):
            widget.setVisible(bool(shown.command))
        for button in (self.copy_text, self.save):
            button.setVisible(bool(shown.text))
        literal.tip(self.save, shown.file)
        literal.tip(self.documentation, shown.link)
        self.documentation.setVisible(bool(shown.link))
        (self.copy_text if shown.text else self.close_button).setDefault(True)
        self.said.setText("")

    def _needed(self) -> int:
        """The height at which nothing has to be scrolled."""
        around = (self._asked, self.choice, self.said, self.buttons)
        beside = sum(widget.sizeHint().height() + theme.GRID for widget in around if not widget.isHidden())
        return self._inside.heightForWidth(_WIDTH - 5 * theme.GRID) + beside + 4 * theme.GRID

    def _show_sentences(self, sentences: Sequence[str]) -> None:
        while len(self._sentences) < len(sentences):
            label = Label()
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            # Behind the title and those that are there.
            self._inside.insertWidget(1 + len(self._sentences), label)
            self._sentences.append(label)
        for number, label in enumerate(self._sentences):
            label.setText(breakable(sentences[number]) if number < len(sentences) else "")
            label.setVisible(number < len(sentences))
            if number:
                label.setForegroundRole(theme.Role.PlaceholderText)

    def _copy(self, text: str, said: str) -> None:
        self.copy_asked.emit(text)
        self._say(said)

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        announce.say(sentence, self.said)


def _text() -> QPlainTextEdit:
    view = QPlainTextEdit()
    view.setReadOnly(True)
    view.setTabChangesFocus(True)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setFont(theme.mono(view.font()))
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setAccessibleName("File")
    view.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    code_formats.take_palette(view)
    view.document().setDocumentMargin(theme.GRID + theme.GRID // 2)
    return view


def _command() -> QLineEdit:
    line = QLineEdit()
    line.setReadOnly(True)
    line.setFont(theme.mono(theme.small(line.font())))
    line.setAccessibleName("Command")
    return line
