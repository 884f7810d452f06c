"""Which files of a folder are worth reading: by their names, and by a look for the words that no build is without."""

import re
from pathlib import Path, PurePath
from typing import Final, Literal

from buildx_cache_flags.core.formats.script import languages

from . import build_services, reader

Worth = Literal["sure", "maybe", ""]
"""``sure`` where the name alone tells the kind; ``maybe`` where others use it as well; empty where nothing reads it."""

_CACHE: Final = rb"cache[-_]?(?:to|from)"
_CACHE_WORDS = re.compile(_CACHE, re.IGNORECASE)
_PROGRAM_WORDS = re.compile(rb"(?:%b)|buildx" % _CACHE, re.IGNORECASE)
_RUNS = re.compile(
    rb"(?:(?<![/\w.-])|bin/)(?:docker(?:-buildx)?|buildx|buildctl|depot|podman|nerdctl)(?:\.exe)?[\"'`\s,]",
    re.IGNORECASE,
)
"""How a program names another one that it runs: by a word of its own, and not as a part of what it imports."""
_WORDS = re.compile(
    rb"(?:%b)|docker|build(?:x|ctl|ah|kit)|\bbake\b|depot|nerdctl|podman|kaniko" % _CACHE, re.IGNORECASE
)
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
"""How a text begins whose characters have two or four bytes each."""

_SURE = re.compile(r"(?:docker-)?bake\b.*\.(?:hcl|json)\Z|.*\.bake\.(?:hcl|json)\Z")
_SURE_KINDS: Final = ("make", "just", "jenkins", "npm", "devcontainer", "gitlab-ci", "compose", "shell")
_YAML: Final = (".yml", ".yaml")
_OVERRIDES: Final = frozenset(("docker-bake.override.hcl", "docker-bake.override.json"))
_BASES: Final = ("docker-bake.hcl", "docker-bake.json")


def of_name(path: PurePath) -> Worth:
    """What the name tells; a file without an ending may be a script, which its first line says."""
    name = path.name.lower()
    is_of_service = name.endswith(_YAML) and build_services.of_name(path.as_posix())
    if _SURE.match(name) or is_of_service or reader.kind_of_name(name) in _SURE_KINDS:
        return "sure"
    if reader.kind_of_name(name) or languages.language_of(path.name, "") or not (path.suffix or name.startswith(".")):
        return "maybe"
    return ""


def is_read_with_another(path: Path) -> bool:
    """Whether Bake reads a file together with one beside it, which is how it is judged."""
    return path.name in _OVERRIDES and any(path.with_name(base).is_file() for base in _BASES)


def is_of_a_kind(path: PurePath, content: bytes) -> bool:
    """Whether a file whose name may be of some kind is of one: without an ending, its first line has to say so."""
    known = path.suffix or reader.kind_of_name(path.name.lower()) or languages.language_of(path.name, "")
    return bool(known) or content.startswith(b"#!")


def may_build(path: PurePath, content: bytes) -> bool:
    """Whether *content* has any of the words that every build with a cache has in such a file."""
    if content.startswith(_WIDE):
        return True
    if words(path) is _PROGRAM_WORDS and _RUNS.search(content) is None:
        return False
    return words(path).search(content) is not None


def words(path: PurePath) -> re.Pattern[bytes]:
    """The words to look for in a file of that name."""
    if languages.language_of(path.name, "") is not None:
        return _PROGRAM_WORDS
    if path.suffix.lower() in (".json", ".hcl"):
        return _CACHE_WORDS if of_name(path) != "sure" else _WORDS
    return _WORDS


def names_a_cache(text: str) -> bool:
    """Whether a text has the name of a cache flag or key."""
    return _CACHE_WORDS.search(text.encode("utf-8", "replace")) is not None
