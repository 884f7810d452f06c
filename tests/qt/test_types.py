"""Every type of cache in the window: chosen, filled in, checked and copied."""

import pytest
from PySide6.QtWidgets import QLineEdit

from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry, parse
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.form.entry_card import EntryCard
from tests.qt.conftest import Open
from tests.qt.person import Person, settle
from tests.strategies import OTHERS
from tests.strategies import catalog as the_table

TYPED = {
    "path": "/c",
    "text": "reel",
    "url": "https://a.example",
    "integer": "2",
    "duration": "5m",
    "secret": "${TOKEN}",
}
"""Something right for each kind that has a line edit."""

RIGHT = {
    "dest": "/var/cache/app",
    "repository": "acme/app",
    "version": "2",
    "prefix": "p/",
    "blobs_prefix": "b/",
    "manifests_prefix": "m/",
    "account_url": "https://acme.blob.core.windows.net",
}


@pytest.fixture
def person(open_window: Open) -> Person:
    return Person(open_window(Draft(image="ghcr.io/acme/app:1")))


def card(person: Person) -> EntryCard:
    return person.window.form.sections["cache-to"].cards[0]


@pytest.mark.parametrize("name", OTHERS)
def test_each_type_is_chosen_filled_in_and_copied(name: str, person: Person) -> None:
    backend = the_table().backend(name)
    assert backend is not None
    person.pick(card(person).type_choice, name)
    assert list(card(person).rows) == [parameter.name for parameter in backend.rows("cache-to")]
    given = {}
    for parameter in backend.rows("cache-to"):
        if parameter.kind in TYPED:
            field = person.row(Place("cache-to", 0, parameter.name)).editor.field
            assert isinstance(field, QLineEdit)
            person.click(field)
            given[parameter.name] = RIGHT.get(parameter.name, TYPED[parameter.kind])
            person.type(given[parameter.name])
    assert person.window.store.draft.writes[0].attrs == given
    if name == "inline":
        person.window.store.remove_entry("cache-from", 0)
    settle()
    assert person.window.output.copy.button.isEnabled()
    preview = person.window.output.preview.command
    assert f"type={name}" in preview
    assert all(key in preview for key in given)


def test_what_both_types_know_survives_and_undo_brings_the_rest_back(person: Person) -> None:
    store = person.window.store
    store.replace(Draft(writes=parse("type=registry,ref=a/b:c,mode=max"), reads=(), following=False))
    person.pick(card(person).type_choice, "local")
    assert store.draft.writes[0].attrs == {"mode": "max"}
    assert "ref" not in card(person).rows
    store.undo()
    settle()
    assert store.draft.writes[0].attrs == {"ref": "a/b:c", "mode": "max"}
    assert "dest" not in card(person).rows
    assert card(person).type_choice.value == "registry"


def test_a_card_that_reads_offers_what_can_be_read(person: Person) -> None:
    choice = person.window.form.sections["cache-from"].cards[0].type_choice
    assert list(choice.buttons) == list(the_table().types_of("cache-from"))


def test_a_secret_is_seen_nowhere(person: Person) -> None:
    entry = Entry((("type", "s3"), ("bucket", "b"), ("region", "r"), ("secret_access_key", "hunter2")))
    person.window.store.replace(Draft(writes=(entry,), reads=(), following=False))
    settle()
    field = person.row(Place("cache-to", 0, "secret_access_key")).editor.field
    assert isinstance(field, QLineEdit)
    assert field.echoMode() == QLineEdit.EchoMode.Password
    assert "hunter2" not in person.window.output.preview.command
    assert "${AWS_SECRET_ACCESS_KEY}" in person.window.output.preview.command
