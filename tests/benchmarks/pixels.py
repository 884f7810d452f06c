"""When a window can be seen: watches one pixel of an X11 display, from outside and so for every kind of program alike."""

import ctypes
import time
from collections.abc import Callable
from typing import Final

from tests.benchmarks import surroundings

ALL_PLANES: Final = ctypes.c_ulong(-1).value
Z_PIXMAP: Final = 2
STEP_SECONDS: Final = 0.0005


class _Image(ctypes.Structure):
    """The beginning of Xlib's XImage."""

    _fields_ = (
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("xoffset", ctypes.c_int),
        ("format", ctypes.c_int),
        ("data", ctypes.POINTER(ctypes.c_ubyte)),
    )


class Pixel:
    """One pixel of the whole screen."""

    def __init__(self, display: str, x: int, y: int) -> None:
        self._xlib = ctypes.CDLL("libX11.so.6")
        self._xlib.XOpenDisplay.restype = ctypes.c_void_p
        self._xlib.XDefaultRootWindow.restype = ctypes.c_ulong
        self._xlib.XGetImage.restype = ctypes.POINTER(_Image)
        self._display = ctypes.c_void_p(self._xlib.XOpenDisplay(display.encode()))
        self._root = ctypes.c_ulong(self._xlib.XDefaultRootWindow(self._display))
        self._place = x, y
        self.empty = self.colour()

    def colour(self) -> bytes:
        """Its bytes as the server has them."""
        size, planes = (1, 1), ctypes.c_ulong(ALL_PLANES)
        image = self._xlib.XGetImage(self._display, self._root, *self._place, *size, planes, Z_PIXMAP)
        found = bytes(image.contents.data[:3])
        self._xlib.XDestroyImage(image)
        return found

    def wait(self, true: Callable[[bytes], bool]) -> float:
        """Wait until *true* of its colour, and return the monotonic time."""
        limit = time.monotonic() + surroundings.LIMIT_SECONDS
        while not true(self.colour()):
            if time.monotonic() > limit:
                raise TimeoutError("no window has come or gone")
            time.sleep(STEP_SECONDS)
        return time.monotonic()
