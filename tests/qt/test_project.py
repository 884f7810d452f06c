"""Open a project: what the dialog shows, one build in the form, and its changes back in the file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton

from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.dialogs.fix_in_file import FixInFile
from buildx_cache_flags.qt.dialogs.project_dialog import ProjectDialog
from buildx_cache_flags.qt.dialogs.put_back_dialog import ChangeDialog, PutBackDialog
from buildx_cache_flags.qt.window import Window
from tests.qt.person import settle, wait_for

Open = Callable[..., Window]

COMPOSE = """services:
  app:  # kept
    image: ghcr.io/acme/app:1
    build:
      context: .
      cache_to: ["type=registry,ref=ghcr.io/acme/app:cache,mode=MAX"]   # and this
      cache_from:
        - 'type=registry,ref=ghcr.io/acme/app:cache'
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "compose.yaml").write_bytes(COMPOSE.encode())
    (tmp_path / "b.sh").write_text("docker buildx build --cache-to type=local,dest=c .\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("docker", encoding="utf-8")
    return tmp_path


def dialog_of(window: Window, top: Path) -> ProjectDialog:
    window.desk.open(top)
    (dialog,) = window.findChildren(ProjectDialog)
    wait_for(lambda: not dialog.background.busy)
    return dialog


def rows(dialog: ProjectDialog) -> list[tuple[str, str]]:
    model, found = dialog.tree.model(), []
    for number in range(model.rowCount()):
        top = model.index(number, 0)
        found.append((str(top.data()), str(top.siblingAtColumn(1).data())))
        below = [model.index(place, 0, top) for place in range(model.rowCount(top))]
        found += [(str(one.data()), str(one.siblingAtColumn(1).data())) for one in below]
    return found


def test_the_builds_of_all_files_are_shown_with_their_problems(open_window: Open, project: Path) -> None:
    dialog = dialog_of(open_window(), project)
    shown = rows(dialog)
    assert shown[0][0] == str(Path("a", "compose.yaml"))
    assert shown[1][0] == "service app, line 3"
    assert shown[1][1].startswith("1 error")
    assert (shown[2][0], shown[3][0]) == ("b.sh", "docker build, line 1")
    assert dialog.said.text().startswith("2 builds with a cache in 2 files: 1 error")
    assert any("MAX" in text for text in dialog.findings.texts())
    dialog.reject()


def test_one_click_opens_a_build_and_its_changes_go_back(open_window: Open, project: Path) -> None:
    window = open_window()
    dialog = dialog_of(window, project)
    assert dialog.open_button.isEnabled()
    dialog.open_button.click()
    settle()
    assert window.store.draft.image == "ghcr.io/acme/app:1"
    assert window.store.draft.writes[0].get("mode") == "MAX"
    window.store.set_value(Place("cache-to", 0, "mode"), "max")
    window.store.set_value(Place("cache-from", 0, "ref"), "ghcr.io/acme/app:other")
    window.desk.projects.save_back()
    (change,) = window.findChildren(PutBackDialog)
    assert "-        - 'type=registry,ref=ghcr.io/acme/app:cache'" in change.diff.toPlainText()
    assert (project / "a" / "compose.yaml").read_bytes() == COMPOSE.encode()
    change.save_button.click()
    settle()
    wanted = COMPOSE.replace("mode=MAX", "mode=max").replace("app:cache'", "app:other'")
    assert (project / "a" / "compose.yaml").read_bytes() == wanted.encode()
    assert window.desk.notice is not None
    assert window.desk.notice.text.accessibleName().startswith("Saved in")


def test_a_file_that_has_changed_meanwhile_stays(open_window: Open, project: Path) -> None:
    window = open_window()
    dialog_of(window, project).open_button.click()
    window.store.set_value(Place("cache-to", 0, "mode"), "max")
    other = COMPOSE.replace("app:cache", "app:else")
    (project / "a" / "compose.yaml").write_bytes(other.encode())
    window.desk.projects.save_back()
    assert not window.findChildren(PutBackDialog)
    (project / "a" / "compose.yaml").write_bytes(COMPOSE.encode())
    window.desk.projects.save_back()
    (change,) = window.findChildren(PutBackDialog)
    (project / "a" / "compose.yaml").write_bytes(other.encode())
    change.save_button.click()
    settle()
    assert (project / "a" / "compose.yaml").read_bytes() == other.encode()


def test_what_has_no_place_in_the_file_is_said(open_window: Open, project: Path) -> None:
    window = open_window()
    said: list[str] = []
    window.desk.projects.noted.connect(said.append)
    window.desk.projects.save_back()
    dialog_of(window, project).open_button.click()
    window.store.add_entry("cache-to")
    window.desk.projects.save_back()
    assert not window.findChildren(PutBackDialog)
    assert said[0].startswith("Open a build")
    assert said[-1].startswith("An entry was added")


def test_a_folder_may_be_dropped(open_window: Open, project: Path) -> None:
    window = open_window()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(project))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    (dialog,) = window.findChildren(ProjectDialog)
    dialog.reject()


