"""Where the bundle starts."""

import os
import sys

import surroundings  # type: ignore[import-not-found, unused-ignore]  # PyInstaller finds it beside this file

surroundings.give_back(os.environ, sys._MEIPASS)  # type: ignore[attr-defined]
if sys.platform == "linux":
    surroundings.use_utf8(os.environ)

# Whatever this starts gets a clean environment.
from buildx_cache_flags.__main__ import main  # noqa: E402

sys.exit(main())
