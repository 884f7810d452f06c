"""The least a PySide6 program can do: one empty QWidget as large as the application's window."""

import sys

if "--with-model" in sys.argv:
    # Before Qt, where it is cheapest.
    from pydantic import BaseModel  # noqa: F401

from measuring import answer, asked, memory, since_start  # type: ignore[import-not-found, unused-ignore]
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Bare(QWidget):
    """Paints nothing."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Stop the clock once this event is handled."""
        super().paintEvent(event)
        QTimer.singleShot(0, _painted)


def _painted() -> None:
    now = since_start()
    if asked("--memory"):
        answer(memory=memory())
    answer(first=now["time"], first_cpu=now["cpu"])


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = Bare()
    window.resize(1160, 800)
    window.show()
    app.exec()
