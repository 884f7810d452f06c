"""What may turn out one way or another when a workflow runs, and every way in which it may.

A world is one set of answers.  What is read in it asks :meth:`World.choose` wherever the file alone does not decide;
:func:`worlds` goes through all answers to all questions that really come up.
"""

from collections.abc import Iterator
from typing import Final

MOST: Final = 32
"""Worlds that are looked at for one step: five conditions that have nothing to do with each other."""


class TooMuchError(Exception):
    """A workflow whose parts name each other without end."""


class World:
    """One way in which everything may turn out; answers to the same question are always the same."""

    def __init__(self, answers: list[tuple[str, int, int]]) -> None:
        self._given = {key: answer for key, answer, _ in answers}
        self.asked = list(answers)
        self.known: dict[str, str] = {}
        """What an answer says about the value of an expression."""
        self._steps = 0
        self.said: dict[str, str] = {}
        """Each question that came up, and its answer in words."""

    def choose(self, key: str, options: tuple[str, ...]) -> int:
        """Which of *options* it is in this world; *key* names the question."""
        answer = self._given.get(key)
        if answer is None:
            answer = 0
            self._given[key] = answer
            self.asked.append((key, answer, len(options)))
        self.said[key] = options[min(answer, len(options) - 1)]
        return min(answer, len(options) - 1)

    def learn(self, source: str, value: str) -> None:
        """Note what the expression *source* gives in this world."""
        self.known[source.lower()] = value
        if source.lower() == "github.ref" and value.startswith(("refs/heads/", "refs/tags/")):
            self.known["github.ref_name"] = value.split("/", 2)[2]

    def work(self, most: int) -> None:
        """Count one step of work.  Raises :class:`TooMuchError` where that was one too many."""
        self._steps += 1
        if self._steps > most:
            raise TooMuchError

    @property
    def more(self) -> bool:
        """Whether there are other answers that were not looked at before this world."""
        return _following(self.asked) is not None

    def holds(self, key: str) -> bool:
        """Whether a condition holds in this world."""
        return self.choose(key, ("true", "false")) == 0


def worlds(most: int = MOST) -> Iterator[World]:
    """One world after another, until every question that came up has had each of its answers, or there are *most*."""
    answers: list[tuple[str, int, int]] = []
    for _ in range(most):
        world = World(answers)
        yield world
        following = _following(world.asked)
        if following is None:
            return
        answers = following


def _following(asked: list[tuple[str, int, int]]) -> list[tuple[str, int, int]] | None:
    for index in range(len(asked) - 1, -1, -1):
        key, answer, count = asked[index]
        if answer + 1 < count:
            return [*asked[:index], (key, answer + 1, count)]
    return None
