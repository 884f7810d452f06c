"""Conditions that only the environment decides: each answer is one world, and the file is gone through for each."""

from typing import Final

MOST_WORLDS: Final = 24


class Choices:
    """The answers of one world, in the order in which they were asked for; a new question has its first answer."""

    def __init__(self, answers: tuple[int, ...] = ()) -> None:
        self._given = answers
        self.answers: dict[str, int] = {}
        self._counts: list[int] = []

    def choose(self, question: str, count: int = 2) -> int:
        """The answer to *question*, which is always the same in one world."""
        if question not in self.answers:
            number = len(self.answers)
            self.answers[question] = self._given[number] if number < len(self._given) else 0
            self._counts.append(count)
        return self.answers[question]

    def next(self) -> "Choices | None":
        """The next world; ``None`` behind the last one."""
        answers = list(self.answers.values())
        while answers:
            if answers[-1] + 1 < self._counts[len(answers) - 1]:
                return Choices((*answers[:-1], answers[-1] + 1))
            answers.pop()
        return None
