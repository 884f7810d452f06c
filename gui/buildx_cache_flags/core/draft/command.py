"""The finished command as arguments, each piece of which knows the parameter it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.catalog.parameters import HOLDS_VARIABLES, OPTIONS, Kind, Option

from . import Draft, effective_default, others
from .entries import Entry, format_field
from .place import OTHERS, Place
from .secrets import without_secrets


class Piece(NamedTuple):
    """A stretch of an argument, and what it came from (``None``: it is always there).

    ``kind`` is that of the parameter it came from, if it has one.
    """

    text: str
    place: Place | None = None
    kind: Kind | Literal[""] = ""

    @property
    def is_open(self) -> bool:
        """Whether ``${NAME}`` in it is a variable and not text."""
        return self.kind in HOLDS_VARIABLES


class Argument(NamedTuple):
    """One argument exactly as a program is to receive it, in pieces."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole argument."""
        return "".join(piece.text for piece in self.pieces)


class Line(NamedTuple):
    """Arguments that belong on one line; ``cache`` marks the flags this application is about."""

    arguments: tuple[Argument, ...]
    cache: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """The command in lines: the program first, then one flag a line.

    ``draft`` is what it was made from, with everything in its entries that is written; ``None`` for a bare list of
    arguments, which only shells can write.  ``catalog`` is what a whole job needs to know besides.
    """

    lines: tuple[Line, ...]
    draft: Draft | None = None
    catalog: Catalog | None = field(default=None, compare=False, repr=False)

    @property
    def arguments(self) -> list[str]:
        """What the program receives, the program's own name included."""
        return [argument.text for line in self.lines for argument in line.arguments]

    @property
    def pieces(self) -> Iterator[Piece]:
        """Every piece, in order."""
        return (piece for line in self.lines for argument in line.arguments for piece in argument.pieces)

    def value(self, place: Place) -> str:
        """What the draft has at *place*, without any quotes."""
        if self.draft is None:
            return ""
        if place.option is None and place.parameter == OTHERS:
            return self.draft.others[place.entry]
        if place.option is None:
            return str(getattr(self.draft, place.parameter))
        return self.draft.entries(place.option)[place.entry].get(place.parameter) or ""

    def flags(self) -> "Command":
        """The cache flags alone."""
        return replace(self, lines=tuple(line for line in self.lines if line.cache))


def word(text: str, place: Place | None = None) -> Argument:
    """An argument of one piece."""
    return Argument((Piece(text, place),))


def compose(draft: Draft, catalog: Catalog, *, defaults: bool = False) -> Command:
    """Make the ``docker buildx build`` command of *draft*.

    With *defaults*, every parameter that is unset is written with the value it has anyway, so far as the BuildKit of
    the draft knows it.  A secret is never written in clear: a variable takes its place.
    """
    draft = without_secrets(_with_all_defaults(draft, catalog) if defaults else draft, catalog)
    head = [word("docker"), word("buildx"), word("build")]
    if draft.pushed or draft.output == "load":
        head.append(word(f"--{draft.output}", Place(parameter="output")))
    lines = [Line(tuple(head))]
    if draft.image:
        image = Argument((Piece(draft.image, Place(parameter="image"), "reference"),))
        lines.append(Line((word("-t"), image)))
    lines.extend(_other(index, other) for index, other in others.of(draft.others))
    for option, index, entry in draft.all_entries():
        lines.append(
            Line((word(f"--{option}", Place(option, index)), _value(entry, option, index, catalog)), cache=True)
        )
    lines.append(Line((word(draft.build_context, Place(parameter="context")),)))
    return Command(tuple(lines), draft, catalog)


def _other(index: int, other: others.Other) -> Line:
    """The words of one other option; its value may hold variables, as that of an attribute may."""
    place = Place(None, index, OTHERS)
    kind: Kind = "reference" if other.name == "tag" else "text"
    *names, last = other.words
    named = tuple(word(name, place) for name in names)
    return Line((*named, Argument((Piece(last, place, kind),))))


def _with_all_defaults(draft: Draft, catalog: Catalog) -> Draft:
    writes, reads = (
        tuple(with_defaults(entry, option, draft, catalog) for entry in draft.entries(option)) for option in OPTIONS
    )
    return replace(draft, writes=writes, reads=reads)


def _value(entry: Entry, option: Option, index: int, catalog: Catalog) -> Argument:
    return Argument(tuple(_pieces(entry, option, index, catalog)))


def _pieces(entry: Entry, option: Option, index: int, catalog: Catalog) -> Iterator[Piece]:
    backend = catalog.backend(entry.type)
    for number, (key, value) in enumerate(entry.fields):
        if number:
            yield Piece(",")
        parameter = backend.by_name.get(key) if backend else None
        yield Piece(format_field(key, value), Place(option, index, key), parameter.kind if parameter else "")


def with_defaults(entry: Entry, option: Option, draft: Draft, catalog: Catalog) -> Entry:
    """*entry* with every unset parameter written out that has a default and that this BuildKit knows."""
    backend = catalog.backend(entry.type)
    if backend is None:
        return entry
    version = catalog.release(draft.buildkit)
    for parameter in backend.rows(option):
        default = effective_default(backend, parameter, entry, version)
        if default is not None and entry.get(parameter.name) is None and parameter.since <= version:
            entry = entry.with_value(parameter.name, default, backend.names)
    return entry
