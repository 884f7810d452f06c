"""What can wait until the first frame is there: whatever nobody sees or uses in the first tenth of a second.

Without :func:`hold`, nothing waits and a window is complete as soon as it is made.
"""

from collections.abc import Callable

_waiting: list[Callable[[], None]] | None = None


def hold() -> None:
    """Make everything wait from now on, until :func:`release`."""
    global _waiting  # noqa: PLW0603 - one application, one first frame
    if _waiting is None:
        _waiting = []


def do(action: Callable[[], None]) -> None:
    """Do *action* behind the first frame, or at once where that is over."""
    if _waiting is None:
        action()
    else:
        _waiting.append(action)


def release() -> None:
    """Do what has waited, in order; nothing waits any more."""
    global _waiting
    waiting, _waiting = _waiting or [], None
    for action in waiting:
        action()
