"""How far the reading of a folder is, on a terminal and nowhere else."""

import shutil
import sys
from time import monotonic
from types import TracebackType
from typing import Final, Self, TextIO

from buildx_cache_flags.core.text.wording import printable

from .console import without_commands
from .text_report import columns

_PAUSE_S: Final = 0.1
"""Between two lines: a terminal takes longer to show one than a file takes to be read."""

_CLEAR: Final = "\r\x1b[K"


class Progress:
    """One line on standard error that is written anew, and gone at the end."""

    def __init__(self, stream: TextIO | None = None) -> None:
        stream = stream or sys.stderr
        self._stream = stream if stream is not None and stream.isatty() else None
        self._next = monotonic() + _PAUSE_S
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._write(_CLEAR)

    def __call__(self, count: int, path: str) -> None:
        """Say that *count* files were looked at, and which one is next."""
        if self._stream is None or monotonic() < self._next:
            return
        self._next = monotonic() + _PAUSE_S
        self._shown = True
        said = without_commands(printable(f"{count} files read, now {path}"))
        width = shutil.get_terminal_size().columns - 1
        while said and columns(said) > width:
            said = said[:-1]
        self._write(_CLEAR + said)

    def _write(self, text: str) -> None:
        if self._stream is None:
            return
        encoding = self._stream.encoding or "utf-8"
        try:
            self._stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
            self._stream.flush()
        except (OSError, ValueError):
            # Nobody looks any more.
            self._stream = None
