"""New, Open, Save, Save as and Recent: the setup that a form is, and its file."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from buildx_cache_flags.core.disk import contents
from buildx_cache_flags.core.disk.contents import UnreadableError
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.session import recent, setups
from buildx_cache_flags.core.session.sessions import Opened
from buildx_cache_flags.core.session.setups import Setup, SetupError
from buildx_cache_flags.qt.output.saving import free_name
from buildx_cache_flags.qt.store import FormStore

FILTER: Final = "Setups (*.toml);;All files (*)"
_UNNAMED: Final = "setup.toml"


class SetupFiles(QObject):
    """Opens and saves; nothing asks before it, because whatever was in the form comes back with Undo."""

    noted = Signal(str)
    chosen = Signal(object)
    """A file is to be opened: its path."""

    def __init__(self, store: FormStore, recent_file: Path | None, window: QWidget) -> None:
        super().__init__(window)
        self._store = store
        self._recent = recent_file
        self.private = False
        """Whether nothing is kept of what is opened and saved."""
        self._window = window

    @property
    def setup(self) -> Setup:
        """The form as it is."""
        return Setup(self._store.draft, self._store.view)

    @property
    def modified(self) -> bool:
        """Whether the form differs from the file that it was opened from or saved in."""
        opened = self._store.opened
        if opened is None:
            return False
        return not setups.same(self.setup, Setup(opened.draft, opened.view), self._store.catalog)

    def recent(self) -> tuple[str, ...]:
        """The files that were opened or saved last."""
        return recent.read(self._recent) if self._recent else ()

    def new(self) -> None:
        """Begin with an empty form, and with no file; Undo brings the form back."""
        self._store.replace(Draft(buildkit=self._store.draft.buildkit))
        self._store.keep(None, self._store.mark)

    def ask_open(self) -> None:
        """Ask for a file and open it."""
        dialog = QFileDialog(self._window, "Open", str(self._folder()), FILTER)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.chosen.emit(Path(chosen)))
        dialog.open()

    def open(self, path: Path) -> bool:
        """Show the setup at *path*; false where it is none, or has a value that buildx refuses.

        Where it can't be read at all, that is said.
        """
        try:
            text = contents.text(path)
        except UnreadableError as error:
            self.noted.emit(f"{path} can't be read: {error}.")
            self._forget(path)
            return True
        return self.open_text(text, path)

    def open_text(self, text: str, path: Path) -> bool:
        """Whether *text*, which stands in the file at *path*, is a setup that could be shown."""
        if not setups.is_one(text):
            return False
        try:
            setup = setups.read(text, self._store.catalog)
        except SetupError:
            return False
        self._store.replace(setup.draft)
        self._store.set_view(setup.view)
        self._is_now(path, setup)
        return True

    def save(self) -> None:
        """Save into the file that the form is from; ask for one where it is from none."""
        opened = self._store.opened
        if opened is None:
            self.ask_save()
        else:
            self.save_to(Path(opened.path), Setup(opened.draft, opened.view))

    def ask_save(self) -> None:
        """Ask for a file and save into it."""
        opened = self._store.opened
        start = Path(opened.path) if opened else self._folder() / free_name(self._folder(), _UNNAMED)
        dialog = QFileDialog(self._window, "Save setup as", str(start), FILTER)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(setups.SUFFIX.lstrip("."))
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.open()

    def save_to(self, path: Path, known: Setup | None = None) -> None:
        """Write the form into the file at *path*, which is replaced whole or not at all.

        *known* is what stood there last; what somebody else wrote there since is kept, and said.
        """
        setup = self.setup
        try:
            aside = setups.save(path, setup, self._store.catalog, known)
        except OSError as error:
            self.noted.emit(f"{path} can't be written: {error.strerror or error}. Choose another place.")
            return
        self.noted.emit(f"{path.name} was changed meanwhile. What stood there is kept as {aside}." if aside else "")
        self._is_now(path, setup)

    def line(self) -> str:
        """The form in one line."""
        return setups.write_line(self.setup, self._store.catalog)

    def read(self, path: Path) -> Setup | None:
        """The setup at *path*, to be looked at; ``None`` where there is none, which is said."""
        try:
            return setups.read(contents.text(path), self._store.catalog)
        except (UnreadableError, SetupError) as error:
            self.noted.emit(f"{path} can't be read: {str(error).rstrip('.')}.")
            return None

    def _folder(self) -> Path:
        opened = self._store.opened
        return Path(opened.path).parent if opened else Path.cwd()

    def _is_now(self, path: Path, setup: Setup) -> None:
        path = path.absolute()
        self._store.keep(Opened(str(path), setup.draft, setup.view), self._store.mark)
        self._change(lambda file: recent.add(file, str(path)))

    def _forget(self, path: Path) -> None:
        self._change(lambda file: recent.forget(file, str(path)))

    def _change(self, change: Callable[[Path], None]) -> None:
        if self._recent is None or self.private:
            return
        try:
            change(self._recent)
        except OSError as error:
            self.noted.emit(f"The list of recent setups can't be written: {error.strerror or error}.")
