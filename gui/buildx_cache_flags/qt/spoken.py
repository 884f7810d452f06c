"""A widget as a screen reader sees it: its role, its text and what is in it."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleObject, QWindow
from PySide6.QtWidgets import QApplication, QLabel, QWidget

Text = QAccessible.Text
# PySide's stubs know of no interface that may be missing, which Qt allows everywhere below.


class Spoken(QAccessibleObject):
    """One widget in a role of its own; everything else is as Qt tells it of any widget."""

    def __init__(self, widget: QWidget, role: QAccessible.Role) -> None:
        super().__init__(widget)
        self._role = role

    @property
    def _widget(self) -> QWidget | None:
        found = self.object()
        return found if isinstance(found, QWidget) else None

    def _children(self) -> list[QWidget]:
        widget = self._widget
        found = widget.children() if widget is not None else []
        return [child for child in found if isinstance(child, QWidget) and not child.isWindow()]

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        widget = self._widget
        above = widget.parentWidget() if widget is not None else None
        if above is not None:
            return QAccessible.queryAccessibleInterface(above)
        application = QApplication.instance()
        return QAccessible.queryAccessibleInterface(application) if application is not None else None

    def childCount(self) -> int:
        return len(self._children())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        children = self._children()
        return QAccessible.queryAccessibleInterface(children[index]) if 0 <= index < len(children) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        children, wanted = self._children(), child.object()
        return children.index(wanted) if isinstance(wanted, QWidget) and wanted in children else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        widget = self._widget
        focused = widget.focusWidget() if widget is not None else None
        return QAccessible.queryAccessibleInterface(focused) if focused is not None and focused.hasFocus() else None

    def window(self) -> QWindow | None:  # type: ignore[override]
        widget = self._widget
        return widget.window().windowHandle() if widget is not None else None

    def role(self) -> QAccessible.Role:
        return self._role

    def state(self) -> QAccessible.State:
        state, widget = QAccessible.State(), self._widget
        if widget is None:
            state.invalid = True
            return state
        state.invisible = not widget.isVisible()
        state.disabled = not widget.isEnabled()
        if widget.isWindow():
            state.movable = state.sizeable = True
            state.active = widget.isActiveWindow()
        return state

    def text(self, which: QAccessible.Text) -> str:
        widget = self._widget
        if widget is None:
            return ""
        if which == Text.Name:
            shown = widget.windowTitle().replace("[*]", "") if widget.isWindow() else ""
            return widget.accessibleName() or shown or (widget.text() if isinstance(widget, QLabel) else "")
        return widget.accessibleDescription() if which == Text.Description else ""

    def rect(self) -> QRect:
        widget = self._widget
        return QRect(widget.mapToGlobal(QPoint()), widget.size()) if widget is not None else QRect()
