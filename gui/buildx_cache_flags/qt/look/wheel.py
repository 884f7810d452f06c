"""When the wheel is meant for a control, and when for the page that it lies on."""

from time import monotonic
from typing import Final

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QWidget

REST: Final = 0.4
"""Seconds that the mouse has to rest on a control before the wheel turns it."""


class Wheel:
    """Decides for one control.  It turns only what has the focus and was pointed at before the wheel began.

    Whoever scrolls a page has one control after the other slide under the mouse; each wheel event that is left to the
    page begins the rest anew.
    """

    def __init__(self, control: QWidget) -> None:
        self._control = control
        self._since = 0.0

    def enter(self) -> None:
        """The mouse came to the control."""
        self._since = monotonic()

    def is_meant(self, event: QWheelEvent) -> bool:
        """Whether *event* is for the control; else it is left to what the control lies on."""
        now = monotonic()
        if self._control.hasFocus() and now - self._since >= REST:
            return True
        self._since = now
        event.ignore()
        return False
