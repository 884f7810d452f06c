"""What both forms of a Bake file share: how values stand in templates, and what Bake can't carry.

Bake reads every string as a template of HCL, in HCL as in JSON: ``${`` and ``%{`` start something there, ``$${`` and
``%%{`` are these characters.
"""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from buildx_cache_flags.core.catalog.parameters import OPTIONS, Option
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft.command import Command, Piece
from buildx_cache_flags.core.draft.entries import Entry
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text import variables, versions
from buildx_cache_flags.core.text.wording import shown

from . import bake_settings, branches
from .bash import is_open
from .documents import needs_files, places_of_variables, source_of, texts

PLAIN_KEY = re.compile(r"[a-z0-9_.-]+\Z")
"""A key that is the same in an object as in a flag."""

KEYWORDS: Final = ("true", "false", "null")
"""What can't be the name of a variable, as it is a value in every expression."""

_BUILDKIT_OF_OBJECTS: Final = (0, 19)
"""The BuildKit that was released with buildx 0.20, in January 2025."""

_HOW_TO_BRANCH: Final = 'In the file, use ${regex_replace(NAME, "[^A-Za-z0-9_.-]", "-")} instead'

_ACCENTS: Final = codes.register(
    "bake-accents",
    "error",
    catches="a letter and its accent as two characters, which Bake turns into one",
    source="Bake: strings of HCL are normalised",
)
_KEYWORD: Final = codes.register(
    "bake-keyword",
    "error",
    catches="a variable called true, false, null, target or group in a Bake file",
    source="HCL: these words are values; Bake: cannot access target as a variable",
)
_OWN: Final = codes.register(
    "bake-own-variable",
    "warning",
    catches="BAKE_CMD_CONTEXT and BAKE_LOCAL_PLATFORM, which Bake sets itself",
    source="Bake: built-in variables",
)
_REFUSED: Final = ("target", "group")
_BAKES_OWN: Final = ("BAKE_CMD_CONTEXT", "BAKE_LOCAL_PLATFORM")

_OBJECTS: Final = codes.register(
    "bake-objects",
    "warning",
    catches="cache entries as objects in a Bake file, for a BuildKit older than the first buildx that reads them",
    source="buildx: `cache-to` and `cache-from` accept objects since 0.20; before, “string required”",
    trait="release",
)

_ALLOW: Final = codes.register(
    "bake-allow",
    "warning",
    catches="a folder outside the one that Bake runs in, which Bake refuses to read or write without --allow",
    source="buildx 0.18: bake asks for fs.read and fs.write; real runs: additional privileges requested",
)
_GRANTS: Final = {"cache-to": "fs.write", "cache-from": "fs.read"}

_STARTS = re.compile(r"([$%])\{")


def template(piece: Piece, literal: Callable[[str], str], quote: str) -> str:
    """*piece* inside a string of a Bake file: *literal* escapes what the string itself needs.

    *quote* is the quotation mark as it stands inside a template inside the string.
    """
    if not is_open(piece):
        return literal(_escaped(piece.text))
    return "".join(_parts(piece.text, literal, quote))


def _parts(text: str, literal: Callable[[str], str], quote: str) -> Iterator[str]:
    parts = variables.split(text)
    for number, (part, is_name) in enumerate(parts):
        if is_name:
            yield f"${{{part}}}"
            continue
        before_name = number + 1 < len(parts)
        if before_name and part.endswith("$"):
            # A dollar sign right in front of ${ would make it text.
            yield f"{literal(_escaped(part[:-1]))}${{{quote}${quote}}}"
        else:
            yield literal(_escaped(part))


def _escaped(text: str) -> str:
    return _STARTS.sub(r"\1\1{", text)


def names(command: Command) -> tuple[str, ...]:
    """The variables that the file has to declare."""
    return tuple(dict.fromkeys(name for name, _ in places_of_variables(command)))


def as_objects(entries: tuple[Entry, ...]) -> bool:
    """Whether objects say the same as flags: every key is plain, and none stands twice."""
    return all(_is_object(entry) for entry in entries)


def _is_object(entry: Entry) -> bool:
    keys = [key for key, _ in entry.fields]
    return len(set(keys)) == len(keys) and all(PLAIN_KEY.match(key) for key in keys)


def check(command: Command) -> Iterator[Problem]:
    """What a Bake file can't carry."""
    draft = source_of(command)
    yield from needs_files(draft, "Bake")
    for text, place in texts(draft):
        if not unicodedata.is_normalized("NFC", text):
            message = f"Bake changes the accents in {shown(text)}. Write each letter and its accent as one character."
            yield Problem.of(_ACCENTS, place, message)
    for name, place in places_of_variables(command):
        if name in KEYWORDS:
            message = f"In a Bake file {name} is a value, so ${{{name}}} can't be a variable. Use another name."
            yield Problem.of(_KEYWORD, place, message)
        elif name in _REFUSED:
            message = f"Bake can't read the variable {name} (“cannot access {name} as a variable”). Use another name."
            yield Problem.of(_KEYWORD, place, message)
        elif name in _BAKES_OWN:
            message = f"Bake sets {name} itself, so the value from your environment is not used. Use another name if you need yours."
            yield Problem.of(_OWN, place, message)
    yield from _outside(command)
    yield from bake_settings.check(draft)
    yield from branches.hints(command, _HOW_TO_BRANCH)


def _outside(command: Command) -> Iterator[Problem]:
    """Folders that lie outside the one that Bake runs in, so far as their text tells."""
    for piece in command.pieces:
        place = piece.place
        path = command.value(place) if place is not None and piece.kind == "path" else ""
        if place is not None and place.option is not None and _leads_out(path):
            grant = f"{_GRANTS[place.option]}={path}"
            message = f"Bake refuses {shown(path)} outside its folder without --allow={grant}. If the folder doesn't exist yet, allow its parent."
            yield Problem.of(_ALLOW, place, message)


def _leads_out(path: str) -> bool:
    return path.startswith("/") or posixpath.normpath(path).split("/")[0] == ".."


def check_objects(command: Command) -> Iterator[Problem]:
    """Whether a buildx as old as the chosen BuildKit would refuse objects; its own release is not known here."""
    draft = source_of(command)
    written: list[Option] = [
        option for option in OPTIONS if draft.entries(option) and as_objects(draft.entries(option))
    ]
    try:
        chosen = versions.parse(draft.buildkit) if draft.buildkit else _BUILDKIT_OF_OBJECTS
    except ValueError:
        return
    if written and chosen < _BUILDKIT_OF_OBJECTS:
        message = (
            f"Bake needs buildx 0.20 to read objects, and BuildKit {versions.text(chosen)} is older. "
            "Use strings, which every buildx reads, or check yours with docker buildx version."
        )
        yield Problem.of(_OBJECTS, Place(written[0]), message)
