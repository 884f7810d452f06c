"""A choice and a parameter more in the table: form, check and output follow without a line of Python."""

import shutil
from pathlib import Path

import pytest

from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.form.editors import BooleanEditor, ChoiceEditor
from tests.qt.conftest import Open
from tests.qt.fit import cut_off
from tests.qt.person import Person

LAST_CHOICE = '{ value = "uncompressed", '
BROTLI = '{ value = "brotli", label = "made up", help = "For this test." },\n    '
COMPACT = """
[[parameter]]
name = "compact"
options = ["cache-to", "cache-from"]
kind = "boolean"
since = "0.3"
label = "Made up"
help = "Packs the manifest, too."
refused = "The build fails at once on {value}"
defaults = [{ value = "false" }]

"""
COMPRESSION = Place("cache-to", 0, "compression")
COMPACT_TO = Place("cache-to", 0, "compact")
COMPACT_FROM = Place("cache-from", 0, "compact")


LONG_NAME = "compact-every-manifest-and-its-index-and-whatever-else-there-may-be"
LONG = Place("cache-to", 0, LONG_NAME)


def made_with(own_rows: str, tmp_path: Path) -> Catalog:
    """The application's catalog with one choice and *own_rows* more."""
    folder = tmp_path / "resources"
    shutil.copytree(resources.path("backends"), folder / "backends", copy_function=shutil.copyfile)
    for name in ("releases.toml", "registries.toml"):
        shutil.copy(resources.path(name), folder / name)
    common, own = folder / "backends" / "common.toml", folder / "backends" / "registry.toml"
    text = common.read_text("utf-8")
    assert text.count(LAST_CHOICE) == 1
    common.write_text(text.replace(LAST_CHOICE, BROTLI + LAST_CHOICE), encoding="utf-8")
    own.write_text(own.read_text("utf-8") + own_rows, encoding="utf-8")
    return catalogs.load(folder)


@pytest.fixture
def made_up(tmp_path: Path) -> Catalog:
    """The application's catalog with one choice and one boolean more."""
    return made_with(COMPACT, tmp_path)


@pytest.fixture
def person(open_window: Open, made_up: Catalog) -> Person:
    person = Person(open_window(the_table=made_up))
    person.row(Place("cache-to", 0, "ref")).editor.field.setFocus()
    return person


def test_the_form_has_them(person: Person) -> None:
    box = person.row(COMPRESSION).editor
    assert isinstance(box, ChoiceEditor)
    assert box.itemText(box.findData("brotli")) == "brotli – made up"
    for place in (COMPACT_TO, COMPACT_FROM):
        row = person.row(place)
        assert isinstance(row.editor, BooleanEditor)
        assert row.editor.accessibleName() == "Made up, compact"
        assert not row.editor.isChecked()
        assert row.message.text == "Packs the manifest, too."
        assert not row.isHidden()


def test_the_command_has_them(person: Person) -> None:
    person.type("ghcr.io/acme/app:buildcache")
    box, compact = person.row(COMPRESSION).editor, person.row(COMPACT_TO).editor
    assert isinstance(box, ChoiceEditor)
    person.pick(box, "brotli")
    person.click(person.row(COMPACT_TO).editor_widget)
    person.click(person.row(COMPACT_FROM).editor_widget)
    person.written("Flags only")
    person.click(person.window.output.copy.one_line)
    assert person.window.output.copy.button.isEnabled()
    assert person.window.output.preview.command == (
        "--cache-to type=registry,ref=ghcr.io/acme/app:buildcache,compression=brotli,compact=true "
        "--cache-from type=registry,ref=ghcr.io/acme/app:buildcache,compact=true"
    )
    person.click(compact.field)
    assert "compact=false" not in person.window.output.preview.command


@pytest.mark.parametrize(
    ("place", "wrong", "right"),
    [(COMPACT_TO, "yes", "true"), (COMPACT_FROM, "no", "false"), (COMPRESSION, "brotly", "brotli")],
    ids=str,
)
def test_the_check_knows_them(person: Person, place: Place, wrong: str, right: str) -> None:
    person.type("ghcr.io/acme/app:buildcache")
    store = person.window.store
    store.write_always(place, wrong)
    row = person.row(place)
    assert row.message.icon == "error"
    assert f"“{wrong}”" in row.message.text
    assert row.message.text.endswith(f"Use {right}.")
    assert not person.window.output.copy.button.isEnabled()
    item = next(item for item in person.window.output.problems.items if item.problem and item.problem.place == place)
    person.click(item.button)
    assert place.option is not None
    assert store.draft.entries(place.option)[0].get(place.parameter) == right
    assert person.window.output.copy.button.isEnabled()


def test_a_long_name_is_cut_and_whole_in_its_tip(open_window: Open, tmp_path: Path) -> None:
    window = open_window(the_table=made_with(COMPACT.replace('"compact"', f'"{LONG_NAME}"'), tmp_path))
    row = Person(window).row(LONG)
    assert row.name_is_cut
    assert LONG_NAME in row.title.toolTip()
    assert not Person(window).row(COMPRESSION).name_is_cut
    assert cut_off(window) == []
