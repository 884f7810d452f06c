"""Whatever is pasted, opened or saved is shown as it stands: nothing of it is ever read as HTML."""

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6 import QtGui
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QToolTip, QWidget

from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.qt import literal
from buildx_cache_flags.qt.dialogs.paste_dialog import PasteDialog
from buildx_cache_flags.qt.dialogs.recipe_dialog import RecipeDialog
from buildx_cache_flags.qt.dialogs.recipe_menu import RecipeMenu, recipes_file
from buildx_cache_flags.qt.literal import Label
from buildx_cache_flags.qt.output import saving
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import delete_what_is_due
from tests.qt.markup import read_as_html
from tests.qt.person import Person, settle, wait_for

SOURCES = Path(literal.__file__).parent
IMAGE = "<img src=/no/such/file>"
"""Had it /dev/zero, a fault would not fail a test but take all memory."""
HOSTILE = [IMAGE, "<b>x</b>", "<p>", "&lt;b&gt;", "<?xml?><b>", "<!doctype html>", "<a href=x>", "\n <table>"]


def quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def command(text: str) -> str:
    """A build that has *text* wherever one can have it."""
    long = text + "x" * 60
    flags = [
        f"type=registry,ref={text}",
        f"type=registry,ref=a/b:c,{text}={text},mode={text},compression={text},compression-level={text}",
        f"type=registry,ref=ghcr.io/a/B:{text},force-compression={text},oci-mediatypes={long}",
        f"type={text},{long}={long}",
        f"type=registry,ref={long}",
        text,
    ]
    written = " ".join(f"--cache-to {quoted(flag)} --cache-from {quoted(flag)}" for flag in flags)
    return f"docker buildx build -t {quoted(text)} {written} --label {quoted(text)} --{text} {quoted(text)}\n"


def test_the_walk_finds_what_qt_would_read_as_html(qapp: QApplication) -> None:
    widget = QWidget()
    label = QLabel(IMAGE, widget)
    assert len(read_as_html()) == 1
    label.setTextFormat(Qt.TextFormat.PlainText)
    assert read_as_html() == []
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setToolTip(IMAGE)
    assert len(read_as_html()) == 2
    widget.deleteLater()


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_pasted_is_read_as_html(person: Person, text: str) -> None:
    window = person.window
    window.paste(command(text))
    dialog = window.findChild(PasteDialog)
    assert dialog is not None
    assert read_as_html() == []
    assert dialog.apply_button.isEnabled()
    dialog.apply_button.click()
    wait_for(lambda: window.output.words is not None)
    settle()
    assert any(text.strip() in entry.get("ref") for entry in window.store.draft.writes if entry.get("ref"))  # type: ignore[operator]
    assert read_as_html() == []
    for target in [name for name in TARGETS if TARGETS[name].whole] if text == IMAGE else ["bash"]:
        window.store.set_view(window.store.view._replace(target=target))
        wait_for(lambda: window.output.explained)
        settle()
        assert read_as_html() == []
    for button in window.output.problems.findChildren(QPushButton):
        assert not QtGui.Qt.mightBeRichText(button.toolTip())


