"""Every parameter of the table in both directions: from the keys to the command, and from the draft to the editor."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QToolButton

from buildx_cache_flags.core import draft as drafts
from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option, Parameter
from buildx_cache_flags.core.draft import Draft, effective_default
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.form.editors import BooleanEditor, ChoiceEditor, LevelEditor, ReferenceEditor
from buildx_cache_flags.qt.form.row import Row
from tests import depth
from tests.qt import x11
from tests.qt.conftest import Open
from tests.qt.person import SHIFT, Key, Person, settle
from tests.strategies import catalog as the_table

ROWS = [(option, parameter) for option in OPTIONS for parameter in the_table().default.rows(option)]
RAW = [
    *("MAX", "yes", "1", "", "abc", "250", "-1", "a\nb", "😀", " ", "true", "T", "9" * 30, "gzip,zstd", '"', "&&&"),
    "x" * 10_000,
]

every_row = pytest.mark.parametrize(
    ("option", "parameter"), ROWS, ids=[f"{option} {parameter.name}" for option, parameter in ROWS]
)


def rows_of_kind(*kinds: str) -> pytest.MarkDecorator:
    """Every row whose editor is of one of these kinds."""
    rows = [row for row in ROWS if row[1].kind in kinds]
    return pytest.mark.parametrize(("option", "parameter"), rows, ids=[f"{o} {p.name}" for o, p in rows])


def raw(person: Person, option: Option, parameter: Parameter) -> str | None:
    """What the draft holds."""
    return person.window.store.draft.entries(option)[0].get(parameter.name)


def default(person: Person, option: Option, parameter: Parameter) -> str | None:
    """What unset means."""
    store = person.window.store
    entry = store.draft.entries(option)[0]
    return effective_default(store.catalog.default, parameter, entry, store.catalog.releases.current)


def expect(person: Person, option: Option, parameter: Parameter, value: str) -> None:
    """Draft, command and reset arrow agree on *value*."""
    store = person.window.store
    expected = None if value == (default(person, option, parameter) or "") else value
    assert raw(person, option, parameter) == expected
    assert store.outcome is not None
    fields = dict(store.draft.entries(option)[0].fields)
    assert fields.get(parameter.name) == expected
    written = next(text for text in arguments(person, option))
    assert (f",{parameter.name}={value}" in written) == (expected is not None)
    row = person.row(Place(option, 0, parameter.name))
    assert can_be_reset(row) == (expected is not None)


def arguments(person: Person, option: Option) -> Iterator[str]:
    """The values that the command gives *option*."""
    outcome = person.window.store.outcome
    assert outcome is not None
    words = outcome.command.arguments
    for word, following in pairwise(words):
        if word == f"--{option}":
            yield following


def reset_arrow(row: Row) -> QToolButton:
    """The arrow of *row*, which is there as soon as there is anything to reset."""
    return next(
        button for button in row.findChildren(QToolButton) if button.accessibleName() == f"Reset {row.parameter.name}"
    )


def can_be_reset(row: Row) -> bool:
    """Whether the arrow of *row* is offered."""
    return any(button.isVisible() for button in row.findChildren(QToolButton))


@contextmanager
def nothing_edited(row: Row) -> Iterator[None]:
    """Fail where the row's editor says that it was edited."""
    edits: list[tuple[object, ...]] = []
    listen: Callable[..., None] = lambda *edit: edits.append(edit)  # noqa: E731
    row.edited.connect(listen)
    yield
    row.edited.disconnect(listen)
    assert edits == []


def put(person: Person, option: Option, parameter: Parameter, value: str | None) -> None:
    """Let the draft hold *value*, as a paste would."""
    store = person.window.store
    store.replace(drafts.set_value(store.draft, option, 0, parameter.name, value, store.catalog))
    settle()


# ------------------------------------------------------------------------------------- from the keys to the command


@rows_of_kind("reference")
def test_each_key_of_a_reference_reaches_the_command(person: Person, option: Option, parameter: Parameter) -> None:
    row = person.row(Place(option, 0, parameter.name))
    changes: list[object] = []
    person.window.store.changed.connect(changes.append)
    person.click(row.editor_widget)
    text = "ghcr.io/acme/app:x-1_y.z"
    for end in range(1, len(text) + 1):
        person.type(text[end - 1])
        expect(person, option, parameter, text[:end])
    assert len(changes) == len(text)
    person.clear()
    expect(person, option, parameter, "")


