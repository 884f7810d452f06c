"""What some widgets are for who listens, where Qt would take them for nothing: headings, groups and the window itself.

Qt has a role for each of its own classes; a painted sentence, a heading and a window that is a plain widget are
"filler" and "label" to a screen reader.  Whoever makes one marks it with :func:`mark`; :func:`install` has Qt ask for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessible

    from buildx_cache_flags.qt.spoken import Spoken

Part = Literal["heading", "sentence", "group", "toolbar", "window"]

_PROPERTY: Final = "spokenAs"
_is_installed = False


def mark(widget: QWidget, part: Part) -> None:
    """Say that *widget* is *part*; this costs next to nothing, and counts from :func:`install` on."""
    widget.setProperty(_PROPERTY, part)
    if _is_installed:
        # A label that has its text is known to Qt already.
        _renew(widget)


def install() -> None:
    """Have Qt ask for the marks, and tell whoever listens already what has another role by that.

    Not for the first frame: to import what this needs takes 4 ms.
    """
    from PySide6.QtGui import QAccessible

    global _is_installed  # noqa: PLW0603 - Qt has one list for all windows, and asks each in it in turn
    if not _is_installed:
        _is_installed = True
        QAccessible.installFactory(_made)
    for widget in QApplication.allWidgets():
        if widget.property(_PROPERTY):
            _renew(widget)


def _renew(widget: QWidget) -> None:
    """Replace what Qt has made of *widget* before it knew of its mark."""
    from PySide6.QtGui import QAccessible, QAccessibleEvent

    if not QAccessible.isActive():
        return
    known = QAccessible.queryAccessibleInterface(widget)
    if known.role() != _role(widget.property(_PROPERTY)):
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.ObjectDestroyed))
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(known))
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.ObjectCreated))


def _role(part: Part) -> QAccessible.Role:
    from PySide6.QtGui import QAccessible

    roles = QAccessible.Role
    return {
        "heading": roles.Heading,
        "sentence": roles.StaticText,
        "group": roles.Grouping,
        "toolbar": roles.ToolBar,
        "window": roles.Window,
    }[part]


def _made(name: str, of: QObject | None) -> Spoken | None:
    """What Qt shows of *of* to who listens; ``None`` where it knows best."""
    if not isinstance(of, QWidget) or not of.property(_PROPERTY):
        return None
    from buildx_cache_flags.qt.spoken import Spoken

    return Spoken(of, _role(of.property(_PROPERTY)))
