"""Fix in file: what can be fixed in a file is worked out beside the window, shown as a diff, and written only then."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from buildx_cache_flags.core.asking import NOTHING, Question
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.disk.beside import Checkout
from buildx_cache_flags.core.project import file_fixes
from buildx_cache_flags.core.project.file_fixes import FixedFile
from buildx_cache_flags.core.project.putting_back import PutBack
from buildx_cache_flags.core.text.wording import listed
from buildx_cache_flags.qt.background import Background
from buildx_cache_flags.qt.dialogs.put_back_dialog import ChangeDialog

VERB = "Fix in file"
_BUILD = Question((), NOTHING, with_variables=True)


class FixInFile(QObject):
    """Fixes one file at a time, as ``check --fix`` does."""

    noted = Signal(str)
    """A sentence, said once."""
    fixed = Signal(Path)
    """The file was written."""

    def __init__(self, catalog: Catalog, window: QWidget) -> None:
        super().__init__(window)
        self._catalog = catalog
        self._window = window
        self.background = Background(self)

    def ask(self, path: Path) -> None:
        """Work out what can be fixed in *path*, and show it."""
        self.background.do(lambda tell: self._work(path), self._show)

    def _work(self, path: Path) -> FixedFile | str:
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            return f"{path} is not changed: only files in UTF-8 are."
        except OSError as error:
            return f"{path} can't be read: {error.strerror or error}."
        return file_fixes.fix(str(path), text, _BUILD, self._catalog, Checkout.of(path))

    def _show(self, found: FixedFile | str) -> None:
        if isinstance(found, str):
            self.noted.emit(found)
            return
        path = Path(found.name)
        if not found.done:
            self.noted.emit(f"Nothing in {path.name} can be fixed by itself. Open a build in the form to change it.")
            return
        dialog = ChangeDialog(VERB, sentence(found), path, PutBack(found.before, found.after), self._window)
        dialog.saved.connect(self.noted)
        dialog.accepted.connect(lambda: self.fixed.emit(path))
        dialog.open()


def sentence(found: FixedFile) -> str:
    """What is about to be done, and what is left for a person."""
    labels = list(dict.fromkeys(label for _, label in found.done if label))[:3]
    what = f" ({listed(labels, 'and')})" if labels else ""
    count = len(found.done)
    left = f" {found.left} {'problem needs' if found.left == 1 else 'problems need'} you." if found.left else ""
    return f"This fixes {count} {'problem' if count == 1 else 'problems'} of {Path(found.name).name}{what}.{left}"
