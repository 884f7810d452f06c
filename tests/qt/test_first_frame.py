"""What comes behind the first frame moves nothing that it shows, with letters of any size."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.qt import later, room
from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.store import FormStore
from buildx_cache_flags.qt.window import Window
from tests.qt.conftest import delete_what_is_due
from tests.qt.person import settle, wait_for


@pytest.fixture(params=[9, 20])
def letters(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[int]:
    """Points."""
    before = qapp.font()
    theme.install(qapp).apply("light")
    QApplication.setFont(QFont(before.family(), request.param))
    yield request.param
    QApplication.setFont(before)


def places(window: Window) -> dict[QLabel, tuple[int, int]]:
    shown = [label for label in window.form.findChildren(QLabel) if label.isVisible() and label.text()]
    return {label: label.mapTo(window, QPoint(0, 0)).toTuple() for label in shown}


def test_headings_and_names_stay_in_place(letters: int, catalog: Catalog) -> None:
    later.hold()
    window = Window(FormStore(catalog))
    first: dict[QLabel, tuple[int, int]] = {}
    window.painted.connect(lambda: first.update(places(window)))
    window.show()
    wait_for(lambda: window.store.started)
    settle()
    after = places(window)
    needs, has = window.form.minimumSizeHint().width(), room.opening(window.screen().availableGeometry()).width()
    moved = {label.text(): (place, after[label]) for label, place in first.items() if after[label] != place}
    window.close()
    window.deleteLater()
    delete_what_is_due()
    if needs > has:
        pytest.skip(f"a form in these letters needs {needs} pixels, and a window has {has} of this screen")
    assert len(first) > 10
    assert moved == {}
