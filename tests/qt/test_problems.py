"""How problems are shown and mended, and how the command and the form point at each other."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from buildx_cache_flags.core.check import explanations
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.dialogs.why_dialog import WhyDialog
from buildx_cache_flags.qt.explain.problem_list import ProblemItem
from buildx_cache_flags.qt.form.editors import BooleanEditor, ChoiceEditor, LevelEditor
from tests.qt.conftest import Open
from tests.qt.drive import crowded_draft
from tests.qt.person import CONTROL, SHIFT, Key, Person, settle

REF = Place("cache-to", 0, "ref")
READ = Place("cache-from", 0, "ref")
MODE = Place("cache-to", 0, "mode")
LEVEL = Place("cache-to", 0, "compression-level")
COMPRESSION = Place("cache-to", 0, "compression")
GOOD = "ghcr.io/acme/app:buildcache"


def level_text(person: Person) -> str:
    field = person.row(LEVEL).editor.field
    assert isinstance(field, QLineEdit)
    return field.text()


def items(person: Person) -> list[ProblemItem]:
    return [item for item in person.window.output.problems.items if not item.isHidden()]


def item_at(person: Person, place: Place) -> ProblemItem:
    return next(item for item in items(person) if item.problem is not None and item.problem.place == place)


def can_copy(person: Person) -> bool:
    return person.window.output.copy.button.isEnabled()


def badge(person: Person) -> int:
    """The count behind the title of the tab."""
    bar = person.window.output.tabs.bar
    titles = [bar.tabText(index) for index in range(bar.count())]
    return bar.count_of(titles.index("Problems"))


def why_not(person: Person) -> str:
    return person.window.output.copy.status.text()


def copy_by_keys(person: Person) -> None:
    person.key(Key.Key_C, CONTROL | SHIFT)
    settle()


def with_level(person: Person, compression: str, level: str) -> None:
    """Fill the form by hand."""
    person.click(person.row(REF).editor_widget)
    person.retype(GOOD)
    box = person.row(COMPRESSION).editor
    assert isinstance(box, ChoiceEditor)
    person.pick(box, compression)
    person.click(person.row(LEVEL).editor.field)
    person.retype(level)


# -------------------------------------------------------------------------------------------------- how it is shown


def test_a_level_stays_as_it_was_typed_and_is_flagged(person: Person) -> None:
    with_level(person, "zstd", "15")
    assert person.row(LEVEL).message.icon == "hint"
    assert can_copy(person)
    box = person.row(COMPRESSION).editor
    assert isinstance(box, ChoiceEditor)
    person.pick(box, "gzip")
    assert level_text(person) == "15"
    assert person.window.store.draft.writes[0].get("compression-level") == "15"
    assert person.row(LEVEL).message.icon == "error"
    assert person.row(LEVEL).message.text.startswith("gzip levels go up to 9")
    assert not can_copy(person)
    editor = person.row(LEVEL).editor
    assert isinstance(editor, LevelEditor)
    assert editor.slider.value() == editor.slider.maximum() == 9
    person.pick(box, "zstd")
    assert level_text(person) == "15"
    assert person.row(LEVEL).message.icon == "hint"
    assert can_copy(person)


def test_a_field_not_touched_yet_is_not_red(person: Person) -> None:
    row = person.row(REF)
    assert row.message.icon == ""
    assert row.message.text == row.parameter.help
    assert not can_copy(person)
    assert person.window.output.copy.button.text().startswith("Fill in ")
    assert why_not(person) == ""
    assert [item.accessibleName().partition(":")[0] for item in items(person)] == ["next"]
    assert badge(person) == 0
    person.type(GOOD)
    assert row.message.icon == ""
    assert can_copy(person)
    person.clear()
    assert row.message.icon == "error"
    assert badge(person) == 1
    assert why_not(person) == "Fix 1 problem to copy"


def test_an_attempt_to_copy_touches_what_is_missing(person: Person) -> None:
    person.click(person.row(Place(parameter="context")).editor_widget)
    copy_by_keys(person)
    assert person.focus is person.row(REF).editor.field
    assert person.row(REF).message.icon == "error"
    assert badge(person) == 1


@pytest.mark.parametrize("size", [(1160, 800), (520, 600)], ids=str)
def test_a_problem_moves_nothing_above_it_and_not_its_own_field(person: Person, size: tuple[int, int]) -> None:
    person.window.resize(*size)
    settle()
    for place, wrong in ((REF, "https://Ghcr.io/Acme/App:x y"), (LEVEL, "abc")):
        row = person.row(place)
        person.click(row.editor.field)
        above = [other.pos() for other in person.window.form.rows() if other.isVisible()]
        above = above[: 1 + [other for other in person.window.form.rows() if other.isVisible()].index(row)]
        title, height = row.title.geometry(), row.height()
        person.type(wrong)
        settle()
        assert row.message.icon == "error"
        now = [other.pos() for other in person.window.form.rows() if other.isVisible()]
        assert now[: len(above)] == above
        assert row.title.geometry() == title
        assert row.height() >= height


@pytest.mark.parametrize("size", [(1160, 800), (520, 600)], ids=str)
def test_what_a_row_says_never_covers_its_field(open_window: Open, size: tuple[int, int]) -> None:
    window = open_window(crowded_draft())
    window.resize(*size)
    settle()
    for row in (row for row in window.form.rows() if row.isVisible()):
        parts = [part.geometry() for part in (row.title, row.editor_widget, row.buttons[0]) if part is not None]
        parts += [row.places.message] if row.message.text else []
        assert all(row.rect().contains(part) for part in parts), row.place
        assert not any(one.intersects(other) for one, other in combinations(parts, 2)), row.place


def test_a_problem_is_said_to_a_screen_reader(person: Person) -> None:
    person.type("A")
    row = person.row(REF)
    assert row.message.icon == "error"
    assert row.editor.field.accessibleDescription() == row.message.text
    assert item_at(person, REF).accessibleName() == f"error: {row.message.text}"


def test_a_cut_problem_is_whole_in_its_tool_tip(open_window: Open) -> None:
    window = open_window(Draft(writes=(Entry((("type", "registry"), ("ref", "x//y"))),), following=False))
    window.resize(520, 600)
    settle()
    row = Person(window).row(REF)
    # No rule says so much; a row has an end all the same.
    long = Problem("reference-invalid", "error", REF, "So many words. " * 80)
    row.update_row(row.state, long, touched=True)
    window.grab()
    assert row.message.icon == "error"
    # A tip is broken into lines that fit.
    assert row.toolTip().split() == row.message.text.split()
    assert row.message.text == row.editor.field.accessibleDescription()
    window.store.reset(REF)
    window.resize(1600, 600)
    settle()
    window.grab()
    assert row.toolTip() == ""


# -------------------------------------------------------------------------------------------------------- fixing


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_fix_mends_with_one_press(person: Person, how: str) -> None:
    with_level(person, "gzip", "15")
    assert not can_copy(person)
    fix = item_at(person, LEVEL).button
    if how == "mouse":
        person.click(fix)
    else:
        person.open_tab("Problems")
        person.tab_to(fix)
        person.key(Key.Key_Space)
    assert level_text(person) == "9"
    assert person.row(LEVEL).message.icon == ""
    assert can_copy(person)
    assert why_not(person).startswith("Ready to copy")
    assert person.window.isAncestorOf(person.focus)


def test_every_fix_that_is_offered_mends(open_window: Open) -> None:
    writes = (
        Entry(
            (("type", "registry"), ("ref", GOOD), ("mode", "MAX"), ("compression", "zst"), ("compression-level", " 9"))
        ),
        Entry((("type", "registry"), ("ref", GOOD), ("mod", "max"), ("oci-mediatypes", "yes"))),
    )
    person = Person(open_window(Draft(writes=writes, following=False)))
    for _ in range(20):
        fixable = [item for item in items(person) if not item.button.isHidden()]
        if not fixable:
            break
        problem = fixable[0].problem
        person.click(fixable[0].button)
        assert problem not in [item.problem for item in items(person)]
    assert [item.problem.severity for item in items(person) if item.problem and item.problem.fix] == []


def test_a_click_on_a_problem_goes_to_its_field(person: Person) -> None:
    with_level(person, "gzip", "15")
    person.click(person.row(Place(parameter="context")).editor_widget)
    person.open_tab("Problems")
    item = item_at(person, LEVEL)
    person.click(item, QPoint(2, item.height() - 2))
    assert person.focus is person.row(LEVEL).editor.field


# -------------------------------------------------------------------------------------------------------- copying


def test_copy_is_off_while_an_error_stands_and_its_keys_go_to_the_first(person: Person) -> None:
    with_level(person, "gzip", "abc")
    box = person.row(Place("cache-to", 0, "ignore-error")).editor
    assert isinstance(box, BooleanEditor)
    person.click(box)
    QGuiApplication.clipboard().setText("before")
    assert not can_copy(person)
    assert why_not(person) == "Fix 1 problem to copy"
    assert person.window.output.copy.button.accessibleName().endswith(why_not(person))
    copy_by_keys(person)
    assert person.focus is person.row(LEVEL).editor.field
    assert QGuiApplication.clipboard().text() == "before"
    person.window.store.write_always(REF, "A")
    person.window.store.write_always(MODE, "MAX")
    copy_by_keys(person)
    assert why_not(person).startswith("Fix 3 problems to copy")
    assert person.window.store.outcome is not None
    assert person.window.form.place_of(person.focus) == person.window.store.outcome.errors[0].place
    assert QGuiApplication.clipboard().text() == "before"


def test_a_warning_leaves_copy_on(person: Person) -> None:
    with_level(person, "zstd", "-1")
    assert person.row(LEVEL).message.icon == "warning"
    assert can_copy(person)
    copy_by_keys(person)
    assert QGuiApplication.clipboard().text().endswith(" .")
    assert "compression-level=-1" in QGuiApplication.clipboard().text()


@pytest.mark.parametrize("one_line", [False, True])
@pytest.mark.parametrize("flags_only", [False, True])
@pytest.mark.parametrize("defaults", [False, True])
def test_what_is_shown_is_what_is_copied(person: Person, one_line: bool, flags_only: bool, defaults: bool) -> None:
    person.type("ghcr.io/acme/app:${TAG}")
    if one_line:
        person.click(person.window.output.copy.one_line)
    for wanted, way in ((flags_only, "Flags only"), (defaults, "Include defaults")):
        if wanted:
            person.written(way)
    person.click(person.window.output.copy.button)
    copied = QGuiApplication.clipboard().text()
    assert copied == person.window.output.preview.command
    assert ("\n" in copied) != one_line
    assert copied.startswith("--cache-to" if flags_only else "docker buildx build")
    assert ("mode=min" in copied) == defaults


# ------------------------------------------------------------------------------------- the command and the form


def token(person: Person, text: str) -> QPoint:
    """Where *text* stands in the preview, in the viewport."""
    preview = person.window.output.preview
    corner = preview.rect_of(preview.command.index(text) + len(text) // 2)
    return corner.center() + QPoint(1, 0)


def lit_rows(person: Person) -> list[Place]:
    return [row.place for row in person.window.form.rows() if row.lit]


def lit_text(person: Person) -> list[str]:
    """What lies on another ground in the lines of the preview, as they are painted."""
    found: list[str] = []
    block = person.window.output.preview.document().begin()
    while block.isValid():
        units = block.text().encode("utf-16-le")
        lit = [one for one in block.layout().formats() if one.format.background().style() != Qt.BrushStyle.NoBrush]
        found += [units[2 * one.start : 2 * (one.start + one.length)].decode("utf-16-le") for one in lit]
        block = block.next()
    return ["".join(found)] if found else []


def test_pointing_at_a_token_lights_its_row(person: Person) -> None:
    with_level(person, "zstd", "3")
    viewport = person.window.output.preview.viewport()
    for text, place in (
        ("compression-level=3", LEVEL),
        ("compression=zstd", COMPRESSION),
        (f"ref={GOOD}", REF),
    ):
        person.move(viewport, token(person, text))
        assert lit_rows(person) == [place]
        assert person.row(place).lit
    preview = person.window.output.preview.command
    person.move(viewport, token(person, preview[preview.index("--cache-from") :]))
    assert lit_rows(person) == [READ]
    person.move(person.window.output.copy)
    assert lit_rows(person) == []


def test_a_focused_row_lights_its_token(person: Person) -> None:
    with_level(person, "zstd", "3")
    assert lit_text(person) == ["compression-level=3"]
    person.click(person.row(REF).editor_widget)
    assert lit_text(person) == [f"ref={GOOD}"]
    person.click(person.row(READ).editor_widget)
    assert lit_text(person) == [f"ref={GOOD}"]
    assert person.window.output.preview._lit == READ
    person.click(person.window.toolbar)
    person.window.output.preview.setFocus()
    assert lit_text(person) == []


def test_pointing_at_a_row_lights_its_token(person: Person) -> None:
    with_level(person, "zstd", "3")
    row = person.row(COMPRESSION)
    person.move(row, QPoint(row.width() // 2, row.height() - 4))
    assert lit_text(person) == ["compression=zstd"]
    person.move(person.window.toolbar)
    assert lit_text(person) == ["compression-level=3"]


def test_tokens_are_right_behind_characters_beyond_16_bits(open_window: Open) -> None:
    writes = (Entry((("type", "registry"), ("ref", GOOD), ("note", "😀😀"), ("mode", "max"))),)
    person = Person(open_window(Draft(context="😀😀", writes=writes, following=False)))
    person.click(person.row(MODE).editor_widget)
    person.key(Key.Key_Escape)
    assert lit_text(person) == ["mode=max"]
    person.move(person.window.output.preview.viewport(), token(person, "mode=max") + QPoint(0, 0))
    preview = person.window.output.preview
    person.move(preview.viewport(), preview.rect_of(preview.command.index("mode=max") + 4).center() + QPoint(1, 0))
    assert lit_rows(person) == [MODE]


# ----------------------------------------------------------------------------------------------------------- why


def test_every_problem_says_why_it_is_one(person: Person) -> None:
    with_level(person, "gzip", "12")
    item = item_at(person, LEVEL)
    assert item.why.accessibleName() == f"Why? {item.problem.message if item.problem else ''}"
    item.why.click()
    settle()
    (dialog,) = person.window.findChildren(WhyDialog)
    assert dialog.windowTitle() == "Why? level-out-of-range"
    why = explanations.load()["level-out-of-range"]
    texts = " ".join(text.replace("\u200b", "") for text in dialog.texts())
    assert all(text in texts for text in (why.cause, why.seen, why.fix))
    assert dialog.documentation.toolTip().replace("\u200b", "").replace("\n", "") == why.link
    before = person.window.store.draft
    dialog.close_button.click()
    settle()
    assert not person.window.findChildren(WhyDialog)
    assert person.window.store.draft == before


def test_tab_goes_from_a_fix_to_its_why(person: Person) -> None:
    with_level(person, "gzip", "12")
    person.open_tab("Problems")
    item = item_at(person, LEVEL)
    item.button.setFocus()
    person.key(Key.Key_Tab)
    assert item.why.hasFocus()
