"""Where the window opens, inside the screen that it opens on, and how its columns share its width."""

from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from buildx_cache_flags.qt.form.form import WIDEST

BEST: Final = QSize(1280, 840)
"""Pixels that the window has where the screen has room for more."""
AROUND: Final = QSize(32, 64)
"""Pixels of the screen that are left to the frame and the title of the window."""
_BESIDE: Final = 80
"""Pixels beside the form in its pane, scroll bar included."""
_SHARE: Final = 0.55
"""The form's share of the width, until it has all that it wants."""
_MAXIMISED: Final = "maximised"
_SEEN: Final = QSize(120, 60)
"""Pixels of a window that have to be on a screen, so that it can be moved."""


def opening(available: QRect) -> QSize:
    """The size of a window that nobody has sized yet, on a screen with so much room."""
    return BEST.boundedTo(available.size() - AROUND).expandedTo(QSize(1, 1))


def form_width(width: int, share: float | None = None) -> int:
    """The width of the form's pane in a window of *width*; *share* is what a person gave it."""
    return round(width * share) if share is not None else min(round(width * _SHARE), WIDEST + _BESIDE)


def open_inside_screen(window: QWidget) -> None:
    """Give *window* its first size."""
    window.resize(opening(window.screen().availableGeometry()))


def bring_back(window: QWidget, text: str) -> None:
    """Put *window* where it was, which :func:`where` told; nothing happens where no screen shows that place now."""
    *numbers, last = text.split() or [""]
    try:
        x, y, width, height = map(int, numbers if last == _MAXIMISED else [*numbers, last])
    except ValueError:
        return
    wanted = QRect(x, y, width, height)
    from PySide6.QtGui import QGuiApplication

    for screen in QGuiApplication.screens():
        available = screen.availableGeometry()
        seen = available.intersected(wanted)
        if seen.width() >= _SEEN.width() and seen.height() >= _SEEN.height():
            size = wanted.size().boundedTo(available.size() - AROUND).expandedTo(window.minimumSize())
            window.resize(size)
            # The frame, which is what is moved, is only known of a window that was shown.
            whole = size + (window.frameGeometry().size() - window.geometry().size())
            left = min(max(x, available.left()), available.right() + 1 - whole.width())
            top = min(max(y, available.top()), available.bottom() + 1 - whole.height())
            window.move(max(left, available.left()), max(top, available.top()))
            if last == _MAXIMISED:
                from PySide6.QtCore import Qt

                window.setWindowState(Qt.WindowState.WindowMaximized)
            return


def where(window: QWidget) -> str:
    """Place and size of *window*, as a text: the place is that of its frame, which is what a window is moved by.

    Of a window that fills its screen, both are those that it has otherwise.
    """
    place = window.normalGeometry() if window.isMaximized() or window.isFullScreen() else window.geometry()
    # With that of its content, a window would come down by the height of its title at every start.
    place = place.translated(window.pos() - window.geometry().topLeft())
    numbers = f"{place.x()} {place.y()} {place.width()} {place.height()}"
    return f"{numbers} {_MAXIMISED}" if window.isMaximized() else numbers
