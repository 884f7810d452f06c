"""The lines of a setup's keys and values."""

import re

from .setup_writing import written


class LineNumbers:
    """The lines of a text in which keys and strings stand; TOML's reader tells none."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._from = 0

    def key(self, key: str) -> int:
        """The line of *key*."""
        found = re.search(rf"""(?:^|[{{,])[ \t]*["']?{re.escape(key)}["']?[ \t]*=""", self._text, re.MULTILINE)
        return self._line(self._text.find(key, found.start()) if found else -1)

    def start(self, key: str) -> None:
        """Look for what belongs to *key* from now on."""
        found = re.search(rf"""(?:^|[{{,])[ \t]*["']?{re.escape(key)}["']?[ \t]*=""", self._text, re.MULTILINE)
        self._from = found.end() if found else 0

    def next(self, value: str) -> int:
        """The line of the string *value*, which stands behind the one before."""
        for wording in (written(value), f"'{value}'", value.splitlines()[0] if value else '""'):
            found = self._text.find(wording, self._from)
            if found >= 0:
                self._from = found + len(wording)
                return self._line(found)
        return self._line(self._from)

    def _line(self, offset: int) -> int:
        return self._text.count("\n", 0, offset) + 1 if offset >= 0 else 0
