"""The parameter expansions of shells, worked out on values."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from buildx_cache_flags.core.formats.script.model import Expanded
from buildx_cache_flags.core.formats.script.values import (
    EMPTY,
    Listed,
    Nothing,
    Piece,
    Text,
    Value,
    as_text,
    fixed,
    mapped,
    unknown,
)

from . import patterns

DEFAULTS: Final = (":-", "-", ":=", "=", ":?", "?", ":+", "+")
_LONGEST: Final = 5_000
"""Characters of a text that a pattern is tried on: it may be tried at every place."""


def open_name(node: Expanded) -> Text:
    """A variable that the script does not set."""
    if re.fullmatch(r"[A-Za-z_]\w*", node.name, re.ASCII) and not node.operator:
        return Text((Piece("name", node.name, node.line, node.source),))
    return unknown(node.source, node.line)


def changed(node: Expanded, value: Value, arguments: Sequence[Text]) -> Value:
    """*value* with the operator of *node* done to it; a list element by element."""
    if node.operator == "length":
        return _length(node, value)
    if node.operator == ":":
        return _slice(node, value, arguments)
    if isinstance(value, Listed):
        return Listed(tuple(_text_changed(node, as_text(item), arguments) for item in value.items))
    return _text_changed(node, as_text(value), arguments)


def _length(node: Expanded, value: Value) -> Value:
    if isinstance(value, Listed):
        number = len(value.items) if node.index in ("@", "*") else -1
    else:
        literal = as_text(value).literal
        number = -1 if literal is None else len(literal)
    return fixed(str(number), node.line) if number >= 0 else unknown(node.source, node.line)


def _slice(node: Expanded, value: Value, arguments: Sequence[Text]) -> Value:
    numbers = [_number(argument) for argument in arguments]
    if any(number is None for number in numbers):
        return unknown(node.source, node.line)
    start = numbers[0] or 0
    length = numbers[1] if len(numbers) > 1 else None

    def cut(stretch: slice) -> Value:
        if isinstance(value, Listed):
            return Listed(value.items[stretch])
        return mapped(as_text(value), lambda text: text[stretch]) or unknown(node.source, node.line)

    if isinstance(value, Text) and value.empty:
        return EMPTY
    if length is None:
        return cut(slice(start, None))
    if length < 0:
        return cut(slice(start, length))
    return cut(slice(start, (start + length) or None if start < 0 else start + length))


def _number(text: Text) -> int | None:
    literal = (text.literal or "").strip()
    return int(literal) if re.fullmatch(r"-?\d{1,9}", literal) else None


def _text_changed(node: Expanded, text: Text, arguments: Sequence[Text]) -> Text:
    literals = [argument.literal for argument in arguments]
    if text.literal is None or any(literal is None for literal in literals) or len(text.literal) > _LONGEST:
        # The end of a text may be known well enough though its front is open.
        return _cut_known(node, text, literals) or unknown(node.source, node.line)
    change = _change(node.operator, [literal or "" for literal in literals])
    if change is None:
        return unknown(node.source, node.line)
    first = text.pieces[0] if text.pieces else Piece("text", "", node.line)
    return Text((first._replace(text=change(text.literal)),))


def _cut_known(node: Expanded, text: Text, literals: Sequence[str | None]) -> Text | None:
    """A cut that concerns only the known piece at its end."""
    if not text.pieces or not literals or literals[0] is None:
        return None
    place = {"%": -1, "#": 0}.get(node.operator)
    if place is None or text.pieces[place].kind != "text":
        return None
    piece = text.pieces[place]
    change = _change(node.operator, [literals[0]])
    after = change(piece.text) if change and len(piece.text) <= _LONGEST else piece.text
    if after == piece.text:
        return None
    pieces = list(text.pieces)
    pieces[place] = piece._replace(text=after)
    return Text(tuple(pieces))


def _change(operator: str, arguments: list[str]) -> Callable[[str], str] | None:
    pattern = arguments[0] if arguments else ""
    by = arguments[1] if len(arguments) > 1 else ""
    changes: dict[str, Callable[[str], str]] = {
        "": lambda text: text,
        "#": lambda text: patterns.cut_front(text, pattern, longest=False),
        "##": lambda text: patterns.cut_front(text, pattern, longest=True),
        "%": lambda text: patterns.cut_back(text, pattern, longest=False),
        "%%": lambda text: patterns.cut_back(text, pattern, longest=True),
        "/": lambda text: patterns.replaced(text, pattern, by, everywhere=False),
        "//": lambda text: patterns.replaced(text, pattern, by, everywhere=True),
        "/#": lambda text: _anchored(text, pattern, by, front=True),
        "/%": lambda text: _anchored(text, pattern, by, front=False),
        ",": lambda text: patterns.cased(text, str.lower, everywhere=False),
        ",,": lambda text: patterns.cased(text, str.lower, everywhere=True),
        "^": lambda text: patterns.cased(text, str.upper, everywhere=False),
        "^^": lambda text: patterns.cased(text, str.upper, everywhere=True),
        "@L": lambda text: text.lower(),
        "@U": lambda text: text.upper(),
    }
    return changes.get(operator)


def _anchored(text: str, pattern: str, by: str, *, front: bool) -> str:
    cut = patterns.cut_front if front else patterns.cut_back
    rest = cut(text, pattern, longest=True)
    if rest == text and not patterns.matches(pattern, ""):
        return text
    return by + rest if front else rest + by


def is_set(value: Value | None) -> bool:
    """Whether a value has any text, or may have."""
    if value is None or isinstance(value, Nothing):
        return False
    return bool(value.items) if isinstance(value, Listed) else not as_text(value).empty
