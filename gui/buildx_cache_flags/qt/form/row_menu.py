"""The menu of a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from buildx_cache_flags.qt.form.row import Row


def of(row: Row) -> QMenu:
    """The fix of *row*, reset, always write this, explanation, documentation."""
    menu, state, parameter = QMenu(row), row.state, row.parameter
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if row.offer:
        _add(menu, row.offer.replace("&", "&&"), row.press_fix)
        menu.addSeparator()
    _add(menu, "Remove" if row.removes else "Reset to the default", row.press_reset).setEnabled(state.resettable)
    if state.default is not None:
        always = _add(menu, "Write even if it is the default", lambda: _write_always(row))
        always.setEnabled(state.raw is None or state.explicit)
        always.setCheckable(True)
        always.setChecked(state.raw is not None)
    if parameter.explanation:
        menu.addSeparator()
        _add(menu, f"About {parameter.name}", row.explain)
    if parameter.link:
        _add(menu, "Open the documentation", lambda: QDesktopServices.openUrl(QUrl(parameter.link)))
    return menu


def _add(menu: QMenu, text: str, action: Callable[[], object]) -> QAction:
    added = menu.addAction(text)
    added.triggered.connect(lambda _=False: action())
    return added


def _write_always(row: Row) -> None:
    if row.state.raw is None:
        row.write_always.emit(row.place, row.state.shown)
    else:
        row.reset.emit(row.place)
