"""Files that another program has open for a moment.

Windows refuses to open, replace or rename a file while another program has it open in certain ways: an editor, a
second window, a virus scanner.  Such a program lets go within milliseconds, so the same call is tried again for a
moment.  Elsewhere none of these errors exists, and nothing is tried twice.
"""

import os
import time
from collections.abc import Callable
from typing import Final, TypeVar

Result = TypeVar("Result")

PAUSES: Final = (0.005, 0.01, *([0.025] * 20))
"""Seconds between the tries: half a second in all, after which an error is one that stays."""

IS_WINDOWS: Final = os.name == "nt"


def when_free(action: Callable[[], Result]) -> Result:
    """Return what *action* does with a file; where another program has it open, try again for a moment.

    Raises what *action* raises, after the last try.
    """
    for pause in PAUSES:
        try:
            return action()
        except OSError as error:
            if not is_taken(error):
                raise
            time.sleep(pause)
    return action()


def is_taken(error: OSError) -> bool:
    """Whether *error* may pass because another program has the file open.

    Windows' ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION, and the ERROR_ACCESS_DENIED of MoveFileEx for an open
    target, are all the same to Python, whose open() has no more than the C library's EACCES.
    """
    return IS_WINDOWS and isinstance(error, PermissionError)
