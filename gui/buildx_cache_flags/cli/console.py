"""Writing to a console that may have few characters, no colours, or gone away.

This is the one door for whatever others wrote, such as the names of files, services and keys: a line is one line, no
terminal finds an escape sequence in it, and no CI service one of its commands.
"""

import os
import re
import secrets
import sys
from collections.abc import Mapping
from typing import Final, NoReturn, TextIO

from buildx_cache_flags.core.text.wording import printable

_PLAIN: Final = str.maketrans({"“": '"', "”": '"', "…": "...", "→": "->"})
_RESET: Final = "\x1b[0m"
_PLAINLY: Final = ""
"""What stands in the place of a style where one ends."""

STYLES: Final[Mapping[str, str]] = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "hint": "\x1b[1;36m",
    "mark": "\x1b[1m",
    "fine": "\x1b[32m",
}


_COMMANDS: Final = re.compile(r"\A\s*:(?=:)|#(?=#\w*\[)")
"""What makes a CI service take a line of a log for a command: ``::error::`` in GitHub Actions, which stands first,
``##[error]`` and ``##vso[…]`` in Azure Pipelines, ``##teamcity[…]`` in TeamCity, which stand anywhere."""


class WriteError(Exception):
    """The answer can't be written; the message says why."""


class Console:
    """A text stream that any text can be written to; :class:`WriteError` where it takes none."""

    def __init__(self, stream: TextIO | None) -> None:
        if stream is None:
            raise WriteError("it is closed")
        self._stream = stream
        # What stands around a style until the line is written; nobody who wrote the text can know it.
        self._mark = secrets.token_hex(8)
        self._plain = not _can_encode(stream, "“→…")
        self._colour = has_colour(stream, os.environ)

    def write(self, text: str) -> None:
        """Write *text*, which has been made for the console, at once; what that does not have is spelt out."""
        if self._plain:
            text = text.translate(_PLAIN)
        encoding = self._stream.encoding or "utf-8"
        try:
            self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
            self._stream.flush()
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            refuse(error)

    def line(self, text: str = "") -> None:
        """Write one line; whatever *text* holds but what :meth:`styled` made is plain text."""
        # Plain texts, and between each two of them the name of a style.
        pieces = text.split(self._mark)
        texts = [without_commands(printable(piece)) for piece in pieces[::2]]
        styles = [STYLES.get(name, _RESET) for name in pieces[1::2]]
        self.write("".join(f"{text}{style}" for text, style in zip(texts, [*styles, "\n"], strict=True)))

    def styled(self, text: str, style: str) -> str:
        """*text* in the colour of *style*, where there are colours."""
        return f"{self._mark}{style}{self._mark}{text}{self._mark}{_PLAINLY}{self._mark}" if self._colour else text


def refuse(error: OSError | ValueError) -> NoReturn:
    """Raise :class:`WriteError` for what the system says."""
    raise WriteError(getattr(error, "strerror", None) or str(error)) from None


def without_commands(line: str) -> str:
    """*line* with nothing in it that a CI service would follow."""
    return _COMMANDS.sub(lambda match: f"{match[0][:-1]}\\u{ord(match[0][-1]):04x}", line)


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
    """Close standard output that takes nothing more, so that Python does not complain about it at the end."""
    if sys.stdout is not None:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
