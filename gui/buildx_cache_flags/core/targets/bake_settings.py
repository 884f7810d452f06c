"""What a target of a Bake file says beside its caches: context, tags, output, and the other options of the build."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.command import Piece
from buildx_cache_flags.core.draft.others import words

from . import carried, documents
from .carried import Given

OUTPUTS: Final = {"push": "type=registry", "load": "type=docker"}
"""What an ``output`` says for each way to go on; without one, the image stays where it was built."""

_CARRIED: Final = words(
    """
    add-host allow annotation attest build-arg build-context call check file label network no-cache no-cache-filter
    output platform provenance pull sbom secret shm-size ssh tag target ulimit
    """
)
_COMMAND: Final[dict[str, str]] = dict.fromkeys(("builder", "debug", "metadata-file", "progress"), "docker buildx bake")


class BakeSetting(NamedTuple):
    """One setting of a target: a text, a list of texts, a switch, or names with their texts."""

    name: str
    kind: Literal["text", "list", "switch", "map"]
    values: tuple[Piece, ...]
    names: tuple[Piece, ...] = ()
    """Of a ``map``: what each value belongs to."""


def settings(draft: Draft) -> Iterator[BakeSetting]:
    """The settings in the order in which they are written; each has a value at least."""
    yield _text("context", Piece(draft.build_context, documents.CONTEXT))
    file = carried.dockerfile(draft)
    if file:
        yield _text("dockerfile", file)
    for name in ("target", "network", "shm-size", "call"):
        one = carried.last(draft, name)
        if one is not None and one.value:
            yield _text(name, one.piece(one.value))
    if (check := carried.is_on(draft, "check")) and not carried.last(draft, "call"):
        yield _text("call", Piece("check", check.place))
    for name in ("no-cache", "pull"):
        one = carried.last(draft, name)
        if one is not None:
            yield BakeSetting(name, "switch", (Piece("true" if one.other.is_on else "false", one.place),))
    yield from (BakeSetting(name, "list", tuple(values)) for name, values in _lists(draft) if values)
    yield from _maps(draft)


def _text(name: str, piece: Piece) -> BakeSetting:
    return BakeSetting(name, "text", (piece,))


def _lists(draft: Draft) -> Iterator[tuple[str, list[Piece]]]:
    image = [Piece(draft.image, documents.IMAGE, "reference")] if draft.image else []
    yield "tags", [*image, *carried.values(draft, "tag")]
    yield "platforms", carried.values(draft, "platform", apart=True)
    yield "secret", carried.values(draft, "secret")
    yield "ssh", carried.values(draft, "ssh")
    yield "attest", carried.attests(draft)
    yield "annotations", carried.values(draft, "annotation")
    yield "entitlements", carried.values(draft, "allow", apart=True)
    yield "no-cache-filter", carried.values(draft, "no-cache-filter", apart=True)
    yield "ulimits", carried.values(draft, "ulimit")
    said = draft.output if draft.pushed or draft.output == "load" else "nothing"
    yield "output", carried.outputs(draft, OUTPUTS.get(said, ""))


def _maps(draft: Draft) -> Iterator[BakeSetting]:
    for option, name in (("build-arg", "args"), ("label", "labels"), ("build-context", "contexts")):
        pairs = dict(_pair(one) for one in carried.named(draft, option))
        if pairs:
            yield BakeSetting(
                name, "map", tuple(value for _, value in pairs.values()), tuple(key for key, _ in pairs.values())
            )
    hosts = [
        (one, one.value.replace(":", "=", 1) if "=" not in one.value else one.value)
        for one in carried.named(draft, "add-host")
    ]
    if hosts:
        split = [(one.piece(text.partition("=")[0]), one.piece(text.partition("=")[2])) for one, text in hosts]
        yield BakeSetting("extra-hosts", "map", tuple(value for _, value in split), tuple(key for key, _ in split))


def _pair(one: Given) -> tuple[str, tuple[Piece, Piece]]:
    name, value = one.pair
    return name.text, (name, one.piece(f"${{{name.text}}}") if value is None else value)


def from_environment(draft: Draft) -> tuple[str, ...]:
    """The build arguments that get the value of a variable of their name, or stay unset where there is none."""
    arguments = (one.other.pair for one in carried.named(draft, "build-arg"))
    return tuple(dict.fromkeys(name for name, value in arguments if value is None))


def check(draft: Draft) -> Iterator[Problem]:
    """Other options that a Bake file can't carry."""
    return carried.check(draft, "Bake", _CARRIED, _COMMAND, _refuses)


def _refuses(draft: Draft, one: Given) -> bool:
    if one.name == "file":
        return carried.no_path(draft, one)
    if one.name in ("build-context", "label", "add-host"):
        return not any(mark in one.value for mark in ("=:" if one.name == "add-host" else "="))
    return False
