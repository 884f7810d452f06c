"""Which files git leaves out: the rules of ``.gitignore`` and ``.git/info/exclude``, read as git reads them.

Names are bytes, as in git, so that ``?`` stands for one byte of a name there and here.

Sources: gitignore(5); ``dir.c`` and ``wildmatch.c`` of git, whose answers the tests ask for.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_FLAGS: Final = re.IGNORECASE | re.DOTALL if sys.platform in ("win32", "darwin") else re.DOTALL
"""``core.ignorecase``, as git sets it for a new repository."""

_SPECIAL: Final = frozenset(b"*?[\\")
_MOST_ACROSS: Final = 4
"""Stars in one rule that go across folders and are followed; nobody writes more, and each takes its time."""

_STAR: Final = b"[^/]*"
_ALL: Final = b".*"
_FOLDERS: Final = b"(?:.*/)?"
_ACROSS: Final = (_ALL, _FOLDERS)

_CLASSES: Final = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb" \t",
    b"cntrl": rb"\x00-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"!-~",
    b"lower": rb"a-z",
    b"print": rb" -~",
    b"punct": rb"!-/:-@\[-`{-~",
    b"space": rb" \t\n\v\f\r",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}


@dataclass(frozen=True, slots=True)
class IgnoreRule:
    """One line: what it matches, the name alone or the path below its file, and what it makes of that."""

    matches: re.Pattern[bytes]
    by_name: bool
    folders_only: bool
    takes_back: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one file, which hold below ``base``: a path from the top, empty or with a slash at its end."""

    base: bytes
    rules: tuple[IgnoreRule, ...]

    def verdict(self, path: bytes, *, is_folder: bool) -> bool | None:
        """Whether the last rule that matches *path* leaves it out; ``None`` where none matches."""
        if not path.startswith(self.base):
            return None
        below = path[len(self.base) :]
        name = below.rpartition(b"/")[2]
        for rule in reversed(self.rules):
            if rule.folders_only and not is_folder:
                continue
            if rule.matches.fullmatch(name if rule.by_name else below):
                return not rule.takes_back
        return None


