"""The project that is worked on: opened as a folder, and the build of it that the form is from."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from buildx_cache_flags.qt.store import FormStore

if TYPE_CHECKING:
    # What reads files is as much as all the rest of the application, and is imported when a folder is opened.
    from buildx_cache_flags.core.project.putting_back import OpenedBuild
    from buildx_cache_flags.qt.dialogs.fix_in_file import FixInFile


class Projects(QObject):
    """Opens folders, and puts what the form is now back into the file that it is from."""

    noted = Signal(str)
    """A sentence, said once."""
    chosen = Signal(Path)
    """A folder was chosen."""

    found = Signal(object)
    """The drafts of all builds of a folder."""

    def __init__(self, store: FormStore, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._window = window
        self._last: Path | None = None
        self.origin: OpenedBuild | None = None
        """The build that the form was opened from."""
        self._fixing: FixInFile | None = None

    def ask_open(self) -> None:
        """Ask for a folder and open it."""
        dialog = QFileDialog(self._window, "Open a project", str(self._last or Path.cwd()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda chosen: self.open(Path(chosen)))
        dialog.open()

    def open(self, top: Path) -> None:
        """Show the builds of the folder *top*."""
        from buildx_cache_flags.qt.dialogs.project_dialog import ProjectDialog

        self._last = top
        dialog = ProjectDialog(top, self._store.catalog, self._window)
        dialog.opened.connect(self._open_build)
        dialog.found.connect(self.found)
        dialog.open()

    def _open_build(self, origin: "OpenedBuild") -> None:
        from buildx_cache_flags.core.project.putting_back import opened

        self._store.replace(opened(origin.build, self._store.draft))
        self._store.touch_all()
        self.origin = origin
        self.noted.emit(f"Opened {origin.where} of {origin.path}. Save back (menu File) writes your changes there.")

    def save_back(self) -> None:
        """Show what the file would get, and write it where that is wanted."""
        origin = self.origin
        if origin is None:
            self.noted.emit("Open a build of a project first: then its changes can go back into its file.")
            return
        from buildx_cache_flags.core.project.putting_back import NotPossibleError, put_back
        from buildx_cache_flags.qt.dialogs.put_back_dialog import PutBackDialog

        try:
            text = origin.path.read_bytes().decode()
            change = put_back(origin, text, self._store.draft, self._store.catalog)
        except UnicodeDecodeError:
            self.noted.emit(f"{origin.path} is not changed: only files in UTF-8 are.")
        except OSError as error:
            self.noted.emit(f"{origin.path} can't be read: {error.strerror or error}.")
        except NotPossibleError as error:
            self.noted.emit(str(error))
        else:
            if change.before == change.after:
                self.noted.emit(f"{origin.path} already says what the form says.")
                return
            dialog = PutBackDialog(origin, change, self._window)
            dialog.saved.connect(self._saved)
            dialog.open()

    def fix_in_file(self) -> None:
        """Show what can be fixed in the file that the form is from, and write it where that is wanted."""
        if self.origin is None:
            self.noted.emit("Open a build of a project first: then its file can be fixed.")
            return
        if self._fixing is None:
            from buildx_cache_flags.qt.dialogs.fix_in_file import FixInFile

            self._fixing = FixInFile(self._store.catalog, self._window)
            self._fixing.noted.connect(self.noted)
            self._fixing.fixed.connect(self._fixed)
        self._fixing.ask(self.origin.path)

    def _fixed(self, path: Path) -> None:
        """A form that nobody changed since it was opened follows its file."""
        from buildx_cache_flags.core.project.putting_back import opened

        origin = self.origin
        if origin is None or origin.path != path:
            return
        is_as_opened = self._store.draft == opened(origin.build, self._store.draft)
        self._follow(origin)
        if is_as_opened and self.origin is not None:
            self._store.replace(opened(self.origin.build, self._store.draft))

    def _saved(self, sentence: str) -> None:
        if self.origin is not None:
            # What is there now is what further changes are compared with.
            self._follow(self.origin)
        self.noted.emit(sentence)

    def _follow(self, origin: "OpenedBuild") -> None:
        """Know the build as it is in the file now."""
        from buildx_cache_flags.core.disk.beside import Checkout
        from buildx_cache_flags.core.files import read_file
        from buildx_cache_flags.core.project.putting_back import OpenedBuild

        text = origin.path.read_text(encoding="utf-8")
        builds = read_file(str(origin.path), text, self._store.catalog, Checkout.of(origin.path)).builds
        there = origin.number < len(builds)
        self.origin = OpenedBuild(origin.path, origin.number, builds[origin.number]) if there else None
