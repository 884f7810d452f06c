"""The real application with somebody in front of it: `python -m tests.qt.drive SCENARIO`, for a process of its own."""

import os
import sys
import traceback
from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontInfo, QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from buildx_cache_flags import app
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt import room
from buildx_cache_flags.qt import window as window_module
from buildx_cache_flags.qt.form.editors import ChoiceEditor, LevelEditor
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.tour import Tour
from buildx_cache_flags.qt.window import Window
from tests.qt.fit import cut_off
from tests.qt.fonts import SIZES
from tests.qt.person import CONTROL, PATIENCE_MS, SHIFT, Key, Person, settle, wait_for

REF = "ghcr.io/acme/app:buildcache"
FAILED = 70
WIDTH_OF_A_SCREEN = 1366
TOOL_LIMIT = "TEST_TOOL_LIMIT_MS"
"""The environment variable with the milliseconds that a clipboard tool may take."""
LONG_GRACE_MS = 1000
"""How long the word that a tool took over may take on a busy machine."""


def flow(person: Person) -> None:
    """Build the flags by hand, copy them, and close the application."""
    window = person.window
    assert person.focus is person.row(Place(parameter="image")).editor.field
    person.tab_to(person.row(Place("cache-to", 0, "ref")).editor.field)
    for number, character in enumerate(REF, 1):
        person.type(character)
        assert f"ref={REF[:number]}" in window.output.preview.command
    mode = person.row(Place("cache-to", 0, "mode")).editor
    compression = person.row(Place("cache-to", 0, "compression")).editor
    level = person.row(Place("cache-to", 0, "compression-level")).editor
    assert isinstance(mode, ChoiceEditor)
    assert isinstance(compression, ChoiceEditor)
    assert isinstance(level, LevelEditor)
    person.tab_to(mode)
    person.choose(mode, "max")
    person.pick(compression, "zstd")
    person.drag(level.slider, 15)
    person.written("Flags only")
    person.click(window.output.copy.one_line)
    person.click(window.output.copy.button)
    window.close()


def copy_and_close(person: Person) -> None:
    """Copy, close at once, and tell what was copied, and whether the window hid."""
    person.tab_to(person.row(Place("cache-to", 0, "ref")).editor.field)
    person.type(REF)
    person.key(Key.Key_C, CONTROL | SHIFT)
    text = person.window.store.text
    person.window.close()
    hidden = "hidden" if not person.window.isVisible() and person.window.clipboard.pending else "not hidden"
    ends: Callable[[], object] = lambda: print(text, hidden, sep="\0", end="")  # noqa: E731
    person.window.closed.connect(ends)


def two_windows(person: Person) -> None:
    """Type, stay open until the other process is there too, and close; one that came later begins anew, too."""
    person.window.store.replace(Draft())
    person.window.form.focus_start()
    person.row(Place("cache-to", 0, "ref")).editor.field.setFocus()
    # Key by key: of two windows on one display only one has the focus.
    for character in REF:
        person.key(character)
    print(person.window.store.text, end="", flush=True)
    QTest.qWait(500)
    person.window.close()


def fits(person: Person) -> None:
    """Look for what is cut off, empty and crowded, in several sizes; close."""
    window = person.window
    print("ratio", window.devicePixelRatioF())
    for draft in (window.store.draft, crowded_draft()):
        window.store.replace(draft)
        for size in ((900, 600), (520, 600)):
            window.resize(*size)
            # A row that gets higher moves the cards below it, which takes a round of events for each around it.
            settle()
            settle()
            cut = cut_off(window)
            assert cut == [], cut
    window.close()


