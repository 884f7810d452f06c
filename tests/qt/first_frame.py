"""The application until it is ready: `python -m tests.qt.first_frame` prints what should not be there by then.

At the first frame that is Qt's namespace of enumerations, whose classes take longer to make than the rest of the form,
the model, and whatever explains the command; once it is ready, all that somebody has to ask for first: reading files,
what was pasted, recipes and the outside world.
"""

import enum
import os
import sys
from typing import Any

from PySide6.QtWidgets import QApplication

from buildx_cache_flags import app
from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.qt.window import Window

LATER = (
    "pydantic",
    "buildx_cache_flags.core.outcome",
    "buildx_cache_flags.core.catalog.registries",
    "ruamel",
    "urllib3",
    "ssl",
)
ASKED_FOR = (
    "buildx_cache_flags.core.buildlog",
    "buildx_cache_flags.core.files",
    "buildx_cache_flags.core.formats",
    "buildx_cache_flags.core.pasted",
    "buildx_cache_flags.core.project",
    "buildx_cache_flags.core.recipes",
    "buildx_cache_flags.live",
    "buildx_cache_flags.qt.dialogs",
    "buildx_cache_flags.qt.explain.registry_page",
    "buildx_cache_flags.qt.help_menu",
    "buildx_cache_flags.qt.notice",
    "PySide6.QtNetwork",
    "difflib",
    "ruamel",
    "ssl",
    "tree_sitter",
    "urllib3",
)
OF_THE_NAMESPACE = "ItemDataRole"

_made: set[str] = set()
_make = enum.EnumType.__new__


def _note(metaclass: Any, name: str, *arguments: Any, **more: Any) -> Any:
    _made.add(name)
    return _make(metaclass, name, *arguments, **more)


def main() -> int:
    """Start, and end once the window is ready."""
    enum.EnumType.__new__ = _note  # type: ignore[assignment]
    make = app.make_window

    def watched(app: QApplication, catalog: Catalog) -> Window:
        window = make(app, catalog)
        window.painted.connect(_tell_first)
        window.ready.connect(_tell_ready)
        return window

    app.make_window = watched
    return app.run()


def _tell_first() -> None:
    found = [name for name in LATER if name in sys.modules]
    found += [f"Qt.{OF_THE_NAMESPACE}"] if OF_THE_NAMESPACE in _made else []
    print("first frame", *found)


def _tell_ready() -> None:
    print("ready", *[name for name in ASKED_FOR if name in sys.modules])
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
