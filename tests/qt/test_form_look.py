"""How the form behaves as a whole: doors, groups, advice, flags in a field, drops, the wheel and the room it takes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QSettings, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt import room
from buildx_cache_flags.qt.dialogs.paste_dialog import PasteDialog
from buildx_cache_flags.qt.form.editors import ChoiceEditor
from buildx_cache_flags.qt.form.entry_card import EntryCard
from buildx_cache_flags.qt.form.saying import READ_AS_FLAG
from buildx_cache_flags.qt.look import wheel
from buildx_cache_flags.qt.memory import Memory
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import Open
from tests.qt.drive import crowded_draft
from tests.qt.person import SHIFT, Key, Person, settle, wait_for

IMAGE, REF = Place(parameter="image"), Place("cache-to", 0, "ref")
MODE, LEVEL = Place("cache-to", 0, "mode"), Place("cache-to", 0, "compression-level")
MANIFEST = Place("cache-to", 0, "image-manifest")
FLAG = "type=registry,ref=ghcr.io/acme/app:cache,mode=max"
GOOD = "ghcr.io/acme/app:buildcache"


@pytest.fixture
def newcomer(window: Window) -> Person:
    """Somebody in front of the window as it opens."""
    return Person(window)


def card(person: Person) -> EntryCard:
    return person.window.form.sections["cache-to"].cards[0]


def fix_of(person: Person, place: Place) -> QWidget:
    found = person.row(place).buttons[0]
    assert found is not None
    return found


# -------------------------------------------------------------------------------------------------------- beginning


def test_the_image_has_the_focus_and_three_doors_stand_above_it(newcomer: Person) -> None:
    assert newcomer.focus is newcomer.row(IMAGE).editor.field
    doors = newcomer.window.form.doors
    assert doors.isVisible()
    assert all(door.accessibleName() and door.accessibleDescription() for door in doors.all)
    newcomer.type("g")
    assert not doors.isVisible()
    newcomer.key(Key.Key_Backspace)
    settle()
    assert doors.isVisible()
    assert newcomer.focus is newcomer.row(IMAGE).editor.field


def test_a_draft_that_is_there_has_no_doors(open_window: Open) -> None:
    window = open_window(Draft(image="a/b:1"))
    assert not window.form.doors.isVisible()
    assert Person(window).focus is Person(window).row(REF).editor.field


def test_a_door_opens_the_paste(newcomer: Person) -> None:
    newcomer.tab_to(newcomer.window.form.doors.paste, Key.Key_Backtab)
    newcomer.key(Key.Key_Space)
    dialog = newcomer.window.findChild(PasteDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()


def test_an_example_is_no_value(newcomer: Person) -> None:
    for place in (IMAGE, REF):
        field = newcomer.row(place).editor.field
        assert isinstance(field, QLineEdit)
        assert field.placeholderText().startswith("e.g. ")


# ----------------------------------------------------------------------------------------------------------- groups


def test_compression_is_open_and_format_closed(newcomer: Person) -> None:
    assert newcomer.window.form.row(LEVEL).isVisible()  # type: ignore[union-attr]
    assert not newcomer.window.form.row(MANIFEST).isVisible()  # type: ignore[union-attr]
    assert card(newcomer).heads["compression"].summary == "gzip at its usual level (default)"


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_person_opens_and_closes_a_group_and_it_stays_so(newcomer: Person, how: str) -> None:
    head = card(newcomer).heads["format"]

    def press() -> None:
        if how == "mouse":
            newcomer.click(head.button)
        else:
            head.button.setFocus()
            newcomer.key(Key.Key_Space)
        settle()

    row = newcomer.window.form.row(MANIFEST)
    assert row is not None
    press()
    assert row.isVisible()
    assert head.button.isChecked()
    press()
    assert not row.isVisible()
    newcomer.row(IMAGE).editor.field.setFocus()
    newcomer.type("a/b:1")
    assert not row.isVisible()


def test_a_group_opens_by_itself_when_something_in_it_is_set(newcomer: Person) -> None:
    store, row = newcomer.window.store, newcomer.window.form.row(MANIFEST)
    assert row is not None
    store.write_always(MANIFEST, "maybe")
    settle()
    assert row.isVisible()
    head = card(newcomer).heads["format"]
    assert head.count == "1 problem"
    assert head.summary == "image-manifest maybe"
    assert "1 problem" in head.button.accessibleDescription()
    newcomer.click(head.button)
    store.set_value(IMAGE, "a/b:1")
    settle()
    assert not row.isVisible(), "who closed it while it was wrong wants it closed"
    newcomer.window.form.go_to(MANIFEST)
    settle()
    assert row.isVisible()
    assert newcomer.focus is row.editor.field


def test_groups_are_remembered(newcomer: Person, tmp_path: Path, open_window: Open) -> None:
    def settings() -> QSettings:
        return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)

    Memory(settings()).recall_groups(newcomer.window.form.groups)
    newcomer.click(card(newcomer).heads["compression"].button)
    newcomer.click(card(newcomer).heads["format"].button)
    second = Person(open_window())
    Memory(settings()).recall_groups(second.window.form.groups)
    settle()
    assert not second.window.form.row(LEVEL).isVisible()  # type: ignore[union-attr]
    assert second.window.form.row(MANIFEST).isVisible()  # type: ignore[union-attr]


# ----------------------------------------------------------------------------------------------------------- advice


def test_max_is_recommended_once_the_ref_is_there(person: Person) -> None:
    box = person.row(MODE).editor
    assert isinstance(box, ChoiceEditor)
    assert "recommended for CI" in box.itemText(box.findData("max"))
    assert person.row(MODE).buttons[0] is None
    person.type(GOOD)
    settle()
    assert person.row(MODE).message.icon == "hint"
    assert "uploads more" in person.row(MODE).message.text
    person.click(fix_of(person, MODE))
    assert person.window.store.draft.writes[0].get("mode") == "max"
    assert person.row(MODE).buttons[0] is None
    assert person.focus is box


# ------------------------------------------------------------------------------------------------------------ fixes


def test_the_fix_stands_in_the_row_and_in_its_menu(person: Person) -> None:
    person.type("GHCR.io/Acme/app:x")
    settle()
    said = person.row(REF).offer
    assert said
    person.key(Key.Key_F10, SHIFT)
    wait_for(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    person.menu(said)
    assert person.row(REF).message.icon != "error"
    assert person.focus is person.row(REF).editor.field


def test_tab_comes_to_the_field_then_its_fix_then_its_reset(person: Person) -> None:
    person.type("Acme/app:x")
    settle()
    fix, reset = person.row(REF).buttons
    met = []
    for _ in range(2):
        person.key(Key.Key_Tab)
        met.append(person.focus)
    assert met == [fix, reset]


# ------------------------------------------------------------------------------------------- flags, files and drops


def test_a_flag_that_is_pasted_into_a_field_can_be_read_as_one(person: Person) -> None:
    person.paste(f"--cache-to {FLAG}")
    settle()
    button = fix_of(person, REF)
    assert isinstance(button, QPushButton)
    assert button.text() == READ_AS_FLAG
    person.click(button)
    dialog = person.window.findChild(PasteDialog)
    assert dialog is not None
    assert person.window.store.draft.writes[0].get("ref") is None
    assert any("mode" in text for text in dialog.findings.texts())
    dialog.close()


def drop(on: QWidget, data: QMimeData) -> None:
    """Drop *data* on a widget; as with a real mouse, Qt gives it to whatever around it takes it."""
    action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(on, QDragEnterEvent(QPoint(3, 3), action, data, left, none))
    QApplication.sendEvent(on, QDropEvent(QPointF(3, 3), action, data, left, none))
    settle()


@pytest.mark.parametrize("kind", ["file", "flag", "lines"])
def test_what_is_dropped_on_a_field_is_read(person: Person, tmp_path: Path, kind: str) -> None:
    data = QMimeData()
    if kind == "file":
        (tmp_path / "build.sh").write_text(f"docker buildx build --cache-to {FLAG} .\n", encoding="utf-8")
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / "build.sh"))])
    else:
        data.setText(FLAG if kind == "flag" else f"docker buildx build \\\n --cache-to {FLAG} .")
    drop(person.row(REF).editor.field, data)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert person.window.store.draft.writes[0].get("ref") is None
    dialog.close()


def test_a_word_that_is_dropped_stays_in_the_field(person: Person) -> None:
    data = QMimeData()
    data.setText("ghcr.io/acme/app")
    drop(person.row(REF).editor.field, data)
    assert QApplication.activeModalWidget() is None
    assert person.window.store.draft.writes[0].get("ref") == "ghcr.io/acme/app"


# ------------------------------------------------------------------------------------------------------------ wheel


def test_the_wheel_turns_nothing_that_has_only_just_come_under_the_mouse(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(wheel, "monotonic", lambda: now[0])
    box = person.row(MODE).editor
    assert isinstance(box, ChoiceEditor)
    box.setFocus()
    place = QPointF(5, 5)
    QApplication.sendEvent(box, QEnterEvent(place, place, place))
    for _ in range(5):
        now[0] += wheel.REST / 2
        person.wheel(box, -1)
    assert person.window.store.draft.writes[0].get("mode") is None
    now[0] += wheel.REST
    person.wheel(box, -1)
    assert person.window.store.draft.writes[0].get("mode") == "max"
    now[0] += 10
    person.row(IMAGE).editor.field.setFocus()
    person.wheel(box, 1)
    assert person.window.store.draft.writes[0].get("mode") == "max"


# ------------------------------------------------------------------------------------------------------------- room


@pytest.mark.parametrize("width", [1280, 1920, 3840])
def test_the_form_has_a_width_and_the_command_the_rest(window: Window, width: int) -> None:
    window.resize(width, 900)
    settle()
    image = window.form.image
    assert image.width() <= 720
    left = image.mapTo(window.form.viewport(), QPoint()).x()
    right = window.form.viewport().width() - left - image.width()
    assert abs(left - right) <= 8
    assert window.output.width() >= width - 720 - 100 or width < 1920


@pytest.mark.parametrize(
    "screen",
    [QRect(0, 0, 640, 400), QRect(0, 0, 1280, 800), QRect(0, 0, 3840, 2160), QRect(100, 40, 1024, 600)],
    ids=str,
)
def test_the_window_opens_inside_its_screen(screen: QRect) -> None:
    size = room.opening(screen)
    assert size.width() <= screen.width() - room.AROUND.width()
    assert size.height() <= screen.height() - room.AROUND.height()
    assert size.width() <= room.BEST.width()


def test_the_window_comes_back_where_it_was_but_never_out_of_sight(window: Window) -> None:
    available = window.screen().availableGeometry()
    window.setMinimumSize(100, 100)
    room.bring_back(window, "20 30 500 400")
    assert room.where(window) == "20 30 500 400"
    for text in ("5000 5000 500 400", "", "1 2 3", "a b c d"):
        room.bring_back(window, text)
        assert room.where(window) == "20 30 500 400"
    room.bring_back(window, f"{available.right() - 150} 30 9000 9000")
    assert available.contains(window.frameGeometry())


def test_the_share_of_the_form_is_kept(open_window: Open, tmp_path: Path) -> None:
    def settings() -> QSettings:
        return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)

    window = open_window()
    Memory(settings()).recall_place(window)
    window.resize(1400, 800)
    settle()
    window.splitter.moveSplitter(600, 1)
    settle()
    window.resize(1600, 800)
    settle()
    assert abs(window.form.width() - 600 / 1400 * 1600) <= 12
    window.close()
    second = open_window()
    Memory(settings()).recall_place(second)
    second.resize(1400, 800)
    settle()
    assert abs(second.form.width() - 600) <= 12


# ------------------------------------------------------------------------------------------------------------- ears


def labels(window: Window) -> Iterator[tuple[QWidget, str]]:
    for label in window.form.findChildren(QLabel):
        buddy = label.buddy()
        if buddy is not None:
            yield buddy, label.text()


def test_each_field_has_a_label_a_name_and_a_description(open_window: Open) -> None:
    window = open_window(crowded_draft())
    labelled = dict(labels(window))
    for row in window.form.rows():
        field = row.editor.field
        assert field in labelled or row.editor_widget in labelled, row.place
        # What a drop-down is called, Qt takes from what it shows, and from its label.
        name = field.accessibleName() or QAccessible.queryAccessibleInterface(field).text(QAccessible.Text.Name)
        assert name, row.place
        assert row.parameter.label in name or row.place.option is None
        for text in (name, field.accessibleDescription()):
            assert "<" not in text
            assert "\u200b" not in text


def test_cards_are_named_groups_and_buttons_say_which_entry_they_mean(open_window: Open) -> None:
    window = open_window(crowded_draft())
    names = [card.accessibleName() for section in window.form.sections.values() for card in section.cards]
    assert names == [
        "Write the cache, entry 1",
        "Write the cache, entry 2",
        "Write the cache, entry 3",
        "Read the cache, entry 1",
        "Read the cache, entry 2",
    ]
    assert window.form.image.accessibleName() == "Image"
    said = [
        button.accessibleName()
        for section in window.form.sections.values()
        for card in section.cards
        for button in card.footer.buttons
    ]
    assert len(set(said)) == len(said)
