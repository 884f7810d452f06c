"""Parts of what was pasted or read that a draft has no place for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of the paste that the draft has no place for: its text as it was pasted, and one clause that says why.

    The text is empty where the reason is about the paste as a whole.
    """

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftOutAt(LeftOut):
    """A part of a file that is left out, and its line."""

    line: int = 0
