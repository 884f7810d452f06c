"""The history of copies: searched while one types, brought back with Enter, copied again with the keys of Copy."""

from datetime import datetime
from time import time
from typing import Final

from PySide6 import QtGui
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import addresses
from buildx_cache_flags.core.session import copies
from buildx_cache_flags.core.session.copies import Copied
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.copy_log import CopyLog
from buildx_cache_flags.qt.dialogs.buttons import without_icons
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.dress import dress
from buildx_cache_flags.qt.shortcuts import COPY_KEYS

_LONGEST_LINE: Final = 160
_LONGEST_TEXT: Final = 20_000
_UP_DOWN: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class HistoryDialog(QDialog):
    """Shows what was copied, the newest first, and the whole text of the one that is chosen."""

    chosen = Signal(object)
    """The :class:`Copied` to bring back."""
    copy_asked = Signal(object)
    """The :class:`Copied` whose text is to be copied again."""
    compare_asked = Signal(object)
    """The :class:`Copied` to compare the form with."""

    def __init__(self, log: CopyLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._log = log
        self.setWindowTitle("History of copies")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Words of the command, such as a registry or mode=max")
        self.search.setAccessibleName("Search the history")
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName("Copied commands")
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.said = Label()
        self.said.setForegroundRole(theme.Role.PlaceholderText)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(theme.mono(self.font()))
        self.text.setAccessibleName("The command")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        action = QDialogButtonBox.ButtonRole.ActionRole
        self.back_button = self.buttons.addButton("Bring back", QDialogButtonBox.ButtonRole.AcceptRole)
        self.again_button = self.buttons.addButton("Copy again", action)
        self.compare_button = self.buttons.addButton("Compare…", action)
        for button in self.buttons.buttons():
            # Enter brings back, from the search and from the list, and never closes.
            button.setProperty("autoDefault", False)
        literal.tip(self.back_button, "Restore the form as it was then (Enter). Undo brings the current one back.")
        literal.tip(self.again_button, f"Copy this command again ({COPY_KEYS})")
        literal.tip(self.compare_button, "Show this command beside the form as it is now")
        without_icons(self.buttons)
        self._lay_out()
        self.search.textChanged.connect(self._fill)
        self.list.currentItemChanged.connect(self._show)
        self.search.returnPressed.connect(self._accept)
        self.list.itemActivated.connect(self._accept)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        self.again_button.clicked.connect(self._copy)
        self.compare_button.clicked.connect(self._compare)
        self.resize(100 * theme.GRID, 72 * theme.GRID)
        self._fill()
        log.load(self._fill)
        self.search.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID * 2, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 3)
        layout.addWidget(self.said)
        layout.addWidget(self.text, 2)
        layout.addWidget(self.buttons)

    @property
    def current(self) -> Copied | None:
        """The command that is chosen."""
        found = self.list.currentIndex().data(Qt.ItemDataRole.UserRole)
        return found if isinstance(found, Copied) else None

    def _fill(self) -> None:
        """Show what has the words that are looked for."""
        now = time()
        self.list.clear()
        for one in copies.matching(self._log.copies, self.search.text(), now):
            item = QListWidgetItem(
                f"{copies.ago(now - one.time)}  ·  {_place(one)}  ·  {_summary(one, self._log.catalog)}"
            )
            item.setData(Qt.ItemDataRole.UserRole, one)
            literal.tip(item, datetime.fromtimestamp(one.time).strftime("%Y-%m-%d %H:%M"))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        count, all_of_them = self.list.count(), len(self._log.copies)
        if not all_of_them:
            self.said.setText("Nothing was copied yet.")
        else:
            self.said.setText(f"{count} of {all_of_them} commands. Enter brings one back, {COPY_KEYS} copies it again.")
        self._show()

    def _show(self) -> None:
        one = self.current
        self.text.setPlainText(one.text[:_LONGEST_TEXT] if one else "")
        for button in (self.back_button, self.again_button, self.compare_button):
            button.setEnabled(one is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _UP_DOWN and self.search.hasFocus():
            # The list is walked through without leaving the search.
            self.list.event(event)
        elif QtGui.QKeySequence(event.keyCombination()) == QtGui.QKeySequence(COPY_KEYS):
            self._copy()
        else:
            super().keyPressEvent(event)

    def _accept(self) -> None:
        one = self.current
        if one is not None:
            self.accept()
            self.chosen.emit(one)

    def _copy(self) -> None:
        one = self.current
        if one is not None:
            self.accept()
            self.copy_asked.emit(one)

    def _compare(self) -> None:
        one = self.current
        if one is not None:
            self.accept()
            self.compare_asked.emit(one)


def _place(one: Copied) -> str:
    return TARGETS[one.view.target].label


def _summary(one: Copied, catalog: Catalog) -> str:
    """Where the caches are, or what else tells one command from another."""
    values = [addresses.shown(entry, option, catalog) or entry.type for option, _, entry in one.draft.all_entries()]
    named = [one.draft.image, *values] if one.draft.image else values
    return visible(", ".join(dict.fromkeys(named)) or one.text, _LONGEST_LINE)
