"""Types and copies for a while and tells the longest time for which the event loop did not come round, in ms."""

import sys
import time

from measuring import answer, asked  # type: ignore[import-not-found, unused-ignore]
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget

from buildx_cache_flags import app as application

TEXT = "ghcr.io/acme/application:buildcache-of-the-main-branch"
EVERY_MS = 20
COPY_AFTER = 10
QUIET_MS = 300


class Beats(QObject):
    """Beats every millisecond and notes the longest time between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to count."""
        self._last = time.perf_counter()
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, 1000 * (now - self._last))
        self._last = now


class Typist(QObject):
    """Types the text, letter by letter, and presses the button after every tenth."""

    def __init__(self, field: QLineEdit, button: QAbstractButton | None, wait_ms: int) -> None:
        super().__init__()
        self._field = field
        self._button = button
        self._wait_ms = wait_ms
        self._typed = 0
        self._beats = Beats()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        """Begin once the window is at rest."""
        self._field.setFocus()
        self._timer.start()
        self._beats.start()

    def _step(self) -> None:
        if self._typed == len(TEXT):
            self._timer.stop()
            QTimer.singleShot(self._wait_ms, self._end)
            return
        letter = TEXT[self._typed]
        self._typed += 1
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_X, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.postEvent(self._field, event)
        if self._button is not None and self._typed % COPY_AFTER == 0:
            self._button.click()

    def _end(self) -> None:
        answer(gap=self._beats.longest)


def _bare() -> tuple[QWidget, QLineEdit, None]:
    window = QWidget()
    return window, QLineEdit(window), None


def _ours(app: QApplication) -> tuple[QWidget, QLineEdit, QAbstractButton]:
    window = application.make_window(app, application.load_catalog())
    window.show()
    while not window.store.started:
        QApplication.processEvents()
    field = window.form.sections["cache-to"].cards[0].rows["ref"].editor.field
    if not isinstance(field, QLineEdit):
        raise TypeError("the editor of ref is no line edit")
    return window, field, window.output.copy.button


def main() -> None:
    """Open the window, wait until it is at rest, type."""
    app = QApplication([*sys.argv[:1], *application.STYLE])
    window, field, button = _bare() if asked("--bare") else _ours(app)
    window.show()
    # A tool that hangs is given up after two seconds; that moment has to be seen too.
    typist = Typist(field, button, 2500 if asked("--hung") else QUIET_MS)
    QTimer.singleShot(QUIET_MS, typist.start)
    app.exec()


if __name__ == "__main__":
    main()
