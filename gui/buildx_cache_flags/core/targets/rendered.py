"""What a target gives: the text, and which stretch of it came from which parameter."""

from collections.abc import Iterable
from typing import NamedTuple

from buildx_cache_flags.core.draft.place import Place


class Span(NamedTuple):
    """A stretch of rendered text (``start`` and ``end`` count characters) and the place that it came from."""

    start: int
    end: int
    place: Place


class Rendered(NamedTuple):
    """The text to copy, byte for byte, and its spans in order."""

    text: str
    spans: tuple[Span, ...] = ()


def join(pieces: Iterable[tuple[str, Place | None]]) -> Rendered:
    """Put rendered pieces together and note where each one that has a place ends up."""
    texts: list[str] = []
    spans: list[Span] = []
    length = 0
    for text, place in pieces:
        if place is not None and text:
            spans.append(Span(length, length + len(text), place))
        texts.append(text)
        length += len(text)
    return Rendered("".join(texts), tuple(spans))
