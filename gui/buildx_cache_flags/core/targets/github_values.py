"""Texts of a command as ``docker/build-push-action`` has to be given them.

Three readers come one after the other, and each has its own escapes: YAML, the expressions ``${{ … }}`` of GitHub, and
the action, which takes a list as CSV (a line is an entry, and quotes that were not doubled are lost) and trims blanks.
"""

import re
from collections.abc import Sequence
from typing import Final

from buildx_cache_flags.core.draft.command import Piece
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text import variables

from .bash import is_open
from .github_names import expression

BLANKS: Final = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What the action takes off at both ends, as a class of a pattern."""

OUTER_BLANK: Final = re.compile(f"[{BLANKS}]|.*[{BLANKS}]\\Z", re.DOTALL)
_NEEDS_RECORD = re.compile(r'["\r\n]')


def given(piece: Piece) -> tuple[str, Place | None]:
    """*piece* with its variables as expressions, and its place."""
    parts = variables.split(piece.text) if is_open(piece) else [(piece.text, False)]
    text = "".join(f"${{{{ {expression(part)} }}}}" if is_name else _escaped(part) for part, is_name in parts)
    return text, piece.place


def record(pieces: Sequence[Piece]) -> list[tuple[str, Place | None]]:
    """One entry as a record of a list: the action must get back exactly the value of a flag."""
    kept = [_kept(piece, piece in (pieces[0], pieces[-1])) for piece in pieces]
    if not needs_record("".join(piece.text for piece in kept)):
        return [given(piece) for piece in kept]
    doubled = [given(piece._replace(text=piece.text.replace('"', '""'))) for piece in kept]
    return [('"', None), *doubled, ('"', None)]


def item(piece: Piece, name: str) -> list[tuple[str, Place | None]]:
    """One value of a list, as the action reads it back; quotation marks of outputs are left to docker."""
    if name == "outputs" or not needs_record(piece.text):
        return [given(piece)]
    return [('"', None), given(piece._replace(text=piece.text.replace('"', '""'))), ('"', None)]


def needs_record(text: str) -> bool:
    """Whether *text* can't stand alone on a line of a list."""
    return _NEEDS_RECORD.search(text) is not None


def _kept(piece: Piece, outer: bool) -> Piece:
    """*piece* in quotes where the action would take blanks off its end."""
    if outer and not piece.text.startswith('"') and OUTER_BLANK.match(piece.text):
        return piece._replace(text=f'"{piece.text}"')
    return piece


def _escaped(text: str) -> str:
    return text.replace("${{", "${{ '${{' }}")
