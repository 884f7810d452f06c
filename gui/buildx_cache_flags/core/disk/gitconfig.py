"""Which file has the rules that a user leaves files out with everywhere: ``core.excludesFile`` of git.

Sources: gitignore(5) and git-config(1).  Files that a configuration includes are not read.
"""

import os
import re
from pathlib import Path
from typing import Final

_LARGEST: Final = 1_000_000
"""Bytes of a configuration that are read."""

_SECTION: Final = re.compile(r"\s*\[\s*([\w.-]+)\s*(\"(?:[^\"\\]|\\.)*\")?\s*\]\s*(.*)\Z")
_SETTING: Final = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*\Z")


def excludes_file(git: Path) -> Path:
    """The file for the checkout whose folder ``.git`` is *git*; what is nearer counts more."""
    for config in (git / "config", _home() / ".gitconfig", _settings() / "config"):
        named = _named(config)
        if named is not None:
            return named
    return _settings() / "ignore"


def _home() -> Path:
    return Path(os.environ.get("HOME") or "~").expanduser()


def _settings() -> Path:
    """The folder with git's settings of the user."""
    given = os.environ.get("XDG_CONFIG_HOME")
    return Path(given, "git") if given else _home() / ".config" / "git"


def _named(config: Path) -> Path | None:
    """What a configuration names; the last one counts."""
    try:
        with config.open("rb") as opened:
            text = opened.read(_LARGEST).decode("utf-8", "surrogateescape")
    except (OSError, ValueError):
        return None
    found: Path | None = None
    is_core = False
    for line in text.splitlines():
        section = _SECTION.match(line)
        if section:
            is_core = section[1].lower() == "core" and not section[2]
        setting = _SETTING.match(section[3] if section else line) if is_core else None
        if setting and setting[1].lower() == "excludesfile":
            found = _path(_value(setting[2]))
    return found


def _value(text: str) -> str:
    """A value without its quotes, its escapes and a comment behind it."""
    found, quoted, place = "", False, 0
    while place < len(text):
        character = text[place]
        if character == "\\" and place + 1 < len(text):
            place += 1
            found += {"n": "\n", "t": "\t"}.get(text[place], text[place])
        elif character == '"':
            quoted = not quoted
        elif character in "#;" and not quoted:
            break
        else:
            found += character
        place += 1
    return found.strip()


def _path(value: str) -> Path:
    """A path in which ``~/`` is the home of the user."""
    if value == "~" or value.startswith("~/"):
        return _home() / value[2:]
    return Path(value)
