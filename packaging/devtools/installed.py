"""The files of an installed distribution."""

from functools import cache
from importlib.metadata import Distribution, PackagePath


@cache
def files(distribution: Distribution) -> tuple[PackagePath, ...]:
    """Return what its RECORD lists, as far as it is there, by a path below the folder of distributions.

    Noted for each: Python looks for every one of the files each time it is asked, and Qt has thousands.
    """
    return tuple(distribution.files or ())
