"""What follows a keystroke behind the command itself, but still in the same frame."""

from collections.abc import Callable

from PySide6 import QtCore
from PySide6.QtCore import QObject, Signal


class Soon(QObject):
    """Calls *action* once the present event is handled, however often it was asked for until then.

    It is posted, and Qt paints only when nothing that is posted is left: nobody sees the time between.
    """

    _due = Signal()

    def __init__(self, action: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._action = action
        self._waits = False
        self._due.connect(self._run, QtCore.Qt.ConnectionType.QueuedConnection)

    def ask(self) -> None:
        """Ask for the call."""
        if not self._waits:
            self._waits = True
            self._due.emit()

    def _run(self) -> None:
        self._waits = False
        self._action()
