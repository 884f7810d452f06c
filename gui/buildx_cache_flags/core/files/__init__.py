"""Files that carry cache flags: what they are, and the builds in them as drafts.

Imported when a file is read, and best only then.
"""

from buildx_cache_flags.core.pasted.leftout import LeftOutAt

from .found_builds import Build, FileReading, Value
from .reader import LONGEST, read_file

__all__ = ["LONGEST", "Build", "FileReading", "LeftOutAt", "Value", "read_file"]
