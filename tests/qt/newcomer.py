"""Somebody who has never seen the application: `python -m tests.qt.newcomer`, for a process of its own.

From the very first start to a command on the clipboard, by keyboard alone.  Prints the number of interactions, each
of which is one key or one text that is typed in one go.
"""

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from buildx_cache_flags.qt.dialogs.recipe_dialog import RecipeDialog
from buildx_cache_flags.qt.tour import Tour
from tests.qt import drive
from tests.qt.conftest import activate
from tests.qt.person import CONTROL, NONE, SHIFT, Key, Keys, Person, settle, wait_for

IMAGE = "ghcr.io/acme/app:1.4"
RECIPE = "A cache for each branch"
ALT = Qt.KeyboardModifier.AltModifier


class Newcomer:
    """Presses keys, and counts."""

    def __init__(self) -> None:
        self.interactions = 0

    def key(self, key: Keys, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press one key in whatever is in front."""
        self.interactions += 1
        QTest.keyClick(_in_front(), key, modifier)  # type: ignore[arg-type]
        settle()

    def type(self, text: str) -> None:
        """Type a text."""
        self.interactions += 1
        for character in text:
            QTest.keyClick(_in_front(), character)  # type: ignore[call-overload]
        settle()


def _in_front() -> QWindow:
    widget = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
    assert widget is not None
    handle = widget.window().windowHandle()
    assert handle is not None
    return handle


def play(person: Person) -> None:
    """Take the tour, start from the recipe for branches, name the image, and copy."""
    newcomer = Newcomer()
    wait_for(lambda: person.window.findChild(Tour) is not None)
    tour = person.window.findChild(Tour)
    for _ in tour.steps if tour is not None else ():
        newcomer.key(Key.Key_Return)
    wait_for(lambda: person.window.findChild(Tour) is None)

    def pick() -> None:
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            # Waiting here would keep the menu from opening: it comes a moment behind its key.
            QTimer.singleShot(5, pick)
            return
        while menu.activeAction() is None or menu.activeAction().text() != RECIPE:
            newcomer.key(Key.Key_Down)
        newcomer.key(Key.Key_Return)

    QTimer.singleShot(0, pick)
    newcomer.key(Key.Key_S, ALT)
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), RecipeDialog))
    _come_to_front(QApplication.activeModalWidget())
    newcomer.type(IMAGE)
    newcomer.key(Key.Key_Return)
    wait_for(lambda: QApplication.activeModalWidget() is None)
    _come_to_front(person.window)
    newcomer.key(Key.Key_C, CONTROL | SHIFT)
    wait_for(lambda: not person.window.clipboard.pending)
    print(newcomer.interactions)
    print(QApplication.clipboard().text(), end="")
    person.window.close()


def play_slow_build(person: Person) -> None:
    """Somebody's build is slow: skip the tour, name the image, be led to what is missing, and copy."""
    newcomer = Newcomer()
    wait_for(lambda: person.window.findChild(Tour) is not None)
    newcomer.key(Key.Key_Escape)
    wait_for(lambda: person.window.findChild(Tour) is None)
    newcomer.type("ghcr.io/Acme-Corp/shop")
    # The row says that repositories are in lower case, and has the button of these keys.
    newcomer.key(Key.Key_Period, CONTROL)
    # Copy leads to what is still missing, where Tab takes what is suggested and goes on to what to cache.
    newcomer.key(Key.Key_C, CONTROL | SHIFT)
    newcomer.key(Key.Key_Tab)
    newcomer.key(Key.Key_Down)
    newcomer.key(Key.Key_C, CONTROL | SHIFT)
    wait_for(lambda: not person.window.clipboard.pending)
    print(newcomer.interactions)
    print(QApplication.clipboard().text(), end="")
    person.window.close()


def _come_to_front(widget: QWidget | None) -> None:
    """What a window manager does for people."""
    assert widget is not None
    activate(widget)


if __name__ == "__main__":
    sys.exit(drive.main(play_slow_build if "slow" in sys.argv[1:] else play))
