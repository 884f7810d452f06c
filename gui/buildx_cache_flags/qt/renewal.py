"""Make all that is in a window anew, as for letters of another size: what it shows is the store's, and nothing is lost."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit

from buildx_cache_flags.qt import joining
from buildx_cache_flags.qt.form.form import Form

if TYPE_CHECKING:
    from buildx_cache_flags.qt.window import Window


def renew(window: "Window") -> None:
    """Replace form, command and toolbar of *window*; focus, cursor, tab and widths stay as they are."""
    if window.columns is None:
        return
    focused, tab = window.focusWidget(), window.output.tabs.bar.currentIndex()
    place = window.form.place_of(focused)
    cursor = focused.cursorPosition() if isinstance(focused, QLineEdit) else 0
    window.columns.arrange(narrow=False, width=window.width())
    window.form_share = window.columns.share
    gone = (window.form, window.output, window.toolbar, window.columns.dock)
    window.form = Form(window.store, window.form.groups)
    window.splitter.replaceWidget(0, window.form)
    window.make_parts()
    for widget in gone:
        widget.hide()
        widget.setParent(None)
        widget.deleteLater()
    # Without a parent they are Python's, which would delete them here, in the middle of an event; Qt does it behind it.
    QTimer.singleShot(0, window, lambda: gone)
    joining.join_parts(window)
    window.output.update_output()
    window.desk.show_copied()
    window.output.tabs.bar.setCurrentIndex(tab)
    window.make_room()
    if place is not None:
        window.form.go_to(place)
        field = window.focusWidget()
        if isinstance(field, QLineEdit):
            field.setCursorPosition(cursor)
    elif window.focusWidget() is None:
        window.form.focus_start()
