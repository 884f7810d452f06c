"""A segmented choice is a group of radio buttons: by Tab, arrow keys and mouse, and as a drop-down where it is narrow."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from buildx_cache_flags.qt.look import theme
from buildx_cache_flags.qt.look.segments import SegmentChoice, Segments
from tests.qt.conftest import activate, delete_what_is_due
from tests.qt.person import settle

CHOICES = (SegmentChoice("push", "Push"), SegmentChoice("load", "Load"), SegmentChoice("nothing", "Nothing"))
Key = Qt.Key


class Page(QWidget):
    """A field before and one behind, and what was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.before, self.after = QLineEdit(), QLineEdit()
        self.segments = Segments("After the build", CHOICES)
        self.segments.set_value("load")
        self.chosen: list[str] = []
        self.segments.chosen.connect(self.chosen.append)
        layout = QVBoxLayout(self)
        for widget in (self.before, self.segments, self.after):
            layout.addWidget(widget)
        self.before.setFocus()


@pytest.fixture
def page(qapp: QApplication) -> Iterator[Page]:
    theme.install(qapp).apply("light")
    made = Page()
    made.resize(500, 200)
    made.show()
    activate(made)
    settle()
    yield made
    made.close()
    made.deleteLater()
    delete_what_is_due()


def test_tab_enters_on_the_chosen_one_and_leaves_behind_it(page: Page) -> None:
    QTest.keyClick(page, Key.Key_Tab)
    assert page.focusWidget() is page.segments.buttons["load"]
    QTest.keyClick(page.focusWidget(), Key.Key_Tab)
    assert page.focusWidget() is page.after
    QTest.keyClick(page.after, Key.Key_Backtab)
    assert page.focusWidget() is page.segments.buttons["load"]
    assert page.chosen == []


def test_arrow_keys_choose(page: Page) -> None:
    QTest.keyClick(page, Key.Key_Tab)
    QTest.keyClick(page.focusWidget(), Key.Key_Right)
    assert page.chosen == ["nothing"]
    assert page.focusWidget() is page.segments.buttons["nothing"]
    QTest.keyClick(page.focusWidget(), Key.Key_Left)
    QTest.keyClick(page.focusWidget(), Key.Key_Left)
    assert page.chosen == ["nothing", "load", "push"]
    QTest.keyClick(page.focusWidget(), Key.Key_Tab)
    assert page.focusWidget() is page.after


def test_a_click_chooses(page: Page) -> None:
    QTest.mouseClick(page.segments.buttons["push"], Qt.MouseButton.LeftButton)
    assert page.chosen == ["push"]
    assert page.segments.value == "push"
    QTest.keyClick(page.focusWidget(), Key.Key_Tab)
    assert page.focusWidget() is page.after


def test_setting_it_says_nothing(page: Page) -> None:
    page.segments.set_value("nothing")
    assert page.segments.buttons["nothing"].isChecked()
    assert page.chosen == []


def test_a_value_that_is_no_choice_stands_beside_them_until_another_is_chosen(page: Page) -> None:
    page.segments.set_value("gcs")
    assert page.segments.buttons["gcs"].isChecked()
    assert page.segments.buttons["gcs"].text() == "gcs"
    QTest.mouseClick(page.segments.buttons["load"], Qt.MouseButton.LeftButton)
    assert page.chosen == ["load"]
    assert list(page.segments.buttons) == ["push", "load", "nothing"]


def test_without_room_it_is_a_drop_down_with_the_same_choices(page: Page) -> None:
    page.segments.buttons["load"].setFocus()
    page.segments.setMaximumWidth(170)
    settle()
    drop_down = page.segments.drop_down
    assert drop_down is not None
    assert drop_down.isVisible()
    assert not any(button.isVisible() for button in page.segments.buttons.values())
    assert page.focusWidget() is drop_down
    assert drop_down.currentText() == "Load"
    assert drop_down.accessibleName() == "After the build"
    QTest.keyClick(drop_down, Key.Key_Down)
    assert page.chosen == ["nothing"]
    page.segments.setMaximumWidth(1000)
    settle()
    assert page.focusWidget() is page.segments.buttons["nothing"]
    assert not drop_down.isVisible()


def test_the_buttons_are_named_by_their_text_and_described_by_the_whole(page: Page) -> None:
    for button in page.segments.buttons.values():
        assert button.accessibleName() in ("", button.text())
        assert button.accessibleDescription() == "After the build"


def test_letters_of_any_size_fit(page: Page) -> None:
    for button in page.segments.buttons.values():
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text())
        assert button.geometry().right() < page.segments.width()