@rows_of_kind("choice")
@pytest.mark.parametrize("how", ["mouse", "keyboard", "letters"])
def test_every_choice_can_be_picked(person: Person, option: Option, parameter: Parameter, how: str) -> None:
    row = person.row(Place(option, 0, parameter.name))
    box = row.editor
    assert isinstance(box, ChoiceEditor)
    documented = [choice.value for choice in parameter.choices if choice.documented]
    assert [box.itemData(index) for index in range(box.count())] == documented
    row.editor.field.setFocus()
    for value in (*reversed(documented), *documented):
        if how == "mouse":
            person.pick(box, value)
        elif how == "keyboard":
            person.choose(box, value)
        else:
            while box.currentData() != value:
                before = box.currentIndex()
                person.key(Key.Key_Down if before < documented.index(value) else Key.Key_Up)
                assert box.currentIndex() != before
        expect(person, option, parameter, value)
        assert box.currentData() == value


@rows_of_kind("boolean")
@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_box_goes_both_ways(person: Person, option: Option, parameter: Parameter, how: str) -> None:
    row = person.row(Place(option, 0, parameter.name))
    box = row.editor
    assert isinstance(box, BooleanEditor)
    unset = default(person, option, parameter)
    row.editor.field.setFocus()
    for value in ("false", "true") if unset == "true" else ("true", "false"):
        if how == "mouse":
            person.click(box)
        else:
            person.key(Key.Key_Space)
        expect(person, option, parameter, value)
        assert box.isChecked() == (value == "true")
        assert box.text() == ""
    assert raw(person, option, parameter) is None


@rows_of_kind("level")
def test_every_level_can_be_typed(person: Person, option: Option, parameter: Parameter) -> None:
    assert parameter.levels is not None
    put(person, option, the_table().default.by_name["compression"], "zstd")
    editor = level_editor(person, option, parameter)
    person.click(editor.field)
    for level in range(parameter.levels.min, parameter.levels.max + 1):
        person.retype(str(level))
        expect(person, option, parameter, str(level))
        assert editor.slider.value() == level
    person.clear()
    expect(person, option, parameter, "")
    assert editor.slider.value() == editor.slider.minimum()


@pytest.mark.window_system
@rows_of_kind("level")
def test_every_level_can_be_dragged_to(person: Person, option: Option, parameter: Parameter) -> None:
    assert parameter.levels is not None
    put(person, option, the_table().default.by_name["compression"], "zstd")
    editor = level_editor(person, option, parameter)
    for level in (15, 22, 0, 7, 3):
        person.drag(editor.slider, level)
        expect(person, option, parameter, str(level))
        assert text_of(editor) == str(level)
    person.drag(editor.slider, editor.slider.minimum())
    expect(person, option, parameter, "")
    assert text_of(editor) == ""


@rows_of_kind("level")
def test_the_slider_goes_by_keyboard(person: Person, option: Option, parameter: Parameter) -> None:
    assert parameter.levels is not None
    put(person, option, the_table().default.by_name["compression"], "zstd")
    editor = level_editor(person, option, parameter)
    editor.slider.setFocus()
    low, high = parameter.levels.min, parameter.levels.max
    steps: list[tuple[Key, str]] = [(Key.Key_Right, str(level)) for level in range(low, high + 1)]
    steps += [(Key.Key_Left, str(high - 1)), (Key.Key_Home, ""), (Key.Key_Up, str(low)), (Key.Key_Down, "")]
    steps += [(Key.Key_End, str(high)), (Key.Key_PageDown, str(high - 5)), (Key.Key_PageUp, str(high))]
    for key, text in steps:
        person.key(key)
        expect(person, option, parameter, text)
        assert text_of(editor) == text


def level_editor(person: Person, option: Option, parameter: Parameter) -> LevelEditor:
    editor = person.row(Place(option, 0, parameter.name)).editor
    assert isinstance(editor, LevelEditor)
    return editor


def text_of(editor: LevelEditor) -> str:
    field = editor.field
    assert isinstance(field, QLineEdit)
    return field.text()


def test_the_sliders_range_is_what_the_compression_takes(person: Person) -> None:
    place = Place("cache-to", 0, "compression-level")
    level, compression = the_table().default.by_name["compression-level"], the_table().default.by_name["compression"]
    editor = person.row(place).editor
    assert isinstance(editor, LevelEditor)
    for value, high in (("gzip", 9), ("zstd", 22), ("estargz", 9)):
        box = person.row(Place("cache-to", 0, "compression")).editor
        assert isinstance(box, QComboBox)
        person.pick(box, value)
        person.drag(editor.slider, 3)
        person.drag(editor.slider, editor.slider.maximum())
        assert raw(person, "cache-to", level) == str(high)
        assert raw(person, "cache-to", compression) == (None if value == "gzip" else value)


