"""What the files have in common that flags are written into."""

from collections.abc import Iterable, Iterator
from typing import Final

from buildx_cache_flags.core import codes, variables
from buildx_cache_flags.core.command import Command, Piece
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.parameters import Option
from buildx_cache_flags.core.problems import Place, Problem

IMAGE = Place(parameter="image")
OUTPUT = Place(parameter="output")
CONTEXT = Place(parameter="context")

_STDIN: Final = codes.register(
    "context-stdin",
    "error",
    catches="the context “-” in a file, which has no standard input to build from",
    source="Bake, Compose and the actions for GitHub",
)

Pieces = Iterator[tuple[str, Place | None]]
"""Rendered text, each stretch with the place that it came from."""


def source_of(command: Command) -> Draft:
    """The draft behind *command*; a bare list of arguments has none, and no file can be made of it."""
    if command.draft is None:
        raise ValueError("a command without its draft can't be written as a file")
    return command.draft


def values(command: Command, option: Option) -> list[tuple[Piece, ...]]:
    """The value of every flag *option*, in pieces."""
    return [
        line.arguments[1].pieces for line in command.lines if line.cache and line.arguments[0].text == f"--{option}"
    ]


def texts(draft: Draft) -> Iterator[tuple[str, Place]]:
    """Every text that a person has put in, and its place."""
    yield draft.image, IMAGE
    yield draft.build_context, CONTEXT
    for option, index, entry in draft.all_entries():
        for key, value in entry.fields:
            yield f"{key}={value}", Place(option, index, key)


def places_of_variables(draft: Draft) -> Iterator[tuple[str, Place]]:
    """Every variable, and each place where it is used."""
    for name in variables.names(draft.image):
        yield name, IMAGE
    for option, index, entry in draft.all_entries():
        for name in variables.names(entry.get("ref") or ""):
            yield name, Place(option, index, "ref")


def needs_files(draft: Draft, reader: str) -> Iterable[Problem]:
    """Whether the build context is the standard input, which *reader* has none of."""
    if draft.build_context == "-":
        message = f"{reader} has no standard input to build from, so the context “-” does not work there: name a folder or an address."
        yield Problem.of(_STDIN, CONTEXT, message)
