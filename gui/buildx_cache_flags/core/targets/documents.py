"""What the files have in common that flags are written into."""

from collections.abc import Iterable, Iterator
from typing import Final

from buildx_cache_flags.core.catalog.parameters import Option
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft
from buildx_cache_flags.core.draft.command import Command, Piece
from buildx_cache_flags.core.draft.place import OTHERS, Place
from buildx_cache_flags.core.text import variables

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


def attributes(command: Command, option: Option) -> list[list[tuple[str, Piece]]]:
    """The caches of *option*, each as its keys with their values, which carry no quotes of their own."""
    found = []
    for entry, pieces in zip(source_of(command).entries(option), values(command, option), strict=True):
        named = [piece for piece in pieces if piece.place is not None]
        fields = zip(entry.fields, named, strict=True)
        found.append([(key, piece._replace(text=value)) for (key, value), piece in fields])
    return found


def texts(draft: Draft) -> Iterator[tuple[str, Place]]:
    """Every text that a person has put in, and its place."""
    yield draft.image, IMAGE
    yield draft.build_context, CONTEXT
    yield from ((text, Place(None, number, OTHERS)) for number, text in enumerate(draft.others))
    for option, index, entry in draft.all_entries():
        for key, value in entry.fields:
            yield f"{key}={value}", Place(option, index, key)


def places_of_variables(command: Command) -> Iterator[tuple[str, Place]]:
    """Every variable, and each place where it is used."""
    for piece in command.pieces:
        if piece.is_open and piece.place is not None:
            for name in variables.names(command.value(piece.place)):
                yield name, piece.place


def references(command: Command, option: Option) -> list[str]:
    """The references to images that the caches of *option* have."""
    places = (piece.place for piece in command.pieces if piece.kind == "reference" and piece.place is not None)
    return [command.value(place) for place in places if place.option == option]


def needs_files(draft: Draft, reader: str) -> Iterable[Problem]:
    """Whether the build context is the standard input, which *reader* has none of."""
    if draft.build_context == "-":
        message = f"{reader} can't build from standard input, so the context “-” doesn't work there. Enter a folder or an address."
        yield Problem.of(_STDIN, CONTEXT, message)