# ---------------------------------------------------------------------------------- from the draft to the editor


@every_row
def test_any_raw_text_is_shown_as_it_stands(person: Person, option: Option, parameter: Parameter) -> None:
    row = person.row(Place(option, 0, parameter.name))
    with nothing_edited(row):
        for value in (*parameter.values, *RAW, None, *depth.either(RAW, RAW[:2])):
            put(person, option, parameter, value)
            assert raw(person, option, parameter) == value
            shows(row, value, default(person, option, parameter))
            assert can_be_reset(row) == (value is not None)
            assert_problem_is_shown(person, row)


def assert_problem_is_shown(person: Person, row: Row) -> None:
    outcome = person.window.store.outcome
    assert outcome is not None
    problems = outcome.at(row.place)
    if row.state.raw is None and row.place not in person.window.store.touched:
        # What is only missing yet is no mistake.
        problems = tuple(problem for problem in problems if problem.severity != "error")
    assert (row.message.icon != "") == bool(problems)
    if problems:
        assert row.message.text in [problem.message for problem in problems]


def shows(row: Row, value: str | None, unset: str | None) -> None:
    """The row's editor shows *value*, and marks it where it is none of the documented ones."""
    editor, shown = row.editor, (unset if value is None else value) or ""
    if isinstance(editor, ReferenceEditor):
        assert editor.text() == shown
    elif isinstance(editor, ChoiceEditor):
        documented = [choice.value for choice in row.parameter.choices if choice.documented]
        assert editor.currentData() == shown
        assert editor.count() == len(documented) + (shown not in documented)
        assert editor.itemIcon(editor.currentIndex()).isNull() == (shown in documented)
        assert editor.currentText().startswith(shown or "(empty)")
    elif isinstance(editor, LevelEditor):
        assert text_of(editor) == shown
        slider = editor.slider
        number = int(shown) if shown in ("1", "250", "-1") else slider.minimum()
        assert slider.value() == min(max(number, slider.minimum()), slider.maximum())
    else:
        assert isinstance(editor, BooleanEditor)
        true, false = {"true", "1", "T"}, {"false"}
        if row.parameter.empty is not None:
            {"true": true, "false": false}[row.parameter.empty].add("")
        partial = shown not in true | false
        assert (editor.checkState() == Qt.CheckState.PartiallyChecked) == partial
        assert partial or editor.isChecked() == (shown in true)
        plain = shown in ("true", "false")
        assert plain or editor.text().replace("&&", "&").rstrip("…").startswith(
            " ".join(shown.split())[:10] or ("(" if not shown else "")
        )
        assert editor.text() == "" if plain else editor.text() != ""


@every_row
def test_an_equal_update_changes_nothing(person: Person, option: Option, parameter: Parameter) -> None:
    put(person, option, parameter, "abcd")
    row = person.row(Place(option, 0, parameter.name))
    fields = row.findChildren(QLineEdit)
    for field in fields:
        person.click(field)
        person.key(Key.Key_Home)
        person.key(Key.Key_Right)
        person.key(Key.Key_Right, SHIFT)
        store = person.window.store
        with nothing_edited(row):
            store.changed.emit(store.outcome)
            row.editor.set_state(row._state)
            store.replace(store.draft)
        assert (field.cursorPosition(), field.selectedText()) == (2, "b")
        person.type("x")
        person.type("y")
        assert field.text() == "axycd"
        assert raw(person, option, parameter) == "axycd"


# ------------------------------------------------------------------------------------------------ reset and menu


def test_there_is_nothing_to_reset_at_first(person: Person) -> None:
    assert [row.place for row in person.window.form.rows() if can_be_reset(row)] == []


