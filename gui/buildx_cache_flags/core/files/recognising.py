"""Files of tools that run shell commands beside the shells themselves: their names, and the reader of each kind."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Final, cast

from buildx_cache_flags.core.catalog import Catalog

from .found_builds import Found
from .kinds import FileKind

_NAMES: Final[tuple[tuple[re.Pattern[str], FileKind], ...]] = (
    (re.compile(r"(?:gnu|bsd)?makefile(?:\.[\w.-]+)?\Z|.*\.(?:mk|mak|make)\Z"), "make"),
    (re.compile(r"\.?justfile\Z|.*\.just\Z"), "just"),
    (re.compile(r"jenkinsfile(?:\.[\w.-]+)?\Z|.*\.jenkinsfile\Z|.*\.groovy\Z"), "jenkins"),
    (re.compile(r".*\.(?:md|mdx|markdown)\Z"), "markdown"),
    (re.compile(r"(?:.*[.-])?(?:dockerfile|containerfile)(?:[.-][\w.-]+)?\Z"), "dockerfile"),
    (re.compile(r"package\.json\Z"), "npm"),
    (re.compile(r"\.?devcontainer\.json\Z"), "devcontainer"),
)
_TEXTS: Final[tuple[tuple[re.Pattern[str], FileKind], ...]] = (
    (re.compile(r"\A\s*\{[^\0]*\"scripts\"[ \t]*:[ \t]*\{"), "npm"),
    (
        re.compile(r"\A\s*(?:\{|//)[^\0]*\"(?:cacheFrom|initializeCommand|devcontainer)\"[ \t]*:"),
        "devcontainer",
    ),
    # A target, and a line of its recipe behind a tab.
    (re.compile(r"^[\w.%$(){}/ -]+::?(?!=)[^\n=]*\n(?:[ \t]*#[^\n]*\n)*\t[^\s#]", re.MULTILINE), "make"),
)
_READERS: Final[dict[FileKind, str]] = {
    "make": "make",
    "just": "just",
    "npm": "npm",
    "devcontainer": "devcontainer",
    "jenkins": "jenkins",
    "markdown": "markdown",
    "dockerfile": "dockerfiles",
}


def kind_of_name(name: str) -> FileKind:
    """The kind that a name in lower case tells; empty where it tells none of these."""
    for pattern, kind in _NAMES:
        if pattern.match(name):
            return kind
    return ""


def kind_of_text(text: str) -> FileKind:
    """The kind of a text without a name; empty where it is none of these."""
    for pattern, kind in _TEXTS:
        if pattern.search(text):
            return kind
    return ""


def reads(kind: str) -> bool:
    """Whether files of *kind* are read here."""
    return kind in _READERS


def read(kind: FileKind, text: str, catalog: Catalog) -> Found:
    """The builds of a file of such a kind; its reader is imported with the first one."""
    module = import_module(f".{_READERS[kind]}", __package__)
    return cast(Callable[[str, Catalog], Found], module.read)(text, catalog)


def import_readers() -> None:
    """Import every reader, for those who ask for all that readers register."""
    for name in dict.fromkeys(_READERS.values()):
        import_module(f".{name}", __package__)
