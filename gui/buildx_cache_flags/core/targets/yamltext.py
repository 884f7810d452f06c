"""YAML scalars in pieces.  The library decides how a text stands in YAML; here only the pieces are kept apart.

A text stands as it is where the library leaves it so and no older YAML takes it for a number or a switch; otherwise in
double quotes, where every character is written by itself, so that each piece has a stretch of its own.
"""

import io
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.draft.place import Place

from .documents import Pieces

if TYPE_CHECKING:
    from ruamel.yaml import YAML

_ENDLESS: Final = 1 << 30
"""A width at which no line is ever folded."""

# What may stand in YAML as it is, without what an older or a newer YAML takes for the end of a line.
_PRINTABLE = re.compile("[\t -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*\\Z")

Text = Sequence[tuple[str, Place | None]]


def scalar(text: Text) -> Pieces:
    """One scalar, in quotes where it needs them; it stands behind ``key:`` or ``-``."""
    if _is_plain("".join(piece for piece, _ in text)):
        yield from text
        return
    yield '"', None
    for piece, place in text:
        yield _escaped(piece), place
    yield '"', None


def lines(texts: Sequence[Text], indent: str) -> Pieces:
    """A scalar with each text on a line of its own: a block where that can be, else in double quotes."""
    together = "".join(f"{''.join(piece for piece, _ in text)}\n" for text in texts)
    if not _is_block(together):
        yield from _quoted_lines(texts)
        return
    yield "|", None
    for text in texts:
        yield f"\n{indent}", None
        for piece, place in text:
            yield piece.replace("\n", f"\n{indent}"), place


def _quoted_lines(texts: Sequence[Text]) -> Pieces:
    yield '"', None
    for number, text in enumerate(texts):
        yield "\\n" if number else "", None
        for piece, place in text:
            yield _escaped(piece), place
    yield '"', None


@lru_cache(maxsize=256)
def _is_plain(text: str) -> bool:
    return bool(_PRINTABLE.match(text)) and not _means_something(text) and _dump(text).partition("\n")[0] == text


def _means_something(text: str) -> bool:
    """Whether any version of YAML takes *text* for something else than a text."""
    from ruamel.yaml.resolver import implicit_resolvers

    return any(pattern.match(text) for _, _, pattern, starts in implicit_resolvers if text[:1] in starts)


def _is_block(text: str) -> bool:
    """Whether *text* can stand in a block as it is; the library would write it there also where that can't be read."""
    from ruamel.yaml.scalarstring import LiteralScalarString

    if not _PRINTABLE.match(text.replace("\n", "")):
        return False
    return _dump({"k": LiteralScalarString(text)}).startswith("k: |\n")


@lru_cache(maxsize=1024)
def _escaped(text: str) -> str:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    return _dump(DoubleQuotedScalarString(text)).removesuffix("\n")[1:-1]


def _dump(value: object) -> str:
    stream = io.StringIO()
    _writer().dump(value, stream)
    return stream.getvalue()


@cache
def _writer() -> "YAML":
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = _ENDLESS
    return writer
