"""Several entries, none, unknown attributes and other types; following; and the way the focus takes."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QRadioButton, QToolButton, QWidget

from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.form.editors import ReferenceEditor
from buildx_cache_flags.qt.form.entry_card import EntryCard
from buildx_cache_flags.qt.form.row import row_of
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import Open, delete_what_is_due
from tests.qt.drive import crowded_draft
from tests.qt.person import SHIFT, Key, Person, settle

REF = Place("cache-to", 0, "ref")
READ = Place("cache-from", 0, "ref")


def entry(*fields: tuple[str, str], kind: str = "registry") -> Entry:
    return Entry((("type", kind), *fields))


def cards(person: Person, option: Option) -> list[EntryCard]:
    return person.window.form.sections[option].cards


def refs(person: Person, option: Option) -> list[str | None]:
    return [entry.get("ref") for entry in person.window.store.draft.entries(option)]


def button(card: QWidget, name: str) -> QAbstractButton:
    """The button that begins to be called *name*; those of an entry say which one it is."""
    found = (one for one in card.findChildren(QAbstractButton) if one.accessibleName().partition(":")[0] == name)
    return next(found)


def text_at(person: Person, place: Place) -> str:
    editor = person.row(place).editor
    assert isinstance(editor, ReferenceEditor)
    return editor.text()


# ---------------------------------------------------------------------------------------- adding, removing, moving


@pytest.mark.window_system
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_an_added_entry_gets_the_focus(person: Person, option: Option, how: str) -> None:
    section = person.window.form.sections[option]
    for count in (2, 3):
        if how == "mouse":
            person.click(section.add_button)
        else:
            section.add_button.setFocus()
            person.key(Key.Key_Space)
        assert len(cards(person, option)) == len(person.window.store.draft.entries(option)) == count
        assert person.focus is person.row(Place(option, count - 1, "ref")).editor.field
        person.type(f"ghcr.io/a/{count}")
        assert refs(person, option)[-1] == f"ghcr.io/a/{count}"
        assert person.window.output.preview.command.count(f"--{option} ") == count


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_removing_leaves_the_others_and_the_focus(person: Person, option: Option, how: str) -> None:
    for name in ("a", "b", "c"):
        person.click(person.window.form.sections[option].add_button)
        person.type(name)
    assert refs(person, option) == [None, "a", "b", "c"]
    for left in (["b", "c"], ["c"], []):
        remove = button(cards(person, option)[1], "Remove")
        if how == "mouse":
            person.click(remove)
        else:
            remove.setFocus()
            person.key(Key.Key_Space)
        assert refs(person, option) == [None, *left]
        assert [text_at(person, Place(option, number + 1, "ref")) for number in range(len(left))] == left
        delete_what_is_due()
        assert person.window.isAncestorOf(person.focus)
        assert person.window.form.isAncestorOf(person.focus)


@pytest.mark.parametrize("option", OPTIONS)
def test_the_last_entry_can_go_and_come_back(person: Person, option: Option) -> None:
    remove = button(cards(person, option)[0], "Remove")
    remove.setFocus()
    person.key(Key.Key_Space)
    assert cards(person, option) == []
    assert f"--{option}" not in person.window.output.preview.command
    section = person.window.form.sections[option]
    assert person.focus is section.add_button
    empty = next(
        label
        for label in section.findChildren(QWidget)
        if label.property("text") and "No cache is" in label.property("text")
    )
    assert empty.isVisible()
    person.key(Key.Key_Space)
    assert len(cards(person, option)) == 1
    assert not empty.isVisible()
    assert person.focus is person.row(Place(option, 0, "ref")).editor.field


def test_without_any_entry_there_is_nothing_to_copy_alone(person: Person) -> None:
    for option in OPTIONS:
        person.click(button(cards(person, option)[0], "Remove"))
    assert person.window.output.preview.command == "docker buildx build ."[:19] + " \\\n  ."
    assert person.window.output.copy.button.isEnabled()
    person.written("Flags only")
    assert person.window.output.preview.command == ""
    assert not person.window.output.copy.button.isEnabled()
    assert person.window.output.copy.status.text() == ""
    assert person.window.output.copy.button.text() == "Add a cache entry, then copy"


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_entries_move(person: Person, option: Option, how: str) -> None:
    def press(index: int, name: str) -> None:
        mover = button(cards(person, option)[index], name)
        if how == "mouse":
            person.click(mover)
        else:
            mover.setFocus()
            person.key(Key.Key_Space)

    assert not button(cards(person, option)[0], "Move up").isVisible()
    for name in ("b", "c"):
        person.click(person.window.form.sections[option].add_button)
        person.type(name)
    press(2, "Move up")
    assert refs(person, option) == [None, "c", "b"]
    press(0, "Move down")
    assert refs(person, option) == ["c", None, "b"]
    press(1, "Move down")
    assert refs(person, option) == ["c", "b", None]
    assert [text_at(person, Place(option, index, "ref")) for index in range(3)] == ["c", "b", ""]
    assert not button(cards(person, option)[0], "Move up").isEnabled()
    assert not button(cards(person, option)[2], "Move down").isEnabled()
    assert person.window.form.isAncestorOf(person.focus)


def test_the_same_ref_twice_is_flagged_and_fixed(person: Person) -> None:
    person.type("ghcr.io/acme/app:x")
    person.click(person.window.form.sections["cache-to"].add_button)
    person.type("ghcr.io/acme/app:x")
    second = person.row(Place("cache-to", 1, "ref"))
    assert second.message.icon == "error"
    assert "writes to the same ref" in second.message.text
    assert person.row(REF).message.icon == ""
    assert not person.window.output.copy.button.isEnabled()
    person.key(Key.Key_Backspace)
    person.type("y")
    assert second.message.icon == ""
    assert person.window.output.copy.button.isEnabled()


@pytest.mark.parametrize("kind", ["mystery", "", "<b>"])
def test_a_type_that_is_reset_is_the_one_of_a_new_entry(open_window: Open, kind: str) -> None:
    person = Person(open_window(Draft(writes=(entry(("ref", "a/b:c"), ("x", "y"), kind=kind),))))
    row = person.row(Place("cache-to", 0, "type"))
    person.click(button(row, "Reset type"))
    assert person.window.store.draft.writes == (entry(("ref", "a/b:c"), ("x", "y")),)
    assert text_at(person, REF) == "a/b:c"
    assert "type=registry,ref=a/b:c" in person.window.output.preview.command
    assert cards(person, "cache-to")[0].isAncestorOf(person.focus)
    person.window.store.undo()
    assert text_at(person, Place("cache-to", 0, "type")) == kind


def test_an_entry_without_a_type_has_a_row_to_write_one(open_window: Open) -> None:
    person = Person(open_window(Draft(writes=(Entry((("x", "y"),)),), reads=(Entry(()),))))
    for option in OPTIONS:
        place = Place(option, 0, "type")
        assert person.row(place).isVisible()
        cards(person, option)[0].focus_first()
        person.click(person.row(place).editor_widget)
        person.retype("registry")
        assert person.window.store.draft.entries(option)[0].type == "registry"
        assert person.row(Place(option, 0, "ref")).isVisible()


# ------------------------------------------------------------------------------------------------------ following


@pytest.mark.window_system
def test_the_first_read_follows_until_it_is_edited_and_again_after_reset(person: Person) -> None:
    person.type("ghcr.io/acme/app")
    assert text_at(person, READ) == "ghcr.io/acme/app"
    row = person.row(READ)
    assert row.message.text == "Same as the write ref until you change it."
    assert not row.findChildren(QToolButton)
    person.click(row.editor_widget)
    person.key(Key.Key_End)
    person.type(":main")
    arrow = button(row, "Reset ref")
    assert refs(person, "cache-from") == ["ghcr.io/acme/app:main"]
    assert arrow.isVisible()
    person.click(person.row(REF).editor_widget)
    person.key(Key.Key_End)
    person.type(":x")
    assert refs(person, "cache-from") == ["ghcr.io/acme/app:main"]
    person.click(arrow)
    assert refs(person, "cache-from") == ["ghcr.io/acme/app:x"]
    assert not arrow.isVisible()
    person.click(person.row(REF).editor_widget)
    person.key(Key.Key_End)
    person.type("y")
    assert refs(person, "cache-from") == ["ghcr.io/acme/app:xy"]


def test_only_the_first_read_follows(person: Person) -> None:
    person.click(person.window.form.sections["cache-from"].add_button)
    person.click(person.row(REF).editor_widget)
    person.type("a/b")
    assert refs(person, "cache-from") == ["a/b", None]


# --------------------------------------------------------------------------------- what the table has no row for


def test_unknown_attributes_have_rows_and_are_kept(open_window: Open) -> None:
    draft = Draft(writes=(entry(("ref", "ghcr.io/a/b:c"), ("nonsense", "1"), ("mod", "max")),), following=False)
    person = Person(open_window(draft))
    row = person.row(Place("cache-to", 0, "nonsense"))
    assert row.isVisible()
    assert row.message.icon == "warning"
    person.click(row.editor_widget)
    person.key(Key.Key_End)
    person.type("2")
    assert person.window.store.draft.writes[0].fields == (
        ("type", "registry"),
        ("ref", "ghcr.io/a/b:c"),
        ("nonsense", "12"),
        ("mod", "max"),
    )
    person.key(Key.Key_Backspace)
    person.key(Key.Key_Backspace)
    assert ("nonsense", "") in person.window.store.draft.writes[0].fields
    person.click(button(row, "Reset nonsense"))
    assert "nonsense" not in person.window.output.preview.command
    assert person.window.form.row(Place("cache-to", 0, "nonsense")) is None
    delete_what_is_due()
    person.key(Key.Key_Tab)
    assert person.window.isAncestorOf(person.focus)


def test_an_attribute_of_the_other_option_has_a_row(open_window: Open) -> None:
    reads = (entry(("ref", "ghcr.io/a/b:c"), ("mode", "max")),)
    person = Person(open_window(Draft(reads=reads, following=False)))
    row = person.row(Place("cache-from", 0, "mode"))
    assert row.isVisible()
    assert text_at(person, Place("cache-from", 0, "mode")) == "max"
    assert row.message.icon == "warning"


def test_another_type_is_kept_with_all_it_has(open_window: Open) -> None:
    writes = (entry(("bucket", "b"), ("region", "eu"), kind="s3"),)
    person = Person(open_window(Draft(writes=writes, following=False)))
    visible = [name for name, row in cards(person, "cache-to")[0].rows.items() if row.isVisible()]
    assert visible[:2] == ["bucket", "region"]
    assert "--cache-to type=s3,bucket=b,region=eu" in person.window.output.preview.command
    person.click(person.row(Place("cache-to", 0, "bucket")).editor_widget)
    person.key(Key.Key_End)
    person.type("2")
    assert person.window.store.draft.writes[0].fields == (("type", "s3"), ("bucket", "b2"), ("region", "eu"))
    person.pick(cards(person, "cache-to")[0].type_choice, "registry")
    settle()
    assert person.row(REF).isVisible()
    assert person.row(Place("cache-to", 0, "mode")).isVisible()
    assert person.window.isAncestorOf(person.focus)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_form_follows_any_draft(person: Person, count: int) -> None:
    store = person.window.store
    for number in (count, 5, 0, count):
        entries = tuple(entry(("ref", f"a/b:{index}")) for index in range(number))
        store.replace(Draft(writes=entries, reads=entries, following=False))
        settle()
        for option in OPTIONS:
            assert [text_at(person, Place(option, index, "ref")) for index in range(number)] == [
                f"a/b:{index}" for index in range(number)
            ]


# ---------------------------------------------------------------------------------------------------- tab order


def walk(
    person: Person, key: Key = Key.Key_Tab, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> list[QWidget]:
    """Every widget that the key leads through, once around."""
    met: list[QWidget] = []
    while person.focus not in met:
        met.append(person.focus)
        person.key(key, modifier)
        settle()
        assert len(met) < 300
        assert is_in_sight(person, person.focus), f"{name(person.focus)} has the focus out of sight"
    return met[met.index(person.focus) :]


def is_in_sight(person: Person, widget: QWidget) -> bool:
    # Of a long command there may be more than one can see.
    point = widget.mapTo(person.window, widget.visibleRegion().boundingRect().center())
    under = person.window.childAt(point)
    return under is not None and (under is widget or widget.isAncestorOf(under))


def name(widget: QWidget) -> str:
    """What a screen reader says; for a drop-down, Qt takes that from elsewhere than from its name."""
    if widget.accessibleName():
        return widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name)


def takes_focus(widget: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
    )


def column(window: Window, widget: QWidget) -> int:
    """0 for the bar above, 1 for the form, 2 for the right side, which may stand at the end of the form, 3 for the bar below."""
    if window.output.copy.isAncestorOf(widget) and not window.output.isAncestorOf(widget):
        return 3
    return 1 if window.form.isAncestorOf(widget) else 2 if window.output.isAncestorOf(widget) else 0


def place_of(window: Window, widget: QWidget) -> tuple[int, int, int]:
    """Column, then top to bottom, then left to right; in the whole form, scrolled or not.

    All that belongs to a row counts as where its field is.
    """
    row = row_of(widget)
    widget = row.editor.field if row is not None else widget
    number = column(window, widget)
    area = (window, window.form.widget(), window.output, window)[number]
    assert area is not None
    corner = widget.mapTo(area, QPoint(0, widget.height() // 2))
    return number, corner.y(), corner.x()


@pytest.mark.parametrize("draft", [Draft(), crowded_draft()], ids=["empty", "crowded"])
@pytest.mark.parametrize("size", [(1160, 800), (900, 600), (520, 600)], ids=str)
def test_tab_goes_where_the_eye_goes(open_window: Open, draft: Draft, size: tuple[int, int]) -> None:
    window = open_window(draft)
    window.resize(*size)
    settle()
    person = Person(window)
    met = walk(person)
    first = min(range(len(met)), key=lambda index: place_of(window, met[index]))
    met = met[first:] + met[:first]
    for before, after in pairwise(met):
        row = row_of(before)
        if row is not None and row is row_of(after):
            # The field comes before what fixes or resets it, wherever that stands.
            stops = list(row.stops())
            assert stops.index(before) < stops.index(after), f"from {name(before)!r} to {name(after)!r}"
            continue
        column_before, y_before, x_before = place_of(window, before)
        column_after, y_after, x_after = place_of(window, after)
        same_line = abs(y_after - y_before) <= max(before.height(), after.height()) // 2
        follows = column_after > column_before or (
            column_after == column_before and (x_after > x_before if same_line else y_after > y_before)
        )
        assert follows, f"from {name(before)!r} to {name(after)!r}"
    missed = [widget for widget in window.findChildren(QWidget) if takes_focus(widget) and widget not in met]
    assert [name(widget) for widget in missed if not is_in_met_group(widget, met)] == []
    assert [widget for widget in met if not name(widget).strip()] == []


def is_in_met_group(widget: QWidget, met: list[QWidget]) -> bool:
    """Tab comes to one radio button of a group; the arrows go to the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return isinstance(widget, QRadioButton) and group is not None and any(other in met for other in group.buttons())


