"""What a person does to a window: keys go to whatever has the focus, the mouse to whatever lies under it."""

import time
from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QWheelEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QRadioButton,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.targets import TARGETS
from buildx_cache_flags.qt.form.row import Row
from buildx_cache_flags.qt.look.segments import Segments
from buildx_cache_flags.qt.look.theme import GRID
from buildx_cache_flags.qt.window import Window

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key

Keys = Key | str


PATIENCE_MS = 60_000
"""After which something counts as never coming: a busy machine takes many times what an idle one does."""

KEY_BY_KEY = 3
"""How many letters at the end of a text are typed one by one in any case."""


def wait_for(true: Callable[[], object]) -> None:
    """Let the window live until *true*; an ``AssertionError`` where that never comes."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        QTest.qWait(5)


def settle() -> None:
    """Let everything that is due happen: layouts, paints, timers of no length."""
    for _ in range(3):
        QApplication.processEvents()


def _has_keys(text: str) -> bool:
    return all(" " <= character <= "~" for character in text)


def _middle(widget: QWidget) -> QPoint:
    """Where to click on *widget*; a check box and a radio button only listen on their mark and text."""
    if isinstance(widget, QCheckBox | QRadioButton):
        return QPoint(GRID, widget.height() // 2)
    return widget.rect().center()


class Person:
    """Uses one window by keyboard and mouse alone."""

    def __init__(self, window: Window) -> None:
        self.window = window

    @property
    def handle(self) -> QWindow:
        """The window that the window system sends events to."""
        return self.window.windowHandle()

    @property
    def focus(self) -> QWidget:
        """The widget that keys go to."""
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the focus"
        return focused

    def key(self, key: Keys, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press and release one key, and let what follows from it happen."""
        QTest.keyClick(self.handle, key, modifier)  # type: ignore[arg-type]
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type *text*; what no key has is pasted.

        Most of a long text comes at once, as from an input method, and its last letters key by key: each key has the
        window drawn anew.  A test that looks at every letter types them one at a time.
        """
        at_once = len(text) - KEY_BY_KEY
        if at_once > KEY_BY_KEY and isinstance(QApplication.focusWidget(), QLineEdit) and _has_keys(text):
            self._commit(text[:at_once])
            text = text[at_once:]
        for character in text:
            if _has_keys(character):
                self.key(character)
            else:
                self.paste(character)

    def _commit(self, text: str) -> None:
        """Have an input method enter *text*."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focus, event)
        QApplication.processEvents()

    def paste(self, text: str) -> None:
        """Paste *text* where the focus is."""
        QGuiApplication.clipboard().setText(text)
        self.key(Key.Key_V, CONTROL)

    def clear(self) -> None:
        """Empty the line edit that has the focus."""
        self.key(Key.Key_A, CONTROL)
        self.key(Key.Key_Delete)

    def retype(self, text: str) -> None:
        """Put *text* in place of what the focused line edit holds."""
        self.key(Key.Key_A, CONTROL)
        if text:
            self.type(text)
        else:
            self.key(Key.Key_Delete)

    def at(self, widget: QWidget, where: QPoint | None = None) -> QPoint:
        """A point of *widget*, in the coordinates of the window."""
        inside = _middle(widget) if where is None else where
        return widget.mapTo(self.window, inside)

    def reveal(self, widget: QWidget) -> None:
        """Scroll until *widget* can be clicked, as a person would before doing so."""
        # Where something has just come or gone, everything below it is about to move.
        settle()
        tabs = self.window.output.tabs
        index = tabs.index_of(widget)
        if index is not None and index != tabs.bar.currentIndex():
            self.open_tab(tabs.bar.accessibleTabName(index).split(",")[0])
        for area in (self.window.form, tabs.area):
            if area.isAncestorOf(widget):
                area.ensureWidgetVisible(widget)
                # With room below it for what its row may come to say.
                body = area.widget()
                assert body is not None
                low = widget.mapTo(body, widget.rect().bottomLeft())
                area.ensureVisible(0, low.y(), 0, min(120, area.viewport().height() // 3))
        settle()

    def open_tab(self, title: str) -> None:
        """Click on the tab *title*."""
        bar = self.window.output.tabs.bar
        index = next(index for index in range(bar.count()) if bar.accessibleTabName(index).split(",")[0] == title)
        if self.window.form.isAncestorOf(bar):
            self.window.form.ensureWidgetVisible(bar)
            settle()
        QTest.mouseClick(self.handle, LEFT, NONE, bar.mapTo(self.window, bar.tabRect(index).center()))
        settle()
        assert bar.currentIndex() == index

    def choose_target(self, name: str) -> None:
        """Choose where the command goes: by its chip, or in the menu behind the chips."""
        bar = self.window.output.bar
        if name in bar.chips:
            self.click(bar.chips[name])
        else:
            self.click(bar.more)
            self.menu(TARGETS[name].label)
        assert self.window.store.view.target == name

    def written(self, how: str) -> None:
        """Choose in the menu beside Copy how the command is written."""
        self.click(self.window.output.copy.more)
        self.menu(how)

    def click(self, widget: QWidget, where: QPoint | None = None, button: Qt.MouseButton = LEFT) -> None:
        """Click on *widget*, which has to be in sight and not covered."""
        self.reveal(widget)
        point = self.at(widget, where)
        under = self.window.childAt(point)
        assert under is not None, f"{widget} is out of sight"
        assert under is widget or widget.isAncestorOf(under) or under.isAncestorOf(widget), f"{under} covers {widget}"
        QTest.mouseClick(self.handle, button, NONE, point)
        settle()

    def move(self, widget: QWidget, where: QPoint | None = None) -> None:
        """Point at *widget*."""
        QTest.mouseMove(self.handle, self.at(widget, where) + QPoint(2, 0))
        QTest.mouseMove(self.handle, self.at(widget, where))
        settle()

    def wheel(self, widget: QWidget, notches: int) -> None:
        """Turn the wheel over *widget*; positive is up.  As in Qt, who ignores it leaves it to its parent."""
        place = QPointF(self.at(widget))
        receiver: QWidget | None = self.window.childAt(place.toPoint())
        while receiver is not None:
            event = QWheelEvent(
                receiver.mapFrom(self.window, place),
                self.window.mapToGlobal(place),
                QPoint(),
                QPoint(0, 120 * notches),
                Qt.MouseButton.NoButton,
                NONE,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(receiver, event)
            receiver = None if event.isAccepted() else receiver.parentWidget()
        settle()

    def pick(self, box: QComboBox | Segments, value: object) -> None:
        """Open a drop-down with the mouse and click on the item with *value*, or on the segment of that value."""
        if isinstance(box, Segments):
            if box.buttons[str(value)].isVisible():
                self.click(box.buttons[str(value)])
                return
            assert box.drop_down is not None
            box = box.drop_down
        self.click(box)
        view = box.view()
        wait_for(view.isVisible)
        self._click_item(view, box.findData(value))

    def _click_item(self, view: QAbstractItemView, row: int) -> None:
        index = view.model().index(row, 0)
        view.scrollTo(index)
        # A drop-down does not listen to a click that comes along with the one that opened it.
        QTest.qWait(QApplication.doubleClickInterval() + 20)
        popup, viewport = view.window(), view.viewport()
        handle = popup.windowHandle()
        point = viewport.mapTo(popup, view.visualRect(index).center())
        QTest.mouseMove(handle, point)
        QTest.mouseClick(handle, LEFT, NONE, point)
        wait_for(lambda: not view.isVisible())

    def choose(self, box: QComboBox, value: object) -> None:
        """Open the focused drop-down by keyboard and pick the item with *value*."""
        assert self.focus is box
        self.key(Key.Key_Space)
        wait_for(box.view().isVisible)
        row = box.findData(value)
        self.key(Key.Key_Home)
        for _ in range(row):
            self.key(Key.Key_Down)
        self.key(Key.Key_Return)
        wait_for(lambda: not box.view().isVisible())

    def handle_of(self, slider: QSlider, value: int | None = None) -> QPoint:
        """The middle of the slider's handle, now or with *value*."""
        option = QStyleOptionSlider()
        slider.initStyleOption(option)
        if value is not None:
            option.sliderPosition = value
        part = QStyle.SubControl.SC_SliderHandle
        return slider.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, slider).center()

    def drag(self, slider: QSlider, value: int) -> None:
        """Drag the slider's handle to *value* with the mouse, step by step."""
        self.reveal(slider)
        start, end = self.handle_of(slider), self.handle_of(slider, value)
        QTest.mousePress(self.handle, LEFT, NONE, self.at(slider, start))
        steps = 8
        for step in range(1, steps + 1):
            point = start + (end - start) * step / steps
            QTest.mouseMove(self.handle, self.at(slider, point))
        QTest.mouseMove(self.handle, self.at(slider, end))
        QTest.mouseRelease(self.handle, LEFT, NONE, self.at(slider, end))
        settle()

    def menu(self, text: str) -> None:
        """Pick the entry *text* of the menu that is open, by keyboard."""
        wait_for(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if action.text() == text)
        assert action.isEnabled(), f"{text} is not offered"
        for _ in range(2 * len(menu.actions())):
            if menu.activeAction() is action:
                break
            self.key(Key.Key_Down)
        self.key(Key.Key_Return)
        settle()

    def tab_to(self, widget: QWidget, key: Key = Key.Key_Tab) -> None:
        """Press Tab until *widget* has the focus."""
        for _ in range(200):
            if self.focus is widget:
                return
            self.key(key)
        raise AssertionError(f"Tab does not come to {widget}")

    def row(self, place: Place) -> Row:
        """The row of *place*, whose group is opened where it is closed."""
        found = self.window.form.row(place)
        assert found is not None, f"there is no row for {place}"
        if found.isHidden():
            self.window.form.show_row(place)
            settle()
        return found
