"""Where the command goes: other targets, saved files, one entry alone, and what is remembered."""

import os
import sys
from pathlib import Path
from typing import Any

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox

from buildx_cache_flags.core.catalog.parameters import OPTIONS
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.targets import TARGETS, usual
from buildx_cache_flags.qt.dialogs.paste_dialog import PasteDialog
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.memory import Memory
from buildx_cache_flags.qt.output import saving
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import Open
from tests.qt.person import CONTROL, Key, Person, settle, wait_for

DRAFT = Draft(image="ghcr.io/acme/app:1.4", writes=parse("ghcr.io/acme/app:buildcache")).with_following(True)
COMMAND = "docker buildx build -t a/b --push --cache-to type=registry,ref=a/b:c,mode=max --no-cache ."


@pytest.fixture
def filled(open_window: Open) -> Person:
    return Person(open_window(DRAFT))


def ways(person: Person) -> dict[str, QAction]:
    """What the menu beside Copy offers."""
    copy = person.window.output.copy
    person.click(copy.more)
    offered = {action.text(): action for action in copy.more.menu().actions()}
    person.key(Key.Key_Escape)
    return offered


@pytest.mark.parametrize("name", [target.name for target in TARGETS.values() if target.whole])
def test_a_chip_or_the_menu_chooses_the_target(filled: Person, name: str) -> None:
    output = filled.window.output
    filled.choose_target(name)
    target = TARGETS[name]
    assert output.preview.command == filled.window.store.text
    assert output.bar.chips[name].isChecked()
    assert output.copy.one_line.isVisible() == target.wraps
    offered = ways(filled)
    assert ("Flags only" in offered) == target.shell
    assert ("Bake entries as objects" in offered) == (target.objects is not None)
    assert ("Cache lines" in offered) == ("lines" in target.parts)
    filled.click(output.copy.button)
    assert QGuiApplication.clipboard().text() == filled.window.store.text


def test_a_target_that_cannot_carry_the_context_turns_copy_off(open_window: Open) -> None:
    window = open_window(Draft(image="a/b", context="100%", writes=parse("a/b:c")).with_following(True))
    person = Person(window)
    assert window.output.copy.button.isEnabled()
    person.choose_target("cmd")
    assert not window.output.copy.button.isEnabled()
    assert not ways(person)["Save as…"].isEnabled()
    assert window.form.image.rows["context"].message.icon == "error"


def test_one_entry_is_copied_alone(filled: Person) -> None:
    card = filled.window.form.sections["cache-from"].cards[0]
    assert card.footer.copy is not None
    filled.click(card.footer.copy)
    assert QGuiApplication.clipboard().text() == "--cache-from type=registry,ref=ghcr.io/acme/app:buildcache"


def test_an_entry_with_an_error_is_not_copied_alone(open_window: Open) -> None:
    window = open_window(Draft(writes=parse("type=registry,ref=a/b:c,mode=MAX"), reads=parse("a/b:c"), following=False))
    written, read = (window.form.sections[option].cards[0].footer.copy for option in OPTIONS)
    assert written is not None
    assert read is not None
    assert not written.isEnabled()
    assert read.isEnabled()


