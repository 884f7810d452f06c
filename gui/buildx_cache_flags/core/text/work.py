"""The limit of work: how much a reader may do for one text, counted in steps and never in seconds.

A limit on characters alone protects from nothing: 130 of them can nest so that a careless reader takes minutes.  So
whoever reads foreign text spends steps for everything that it looks at, and reading stops with a sentence where none is
left.  A reader made to this rule is linear in its text or stops, on every machine alike, and a test can count.

**What a reader does**::

    from buildx_cache_flags.core.text import work

    work.spend(len(stretch))                  # a stretch that is about to be read, all of it at once
    work.spend(50)                            # a thing that is made and judged: a value, a script, a build
    end = work.find(text, "*/", position)     # a search; it pays for the characters that it goes over, found or not

A step is a character that is looked at, or a node, a token, an item that is visited: a microsecond, roughly.  What is
looked at twice is spent twice, and so is one list that many jobs use.  A regular expression is for stretches that it
can't go wrong on: it goes forward only, and where it fails it fails at once.

**Who sets the limit**: the one who reads a whole file, ``with work.limited(Work.of(text)):``.  All that is read
meanwhile spends from it, the other files that it names included, and nothing has to be handed down.  Outside of that,
steps cost nothing.  A part with a limit of its own, such as a script that is followed, makes a ``Work`` and spends from
that; what it spends is spent of the whole as well.

**How it ends**: :class:`TooMuchWorkError` is for the one who set the limit, who makes a sentence of it; nobody else
catches it.  :meth:`Work.stop` makes the reader stop from another thread, with :class:`StoppedError`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

STEPS: Final = 300_000
"""What any text may cost, however short: less than a second."""

STEPS_A_CHARACTER: Final = 30
"""What each character may cost besides: readers go over a text a few times."""


class TooMuchWorkError(Exception):
    """No step is left.  Not a ``ValueError``, which readers take for a text that they can't read."""


class StoppedError(Exception):
    """Somebody does not want to wait any longer."""


class Work:
    """The steps of one reading; they are spent, and never given back."""

    __slots__ = ("_left", "_outer", "_stopped", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._left = limit
        self._stopped = False
        self._outer = _current.get()

    @classmethod
    def of(cls, text: str) -> "Work":
        """What reading *text* may take."""
        return cls(STEPS + STEPS_A_CHARACTER * len(text))

    @property
    def spent(self) -> int:
        """The steps so far."""
        return self.limit - self._left

    def spend(self, steps: int = 1) -> None:
        """Take *steps*; :class:`TooMuchWorkError` where there are not as many."""
        self._left -= steps
        if self._left < 0:
            raise TooMuchWorkError
        if self._stopped:
            raise StoppedError
        if self._outer is not None:
            self._outer.spend(steps)

    def find(self, text: str, mark: str, start: int = 0) -> int:
        """``text.find(mark, start)``, paid for: -1 where *mark* does not stand there."""
        found = text.find(mark, start)
        self.spend((found if found >= 0 else len(text)) - start + 1)
        return found

    def stop(self) -> None:
        """Make the reader stop at its next step.  May be called from any thread."""
        self._stopped = True


_current: ContextVar[Work | None] = ContextVar("work", default=None)


@contextmanager
def limited(work: Work) -> Iterator[None]:
    """Whatever is read meanwhile, in this thread, spends from *work*."""
    token = _current.set(work)
    try:
        yield
    finally:
        _current.reset(token)


def spend(steps: int = 1) -> None:
    """Pay for *steps* that are about to be done."""
    work = _current.get()
    if work is not None:
        work.spend(steps)


def find(text: str, mark: str, start: int = 0) -> int:
    """``text.find(mark, start)``, paid for: -1 where *mark* does not stand there."""
    work = _current.get()
    return text.find(mark, start) if work is None else work.find(text, mark, start)
