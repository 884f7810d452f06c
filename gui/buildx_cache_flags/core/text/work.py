"""The limit of work: how much a reader may do for one text, counted in steps and never in seconds.

A limit on characters alone protects from nothing: 130 of them can nest so that a careless reader takes minutes.  So
whoever reads foreign text spends a step from a :class:`Work` for everything that it looks at, and reading stops with a
sentence where none is left.  A reader made to this rule is linear in its text or stops, on every machine alike, and a
test can count.

**What is a step.**  One character that is looked at, or one thing that is made or visited: a token, a node, an item, a
build.  Spend before the work is done, all of a stretch at once: ``work.spend(len(stretch))``, not a step a character.
What is looked at twice is spent twice.  Searching for a mark spends the characters that the search goes over, found or
not, which :meth:`Work.find` does by itself.  A regular expression is for stretches that it can't go wrong on: it goes
forward only, and where it fails it fails at once.

**How readers get it.**  The one who reads a whole text makes it, ``Work.of(text)``, and hands it down; whoever follows
references inside the text (anchors, targets that inherit, functions) spends from the same one.

**How it ends.**  :class:`TooMuchWorkError` is for the one who made the work, who turns it into a sentence for people;
nobody else catches it.  :meth:`Work.stop` makes the reader stop from another thread, with :class:`StoppedError`.
"""

from typing import Final

STEPS: Final = 1_000_000
"""What any text may cost, however short: a second at most."""

STEPS_A_CHARACTER: Final = 30
"""What each character may cost besides: readers go over a text a few times."""


class TooMuchWorkError(Exception):
    """No step is left.  Not a ``ValueError``, which readers take for a text that they can't read."""


class StoppedError(Exception):
    """Somebody does not want to wait any longer."""


class Work:
    """The steps of one reading; they are spent, and never given back."""

    __slots__ = ("_left", "_stopped", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._left = limit
        self._stopped = False

    @classmethod
    def of(cls, text: str) -> "Work":
        """What reading *text* may take."""
        return cls(STEPS + STEPS_A_CHARACTER * len(text))

    @property
    def spent(self) -> int:
        """The steps so far."""
        return self.limit - self._left

    def spend(self, steps: int = 1) -> None:
        """Take *steps*, which are about to be done; :class:`TooMuchWorkError` where there are not as many."""
        self._left -= steps
        if self._left < 0:
            raise TooMuchWorkError
        if self._stopped:
            raise StoppedError

    def find(self, text: str, mark: str, start: int = 0) -> int:
        """``text.find(mark, start)``, paid for: -1 where *mark* does not stand there."""
        found = text.find(mark, start)
        self.spend((found if found >= 0 else len(text)) - start + 1)
        return found

    def stop(self) -> None:
        """Make the reader stop at its next step.  May be called from any thread."""
        self._stopped = True
