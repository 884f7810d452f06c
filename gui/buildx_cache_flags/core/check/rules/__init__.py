"""The rules: one small function each, with a stable code and the source of what it says.

Importing this package registers every rule, in the order in which problems are shown.
"""

from . import references, destinations, types, parameter_values, secrets  # noqa: F401, I001 - the order counts
from . import levels, compression, keys, registries, releases  # noqa: F401 - the order counts
from . import whole, options, inline, local, gha, s3, azblob  # noqa: F401 - the order counts
from .base import DraftView, EntryView, Finding
from .registering import DRAFT_RULES, ENTRY_RULES, Rule

__all__ = ["DRAFT_RULES", "ENTRY_RULES", "DraftView", "EntryView", "Finding", "Rule"]
