"""Text that stays on the clipboard of Windows after the program that copied it has ended."""

import sys

if sys.platform == "win32":
    import ctypes

    def keep() -> bool:
        """Have Windows itself take what this program has put on the clipboard; whether it did.

        Until then it holds a promise of Qt's, which only a program that lives can keep.  Done in the thread that put it
        there; a tool in another one would empty the clipboard for a moment, in which somebody may paste.
        """
        try:
            ctypes.OleDLL("ole32").OleFlushClipboard()
        except OSError:
            return False
        return True
else:

    def keep() -> bool:
        """Elsewhere there is no such thing."""
        return False
