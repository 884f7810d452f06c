"""The bar above the columns, with more and with less room."""

from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.dialogs.paste_dialog import PasteDialog
from tests.qt.person import Person, settle, wait_for


def test_where_there_is_little_room_everything_is_still_at_hand(person: Person) -> None:
    window, bar = person.window, person.window.toolbar
    person.type("ghcr.io/acme/app:c")
    written = window.store.text
    window.resize(window.minimumSize())
    settle()
    assert bar.width() == window.width()
    assert bar.more.isVisible()
    assert not any(button.isVisible() for button in (bar.paste, bar.undo, bar.redo))
    person.click(bar.more)
    person.menu("Undo")
    assert window.store.text != written
    person.click(bar.more)
    person.menu("Redo")
    assert window.store.text == written
    person.click(bar.more)
    person.menu("Paste a command…")
    dialog = window.findChild(PasteDialog)
    assert dialog is not None
    dialog.close()
    wait_for(lambda: window.findChild(PasteDialog) is None)
    window.resize(1160, 800)
    settle()
    assert not bar.more.isVisible()
    assert all(button.isVisible() for button in (bar.paste, bar.undo, bar.redo))
    assert window.store.text == written
    assert window.form.row(Place("cache-to", 0, "ref")) is not None
