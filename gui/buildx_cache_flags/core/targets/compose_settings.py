"""What a Compose file says of the other options of a build, under ``build:`` and for secrets beside ``services:``.

Only what releases of Compose since 2.26 know, as an older one refuses a file with a setting that it does not know.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.command import Piece
from buildx_cache_flags.core.draft.others import words

from . import carried
from .carried import Given

_CARRIED: Final = words(
    """
    add-host build-arg build-context file isolation label network no-cache platform pull secret shm-size ssh tag target
    """
)
_COMMAND: Final[dict[str, str]] = dict.fromkeys(
    ("builder", "memory", "progress", "provenance", "sbom"), "docker compose build"
)
_PAIRS: Final = (
    ("add-host", "extra_hosts"),
    ("build-context", "additional_contexts"),
    ("build-arg", "args"),
    ("label", "labels"),
    ("ssh", "ssh"),
    ("tag", "tags"),
)


class ComposeSetting(NamedTuple):
    """One setting: a text, a list of them, or a switch."""

    name: str
    values: tuple[Piece, ...]
    is_list: bool = False
    is_switch: bool = False


class Secret(NamedTuple):
    """A secret beside the services: its name, and the file or the variable that it is."""

    name: Piece
    key: str
    value: Piece


def settings(draft: Draft) -> Iterator[ComposeSetting]:
    """What stands under ``build:``."""
    file = carried.dockerfile(draft)
    if file:
        yield ComposeSetting("dockerfile", (file,))
    for name in ("target", "network", "isolation", "shm-size"):
        one = carried.last(draft, name)
        if one is not None and one.value:
            yield ComposeSetting(name.replace("-", "_"), (one.piece(one.value),))
    for name in ("no-cache", "pull"):
        one = carried.last(draft, name)
        if one is not None:
            yield ComposeSetting(name.replace("-", "_"), (_switch(one),), is_switch=True)
    platforms = carried.values(draft, "platform", apart=True)
    if platforms:
        yield ComposeSetting("platforms", tuple(platforms), is_list=True)
    for option, name in _PAIRS:
        values = carried.values(draft, option)
        if values:
            yield ComposeSetting(name, tuple(values), is_list=True)
    names = tuple(one.name for one in secrets(draft))
    if names:
        yield ComposeSetting("secrets", names, is_list=True)


def _switch(one: Given) -> Piece:
    return Piece("true" if one.other.is_on else "false", one.place)


def secrets(draft: Draft) -> Iterator[Secret]:
    """The secrets that the build reads."""
    seen: set[str] = set()
    for one in carried.named(draft, "secret"):
        found = carried.secret(one)
        if found is not None and found[0] not in seen:
            name, file, variable = found
            seen.add(name)
            yield Secret(one.piece(name), "file" if file else "environment", one.piece(file or variable))


def check(draft: Draft) -> Iterator[Problem]:
    """Other options that a Compose file can't carry."""
    return carried.check(draft, "Compose", _CARRIED, _COMMAND, _refuses)


def _refuses(draft: Draft, one: Given) -> bool:
    if one.name == "file":
        return carried.no_path(draft, one)
    if one.name == "secret":
        return carried.secret(one) is None
    return one.name in ("build-context", "label") and "=" not in one.value