def is_left_out(path: bytes, levels: Sequence[Rules], *, is_folder: bool) -> bool:
    """Whether git leaves *path* out, whose folders it does not; the later of *levels* come first."""
    verdicts = (rules.verdict(path, is_folder=is_folder) for rules in reversed(levels))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def read(content: bytes, base: bytes = b"") -> Rules:
    """The rules of a file that lies in *base*."""
    return Rules(base, tuple(_rules(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"))))


def _rules(lines: Iterable[bytes]) -> Iterator[IgnoreRule]:
    for line in lines:
        text = _without_blanks(line.removesuffix(b"\r"))
        if not text or line.startswith(b"#"):
            continue
        takes_back = text.startswith(b"!")
        text = text[takes_back:]
        folders_only = text.endswith(b"/")
        text = text[: len(text) - folders_only]
        by_name = b"/" not in text
        matches = _compiled(text if by_name else text.removeprefix(b"/"), by_name=by_name)
        if matches is not None:
            yield IgnoreRule(matches, by_name, folders_only, takes_back)


def _without_blanks(line: bytes) -> bytes:
    """*line* without the spaces at its end, but for one behind a backslash."""
    end = len(line.rstrip(b" "))
    slashes = end - len(line[:end].rstrip(b"\\"))
    return line[: end + 1] if slashes % 2 and end < len(line) else line[:end]


def _compiled(pattern: bytes, *, by_name: bool) -> re.Pattern[bytes] | None:
    """*pattern* as an expression; ``None`` where it matches nothing, or would take for ever."""
    literal = next((place for place, character in enumerate(pattern) if character in _SPECIAL), len(pattern))
    # git compares what stands before the first star by itself, so that two stars behind it stand at a start.
    pieces = _Pieces(pattern[literal:], by_name=by_name).all()
    if pieces is None or sum(piece in _ACROSS for piece in pieces) > _MOST_ACROSS:
        return None
    return re.compile(re.escape(pattern[:literal]) + b"".join(_joined(pieces)), _FLAGS)


def _joined(pieces: list[bytes]) -> Iterator[bytes]:
    """*pieces* as one expression that looks for what stands between two stars once, and never again.

    The first place is as good as any: a second star takes whatever is left of the name.
    """
    place = 0
    while place < len(pieces):
        if pieces[place] is not _STAR:
            yield pieces[place]
            place += 1
            continue
        end = place + 1
        while end < len(pieces) and pieces[end] not in (_STAR, *_ACROSS, b"/"):
            end += 1
        if end < len(pieces) and pieces[end] is _STAR:
            yield b"(?>" + _STAR + b"?" + b"".join(pieces[place + 1 : end]) + b")"
        else:
            yield _STAR + b"".join(pieces[place + 1 : end])
        place = end


class _Pieces:
    """The pieces of a pattern of wildmatch as pieces of a regular expression."""

    def __init__(self, pattern: bytes, *, by_name: bool) -> None:
        self._pattern = pattern
        self._by_name = by_name
        self._place = 0

    def all(self) -> list[bytes] | None:
        """All of them; ``None`` where the pattern matches nothing."""
        found = []
        while self._place < len(self._pattern):
            piece = self._next()
            if piece is None:
                return None
            found.append(piece)
        return found

    def _next(self) -> bytes | None:
        character = self._pattern[self._place : self._place + 1]
        self._place += 1
        if character == b"*":
            return self._stars(self._place - 1)
        if character == b"?":
            return b"[^/]"
        if character == b"[":
            return self._class()
        if character == b"\\":
            character = self._pattern[self._place : self._place + 1]
            self._place += 1
            if not character:
                return None
        return re.escape(character)

    def _stars(self, start: int) -> bytes:
        """One star, or two that go across folders where they stand for a whole part of a path."""
        while self._pattern[self._place : self._place + 1] == b"*":
            self._place += 1
        after = self._pattern[self._place :]
        is_part = (not start or self._pattern[start - 1 : start] == b"/") and (
            not after or after.startswith((b"/", b"\\/"))
        )
        if self._by_name or self._place - start < 2 or not is_part:
            return _STAR
        if after.startswith(b"/"):
            self._place += 1
            return _FOLDERS
        return _ALL

    def _class(self) -> bytes | None:
        """A class of characters, none of which is a slash; ``None`` where it does not end."""
        negative = self._pattern[self._place : self._place + 1] in (b"!", b"^")
        self._place += negative
        inside, first = b"", True
        while first or self._pattern[self._place : self._place + 1] != b"]":
            piece = self._range()
            if piece is None:
                return None
            inside, first = inside + piece, False
        self._place += 1
        if negative:
            return b"[^/" + inside + b"]"
        return b"(?!/)[" + inside + b"]" if inside else None

    def _range(self) -> bytes | None:
        """One member of a class: a character, a range, or a named class."""
        if self._pattern.startswith(b"[:", self._place):
            end = self._pattern.find(b"]", self._place + 2)
            if end < 0:
                return None
            if self._pattern[end - 1 : end] == b":" and end - 1 >= self._place + 2:
                name = self._pattern[self._place + 2 : end - 1]
                self._place = end + 1
                return _CLASSES.get(name)
        first = self._member()
        after = self._pattern[self._place : self._place + 2]
        if first is None or not (after[:1] == b"-" and len(after) == 2 and after != b"-]"):
            return first and re.escape(first)
        self._place += 1
        last = self._member()
        if last is None:
            return None
        # git takes the first character of a range that runs backwards all the same, for it has seen it by then.
        return re.escape(first) + b"-" + re.escape(last) if first <= last else re.escape(first)

    def _member(self) -> bytes | None:
        character = self._pattern[self._place : self._place + 1]
        self._place += 1
        if character == b"\\":
            character = self._pattern[self._place : self._place + 1]
            self._place += 1
        return character or None
