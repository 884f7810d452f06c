"""What the log of a build says of its caches: which were read and written, which steps ran, and why.

The log is what ``--progress=plain`` prints, as it is or as a CI service keeps it.  Nothing is asked and nothing is run.
"""

from .log_problems import problems
from .log_reading import BuildLog, LoggedBuild, LoggedStep, read

__all__ = ["BuildLog", "LoggedBuild", "LoggedStep", "problems", "read"]
