"""Whether everything in a window can be read: what is narrower or lower than it has to be."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QScrollArea, QSlider, QTabBar, QWidget

from buildx_cache_flags.qt.form.message import MessageLine
from buildx_cache_flags.qt.output.primary_button import PrimaryButton
from buildx_cache_flags.qt.window import Window

BY_DESIGN = (MessageLine, QComboBox, QLineEdit)
"""What ends in an ellipsis, or can be scrolled, where there is little room."""


def cut_off(window: Window) -> list[str]:
    """Say what is cut off, and where."""
    return [*_too_wide(window), *_too_small(window), *_outside(window), *_untold(window)]


def _areas(window: Window) -> tuple[QScrollArea, ...]:
    # In one column, the form is the only thing that scrolls.
    areas = (window.form, window.output.tabs.area)
    return tuple(area for area in areas if area.isVisible())


def _too_wide(window: Window) -> Iterator[str]:
    """A scroll area can't be moved sideways, so what is wider than it is lost."""
    for area in _areas(window):
        body, room = area.widget(), area.viewport().width()
        assert body is not None
        if body.width() > room or body.minimumSizeHint().width() > room:
            yield f"{type(area).__name__} needs {body.minimumSizeHint().width()} and has {room}"
        if area.horizontalScrollBar().isVisible() or area.horizontalScrollBar().maximum() > 0:
            yield f"{type(area).__name__} can be scrolled sideways"


def _too_small(window: Window) -> Iterator[str]:
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, BY_DESIGN) or isinstance(widget.parentWidget(), QTabBar):
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            if widget.height() < widget.heightForWidth(widget.width()):
                yield f"the label {widget.text()!r} is too low"
        elif isinstance(widget, QLabel | QAbstractButton | QSlider):
            # The keys behind the text of a button go where there is no room for them.
            wanted = widget.minimumSizeHint() if isinstance(widget, PrimaryButton) else widget.sizeHint()
            if widget.width() < wanted.width() or widget.height() < wanted.height():
                yield f"{type(widget).__name__} {_text(widget)!r} has {widget.size()} and wants {wanted}"


def _outside(window: Window) -> Iterator[str]:
    """Nothing may stick out of its parent, or out of the window."""
    for widget in window.findChildren(QWidget):
        parent = widget.parentWidget()
        if not widget.isVisible() or widget.isWindow() or parent is None or widget.window() is not window:
            continue
        if widget.parentWidget() in (window.form.viewport(), window.output.tabs.area.viewport()):
            continue  # which is what scrolling is for
        if not parent.rect().contains(widget.geometry()) and not _is_within_text_view(widget):
            yield f"{type(widget).__name__} {_text(widget)!r} sticks out of {type(parent).__name__}"
        right = widget.mapTo(window, QPoint(widget.width(), 0)).x()
        if right > window.width():
            yield f"{type(widget).__name__} {_text(widget)!r} sticks out of the window"


def _untold(window: Window) -> Iterator[str]:
    """A name may end in an ellipsis where its tool tip has it whole."""
    for row in window.form.rows():
        name = row.parameter.name
        if row.isVisible() and row.name_is_cut and name not in row.title.toolTip():
            yield f"{name!r} is cut, and no tool tip has it whole"


def _is_within_text_view(widget: QWidget) -> bool:
    return widget.objectName().startswith("qt_")


def _text(widget: QWidget) -> str:
    return str(widget.property("text") or widget.accessibleName())[:60]
