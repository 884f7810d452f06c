"""What somebody leaves behind who has worked for long: a full history of copies and a session with all of its steps."""

import time
from pathlib import Path
from typing import Final

from buildx_cache_flags import resources
from buildx_cache_flags.core import catalog as catalogs
from buildx_cache_flags.core.draft import Draft, entries
from buildx_cache_flags.core.outcome import View
from buildx_cache_flags.core.session import copies, sessions
from buildx_cache_flags.core.session.sessions import Session

STEPS: Final = 1000
"""Steps that can be undone; no more are kept."""


def leave(home: Path) -> None:
    """Fill the folder of settings below *home*."""
    folder, catalog = home / "buildx-cache-flags", catalogs.load(resources.path())
    (folder / "sessions").mkdir(parents=True)
    log = (copies.copied(_draft(n), View(), f"docker {n}", catalog, time.time()) for n in range(copies.MOST))
    copies.add(folder / "copies.json", log, catalog)
    session = Session(_draft(STEPS), tuple(map(_draft, range(STEPS))))
    (folder / "sessions" / "session-1.json").write_text(sessions.Writer(catalog).text(session), "utf-8")


def _draft(number: int) -> Draft:
    ref = f"type=registry,ref=ghcr.io/acme/app{number}:cache"
    writes = entries.parse(f"{ref},mode=max,compression=zstd,compression-level=10")
    return Draft(image=f"ghcr.io/acme/app{number}:1.4", writes=writes, reads=entries.parse(ref))