def fits_in_every_size(person: Person) -> None:
    """Look for what is cut off with letters of several sizes, each in a window of its own; close."""
    family, code = os.environ["TEST_FONT"], os.environ["TEST_MONO"]
    found: dict[str, list[str]] = {}
    for size in SIZES:
        QApplication.setFont(QFont(family, size))
        used = [QFontInfo(font).family() for font in (QFont(family), theme.mono(QApplication.font()))]
        assert used == [family, code]
        for name, draft in (("empty", Draft()), ("crowded", crowded_draft())):
            window = Window(FormStore(person.window.store.catalog, draft))
            window.show()
            wait_for(lambda window=window: window.store.started)  # type: ignore[misc]
            # Only the form may make the window wider than it opened, and only where its letters need it.
            settle()
            opened = room.opening(window.screen().availableGeometry()).width()
            assert window.width() == max(opened, window.form.minimumSizeHint().width()), window.width()
            for width, height in ((3000, 1000), (900, 600), (520, 600)):
                window.resize(width, height)
                # As in `fits`: a round of events for each thing around what gets higher.
                settle()
                settle()
                found |= {f"{size} pt, {name}, {width}": cut for cut in [cut_off(window)] if cut}
            # Of a laptop.
            assert window.width() < WIDTH_OF_A_SCREEN, window.width()
            window.close()
            window.deleteLater()
            settle()
    print(*(f"{what}: {cut}" for what, cut in found.items()), sep="\n", file=sys.stderr, end="")
    person.window.close()


def stay(person: Person) -> None:
    """Say that the window is there, and do nothing more."""
    assert person.window.isVisible()
    print("here", flush=True)


def tell_of_tour(person: Person) -> None:
    """Tell whether the tour is there, which comes right behind what makes the window ready; close."""
    settle()
    print("tour" if person.window.findChild(Tour) is not None else "no tour", end="")
    person.window.close()


def pasted(person: Person) -> None:
    """Tell which dialog the text of the command line has opened, and close both."""
    wait_for(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    print(type(dialog).__name__)
    assert person.window.store.draft == Draft()
    dialog.close()
    person.window.close()


def wait_for_tools(window: Window, env: Mapping[str, str]) -> None:
    """Give clipboard tools as long as they need on a busy machine, unless *env* says otherwise."""
    window.clipboard.limit_ms = int(env.get(TOOL_LIMIT, PATIENCE_MS))
    window.clipboard.grace_ms = LONG_GRACE_MS


def leave_tour(person: Person) -> None:
    """Skip the tour, which is there where the application never started before; a paste comes without it."""
    if QApplication.activeModalWidget() is None and person.window.findChild(Tour) is None:
        settle()
    if person.window.findChild(Tour) is not None:
        person.key(Key.Key_Escape)
        wait_for(lambda: person.window.findChild(Tour) is None)


def crowded_draft() -> Draft:
    """A draft with a row, a problem and a button of every kind."""
    writes = (
        _entry(("ref", "ghcr.io/acme/app:x"), ("mode", "max"), ("compression-level", "15"), ("odd", "1")),
        _entry(("ref", "ghcr.io/acme/app:x"), ("oci-mediatypes", "yes"), ("registry.insecure", "true")),
        Entry((("type", "s3"), ("bucket", "b"), ("a-key-that-is-longer-than-the-column-of-names", "1"))),
    )
    reads = (_entry(("ref", "a/b")), _entry(("ref", "c/d"), ("mode", "max")))
    return Draft(image="ghcr.io/acme/app:1", writes=writes, reads=reads, following=False)


def _entry(*fields: tuple[str, str]) -> Entry:
    return Entry((("type", "registry"), *fields))


_BEHIND_THE_TOUR = (flow, copy_and_close, two_windows, fits, fits_in_every_size, stay, pasted)
SCENARIOS = {action.__name__: action for action in (*_BEHIND_THE_TOUR, tell_of_tour)}


def main(scenario: Callable[[Person], None]) -> int:
    """Run the application and play *scenario* in it."""

    def play(window: Window) -> None:
        try:
            window.activateWindow()
            assert QTest.qWaitForWindowActive(window, PATIENCE_MS)
            wait_for(lambda: window.store.started)
            wait_for_tools(window, os.environ)
            if scenario in _BEHIND_THE_TOUR:
                leave_tour(Person(window))
            scenario(Person(window))
        except BaseException:  # noqa: BLE001 - Qt would swallow it
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(FAILED)

    class Driven(Window):
        """Begins to play as soon as it is shown."""

        def showEvent(self, event: QShowEvent) -> None:
            super().showEvent(event)
            QTimer.singleShot(0, self, lambda: play(self))

    # The application imports its window as late as it can.
    window_module.Window = Driven  # type: ignore[misc]
    return app.run(f"type=registry,ref={REF}" if scenario is pasted else None)


if __name__ == "__main__":
    sys.exit(main(SCENARIOS[sys.argv[1]]))
