"""A pasted script, followed as one in a file is: its variables, lists, loops and functions."""

import re
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.files import FileReading, shell
from buildx_cache_flags.core.formats.script import guess, languages
from buildx_cache_flags.core.formats.script.guess import Guess
from buildx_cache_flags.core.formats.script.reading.cursor import TornError
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import plain
from buildx_cache_flags.core.text.work import TooMuchWorkError, Work

from .whole_file import together

LONGEST: Final = 50_000
"""Characters of a pasted script that is followed: each language that it may be in costs a reading of its own."""

_BUILDS = re.compile(r"docker|buildx|cache[-_](?:to|from)|export-cache|import-cache")


def read(text: str, name: str, catalog: Catalog) -> FileReading | None:
    """What *text*, which comes from a file called *name* (empty where it was pasted), comes to as a script; ``None`` where it is none, or is torn, or has no build that could be followed."""
    if len(text) > LONGEST or not _BUILDS.search(text):
        return None
    for guessed in guess.guesses(text, name):
        found = _read(guessed, catalog)
        if found is not None and any(build.where != "flags" for build in found.builds):
            return together(found, catalog)
    return None


def _read(guessed: Guess, catalog: Catalog) -> FileReading | None:
    language, code = guessed
    if not language:
        return None
    limit = Work.of(code)
    try:
        with work.limited(limit):
            builds = shell.follow(plain(code, 1), catalog, language)
    except (TornError, TooMuchWorkError, RecursionError, ModuleNotFoundError):
        return None
    return FileReading("", "script" if language in languages.LABELS else "shell", tuple(builds))
