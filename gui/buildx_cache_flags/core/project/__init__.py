"""A whole file: what holds across its builds, and what their surroundings decide.

Imported when a file is read, and best only then.
"""

from .whole_file import read

__all__ = ["read"]
