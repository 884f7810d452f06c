"""What explains the command: the level's marks and caption, the picture, and the words."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import parse
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.explain.command_words import Words
from buildx_cache_flags.qt.explain.explained import ExplainedPage
from buildx_cache_flags.qt.explain.picture import Picture
from buildx_cache_flags.qt.form.editors import ChoiceEditor, LevelEditor
from buildx_cache_flags.qt.form.level_slider import BELOW, MARK
from buildx_cache_flags.qt.look import theme
from tests.qt.conftest import Open
from tests.qt.person import Person, settle, wait_for

REF = "ghcr.io/acme/app:buildcache"
LEVEL = Place("cache-to", 0, "compression-level")
COMPRESSION = Place("cache-to", 0, "compression")
MODE = Place("cache-to", 0, "mode")
FILLED = Draft(image="ghcr.io/acme/app:1", writes=parse(f"type=registry,ref={REF}")).with_following(True)


@pytest.fixture
def person(open_window: Open) -> Person:
    return Person(open_window(FILLED))


def meaning(person: Person) -> ExplainedPage:
    wait_for(lambda: person.window.output.meaning is not None)
    found = person.window.output.meaning
    assert found is not None
    return found


def words(person: Person) -> Words:
    wait_for(lambda: person.window.output.words is not None)
    found = person.window.output.words
    assert found is not None
    return found


def editor(person: Person) -> LevelEditor:
    found = person.row(LEVEL).editor
    assert isinstance(found, LevelEditor)
    return found


def choose(person: Person, place: Place, value: str) -> None:
    box = person.row(place).editor
    assert isinstance(box, ChoiceEditor)
    person.pick(box, value)
    settle()


def drawn_marks(person: Person) -> list[int]:
    """The levels under which a mark is really painted."""
    slider = editor(person).slider
    person.reveal(slider)
    image = slider.grab().toImage()
    ratio = image.devicePixelRatio()
    y = round((slider.height() / 2 + BELOW + MARK / 2) * ratio)
    ground = image.pixelColor(0, y)
    columns = {x for x in range(image.width()) if image.pixelColor(x, y) != ground}
    levels = range(slider.minimum(), slider.maximum() + 1)
    near = {level: {round(slider.x_of(level) * ratio) + step for step in (-1, 0, 1)} for level in levels}
    # Where the handle is, it covers what lies under it.
    return [level for level in levels if columns & near[level] and level != slider.value()]


def test_the_groups_of_zstd_are_marked_where_the_handle_would_stand(person: Person) -> None:
    assert drawn_marks(person) == []
    choose(person, COMPRESSION, "zstd")
    assert editor(person).slider.marks == (0, 3, 6, 10)
    assert drawn_marks(person) == [0, 3, 6, 10]
    choose(person, COMPRESSION, "gzip")
    assert drawn_marks(person) == []


def test_the_row_says_what_the_level_does(person: Person) -> None:
    message = person.row(LEVEL).message
    assert message.text.endswith("gzip uses 6 if unset.")
    choose(person, COMPRESSION, "zstd")
    choose(person, MODE, "max")
    assert message.text.endswith("zstd compresses like 3 to 5 if unset.")
    person.click(editor(person).field)
    person.type("10")
    assert message.text == "10 to 22 produce the same result, the smallest of zstd."
    person.retype("15")
    assert "10 to 22 produce the same result" in message.text


def colours(picture: Picture) -> dict[str, int]:
    """How many pixels have each colour."""
    image = picture.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    counts: dict[str, int] = {}
    for y in range(image.height()):
        for x in range(image.width()):
            name = image.pixelColor(QPoint(x, y)).name()
            counts[name] = counts.get(name, 0) + 1
    return counts


def test_the_picture_follows_the_mode(person: Person) -> None:
    picture = meaning(person).picture
    assert "Only the layers of the stage image are cached in" in picture.accessibleName()
    accent = theme.current().shades.soft
    least = colours(picture)[accent]
    choose(person, MODE, "max")
    assert "The layers of all 3 stages are cached in" in picture.accessibleName()
    assert colours(picture)[accent] > least


def test_the_picture_without_a_cache_has_no_kept_layer(person: Person) -> None:
    picture = meaning(person).picture
    person.window.store.replace(Draft(writes=(), reads=()))
    settle()
    assert colours(picture).get(theme.current().shades.soft, 0) == 0


def test_the_picture_takes_the_colours_of_the_theme(person: Person, qapp: QApplication) -> None:
    picture = meaning(person).picture
    for look, known in (("dark", theme.DARK), ("light", theme.LIGHT)):
        theme.install(qapp).apply(look)  # type: ignore[arg-type]
        settle()
        found = colours(picture)
        assert found.get(theme.current().shades.soft, 0) > found.get(known.error, 0)
        assert found.get(theme.current().shades.accent, 0) > 0
        assert theme.contrast(theme.current().figure, QColor(known.card)) >= theme.AA


def test_the_sentences_and_the_words_keep_in_step(person: Person) -> None:
    choose(person, MODE, "max")
    assert "Caches the layers of every stage in" in meaning(person).sentences.text()
    shown = {item.word.accessibleName(): item for item in words(person).items if item.isVisible()}
    assert shown["mode=max"].meaning.text().startswith("Caches the layers of every stage")
    person.window.store.undo()
    settle()
    assert "mode=max" not in [item.word.accessibleName() for item in words(person).items if item.isVisible()]


def lit_words(person: Person) -> list[str]:
    return [item.word.accessibleName() for item in words(person).items if item.lit]


def test_a_word_and_its_row_light_each_other(person: Person) -> None:
    choose(person, MODE, "max")
    item = next(item for item in words(person).items if item.word.accessibleName() == "mode=max")
    person.click(person.row(LEVEL).editor.field)
    assert "mode=max" not in lit_words(person)
    person.row(MODE).editor.field.setFocus()
    settle()
    assert lit_words(person) == ["mode=max"]
    person.click(person.row(LEVEL).editor.field)
    person.reveal(item)
    person.move(item.meaning)
    assert person.row(MODE).lit
    person.reveal(person.window.output.copy)
    person.move(person.window.output.copy)
    assert not person.row(MODE).lit


def test_a_long_word_is_whole_in_its_tool_tip(person: Person) -> None:
    item = next(item for item in words(person).items if item.word.accessibleName() == f"ref={REF}")
    assert item.word.text() != f"ref={REF}"
    assert item.word.toolTip() == f"ref={REF}"


def test_defaults_that_are_written_are_explained_too(person: Person) -> None:
    person.written("Include defaults")
    settle()
    assert "ignore-error=false" in [item.word.accessibleName() for item in words(person).items if item.isVisible()]


def shown_words(person: Person) -> list[str]:
    return [item.word.accessibleName() for item in words(person).items if item.isVisible()]


def test_in_a_file_only_its_own_words_are_explained(person: Person) -> None:
    assert "docker buildx build" in shown_words(person)
    person.choose_target("compose")
    settle()
    found = shown_words(person)
    assert "cache_to" in found
    assert not {"docker buildx build", "--push", "--cache-to", f"-t {FILLED.image}"} & set(found)


def test_flags_alone_do_not_build(person: Person) -> None:
    assert "Builds ghcr.io/acme/app:1" in meaning(person).sentences.text()
    person.written("Flags only")
    assert "Builds" not in meaning(person).sentences.text()
    assert "Caches the final image's layers" in meaning(person).sentences.text()
    person.choose_target("compose")
    settle()
    assert "Builds ghcr.io/acme/app:1" in meaning(person).sentences.text()


def test_an_error_is_in_the_sentences_and_in_the_picture(person: Person) -> None:
    choose(person, MODE, "max")
    person.click(editor(person).field)
    person.type("15")
    wait_for(lambda: "won't be written until the error is fixed" in meaning(person).sentences.text())
    assert "Entries with errors are left out." in meaning(person).picture.accessibleName()


@pytest.mark.parametrize(
    ("target", "first"),
    [("gitlab-ci", "docker buildx build"), ("fish", "docker buildx build"), ("compose", "cache_to")],
)
def test_a_file_that_runs_the_command_is_explained_as_one(person: Person, target: str, first: str) -> None:
    person.choose_target(target)
    wait_for(lambda: person.window.output.explained)
    settle()
    shown = [item.word.accessibleName() for item in words(person).items if item.isVisible()]
    assert first in shown
    assert ("docker buildx build" in shown) == (first != "cache_to")
