"""The sizes that the window is tested in, and how a test gets fonts of its own."""

from pathlib import Path
from typing import Final

import pytest

from tests import depth

SIZES: Final = depth.either((8, 11, 16, 20), (8, 20))
"""Points."""


def configure(name: str, folder: Path) -> dict[str, str]:
    """What to add to a process's environment for a set of fonts; skips the test where a font is not there."""
    # The application's own process, which uses the sizes, has no tools to import.
    from devtools import fonts
    from devtools.process import DevError

    try:
        return fonts.configure(fonts.SETS[name], folder)
    except DevError as error:
        pytest.skip(str(error))
