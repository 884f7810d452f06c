"""One's own recipes in a list, to rename and to delete them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from buildx_cache_flags.core.recipes import storage
from buildx_cache_flags.core.recipes.storage import StorageError
from buildx_cache_flags.core.text.wording import shown
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.dialogs.buttons import without_icons
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.dress import dress
from buildx_cache_flags.qt.wrapping import breakable

_NAME = Qt.ItemDataRole.UserRole
_KEYS = "F2 renames, Delete deletes."


class RecipeManager(QDialog):
    """Every change is kept at once; a deletion asks first."""

    def __init__(self, path: Path, reserved: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._path = path
        self._reserved = reserved
        self.setWindowTitle("Your recipes")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget()
        self.list.setAccessibleName("Your recipes")
        self.list.setEditTriggers(QListWidget.EditTrigger.EditKeyPressed | QListWidget.EditTrigger.DoubleClicked)
        self.said = Label()
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.rename_button = self.buttons.addButton("&Rename", role)
        self.delete_button = self.buttons.addButton("&Delete…", role)
        for button in self.buttons.buttons():
            # Enter ends the editing of a name and nothing else.
            button.setProperty("autoDefault", False)
        without_icons(self.buttons)
        self._lay_out()
        self._fill()
        self.list.itemChanged.connect(self._renamed)
        self.list.currentRowChanged.connect(self._update)
        self.rename_button.clicked.connect(self._edit)
        self.delete_button.clicked.connect(self._ask)
        self.buttons.rejected.connect(self.reject)
        self.resize(56 * theme.GRID, 40 * theme.GRID)
        self.list.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID * 2, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.said)
        layout.addWidget(self.buttons)

    def _fill(self, row: int = 0) -> None:
        """Show what the file holds now, with *row* chosen."""
        shelf = storage.read(self._path)
        self.list.clear()
        for saved in shelf.recipes:
            item = QListWidgetItem(saved.name)
            item.setData(_NAME, saved.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._say(shelf.problem or (_KEYS if shelf.recipes else "You have no recipes of your own."))
        self._update()

    def _update(self) -> None:
        for button in (self.rename_button, self.delete_button):
            button.setEnabled(self.list.count() > 0)

    def _say(self, sentence: str) -> None:
        self.said.setText(breakable(sentence))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self._ask()
        else:
            super().keyPressEvent(event)

    def _edit(self) -> None:
        self.list.setFocus()
        self.list.editItem(self.list.currentItem())

    def _renamed(self, item: QListWidgetItem) -> None:
        name = item.data(_NAME)
        if item.text() != name:
            self._change(lambda: storage.rename(self._path, name, item.text(), self._reserved))

    def _ask(self) -> None:
        if not self.list.count():
            return
        name = self.list.currentItem().data(_NAME)
        sentence = f"Delete {shown(name)}? This can't be undone."
        box = literal.box(self, QMessageBox.Icon.Question, "Delete recipe", sentence)
        delete = box.addButton("Delete", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        delete.clicked.connect(lambda: self._change(lambda: storage.delete(self._path, name)))
        box.open()

    def _change(self, change: Callable[[], str]) -> None:
        """Make a change and show what the file holds then; a sentence says what went wrong."""
        row = self.list.currentRow()
        said = ""
        try:
            said = change()
        except StorageError as error:
            said = str(error)
        self._fill(row)
        if said:
            self._say(said)
