"""Setups in the window: opened, saved, dropped, marked, and never in the way of what was there before."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.session import setups
from buildx_cache_flags.core.session.setups import Setup
from buildx_cache_flags.qt.dialogs.paste_dialog import PasteDialog
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import activate
from tests.qt.homes import Home
from tests.qt.person import CONTROL, SHIFT, Key, Person, settle, wait_for

IMAGE = Place(parameter="image")
DRAFT = Draft(
    image="ghcr.io/acme/app:1",
    writes=entries.parse("type=registry,ref=ghcr.io/acme/app:cache,mode=max"),
    reads=entries.parse("type=registry,ref=ghcr.io/acme/app:cache"),
)


@pytest.fixture
def file(tmp_path: Path, catalog: Catalog) -> Path:
    path = tmp_path / "app.toml"
    path.write_text(setups.write(Setup(DRAFT, View("fish")), catalog), encoding="utf-8")
    return path


def choose(window: Window, path: Path) -> None:
    """Type a name into the file dialog that is open."""
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    field = dialog.findChild(QLineEdit)
    assert field is not None
    field.setText(str(path))
    dialog.accept()
    wait_for(lambda: QApplication.activeModalWidget() is None)
    activate(window)


def title(window: Window) -> str:
    window.desk._show()
    return window.windowTitle().replace("[*]", "*" if window.isWindowModified() else "")


def drop(window: Window, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    settle()


def test_a_setup_is_opened_edited_and_saved_by_keyboard(home: Home, file: Path) -> None:
    window = home.open()
    person = Person(window)
    assert title(window) == "Buildx Cache Flags"
    person.key(Key.Key_O, CONTROL)
    choose(window, file)
    assert (window.store.draft, window.store.view) == (DRAFT, View("fish"))
    assert title(window) == "app.toml"
    before = file.read_text("utf-8")
    person.row(IMAGE).editor.field.setFocus()
    person.retype("ghcr.io/acme/other:2")
    assert title(window) == "app.toml*"
    person.key(Key.Key_S, CONTROL)
    assert title(window) == "app.toml"
    assert file.read_text("utf-8") == before.replace("acme/app:1", "acme/other:2")
    person.key(Key.Key_Z, CONTROL)
    assert title(window) == "app.toml*"


def test_save_asks_for_a_file_where_there_is_none(home: Home, file: Path, tmp_path: Path) -> None:
    window = home.open()
    window.store.replace(DRAFT)
    person = Person(window)
    person.key(Key.Key_S, CONTROL)
    choose(window, tmp_path / "new.toml")
    assert title(window) == "new.toml"
    person.key(Key.Key_S, CONTROL | SHIFT)
    choose(window, tmp_path / "newer.toml")
    assert title(window) == "newer.toml"
    assert (tmp_path / "newer.toml").read_bytes() == (tmp_path / "new.toml").read_bytes()
    assert window.desk.setups.recent() == (str(tmp_path / "newer.toml"), str(tmp_path / "new.toml"))


def test_closing_asks_nothing_and_brings_back_what_was_not_saved(home: Home, file: Path) -> None:
    window = home.open()
    window.desk.open(file)
    window.store.replace(replace(DRAFT, image="x/y"))
    before = file.read_bytes()
    window = home.again(window)
    assert file.read_bytes() == before
    assert window.store.draft.image == "x/y"
    assert title(window) == "app.toml*"
    window.store.undo()
    assert title(window) == "app.toml"


def test_new_begins_anew_and_undo_brings_the_old_one_back(home: Home, file: Path) -> None:
    window = home.open()
    window.desk.open(file)
    person = Person(window)
    person.key(Key.Key_N, CONTROL)
    assert window.store.draft == Draft()
    assert title(window) == "Buildx Cache Flags"
    person.key(Key.Key_Z, CONTROL)
    assert window.store.draft == DRAFT
    assert title(window) == "app.toml"
    assert window.store.opened is not None


def test_undo_over_an_opened_file_never_saves_into_the_wrong_one(
    home: Home, file: Path, tmp_path: Path, catalog: Catalog
) -> None:
    other = tmp_path / "other.toml"
    other.write_text(setups.write(Setup(Draft(image="other"), View("fish")), catalog), encoding="utf-8")
    window = home.open()
    window.desk.open(file)
    window.desk.open(other)
    assert title(window) == "other.toml"
    window.store.undo()
    assert title(window) == "app.toml"
    window.store.redo()
    assert title(window) == "other.toml"


def test_a_setup_that_is_dropped_is_opened(home: Home, file: Path) -> None:
    window = home.open()
    drop(window, file)
    assert window.store.draft == DRAFT
    assert title(window) == "app.toml"


def test_a_setup_with_a_refused_value_is_shown_as_a_paste(home: Home, file: Path) -> None:
    file.write_text(file.read_text("utf-8").replace("mode=max", "mode"), encoding="utf-8")
    window = home.open()
    drop(window, file)
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), PasteDialog))
    dialog = QApplication.activeModalWidget()
    assert window.store.draft == Draft()
    assert dialog is not None
    dialog.close()


def test_what_is_gone_is_said_and_forgotten(home: Home, file: Path) -> None:
    window = home.open()
    window.desk.open(file)
    assert window.desk.setups.recent() == (str(file),)
    file.unlink()
    window.desk.open(file)
    assert window.desk.notice is not None
    assert window.desk.notice.text.accessibleName() == f"{file} can't be read: No such file or directory."
    assert window.desk.setups.recent() == ()
    assert window.store.draft == DRAFT


def test_a_file_that_cannot_be_written_is_said(home: Home, tmp_path: Path) -> None:
    window = home.open()
    window.store.replace(DRAFT)
    window.desk.setups.save_to(tmp_path / "no" / "such" / "folder.toml")
    assert window.desk.notice is not None
    assert "can't be written" in window.desk.notice.text.accessibleName()
    assert title(window) == "Buildx Cache Flags"


def test_the_menu_has_everything_with_its_keys(home: Home, file: Path) -> None:
    window = home.open()
    window.desk.open(file)
    menu = window.toolbar.file.menu()
    seen: list[str] = []

    def look() -> None:
        seen.extend(action.text() for action in menu.actions())
        recent = next(action.menu() for action in menu.actions() if action.text() == "Recent setups")
        seen.extend(action.text() for action in recent.actions())  # type: ignore[attr-defined]
        menu.close()

    # Qt waits in the key until the menu is closed.
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, look))
    Person(window).key(Key.Key_F, Qt.KeyboardModifier.AltModifier)
    wait_for(lambda: seen)
    assert {"New\tCtrl+N", "Open…\tCtrl+O", "Save setup\tCtrl+S", "app.toml", "Private mode"} <= set(seen)


def test_the_form_goes_through_one_line_of_text(home: Home, file: Path) -> None:
    window = home.open()
    window.desk.open(file)
    copied: list[str] = []
    window.desk.copy_asked.connect(copied.append)
    action = next(action for action in window.desk.actions if action.name == "Copy setup as one line")
    action.do()
    window.desk.setups.new()
    window.store.set_view(View())
    window.paste(copied[0])
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PasteDialog)
    dialog.apply_button.click()
    settle()
    assert (window.store.draft, window.store.view) == (DRAFT, View("fish"))


def test_what_another_window_saved_meanwhile_is_kept_and_said(home: Home, file: Path, catalog: Catalog) -> None:
    first, second = home.open(), home.open()
    for window in (first, second):
        window.desk.open(file)
    first.store.replace(replace(DRAFT, image="x/first"))
    first.desk.setups.save()
    second.store.replace(replace(DRAFT, image="x/second"))
    second.desk.setups.save()
    settle()
    aside = file.with_name("app-other-1.toml")
    assert setups.read(aside.read_text("utf-8"), catalog).draft.image == "x/first"
    assert setups.read(file.read_text("utf-8"), catalog).draft.image == "x/second"
    assert second.desk.notice is not None
    said = second.desk.notice.text.accessibleName()
    assert said == f"app.toml was changed meanwhile. What stood there is kept as {aside}."
    second.store.replace(replace(DRAFT, image="x/third"))
    second.desk.setups.save()
    settle()
    assert not second.desk.notice.isVisible()
    assert not file.with_name("app-other-2.toml").exists()


def test_private_leaves_no_trace_of_files(home: Home, file: Path) -> None:
    window = home.open()
    window.desk.toggle_private()
    window.desk.open(file)
    window.desk.setups.save()
    assert window.desk.setups.recent() == ()
    home.close(window)
    assert not home.folder.exists()
