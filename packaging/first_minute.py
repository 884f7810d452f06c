"""The first minute in the real window as an animated picture: real keys, from the empty form to a copied command."""

from collections.abc import Iterator

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from apng import Frame
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt.window import Window

IMAGE = "ghcr.io/acme/shop:1.4"
TYPED_AT_ONCE = 4
"""Letters between two frames."""


def frames(window: Window) -> Iterator[Frame]:
    """Play it in *window*, which is empty and shown."""
    camera = _Camera(window)
    yield camera.take(1200)
    field = _row(window, Place(parameter="image"))
    field.setFocus()
    for start in range(0, len(IMAGE), TYPED_AT_ONCE):
        QTest.keyClicks(field, IMAGE[start : start + TYPED_AT_ONCE])
        yield camera.take(160)
    yield camera.take(900)
    ref = _row(window, Place("cache-to", 0, "ref"))
    ref.setFocus()
    yield camera.take(900)
    QTest.keyClick(ref, Qt.Key.Key_Tab)
    yield camera.take(1200)
    mode = _row(window, Place("cache-to", 0, "mode"))
    mode.setFocus()
    yield camera.take(600)
    if isinstance(mode, QComboBox):
        window.store.set_value(Place("cache-to", 0, "mode"), "max")
    yield camera.take(1600)
    QTest.keyClick(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    yield camera.take(2600)


def _row(window: Window, place: Place) -> QWidget:
    row = window.form.row(place)
    if row is None:
        raise LookupError(f"there is no row for {place}")
    return row.editor.field


class _Camera:
    """Takes pictures of a window, and keeps of each only the lines that are new."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._before: QImage | None = None

    def take(self, ms: int) -> Frame:
        """A picture of the window as it is now, shown for so many milliseconds."""
        QTest.qWait(300)
        QApplication.processEvents()
        picture = self._window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        top, bottom = self._new_lines(picture)
        self._before = picture
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.copy(0, top, picture.width(), bottom - top).save(buffer, "PNG")  # type: ignore[call-overload]  # bytes, as typed, it refuses
        return Frame(bytes(buffer.data().data()), ms, top)

    def _new_lines(self, picture: QImage) -> tuple[int, int]:
        """The first line that is new, and the one behind the last."""
        if self._before is None:
            return 0, picture.height()
        before, stride = bytes(self._before.constBits()), picture.bytesPerLine()
        now = bytes(picture.constBits())
        lines = range(0, len(now), stride)
        new = [at // stride for at in lines if now[at : at + stride] != before[at : at + stride]]
        return (new[0], new[-1] + 1) if new else (0, 1)
