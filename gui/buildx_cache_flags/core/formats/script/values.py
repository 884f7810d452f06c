"""What a script's values are while it is followed: texts in pieces, lists, records and nothing."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from buildx_cache_flags.core.text.template import Part, Template

from .model import Flaw

Kind = Literal["text", "name", "raw"]

BLANKS: Final = " \t\n"
_HOLDER = re.compile(r"\$?\{?([A-Za-z_]\w*)\}?", re.ASCII)


class Piece(NamedTuple):
    """A stretch of a text: plain, a variable that stays open, or an expression; with its line.

    ``source`` is how the script writes what stays open; ``via`` is the variable that it came from, if any.
    """

    kind: Kind
    text: str
    line: int = 0
    source: str = ""
    via: str = ""
    flaw: Flaw | None = None
    """What is wrong with how the script writes it."""
    variable: str = ""
    """The variable of the script that holds all of what stays open, and nothing else."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string in pieces."""

    pieces: tuple[Piece, ...] = ()

    @property
    def literal(self) -> str | None:
        """The text where all of it is known, else ``None``."""
        return "".join(piece.text for piece in self.pieces) if self.known else None

    @property
    def known(self) -> bool:
        """Whether no piece stays open."""
        return all(piece.kind == "text" for piece in self.pieces)

    @property
    def plain(self) -> str:
        """What is known of it, with a replacement character for each piece that stays open."""
        return "".join(piece.text if piece.kind == "text" else "\ufffc" for piece in self.pieces)

    @property
    def empty(self) -> bool:
        """Whether it is known to have no character."""
        return not any(piece.text for piece in self.pieces)

    @property
    def line(self) -> int:
        """Where the first piece of it stands that has any text."""
        return next((piece.line for piece in self.pieces if piece.text and piece.line), 0)

    @property
    def via(self) -> str:
        """The first variable that any of it came from."""
        return next((piece.via for piece in self.pieces if piece.via), "")

    def through(self, name: str) -> "Text":
        """The same text as the value of the variable *name*."""
        held = _HOLDER.fullmatch(name) if len(self.pieces) == 1 and self.pieces[0].kind == "raw" else None
        if held and not self.pieces[0].variable:
            return Text((self.pieces[0]._replace(via=name, variable=held[1]),))
        return Text(tuple(piece._replace(via=name) for piece in self.pieces))

    def template(self, line: int = 0) -> Template:
        """The text for a draft."""
        parts = (
            Part("text", piece.text)
            if piece.kind == "text"
            else Part(piece.kind, piece.text, piece.source, variable=piece.variable)
            for piece in self.pieces
            if piece.text
        )
        return Template(tuple(parts), self.line or line)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list."""

    items: tuple["Value", ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """Values by their names."""

    fields: tuple[tuple[str, "Value"], ...] = ()

    def get(self, name: str) -> "Value | None":
        """The value of *name*, or ``None``."""
        return dict(self.fields).get(name)


class Nothing(NamedTuple):
    """No value: ``null``, ``None``, ``nil``, ``$null``."""


Value = Text | Listed | Named | Nothing
NOTHING: Final = Nothing()
EMPTY: Final = Text()


def fixed(text: str, line: int = 0) -> Text:
    """A text that is known."""
    return Text((Piece("text", text, line),)) if text else EMPTY


def flawed(code: str, line: int, about: str, text: str = "") -> Text:
    """A text that is known, and not what is meant."""
    return Text((Piece("text", text, line, flaw=(code, line, about)),))


def unknown(source: str, line: int = 0, variable: str = "") -> Text:
    """A text of which nothing is known but how the script writes it, and the variable that has it, if any."""
    return Text((Piece("raw", source or "${…}", line, source, variable=variable),))


def joined(texts: Iterable[Text]) -> Text:
    """Texts one behind the other."""
    return Text(tuple(piece for text in texts for piece in text.pieces))


def between(texts: Iterable[Text], separator: Text) -> Text:
    """Texts with *separator* between them."""
    found: list[Text] = []
    for text in texts:
        found += [separator, text] if found else [text]
    return joined(found)


def as_text(value: Value) -> Text:
    """A value as a string; a list with blanks in between, as shells have it."""
    if isinstance(value, Text):
        return value
    if isinstance(value, Listed):
        return between(map(as_text, value.items), fixed(" "))
    return EMPTY if isinstance(value, Nothing) else unknown("{…}")


def elements(value: Value) -> tuple[Value, ...]:
    """The elements of a list; anything else is one, and nothing is none."""
    if isinstance(value, Listed):
        return value.items
    return () if isinstance(value, Nothing) else (value,)


def texts(value: Value) -> Iterator[Text]:
    """A value as arguments, lists in it laid flat."""
    for element in elements(value):
        if isinstance(element, Listed):
            yield from texts(element)
        elif not isinstance(element, Named):
            yield as_text(element)


def split(text: Text, at: str = BLANKS) -> list[Text]:
    """The fields of *text*, parted by runs of the characters *at* in what is known of it."""
    fields: list[Text] = []
    current: list[Piece] = []
    pattern = re.compile(f"[{re.escape(at)}]+")
    for piece in text.pieces:
        if piece.kind != "text":
            current.append(piece)
            continue
        for number, part in enumerate(pattern.split(piece.text)):
            if number and current:
                fields.append(Text(tuple(current)))
                current = []
            if part:
                current.append(piece._replace(text=part))
    if current:
        fields.append(Text(tuple(current)))
    return fields


def split_at(text: Text, separator: str) -> list[Text]:
    """The parts of *text* between each *separator*, empty ones included."""
    parts: list[list[Piece]] = [[]]
    for piece in text.pieces:
        if piece.kind != "text":
            parts[-1].append(piece)
            continue
        for number, part in enumerate(piece.text.split(separator)):
            if number:
                parts.append([])
            if part:
                parts[-1].append(piece._replace(text=part))
    return [Text(tuple(part)) for part in parts]


def mapped(text: Text, change: Callable[[str], str]) -> Text | None:
    """*text* with *change* made; ``None`` where part of it is not known."""
    literal = text.literal
    if literal is None:
        return None
    first = text.pieces[0] if text.pieces else Piece("text", "")
    changed = change(literal)
    return Text((first._replace(text=changed),)) if changed else EMPTY
