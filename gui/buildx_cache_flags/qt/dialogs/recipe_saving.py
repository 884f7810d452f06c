"""Save the present form as a recipe: a name, and what will be kept under it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from buildx_cache_flags.core.recipes import storage
from buildx_cache_flags.core.recipes.recipe_bases import PLACE
from buildx_cache_flags.core.recipes.storage import NameTakenError, Saved, StorageError
from buildx_cache_flags.core.text.wording import visible
from buildx_cache_flags.qt import roles
from buildx_cache_flags.qt.dialogs.buttons import without_icons
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.dress import dress
from buildx_cache_flags.qt.wrapping import breakable

_LONGEST_VALUE = 300
"""Characters of an entry that are shown."""

_KEPT = f"{PLACE} is replaced when you apply the recipe. Image, context and BuildKit are not saved."
_NOT_YET = "For example: nightly build"


class SaveRecipeDialog(QDialog):
    """Asks for the name; one that is used already can be replaced."""

    noted = Signal(str)
    """Something beside the saving itself that has to be said."""

    def __init__(self, path: Path, saved: Saved, reserved: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._path = path
        self._saved = saved
        self._reserved = reserved
        self._shelf = storage.read(path)
        self.setWindowTitle("Save as recipe")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = QLineEdit()
        self.name.setAccessibleName("Recipe name")
        self.said = _label(_NOT_YET)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = self.buttons.addButton("Save", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save_button.setDefault(True)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        without_icons(self.buttons)
        self._lay_out()
        self.name.textChanged.connect(self._check)
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        self.resize(66 * theme.GRID, 40 * theme.GRID)
        self.save_button.setEnabled(False)
        self.name.setFocus()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID * 2, theme.GRID * 2, theme.GRID * 2, theme.GRID * 2)
        layout.setSpacing(theme.GRID)
        label = Label("&Name")
        label.setBuddy(self.name)
        layout.addWidget(label)
        layout.addWidget(self.name)
        # Two lines, so that nothing moves when there is more to say.
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.said)
        title = Label("What will be saved")
        title.setFont(theme.heading(title.font()))
        roles.mark(title, "heading")
        layout.addWidget(title)
        layout.addWidget(self._entries(), 1)
        layout.addWidget(self.buttons)

    def _entries(self) -> QScrollArea:
        area, body = QScrollArea(), QWidget()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("What will be saved")
        lines = QVBoxLayout(body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.GRID // 2)
        for option, values in (("cache-to", self._saved.writes), ("cache-from", self._saved.reads)):
            for value in values:
                line = _label(breakable(f"--{option} {visible(value, _LONGEST_VALUE)}"))
                line.setFont(theme.mono(line.font()))
                lines.addWidget(line)
        lines.addSpacing(theme.GRID // 2)
        kept = _label(_KEPT)
        kept.setForegroundRole(theme.Role.PlaceholderText)
        lines.addWidget(kept)
        lines.addStretch(1)
        area.setWidget(body)
        return area

    @property
    def _replaces(self) -> bool:
        return self._shelf.named(" ".join(self.name.text().split())) is not None

    def _check(self) -> None:
        """Say what is wrong with the name while it is typed."""
        said, possible = "", True
        try:
            storage.check_name(self.name.text(), self._shelf, self._reserved)
        except NameTakenError as error:
            said = f"{error} Saving replaces it."
        except StorageError as error:
            said, possible = str(error), False
        self._say(said)
        self.save_button.setEnabled(possible)
        self.save_button.setText("Replace" if possible and said else "Save")

    def _say(self, sentence: str) -> None:
        self.said.setText(breakable(sentence))
        self.said.setAccessibleName(sentence)

    def _save(self) -> None:
        saved = self._saved._replace(name=self.name.text())
        try:
            note = storage.save(self._path, saved, self._reserved, replacing=self._replaces)
        except NameTakenError:
            # Another window was quicker: now it is to be replaced, or not.
            self._shelf = storage.read(self._path)
            self._check()
        except StorageError as error:
            self._say(str(error))
        else:
            self.accept()
            if note:
                self.noted.emit(note)


def _label(text: str) -> Label:
    label = Label(text)
    label.setWordWrap(True)
    return label
