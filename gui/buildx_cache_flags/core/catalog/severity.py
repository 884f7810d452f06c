"""How bad a problem is: the word that tables, codes and problems share."""

from typing import Literal, get_args

Severity = Literal["error", "warning", "hint"]
"""``error``: a build or an export fails, a value is replaced, or the cache is lost.  ``warning``: without effect or risky.

``hint``: advice.
"""

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
