"""Keys that come from the X server itself, for what Qt's own test keys leave out."""

import ctypes

from PySide6.QtWidgets import QWidget

KEY_PRESS, KEY_RELEASE = 2, 3
KEY_PRESS_MASK, KEY_RELEASE_MASK = 1, 2


class _KeyEvent(ctypes.Structure):
    """Xlib's XKeyEvent, filled up to the size of an XEvent."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("root", ctypes.c_ulong),
        ("subwindow", ctypes.c_ulong),
        ("time", ctypes.c_ulong),
        ("x", ctypes.c_int),
        ("y", ctypes.c_int),
        ("x_root", ctypes.c_int),
        ("y_root", ctypes.c_int),
        ("state", ctypes.c_uint),
        ("keycode", ctypes.c_uint),
        ("same_screen", ctypes.c_int),
        ("rest", ctypes.c_long * 24),
    ]


def press(window: QWidget, key: str) -> None:
    """Press and release the key with this X11 name, such as ``Menu``, in *window*."""
    xlib = ctypes.CDLL("libX11.so.6")
    xlib.XOpenDisplay.restype = ctypes.c_void_p
    xlib.XStringToKeysym.restype = ctypes.c_ulong
    xlib.XDefaultRootWindow.restype = ctypes.c_ulong
    display = ctypes.c_void_p(xlib.XOpenDisplay(None))
    symbol = ctypes.c_ulong(xlib.XStringToKeysym(key.encode()))
    code = xlib.XKeysymToKeycode(display, symbol) & 0xFF
    target, root = int(window.winId()), xlib.XDefaultRootWindow(display)
    for kind, mask in ((KEY_PRESS, KEY_PRESS_MASK), (KEY_RELEASE, KEY_RELEASE_MASK)):
        event = _KeyEvent(type=kind, display=display, window=target, root=root, keycode=code, same_screen=1)
        xlib.XSendEvent(display, ctypes.c_ulong(target), 1, ctypes.c_long(mask), ctypes.byref(event))
    xlib.XCloseDisplay(display)