@pytest.mark.window_system
def test_shift_tab_goes_the_same_way_back(person: Person) -> None:
    forward = walk(person)
    back = walk(person, Key.Key_Backtab, SHIFT)
    assert set(forward) == set(back)
    start = back.index(forward[0])
    assert [*back[start + 1 :], *back[: start + 1]][::-1] == forward


def test_names_are_there_for_what_tab_does_not_reach(open_window: Open) -> None:
    window = open_window(crowded_draft())
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and (isinstance(widget, QAbstractButton) or takes_focus(widget))
        and not name(widget).strip()
    ]
    assert nameless == []


@pytest.mark.window_system
def test_radio_buttons_go_by_arrow(person: Person) -> None:
    person.click(person.window.form.image.rows["image"].editor_widget)
    person.type("a/b")
    person.key(Key.Key_Tab)
    for _ in range(4):
        if isinstance(person.focus, QRadioButton):
            break
        person.key(Key.Key_Tab)
    for expected in ("load", "nothing", "load"):
        person.key(
            Key.Key_Right if expected == "nothing" or person.window.store.draft.output == "push" else Key.Key_Left
        )
        assert person.window.store.draft.output == expected


@pytest.mark.window_system
def test_a_finished_command_by_keyboard_alone(person: Person) -> None:
    """From the ref to Copy without the mouse."""
    person.type("ghcr.io/acme/app:buildcache")
    copy = person.window.output.copy.button
    person.tab_to(copy)
    person.key(Key.Key_Space)
    text = QApplication.clipboard().text()
    assert text.startswith("docker buildx build")
    assert text == person.window.output.preview.command