def test_a_folder_without_builds_says_so_and_cancel_ends_the_reading(open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    dialog = dialog_of(window, tmp_path)
    assert dialog.said.text() == "No build with a cache was found in 0 files."
    assert not dialog.open_button.isEnabled()
    dialog.reject()
    settle()
    window.desk.open(tmp_path)
    (other,) = window.findChildren(ProjectDialog)
    [cancel] = [one for one in other.findChildren(QPushButton) if one not in (other.open_button, other.fix_button)]
    cancel.click()
    assert not other.background.busy


def fix_of(parent: object, fixing: FixInFile) -> ChangeDialog:
    wait_for(lambda: not fixing.background.busy)
    (change,) = parent.findChildren(ChangeDialog)  # type: ignore[attr-defined]
    assert isinstance(change, ChangeDialog)
    return change


def test_fix_in_file_shows_the_change_and_writes_nothing_else(open_window: Open, project: Path) -> None:
    dialog = dialog_of(open_window(), project)
    assert dialog.fix_button.isEnabled()
    dialog.fix_button.click()
    change = fix_of(dialog, dialog.fixing)
    assert change.said.text() == "This fixes 1 problem of compose.yaml (Use max)."
    assert "-      cache_to" in change.diff.toPlainText()
    file = project / "a" / "compose.yaml"
    assert file.read_bytes() == COMPOSE.encode()
    change.save_button.click()
    wait_for(lambda: not dialog.background.busy)
    assert file.read_bytes() == COMPOSE.replace("mode=MAX", "mode=max").encode()
    assert dialog.said.text().startswith(f"Saved in {file}.")
    assert rows(dialog)[1][0] == "service app, line 3"
    assert not dialog.fix_button.isEnabled()
    dialog.reject()


def test_fix_in_file_never_writes_over_what_somebody_else_wrote(open_window: Open, project: Path) -> None:
    dialog = dialog_of(open_window(), project)
    dialog.fix_button.click()
    change = fix_of(dialog, dialog.fixing)
    file = project / "a" / "compose.yaml"
    file.write_bytes(COMPOSE.replace("kept", "mine").encode())
    change.save_button.click()
    wait_for(lambda: not dialog.background.busy)
    assert file.read_bytes() == COMPOSE.replace("kept", "mine").encode()
    assert "another program changed it meanwhile" in dialog.said.text()
    dialog.reject()


def test_a_form_that_is_as_opened_follows_its_file(open_window: Open, project: Path) -> None:
    window = open_window()
    said: list[str] = []
    window.desk.projects.noted.connect(said.append)
    window.desk.projects.fix_in_file()
    assert said[-1].startswith("Open a build of a project first")
    dialog = dialog_of(window, project)
    dialog.open_button.click()
    settle()
    assert window.store.draft.writes[0].get("mode") == "MAX"
    window.desk.projects.fix_in_file()
    fixing = window.findChild(FixInFile, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert isinstance(fixing, FixInFile)
    fix_of(window, fixing).save_button.click()
    settle()
    assert window.store.draft.writes[0].get("mode") == "max"
    assert said[-1].startswith("Saved in")
