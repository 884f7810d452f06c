"""The real window with the real table, and a check that nothing is left open."""

import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.logging import Record

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt import later
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.window import Window
from tests.qt.person import PATIENCE_MS, Person, settle, wait_for

if TYPE_CHECKING:
    from tests.qt.homes import Home

Open = Callable[..., Window]


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Fail on what Qt warns of while the window opens; pytest-qt notes it down and only looks at the test itself."""
    yield
    # With `-s` there is no capturing at all.
    records: list[Record] = getattr(getattr(item, "qt_log_capture", None), "records", [])
    assert [record.message for record in records if _is_warning(record)] == []


def _is_warning(record: Record) -> bool:
    return record.type != QtMsgType.QtDebugMsg and not record.ignored


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Fail on what Qt warns of while the window goes away."""
    ignored = [re.compile(pattern) for pattern in item.config.getini("qt_log_ignore")]
    warned: list[str] = []

    def listen(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg and not any(pattern.search(text) for pattern in ignored):
            warned.append(text)

    previous = qInstallMessageHandler(listen)
    try:
        yield
    finally:
        qInstallMessageHandler(previous)
    assert warned == []


@pytest.fixture(autouse=True)
def nothing_left_open(qapp: QApplication) -> Iterator[None]:
    """Fail a test that leaves a top-level window behind."""
    yield
    delete_what_is_due()
    left = [widget for widget in QApplication.topLevelWidgets() if _counts(widget)]
    names = [f"{type(widget).__name__} {widget.windowTitle()!r}" for widget in left]
    for widget in left:
        widget.close()
        widget.deleteLater()
    delete_what_is_due()
    assert not names


def _counts(widget: QWidget) -> bool:
    # Qt keeps one tool tip and deletes it in its own time.
    return (widget.isVisible() or widget.parent() is None) and widget.metaObject().className() != "QTipLabel"


def delete_what_is_due() -> None:
    """Carry out every deleteLater."""
    settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    settle()


@pytest.fixture
def open_window(qapp: QApplication, catalog: Catalog) -> Iterator[Open]:
    """Opens windows, started and active; they are closed in the end."""
    theme.install(qapp).apply("light")
    # Windows' own file dialog runs in a thread of its own, where nothing can press its buttons.
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    # A drop-down ignores the mouse for so long after it opened, and the tests wait for it.
    qapp.setDoubleClickInterval(60)
    opened: list[Window] = []

    def make(draft: Draft | None = None, the_table: Catalog = catalog) -> Window:
        # As in the application: most of the window is made behind its first frame.
        later.hold()
        window = Window(FormStore(the_table, draft))
        opened.append(window)
        # Whatever the screen is: two columns, and not all of the form in sight.
        window.resize(1160, 800)
        window.show()
        activate(window)
        wait_for(lambda: window.store.started)
        settle()
        return window

    yield make
    for window in opened:
        # Closing would wait for a tool, as it should; its end is not what most tests are about.
        window.clipboard.limit_ms = 1
        while window.clipboard.pending:
            QTest.qWait(5)
        window.close()
        window.deleteLater()
    delete_what_is_due()


@pytest.fixture
def window(open_window: Open) -> Window:
    """The window as it opens."""
    return open_window()


@pytest.fixture
def person(window: Window) -> Person:
    """Somebody in front of the window, who has come as far as the ref that is written to."""
    someone = Person(window)
    someone.row(Place("cache-to", 0, "ref")).editor.field.setFocus()
    settle()
    return someone


def activate(window: QWidget) -> None:
    """Give *window* the focus, also where no window manager does."""
    window.raise_()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window, PATIENCE_MS)


@pytest.fixture
def home(tmp_path: Path, catalog: Catalog, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Home]":
    """A folder of a person's own things that is not there yet; windows over it write at once."""
    from buildx_cache_flags.qt import desk, keeper
    from tests.qt.homes import Home

    theme.install(qapp).apply("light")
    qapp.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    folder = tmp_path / "home"
    monkeypatch.setattr(desk, "folder", lambda: folder)
    monkeypatch.setattr(keeper, "PAUSE_MS", 1)
    monkeypatch.setattr(keeper, "RETRY_MS", 20)
    made = Home(folder, catalog)
    yield made
    for window in list(made.opened):
        made.close(window)
