"""The application's icon: all its sizes are there, the window and the About box show it, and nothing waits for it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QMessageBox

from buildx_cache_flags import app
from buildx_cache_flags.qt import icons
from buildx_cache_flags.qt.window import Window
from tests.qt import drive
from tests.qt.person import Person, wait_for
from tests.qt.surroundings import run_python

SIZES = (16, 24, 32, 48, 64, 128, 256)
NAMES = ("add", "copy", "remove", "up")
PROGRAM = "from tests.qt import test_icon; raise SystemExit(test_icon.main())"


def test_every_size_is_there_and_is_what_it_says(qapp: QApplication) -> None:
    icon = app.icon()
    assert sorted(size.width() for size in icon.availableSizes()) == list(SIZES)
    for size in SIZES:
        picture = icon.pixmap(QSize(size, size), 1).toImage()
        assert picture.size() == QSize(size, size)
        flag, corner = picture.pixelColor(size * 5 // 8, size // 6), picture.pixelColor(0, 0)
        # Drawn and kept elsewhere: a processor may round another way.
        assert (flag.red(), flag.green(), flag.blue(), flag.alpha()) == pytest.approx((240, 140, 30, 255), abs=4)
        assert corner.alpha() <= 4


@pytest.mark.parametrize("name", NAMES)
def test_a_line_icon_in_an_empty_size_draws_nothing(qapp: QApplication, name: str) -> None:
    """A style asks for one where a button has no room; what Qt warns of fails a test."""
    icon = icons.icon(name)
    for size in (QSize(0, 0), QSize(0, 16), QSize(16, 0), QSize(-1, -1)):
        assert icon.pixmap(size, 1).isNull()
        assert icon.pixmap(size, 2, QIcon.Mode.Disabled).isNull()
    picture = QPixmap(8, 8)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    icon.paint(painter, QRect(2, 2, 0, 0))
    icons.draw(painter, name, QRectF(2, 2, 0, 3), QColor("black"))
    painter.end()
    assert picture.toImage().pixelColor(2, 2) == QColor("white")
    assert not icon.pixmap(QSize(16, 16), 1).isNull()


def test_window_and_about_box_show_it_once_the_window_is_ready(tmp_path: Path) -> None:
    ended = run_python(tmp_path, "-c", PROGRAM)
    assert (ended.status, ended.errors) == (0, "")
    assert ended.output == "read when ready: [True]\n"


def main() -> int:
    """The application, watched while it reads its icon; for a process of its own."""
    read = app.icon
    when: list[bool] = []

    def watched() -> QIcon:
        (window,) = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Window))
        when.append(window.isVisible() and window.store.started)
        return read()

    app.icon = watched
    status = drive.main(shown)
    print(f"read when ready: {when}")
    return status


def shown(person: Person) -> None:
    """Look at the window's icon, then at the one in the About box."""
    wait_for(lambda: not person.window.windowIcon().isNull())
    menu = person.window.toolbar.help.menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text().startswith("About")).trigger()
    box = person.window.findChild(QMessageBox)
    assert box is not None
    assert box.iconPixmap().deviceIndependentSize().toSize() == QSize(64, 64)
    box.close()
    person.window.close()