@pytest.mark.parametrize("text", HOSTILE[:2])
def test_nothing_of_a_file_is_read_as_html(window: Window, tmp_path: Path, text: str) -> None:
    path = tmp_path / f"{text.replace('/', '').strip()}.sh"
    path.write_text(command(text), encoding="utf-8")
    window.open_file(path)
    (dialog,) = window.findChildren(PasteDialog)
    wait_for(lambda: not dialog.background.busy)
    assert read_as_html() == []
    dialog.reject()
    path.write_bytes(b"\xff\0")
    window.open_file(path)
    wait_for(lambda: not any(found.background.busy for found in window.findChildren(PasteDialog)))
    assert read_as_html() == []
    for dialog in window.findChildren(PasteDialog):
        dialog.reject()


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_recipe_is_read_as_html(window: Window, text: str) -> None:
    path = recipes_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    recipe = {"name": text, "writes": [f'"type=registry","ref={text}"'], "reads": [f'"type={text}","{text}={text}"']}
    path.write_text(json.dumps({"version": 1, "recipes": [recipe]}), encoding="utf-8")
    try:
        window.toolbar.start.menu().aboutToShow.emit()
        menu = window.toolbar.start.menu().findChild(RecipeMenu)
        assert menu is not None
        assert read_as_html() == []
        action = next(one for one in window.toolbar.start.menu().actions() if one.text() == text.replace("&", "&&"))
        action.trigger()
        dialog = window.findChild(RecipeDialog)
        assert dialog is not None
        assert read_as_html() == []
        dialog.reject()
        menu.manage()
        menu.save()
        assert read_as_html() == []
        path.write_text(text, encoding="utf-8")
        window.toolbar.start.menu().aboutToShow.emit()
        next(one for one in window.toolbar.start.menu().actions() if one.text() == "Can't read your recipes…").trigger()
        assert window.findChild(QMessageBox) is not None
        assert read_as_html() == []
    finally:
        path.unlink()
        for widget in QApplication.topLevelWidgets():
            if widget is not window:
                widget.close()
        delete_what_is_due()


@pytest.mark.parametrize("text", HOSTILE[:2])
def test_nothing_about_a_saved_file_is_read_as_html(window: Window, tmp_path: Path, text: str) -> None:
    window.output.copy.show_note(f"Saved as {text}.")
    saving.ask(window, "x", "text", window.output.copy.show_note).fileSelected.emit(str(tmp_path / text / "no" / "x"))
    box = window.findChild(QMessageBox)
    assert box is not None
    assert text in box.text()
    assert read_as_html() == []
    for widget in QApplication.topLevelWidgets():
        if widget is not window:
            widget.close()
    delete_what_is_due()


def test_a_tip_that_is_shown_is_text(window: Window, qapp: QApplication) -> None:
    literal.show_tip(window.mapToGlobal(window.rect().center()), IMAGE, window)
    shown = [label for label in QApplication.allWidgets() if label.metaObject().className() == "QTipLabel"]
    assert [label.text().replace("\u200b", "") for label in shown if isinstance(label, QLabel)] == [IMAGE]
    assert read_as_html() == []
    QToolTip.hideText()


@given(st.text("<>&;lt!?/ xml\nbpimg doctype", max_size=40))
def test_no_text_is_html_and_each_looks_the_same(text: str) -> None:
    assert not QtGui.Qt.mightBeRichText(literal.literal(text))
    assert literal.literal(text).replace("\u200b", "") == text


@given(st.text(max_size=3000))
def test_no_tip_is_html_or_too_wide(text: str) -> None:
    tip = literal.tip_text(text)
    assert not QtGui.Qt.mightBeRichText(tip)
    assert max(map(len, tip.split("\n"))) <= literal.TIP_COLUMNS
    assert len(tip.replace("\u200b", "").replace("\n", "")) <= literal.LONGEST_TIP


def test_labels_are_text(qapp: QApplication) -> None:
    label = Label(IMAGE)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == IMAGE
    label.deleteLater()


def made_elsewhere(path: Path) -> list[str]:
    """Where a module makes a label, a tip or a box by itself, or lets Qt read HTML."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            if called in ("QLabel", "QMessageBox", "setToolTip", "setWhatsThis", "showText", "setHtml", "warning"):
                found.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Attribute) and node.attr in ("RichText", "AutoText", "MarkdownText"):
            found.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
    return found


def test_no_other_module_makes_a_label_a_tip_or_a_box() -> None:
    """The help boxes show the application's own words, and the steps escape theirs in `literal.linked`."""
    found = [
        line for path in sorted(SOURCES.rglob("*.py")) if path.name != "literal.py" for line in made_elsewhere(path)
    ]
    known = ("before.py:", "help_menu.py:")
    assert [line for line in found if not line.startswith(known)] == []
    assert [line.partition(": ")[2] for line in found] == [
        "Qt.TextFormat.RichText",
        "QMessageBox(window)",
        "Qt.TextFormat.RichText",
    ]
