"""The palette: whatever there is to do, to set or to open, found by typing a part of its name."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.dress import dress

_UP_DOWN: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_LONGEST: Final = 120


class PaletteChoice(NamedTuple):
    """One line of the palette: what kind of thing it is, its name, more words that find it, its keys, and what it does."""

    kind: str
    name: str
    do: Callable[[], object]
    words: str = ""
    keys: str = ""

    @property
    def shown(self) -> str:
        """The line as it stands in the list."""
        more = " · ".join(part for part in (self.words, self.keys) if part)
        return visible(f"{self.kind}: {self.name}{f'  –  {more}' if more else ''}", _LONGEST)


def matching(choices: Iterable[PaletteChoice], text: str) -> list[PaletteChoice]:
    """The *choices* that have all words of *text*, those whose name begins with it first, each group in its order."""
    wanted = text.casefold().split()
    found = [choice for choice in choices if all(word in _whole(choice) for word in wanted)]
    return sorted(found, key=lambda choice: _rank(choice, text.casefold().strip()))


def _whole(choice: PaletteChoice) -> str:
    return f"{choice.kind} {choice.name} {choice.words} {choice.keys}".casefold()


def _rank(choice: PaletteChoice, text: str) -> int:
    name, words = choice.name.casefold(), choice.words.casefold().split()
    if not text or name.startswith(text) or text in words:
        return 0
    return 1 if text in name else 2


class Palette(QDialog):
    """A field and a list; the arrow keys go through the list while one types, Enter does what is chosen."""

    def __init__(self, choices: Iterable[PaletteChoice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._choices = tuple(choices)
        self.setWindowTitle("Find anything")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit()
        self.search.setPlaceholderText("An action, a parameter, a recipe, a registry or a setup")
        self.search.setAccessibleName("Find anything")
        self.list = QListWidget()
        self.list.setAccessibleName("What was found")
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.said = Label()
        self.said.setForegroundRole(theme.Role.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID, theme.GRID, theme.GRID, theme.GRID)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.said)
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self.resize(88 * theme.GRID, 52 * theme.GRID)
        self._found: list[PaletteChoice] = []
        self._fill()
        self.search.setFocus()

    def _fill(self) -> None:
        self._found = matching(self._choices, self.search.text())
        self.list.clear()
        for choice in self._found:
            self.list.addItem(QListWidgetItem(choice.shown))
        self.list.setCurrentRow(0)
        count = len(self._found)
        self.said.setText(f"{count} found. Enter opens the selected one." if count else "Nothing has this name.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _UP_DOWN:
            # The list is walked through without leaving the field.
            self.list.event(event)
        else:
            super().keyPressEvent(event)

    def _take(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._found):
            self.accept()
            self._found[row].do()
