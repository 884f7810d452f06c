"""New problems are spoken once, when somebody has paused."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.qt import announce
from buildx_cache_flags.qt.output.standing import is_quiet

PAUSE: Final = 700
"""Milliseconds in which nothing changes before what is new is said."""
MOST: Final = 2
"""Sentences that are said; more are counted."""


class News(QObject):
    """Remembers which errors and warnings were said."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._of = parent
        self._said: frozenset[str] | None = None
        self._now: tuple[str, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.say)

    def heard(self, problems: Iterable[Problem], touched: set[Place]) -> None:
        """Take note of *problems*; those that were there from the start are not news."""
        real = (one for one in problems if one.severity != "hint" and not is_quiet(one, touched))
        self._now = tuple(dict.fromkeys(f"{one.severity}: {one.message}" for one in real))
        if self._said is None:
            self._said = frozenset(self._now)
        self._timer.start()

    def say(self) -> None:
        """Say what is new, or that all is well again."""
        before, self._said = self._said or frozenset(), frozenset(self._now)
        new = [sentence for sentence in self._now if sentence not in before]
        more = [f"{len(new) - MOST} more problems."] if len(new) > MOST else []
        sentences = [*new[:MOST], *more] if new else ["No problems."] if before and not self._now else []
        announce.say(" ".join(sentences), self._of)
