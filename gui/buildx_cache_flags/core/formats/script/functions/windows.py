"""How Windows makes arguments of a program's command line, and what PowerShell before 7.3 makes of them."""

import re
from collections.abc import Sequence

from buildx_cache_flags.core.formats.script.values import EMPTY, Listed, Piece, Text, Value, as_text

_BLANK = re.compile(r"\s")


def argv(line: str) -> list[str]:
    """The arguments of a command line: blanks part them, quotes keep them together, and a backslash keeps a quote."""
    return [text.plain for text in _parted(Text((Piece("text", line),)))]


def parted(values: Sequence[Value]) -> Value | None:
    """The arguments of a text that a program gets as its command line."""
    return Listed(tuple(_parted(as_text(values[0]))))


def line_of(values: Sequence[Value]) -> Value | None:
    """The arguments that the elements of a list become where they are only put together, with a blank in between."""
    pieces: list[Piece] = []
    for value in values[0].items if isinstance(values[0], Listed) else (values[0],):
        pieces += [Piece("text", " ")] if pieces else []
        pieces += as_text(value).pieces
    return Listed(tuple(_parted(Text(tuple(pieces)))))


def before_7_3(words: list[Text]) -> list[Text]:
    """What a program gets of *words*: empty ones are dropped, and a quote inside is not kept from closing."""
    found = words[:1]
    for word in words[1:]:
        if word.empty and not word.pieces:
            continue
        if word.empty and all(piece.kind == "text" for piece in word.pieces):
            continue
        if any('"' in piece.text for piece in word.pieces if piece.kind == "text"):
            found += _parted(_quoted(word) if _BLANK.search(word.plain) else word)
        else:
            found.append(word)
    return found


def _quoted(word: Text) -> Text:
    mark = Piece("text", '"')
    tail = word.plain[len(word.plain.rstrip("\\")) :]
    return Text((mark, *word.pieces, *((Piece("text", tail),) if tail else ()), mark))


def _parted(line: Text) -> list[Text]:
    """The arguments of a command line (CommandLineToArgvW)."""
    found: list[Text] = []
    current: list[Piece] | None = None
    inside = False
    slashes = 0
    for piece in line.pieces:
        if piece.kind != "text":
            current = current or []
            current.append(piece)
            continue
        text = ""
        for character in piece.text:
            if character == "\\":
                slashes += 1
                continue
            if character == '"':
                text += "\\" * (slashes // 2)
                if slashes % 2:
                    text += '"'
                else:
                    inside = not inside
                    current = current or []
                slashes = 0
                continue
            text += "\\" * slashes
            slashes = 0
            if character in " \t\n" and not inside:
                if text or current is not None:
                    found.append(Text((*(current or ()), *((piece._replace(text=text),) if text else ()))))
                current, text = None, ""
            else:
                text += character
        text += "\\" * slashes
        slashes = 0
        if text or piece.flaw:
            # In place: a line may be of very many pieces.
            current = current if current is not None else []
            current.append(piece._replace(text=text))
    if current is not None:
        found.append(Text(tuple(current)) if current else EMPTY)
    return found


def or_list(values: Sequence[Value]) -> Value | None:
    """The elements of a list, or the arguments that a text is parted into."""
    return values[0] if isinstance(values[0], Listed) else parted(values)