@pytest.mark.window_system
@every_row
def test_the_other_mouse_button_opens_the_rows_menu(person: Person, option: Option, parameter: Parameter) -> None:
    put(person, option, parameter, "odd")
    row = person.row(Place(option, 0, parameter.name))
    beside = QPoint(row.width() // 2, row.height() - 4)
    places = [(row, beside)] + ([] if row.editor_widget.findChild(QLineEdit) else [(row.editor_widget, None)])
    if isinstance(row.editor, QLineEdit):
        places = places[:1]  # a text field has cut, copy and paste there
    for widget, where in places:
        put(person, option, parameter, "odd")
        # Two clicks at one place, the first of which the test before made, would be a double click, without a menu.
        person.reveal(row)
        person.move(row)
        person.click(widget, where, Qt.MouseButton.RightButton)
        person.menu("Reset to the default")
        assert raw(person, option, parameter) is None


@every_row
@pytest.mark.parametrize("how", ["mouse", "keyboard", "menu"])
def test_reset_unsets_and_keeps_the_focus(person: Person, option: Option, parameter: Parameter, how: str) -> None:
    put(person, option, parameter, "odd")
    row = person.row(Place(option, 0, parameter.name))
    row.editor.field.setFocus()
    arrow = reset_arrow(row)
    if how == "mouse":
        person.click(arrow)
    elif how == "keyboard":
        for _ in range(3):
            person.key(Key.Key_Tab)
            if person.focus is arrow:
                break
        assert person.focus is arrow
        person.key(Key.Key_Space)
    else:
        person.key(Key.Key_F10, SHIFT)
        person.menu("Reset to the default")
    assert raw(person, option, parameter) is None
    assert not arrow.isVisible()
    assert person.focus is row.editor.field
    shows(row, None, default(person, option, parameter))


@every_row
def test_always_write_this(person: Person, option: Option, parameter: Parameter) -> None:
    unset = default(person, option, parameter)
    row = person.row(Place(option, 0, parameter.name))
    row.editor.field.setFocus()
    person.key(Key.Key_F10, SHIFT)
    if unset is None:
        menu = row.window().findChildren(type(row.menu()))
        assert all(action.text() != "Write even if it is the default" for entry in menu for action in entry.actions())
        person.key(Key.Key_Escape)
        return
    person.menu("Write even if it is the default")
    assert raw(person, option, parameter) == unset
    assert f"{parameter.name}={unset}" in person.window.output.preview.command
    assert reset_arrow(row).isVisible()
    # A rule may have more to say of what is written out.
    said_by_rule = person.window.store.problems_at(Place(option, 0, parameter.name))
    assert said_by_rule or row.message.text.startswith("Written although it is the default.")
    person.key(Key.Key_F10, SHIFT)
    person.menu("Write even if it is the default")
    assert raw(person, option, parameter) is None


@pytest.mark.x11
@every_row
def test_the_menu_key_opens_the_rows_menu(person: Person, option: Option, parameter: Parameter) -> None:
    put(person, option, parameter, "odd")
    person.row(Place(option, 0, parameter.name)).editor.field.setFocus()
    x11.press(person.window, "Menu")
    person.menu("Reset to the default")
    assert raw(person, option, parameter) is None


@rows_of_kind("choice", "boolean")
def test_an_edit_back_to_the_default_unsets(person: Person, option: Option, parameter: Parameter) -> None:
    unset = default(person, option, parameter)
    assert unset is not None
    other = {"true": "false", "false": "true"}.get(unset, parameter.values[-1] if parameter.values else "")
    put(person, option, parameter, other)
    editor = person.row(Place(option, 0, parameter.name)).editor
    if isinstance(editor, QCheckBox):
        person.click(editor)
    else:
        assert isinstance(editor, QComboBox)
        person.pick(editor, unset)
    expect(person, option, parameter, unset)
    assert raw(person, option, parameter) is None


@rows_of_kind("boolean")
def test_a_box_that_is_neither_is_turned_on(person: Person, option: Option, parameter: Parameter) -> None:
    put(person, option, parameter, "yes")
    editor = person.row(Place(option, 0, parameter.name)).editor
    assert isinstance(editor, QCheckBox)
    person.click(editor)
    expect(person, option, parameter, "true")
    assert not editor.isTristate()


# --------------------------------------------------------------------------------------------------------- wheel


@every_row
def test_scrolling_past_a_field_edits_nothing(open_window: Open, option: Option, parameter: Parameter) -> None:
    draft = Draft().with_following(True)
    window = open_window(draft)
    window.resize(900, 420)
    person = Person(window)
    settle()
    row = person.row(Place(option, 0, parameter.name))
    window.output.preview.setFocus()
    bar = window.form.verticalScrollBar()
    for target in (row.editor_widget, *row.editor_widget.findChildren(QLineEdit)):
        person.reveal(row)
        with nothing_edited(row):
            bar.setValue(bar.value() - 20)
            before = bar.value()
            person.wheel(target, -1)
            assert bar.value() > before
    assert window.store.draft == draft


@pytest.mark.window_system
@rows_of_kind("choice", "level")
def test_the_wheel_turns_what_has_the_focus(person: Person, option: Option, parameter: Parameter) -> None:
    editor = person.row(Place(option, 0, parameter.name)).editor
    target = editor.slider if isinstance(editor, LevelEditor) else editor.field
    person.reveal(target)
    target.setFocus()
    person.wheel(target, 1 if isinstance(editor, LevelEditor) else -1)
    assert raw(person, option, parameter) is not None
