"""Writing to a console that may have few characters, no colours, or gone away."""

import os
import sys
from collections.abc import Mapping
from typing import Final, TextIO

_PLAIN: Final = str.maketrans({"“": '"', "”": '"', "…": "...", "→": "->"})
_RESET: Final = "\x1b[0m"
STYLES: Final[Mapping[str, str]] = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "hint": "\x1b[1;36m",
    "mark": "\x1b[1m",
    "fine": "\x1b[32m",
}


class Console:
    """A text stream that any text can be written to."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._plain = not _can_encode(stream, "“→…")
        self._colour = has_colour(stream, os.environ)

    def write(self, text: str) -> None:
        """Write *text* at once; what the console does not have is spelt out."""
        if self._plain:
            text = text.translate(_PLAIN)
        encoding = self._stream.encoding or "utf-8"
        self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        self._stream.flush()

    def line(self, text: str = "") -> None:
        """Write one line."""
        self.write(text + "\n")

    def styled(self, text: str, style: str) -> str:
        """*text* in the colour of *style*, where there are colours."""
        return f"{STYLES[style]}{text}{_RESET}" if self._colour else text


def _can_encode(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def has_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether *stream* is a terminal that shows colours, and nobody asked for none (https://no-color.org)."""
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb" or not stream.isatty():
        return False
    # The older Windows console prints escape sequences instead of following them.
    return sys.platform != "win32" or "WT_SESSION" in environment


def let_go() -> None:
    """Close standard output whose reader has gone, so that Python does not complain about it at the end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
