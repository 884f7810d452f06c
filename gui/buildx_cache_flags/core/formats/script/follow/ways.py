"""The ways through the conditions of a script: which are told apart, and which of them is gone now."""

from collections.abc import Callable, Iterable
from typing import Final

from buildx_cache_flags.core.formats.script.follow.state import State
from buildx_cache_flags.core.formats.script.model import (
    Applied,
    Each,
    Either,
    Expanded,
    Expression,
    Invoked,
    Items,
    Joined,
    Record,
    Spread,
    Word,
)
from buildx_cache_flags.core.text.work import Work

MOST_STATES: Final = 24
"""Ways through the conditions that are told apart; where there are more, the last ones are not gone through."""

MOST_CHOICES: Final = 16


class Ways:
    """What is known of the ways that were gone, and the choices on the one that is gone now."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.cut = False
        """Whether some way through the conditions was not gone through."""
        self._ends: set[int] = set()
        self._steps: list[tuple[int, int]] = []
        self._choices: list[list[int]] = []
        self._taken = 0

    def _fewer(self, states: list[State]) -> list[State]:
        """Those of *states* that are worth telling apart."""
        if len(states) < 2:
            return states
        self.work.spend(sum(len(state.names) + 1 for state in states) * len(states))
        kept: list[State] = []
        for state in states:
            same = next((other for other in kept if state.same(other) or state.within(other)), None)
            if same is not None:
                self._note_path(state, same)
                continue
            for other in [other for other in kept if other.within(state)]:
                self._note_path(other, state)
                kept.remove(other)
            kept.append(state)
        if len(kept) > MOST_STATES:
            self.cut = True
        return kept[:MOST_STATES]

    def _note_path(self, state: State, other: State) -> None:
        """*state* is given up for *other*: what ran on its way together is kept."""
        if state.ran != other.ran:
            self._ends.add(state.ran)

    def _each_choice(
        self, state: State, values: Iterable[Expression], act: Callable[[State], list[State]]
    ) -> list[State]:
        """Do *act* once for each way in which the conditions inside *values* may go."""
        if not any(map(_forks, values)):
            return act(state)
        found: list[State] = []
        tape: list[list[int]] = []
        outer = self._choices, self._taken
        for _ in range(MOST_CHOICES):
            self._choices, self._taken = tape, 0
            self.work.spend(len(state.names) + 1)
            found += act(state.copy())
            while tape and tape[-1][0] + 1 >= tape[-1][1]:
                tape.pop()
            if not tape:
                break
            tape[-1][0] += 1
        else:
            self.cut = True
        self._choices, self._taken = outer
        return found

    def _choose(self, number: int) -> int:
        """Which of *number* ways is gone now."""
        if number < 2:
            return 0
        if self._taken == len(self._choices):
            self._choices.append([0, number])
        chosen = self._choices[self._taken][0]
        self._taken += 1
        return chosen

    def paths(self) -> list[frozenset[int]]:
        """The commands that are run together, by their numbers, for each way through the conditions."""
        found = []
        for end in sorted(self._ends)[-MOST_STATES:]:
            step, numbers = end, set[int]()
            while step:
                step, number = self._steps[step - 1]
                numbers.add(number)
            self.work.spend(len(numbers))
            found.append(frozenset(numbers))
        return found


def _forks(expression: Expression) -> bool:
    """Whether a value may be one of several."""
    if isinstance(expression, Either | Invoked):
        return True
    inner: Iterable[Expression]
    if isinstance(expression, Joined | Word):
        inner = expression.parts
    elif isinstance(expression, Items):
        inner = expression.items
    elif isinstance(expression, Applied | Expanded):
        inner = expression.arguments
    elif isinstance(expression, Spread):
        inner = (expression.value,)
    elif isinstance(expression, Record):
        inner = (value for _, value in expression.fields)
    elif isinstance(expression, Each):
        inner = (expression.items, expression.body)
    else:
        return False
    return any(map(_forks, inner))
