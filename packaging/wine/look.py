"""What another program of Windows sees and may do: `look.py titles`, `look.py clipboard`, `look.py close TITLE`.

Texts are written in UTF-8, one title a line.
"""

import ctypes
import sys
import time
from ctypes import wintypes

# Type checkers stop here elsewhere.
assert sys.platform == "win32"

CF_UNICODETEXT = 13
WM_CLOSE = 0x0010
TRIES = 50


def user32() -> ctypes.WinDLL:
    """Return the library of windows and the clipboard, with the types of what is used here."""
    library = ctypes.WinDLL("user32", use_last_error=True)
    library.GetClipboardData.restype = wintypes.HANDLE
    library.GetClipboardData.argtypes = [wintypes.UINT]
    library.OpenClipboard.argtypes = [wintypes.HWND]
    library.GetWindowTextW.argtypes = [wintypes.HWND, wintypes.LPWSTR, ctypes.c_int]
    library.IsWindowVisible.argtypes = [wintypes.HWND]
    library.PostMessageW.argtypes = [wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM]
    return library


def windows() -> list[tuple[int, str]]:
    """Return the visible windows at the top, each with its title."""
    library = user32()
    found: list[tuple[int, str]] = []

    def note(handle: int, _unused: int) -> bool:
        title = ctypes.create_unicode_buffer(1000)
        library.GetWindowTextW(handle, title, len(title))
        if library.IsWindowVisible(handle) and title.value:
            found.append((handle, title.value))
        return True

    library.EnumWindows(ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.HWND, wintypes.LPARAM)(note), 0)
    return found


def clipboard() -> str:
    """Return the text on the clipboard; nothing where there is none."""
    library, kernel = user32(), ctypes.WinDLL("kernel32")
    kernel.GlobalLock.restype = ctypes.c_void_p
    kernel.GlobalLock.argtypes = kernel.GlobalUnlock.argtypes = [wintypes.HANDLE]
    # Somebody else may have it open for a moment.
    for _ in range(TRIES):
        if library.OpenClipboard(None):
            break
        time.sleep(0.02)
    else:
        sys.exit("the clipboard stays open in another program")
    try:
        handle = library.GetClipboardData(CF_UNICODETEXT)
        place = kernel.GlobalLock(handle) if handle else None
        if not place:
            return ""
        text = ctypes.wstring_at(place)
        kernel.GlobalUnlock(handle)
        return text
    finally:
        library.CloseClipboard()


def close(title: str) -> None:
    """Ask the windows called *title* to close, as a click on their frame does."""
    for handle, found in windows():
        if found == title:
            user32().PostMessageW(handle, WM_CLOSE, 0, 0)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["titles"]:
            answer = "".join(f"{title}\n" for _, title in windows())
        case ["clipboard"]:
            answer = clipboard()
        case ["close", title]:
            close(title)
            answer = ""
        case _:
            sys.exit(__doc__)
    sys.stdout.buffer.write(answer.encode("utf-8", "surrogatepass"))
