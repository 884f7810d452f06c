"""Where the resource files lie: the only module that knows."""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """Return the path of one resource file, in an installed package and in a checkout alike.

    The wheel carries ``resources/`` inside the package; a checkout keeps it beside ``gui/``.
    """
    installed = _PACKAGE / "resources"
    root = installed if installed.is_dir() else _PACKAGE.parent.parent / "resources"
    return root.joinpath(*parts)
