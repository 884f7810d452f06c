"""What a step of ``docker/build-push-action`` is given beside its caches: the other options of the build as inputs."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.command import Piece
from buildx_cache_flags.core.draft.others import words

from . import carried, documents
from .carried import Given

_CARRIED: Final = words(
    """
    add-host allow annotation attest build-arg build-context builder call cgroup-parent check file label network
    no-cache no-cache-filter output platform provenance pull sbom secret shm-size ssh tag target ulimit
    """
)
_TEXTS: Final = ("file", "target", "builder", "network", "shm-size", "cgroup-parent", "call", "provenance", "sbom")
_SWITCHES: Final = ("no-cache", "pull")
_LISTS: Final = (
    ("build-arg", "build-args"),
    ("build-context", "build-contexts"),
    ("label", "labels"),
    ("annotation", "annotations"),
    ("attest", "attests"),
    ("add-host", "add-hosts"),
    ("allow", "allow"),
    ("no-cache-filter", "no-cache-filters"),
    ("ssh", "ssh"),
    ("ulimit", "ulimit"),
    ("output", "outputs"),
)
_COMMAS_PART: Final = words("add-host ssh tag")
"""Options whose input takes a comma for the end of a value, which docker does not."""

_OUTER_BLANK = re.compile(r"\s|.*\s\Z", re.DOTALL)


class Input(NamedTuple):
    """One input: a text, a list with an entry a line, or a switch."""

    name: str
    values: tuple[Piece, ...]
    is_list: bool = False
    is_switch: bool = False


def inputs(draft: Draft) -> Iterator[Input]:
    """The inputs in the order in which they are written; the tags have the image first."""
    for name in _TEXTS:
        one = _last(draft, name)
        if one is not None and one.value:
            yield Input(name, (one.piece(one.value),), is_switch=one.value in ("true", "false"))
    if (check := carried.is_on(draft, "check")) and not carried.last(draft, "call"):
        yield Input("call", (Piece("check", check.place),))
    for name in _SWITCHES:
        one = carried.last(draft, name)
        if one is not None:
            yield Input(name, (Piece("true" if one.other.is_on else "false", one.place),), is_switch=True)
    platforms = carried.values(draft, "platform", apart=True)
    if platforms:
        yield Input("platforms", tuple(platforms), is_list=True)
    image = [Piece(draft.image, documents.IMAGE, "reference")] if draft.image else []
    tags = [*image, *_values(draft, "tag")]
    if tags:
        yield Input("tags", tuple(tags), is_list=True)
    for option, name in _LISTS:
        values = _values(draft, option)
        if values:
            yield Input(name, tuple(values), is_list=True)
    for name, is_file in (("secret-files", True), ("secret-envs", False)):
        found = [(one, carried.secret(one)) for one in carried.named(draft, "secret")]
        said = [
            one.piece(f"{of[0]}={of[1] or of[2]}") for one, of in found if of is not None and bool(of[1]) is is_file
        ]
        if said:
            yield Input(name, tuple(said), is_list=True)


def _last(draft: Draft, name: str) -> Given | None:
    one = carried.last(draft, name)
    return None if one is None or _refuses(draft, one) else one


def _values(draft: Draft, name: str) -> list[Piece]:
    return [one.piece(one.value) for one in carried.named(draft, name) if not _refuses(draft, one)]


def check(draft: Draft) -> Iterator[Problem]:
    """Other options that the action has no input for."""
    return carried.check(draft, "docker/build-push-action", _CARRIED, {}, _refuses)


def _refuses(draft: Draft, one: Given) -> bool:
    if one.name == "file":
        return one.value == "-"
    if one.name == "secret":
        return carried.secret(one) is None
    if one.name in _COMMAS_PART and "," in one.value:
        return True
    return bool(_OUTER_BLANK.match(one.value)) or (one.name == "output" and "\n" in one.value)


def environment(draft: Draft) -> list[tuple[str, Given]]:
    """The variables that secrets and build arguments are read from, which the step has to set."""
    found = ((carried.secret(one), one) for one in carried.named(draft, "secret"))
    secrets = [(of[2], one) for of, one in found if of is not None and of[2]]
    pairs = ((one.other.pair, one) for one in carried.named(draft, "build-arg"))
    return [*secrets, *((name, one) for (name, value), one in pairs if value is None)]
