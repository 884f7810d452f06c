"""A file of the program that can't be read is one sentence in the window, and no end of it."""

import shutil
from pathlib import Path

from buildx_cache_flags import app, resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.draft.place import Place
from tests.qt.conftest import Open
from tests.qt.person import Person, settle

REF = Place("cache-to", 0, "ref")


def test_damaged_registries_are_said_once_and_the_rest_works(open_window: Open, tmp_path: Path) -> None:
    folder = tmp_path / "resources"
    shutil.copytree(resources.path(), folder)
    (folder / "registries.toml").write_text("[[registry]]\nname = 1\nnaem = 2\n", encoding="utf-8")
    damages: list[str] = []
    window = open_window(the_table=catalogs.load(folder, damages.append))
    app.say_damages(window, damages)
    person = Person(window)
    person.row(REF).editor.field.setFocus()
    person.type("ghcr.io/acme/app:cache")
    settle()
    assert window.desk.notice is not None
    assert "registries.toml" in window.desk.notice.text.accessibleName()
    assert window.store.outcome is not None
    assert window.store.outcome.errors == ()
    person.click(window.desk.notice.close_button)
    person.row(REF).editor.field.setFocus()
    person.type("-2")
    settle()
    assert damages == []
    assert window.store.draft.writes[0].get("ref") == "ghcr.io/acme/app:cache-2"
