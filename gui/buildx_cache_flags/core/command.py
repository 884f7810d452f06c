"""The finished command as arguments, each piece of which knows the parameter it came from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from .draft import Draft, effective_default
from .entries import Entry, format_field
from .parameters import OPTIONS, Option, Table
from .problems import Place


class Piece(NamedTuple):
    """A stretch of an argument, and what it came from (``None``: it is always there)."""

    text: str
    place: Place | None = None


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
    arguments, which only shells can write.
    """

    lines: tuple[Line, ...]
    draft: Draft | None = None

    @property
    def arguments(self) -> list[str]:
        """What the program receives, the program's own name included."""
        return [argument.text for line in self.lines for argument in line.arguments]

    def flags(self) -> "Command":
        """The cache flags alone."""
        return replace(self, lines=tuple(line for line in self.lines if line.cache))


def word(text: str, place: Place | None = None) -> Argument:
    """An argument of one piece."""
    return Argument((Piece(text, place),))


def compose(draft: Draft, table: Table, *, defaults: bool = False) -> Command:
    """Make the ``docker buildx build`` command of *draft*.

    With *defaults*, every parameter that is unset is written with the value it has anyway, so far as the BuildKit of
    the draft knows it.
    """
    draft = _with_all_defaults(draft, table) if defaults else draft
    head = [word("docker"), word("buildx"), word("build")]
    if draft.pushed or draft.output == "load":
        head.append(word(f"--{draft.output}", Place(parameter="output")))
    lines = [Line(tuple(head))]
    if draft.image:
        lines.append(Line((word("-t"), word(draft.image, Place(parameter="image")))))
    for option, index, entry in draft.all_entries():
        lines.append(Line((word(f"--{option}", Place(option, index)), _value(entry, option, index)), cache=True))
    lines.append(Line((word(draft.build_context, Place(parameter="context")),)))
    return Command(tuple(lines), draft)


def _with_all_defaults(draft: Draft, table: Table) -> Draft:
    writes, reads = (
        tuple(with_defaults(entry, option, draft, table) for entry in draft.entries(option)) for option in OPTIONS
    )
    return replace(draft, writes=writes, reads=reads)


def _value(entry: Entry, option: Option, index: int) -> Argument:
    return Argument(tuple(_pieces(entry, option, index)))


def _pieces(entry: Entry, option: Option, index: int) -> Iterator[Piece]:
    for number, (key, value) in enumerate(entry.fields):
        if number:
            yield Piece(",")
        yield Piece(format_field(key, value), Place(option, index, key))


def with_defaults(entry: Entry, option: Option, draft: Draft, table: Table) -> Entry:
    """*entry* with every unset parameter written out that has a default and that this BuildKit knows."""
    if entry.type != table.type:
        return entry
    version = table.release(draft.buildkit)
    for parameter in table.rows(option):
        default = effective_default(table, parameter, entry, version)
        if default is not None and entry.get(parameter.name) is None and parameter.since <= version:
            entry = entry.with_value(parameter.name, default, table.names)
    return entry
