"""A folder of a person's own things, and windows that keep in it what is done."""

from pathlib import Path

from PySide6.QtTest import QTest

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.session.sessions import Session, read
from buildx_cache_flags.qt import later
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import activate, delete_what_is_due
from tests.qt.person import settle, wait_for


class Home:
    """Opens windows over one folder, and closes them."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self.folder = folder
        self.catalog = catalog
        self.opened: list[Window] = []

    def open(self) -> Window:
        """A window as the application opens it."""
        later.hold()
        window = Window(FormStore(self.catalog))
        window.keeps = True
        self.opened.append(window)
        window.show()
        activate(window)
        wait_for(lambda: window.store.started)
        settle()
        return window

    def close(self, window: Window) -> None:
        """Close *window* as a person does."""
        window.clipboard.limit_ms = 1
        while window.clipboard.pending:
            QTest.qWait(5)
        window.close()
        window.deleteLater()
        self.opened.remove(window)
        delete_what_is_due()

    def again(self, window: Window) -> Window:
        """Close *window*, and open one."""
        self.close(window)
        return self.open()

    @property
    def sessions(self) -> list[Path]:
        """The files of sessions."""
        return sorted((self.folder / "sessions").glob("session-*.json"))

    def written(self) -> Session:
        """What the first session holds."""
        return read(self.sessions[0].read_bytes(), self.catalog)