def test_save_as_writes_the_command(filled: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    filled.choose_target("bake-hcl")
    filled.written("Save as…")
    dialog = filled.window.findChild(QFileDialog)
    assert dialog is not None
    assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["docker-bake.hcl"]
    dialog.accept()
    wait_for((tmp_path / "docker-bake.hcl").exists)
    assert (tmp_path / "docker-bake.hcl").read_text("utf-8") == filled.window.store.text.rstrip("\n") + "\n"
    assert "docker-bake.hcl" in filled.window.output.copy.status.text()


def test_save_as_on_a_full_disk_leaves_the_old_file(
    filled: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "build.sh"
    file.write_bytes(b"what was there")
    file.chmod(0o750)
    said: list[str] = []

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        saving.ask(filled.window, "build.sh", "text", said.append).fileSelected.emit(str(file))
    box = filled.window.findChild(QMessageBox)
    assert box is not None
    assert box.text() == f"{file} can't be written: No space left on device. Choose another place."
    assert (file.read_bytes(), said) == (b"what was there", [])
    assert [entry.name for entry in tmp_path.iterdir()] == ["build.sh"]
    saving.ask(filled.window, "build.sh", "text", said.append).fileSelected.emit(str(file))
    assert (file.read_bytes(), said) == (b"text\n", ["Saved as build.sh."])
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o777 == 0o750
    for opened in filled.window.findChildren(QDialog):
        opened.reject()


def test_a_new_name_is_offered_where_the_usual_one_is_taken(tmp_path: Path) -> None:
    assert saving.free_name(tmp_path, "build.sh") == "build.sh"
    (tmp_path / "build.sh").touch()
    (tmp_path / "build-2.sh").touch()
    assert saving.free_name(tmp_path, "build.sh") == "build-3.sh"
    (tmp_path / ".gitlab-ci.yml").touch()
    assert saving.free_name(tmp_path, ".gitlab-ci.yml") == ".gitlab-ci-2.yml"


def test_a_place_that_takes_no_file_is_said(filled: Person, tmp_path: Path) -> None:
    said: list[str] = []
    dialog = saving.ask(filled.window, "build.sh", "text", said.append)
    dialog.reject()
    saving._save(filled.window, tmp_path / "no" / "folder" / "build.sh", "text", said.append)
    box = next(
        widget for widget in filled.window.findChildren(QDialog) if "can't be written" in str(widget.property("text"))
    )
    assert not said
    box.close()


def test_what_was_chosen_is_there_next_time(open_window: Open, tmp_path: Path) -> None:
    file = str(tmp_path / "settings.ini")
    first = open_window(DRAFT)
    Memory(QSettings(file, QSettings.Format.IniFormat)).recall_view(first.store)
    Person(first).choose_target("fish")
    Person(first).click(first.output.copy.one_line)
    second = open_window(DRAFT)
    assert second.store.view == View()
    Memory(QSettings(file, QSettings.Format.IniFormat)).recall_view(second.store)
    assert second.store.view == View("fish", one_line=True)
    assert second.output.bar.chips["fish"].isChecked()


@pytest.mark.parametrize("text", ["[General]\ntarget=tarot\nwhole=perhaps\nappearance=mauve\n", "\0\xff", ""])
def test_a_spoilt_settings_file_is_as_good_as_none(open_window: Open, tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.ini").write_text(text, "latin-1")
    window = open_window(DRAFT)
    memory = Memory(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    memory.recall_view(window.store)
    memory.recall_appearance()
    assert window.store.view == View(usual(sys.platform))
    assert theme.current().appearance == "light"


@pytest.mark.parametrize(
    ("platform", "target", "continued"),
    [("linux", "bash", " \\\n"), ("darwin", "bash", " \\\n"), ("win32", "powershell", " `\n")],
)
def test_the_first_start_offers_the_terminal_of_the_system(
    open_window: Open, tmp_path: Path, platform: str, target: str, continued: str
) -> None:
    window = open_window(DRAFT)
    file = str(tmp_path / "settings.ini")
    Memory(QSettings(file, QSettings.Format.IniFormat), platform).recall_view(window.store)
    assert window.output.bar.chips[target].isChecked()
    assert continued in window.store.text
    # What was chosen counts everywhere.
    Person(window).choose_target("fish")
    again = open_window(DRAFT)
    Memory(QSettings(file, QSettings.Format.IniFormat), platform).recall_view(again.store)
    assert again.store.view.target == "fish"


def test_the_appearance_is_remembered(open_window: Open, tmp_path: Path) -> None:
    open_window(DRAFT)
    file = str(tmp_path / "settings.ini")
    Memory(QSettings(file, QSettings.Format.IniFormat)).recall_appearance()
    theme.current().choose("dark")
    theme.current().apply("light")
    Memory(QSettings(file, QSettings.Format.IniFormat)).recall_appearance()
    assert theme.current().appearance == "dark"


# Paste


def dialog_of(window: Window) -> PasteDialog:
    found = window.findChild(PasteDialog)
    assert found is not None
    wait_for(lambda: not found.background.busy)
    return found


@pytest.mark.window_system
def test_pasting_shows_first_and_one_undo_takes_it_all_back(person: Person) -> None:
    window = person.window
    before = window.store.draft
    window.output.preview.setFocus()
    person.paste(COMMAND)
    dialog = dialog_of(window)
    assert any("--no-cache" in text for text in dialog.findings.texts())
    assert any("mode=max" in text for text in dialog.findings.texts())
    assert window.store.draft == before, "nothing changes before it is applied"
    dialog.apply_button.click()
    settle()
    assert window.store.draft.image == "a/b"
    assert window.store.draft.writes == parse("type=registry,ref=a/b:c,mode=max")
    person.key(Key.Key_Z, CONTROL)
    assert window.store.draft == before


def test_a_paste_that_is_cancelled_changes_nothing(person: Person) -> None:
    before = person.window.store.draft
    person.click(person.window.toolbar.paste)
    dialog = dialog_of(person.window)
    dialog.text.setPlainText(COMMAND)
    dialog.reject()
    settle()
    assert person.window.store.draft == before
    assert not person.window.store.can_undo


@pytest.mark.window_system
def test_a_text_field_pastes_itself(person: Person) -> None:
    person.paste("ghcr.io/a/b")
    assert person.window.findChild(PasteDialog) is None
    assert person.window.store.draft.writes[0].get("ref") == "ghcr.io/a/b"


def test_a_refused_value_is_mended_by_one_click(window: Window) -> None:
    window.paste("--cache-to type=registry,ref=a/b:x --cache-from ref=a/b:x")
    dialog = dialog_of(window)
    assert any("type" in text for text in dialog.findings.texts())
    dialog.findings.fixed.emit("ref=a/b:x", "type=registry,ref=a/b:x")
    dialog.apply_button.click()
    assert window.store.draft.reads == parse("a/b:x")
    assert window.store.draft.writes == parse("a/b:x")


@pytest.mark.parametrize("text", ["", "  \n", "hello", "\0\0", "'" * 50_000, "a,b\n" * 5_000, "{", "services: ["])
def test_rubbish_gets_a_sentence(window: Window, text: str) -> None:
    window.paste(text)
    dialog = dialog_of(window)
    dialog.text.setPlainText(dialog.text.toPlainText() + " ")
    settle()
    if text.strip():
        assert dialog.findings.texts()
    dialog.reject()
    settle()


def test_one_of_several_builds_of_a_file_is_chosen(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "compose.yaml"
    file.write_text("services:\n  a:\n    build: {cache_to: [a/a:c]}\n  b:\n    build: {cache_to: [b/b:c]}\n", "utf-8")
    drop(window, file)
    dialog = dialog_of(window)
    assert dialog.builds.isVisible()
    dialog.builds.setCurrentIndex(1)
    dialog.builds.activated.emit(1)
    dialog.apply_button.click()
    assert window.store.draft.writes == parse("b/b:c")


def test_a_file_that_cannot_be_read_is_said(window: Window, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    for path in (tmp_path, tmp_path / "picture.png", tmp_path / "missing"):
        window.open_file(path)
        dialog = dialog_of(window)
        assert any("can't be read" in text for text in dialog.findings.texts())
        assert not dialog.apply_button.isEnabled()
        dialog.reject()
        settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def drop(window: Window, path: Path) -> None:
    """Drop a file on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    # Another type of point since 6.12, which warns of the older one.
    version = tuple(map(int, PySide6.__version__.split(".")[:2]))
    point: Any = QPointF(10, 10) if version >= (6, 12) else QPoint(10, 10)
    entering = QDragEnterEvent(point, Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, buttons, keys))
    settle()


def test_the_preview_of_a_file_comes_to_what_has_the_focus(open_window: Open) -> None:
    window = open_window(
        Draft(image="ghcr.io/acme/app:1", writes=parse("type=registry,ref=ghcr.io/acme/app:c,mode=max"))
    )
    person = Person(window)
    person.choose_target("github-actions")
    preview, place = window.output.preview, Place("cache-to", 0, "mode")

    preview.verticalScrollBar().setValue(0)

    def in_sight() -> bool:
        return preview.viewport().rect().contains(preview.rect_of(preview.command.index("mode=max")))

    assert not in_sight()
    person.row(place).editor.field.setFocus()
    settle()
    assert in_sight()


def test_a_text_without_any_flag_is_said_to_be_none(person: Person) -> None:
    person.window.output.preview.setFocus()
    person.paste("hello world")
    dialog = dialog_of(person.window)
    assert dialog.findings.texts()[0] == "Nothing recognised"
    assert "What will change" not in dialog.findings.texts()
    assert not dialog.apply_button.isEnabled()
    dialog.reject()


def test_what_a_paste_changes_is_a_diff_and_its_problems_stand_above(person: Person) -> None:
    person.window.output.preview.setFocus()
    person.paste("--cache-to type=registry,ref=a/b:c,mode=MAX")
    dialog = dialog_of(person.window)
    said = [text.replace("\u200b", "") for text in dialog.findings.texts()]
    assert said.index("Problems") < said.index("What will change")
    assert {"+ ref=a/b:c", "+ mode=MAX"} <= set(said)
    assert any("MAX" in text and "silently" in text for text in said)
    dialog.reject()
