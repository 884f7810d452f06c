"""A pasted script, followed as one in a file is: its variables, lists, loops and functions."""

import re
from dataclasses import replace
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.files import FileReading, shell
from buildx_cache_flags.core.formats.script import flaws, guess, languages
from buildx_cache_flags.core.formats.script.guess import Guess
from buildx_cache_flags.core.formats.script.reading.cursor import TornError
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import plain
from buildx_cache_flags.core.text.work import TooMuchWorkError, Work

from .whole_file import together

LONGEST: Final = 50_000
"""Characters of a pasted script that is followed: each language that it may be in costs a reading of its own."""

_SAYS_SHELL = re.compile(r"\A\s*#!|^[ \t]*(?:`{3,}|~{3,})[ \t]*\w", re.MULTILINE)
_UNQUOTED = re.compile(r"(?<![\"'\w=])\$\{?([A-Za-z_]\w*)\}?(?=\s|\Z)")
_BUILDS = re.compile(r"docker|buildx|cache[-_](?:to|from)|export-cache|import-cache")


def read(text: str, name: str, catalog: Catalog) -> FileReading | None:
    """What *text*, which comes from a file called *name* (empty where it was pasted), comes to as a script; ``None`` where it is none, or is torn, or has no build that could be followed."""
    if len(text) > LONGEST or not _BUILDS.search(text):
        return None
    for guessed in guess.guesses(text, name):
        found = _read(guessed, catalog)
        if found is not None and any(build.where != "flags" for build in found.builds):
            return together(replace(found, problems=_in_zsh(text, name, guessed, found, catalog)), catalog)
    return None


def _in_zsh(text: str, name: str, guessed: Guess, found: FileReading, catalog: Catalog) -> tuple[Problem, ...]:
    """What is one argument if it is zsh that runs a text of which nobody says which shell it is for."""
    if guessed.language != "bash" or name or _SAYS_SHELL.search(text):
        return found.problems
    in_zsh = _read(Guess("zsh", guessed.code), catalog)
    if in_zsh is None or _one_word(found):
        return found.problems
    lines = [part.location.line for part in _one_word(in_zsh)]
    used = [match[1] for match in _UNQUOTED.finditer(text)]
    hints = [flaws.problem(flaws.ZSH_ONE_WORD.code, line, f"${used[0]}", "zsh") for line in lines[:1] if used]
    return (*found.problems, *hints)


def _one_word(found: FileReading) -> list[Problem]:
    return [one for build in found.builds for one in build.findings if one.code == flaws.ONE_WORD.code]


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
