"""The application as its command starts it, with somebody listening for its first frame and its first judgement.

A folder as its last argument is where a person's own things are.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from measuring import answer, asked, memory, since_start  # type: ignore[import-not-found, unused-ignore]

from buildx_cache_flags import __main__, app

if TYPE_CHECKING:
    # Only here: the order in which the application imports its parts is its own affair.
    from buildx_cache_flags.qt.window import Window


def _watched(window: Window) -> Window:
    first: dict[str, float] = {}

    def painted() -> None:
        first.update(since_start())
        if asked("--memory"):
            answer(memory=memory())

    def checked() -> None:
        now = since_start()
        answer(first=first["time"], first_cpu=first["cpu"], ready=now["time"], ready_cpu=now["cpu"])

    window.painted.connect(painted)
    window.ready.connect(checked)
    return window


if __name__ == "__main__":
    if os.path.isdir(sys.argv[-1]):  # noqa: PTH112 - nothing is imported for what is measured
        os.environ["XDG_CONFIG_HOME"] = sys.argv.pop()
    make = app.make_window
    app.make_window = lambda app, catalog: _watched(make(app, catalog))
    sys.exit(__main__.main([]))
