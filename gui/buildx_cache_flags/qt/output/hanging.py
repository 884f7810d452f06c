"""Where a long line of the command goes on below: behind a comma, with a hanging indent, and never inside a token."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from buildx_cache_flags.core.targets.rendered import Span

HANG: Final = 4
"""Characters that a continuation is indented by, at least."""

_CONTINUES: Final = frozenset("\\`^")
"""What tells a shell that the command goes on, which never stands alone on a line."""


class Shown(NamedTuple):
    """A text as it is shown; ``breaks`` are the characters of it before which lines were broken, ``indents`` how many characters came in there."""

    text: str
    breaks: tuple[int, ...] = ()
    indents: tuple[int, ...] = ()

    def shown(self, position: int) -> int:
        """Where the character at *position* of the text is shown."""
        return position + self._added[bisect_right(self.breaks, position)]

    def real(self, shown: int) -> int:
        """The character of the text that is shown at *shown*; of an indent, the one behind it."""
        ends = [place + added for place, added in zip(self.breaks, self._added[1:], strict=True)]
        starts = [place + added for place, added in zip(self.breaks, self._added, strict=False)]
        before = bisect_right(starts, shown)
        if before and shown < ends[before - 1]:
            return self.breaks[before - 1]
        return shown - self._added[before]

    def rows(self, text: str) -> list[range]:
        """For each line of *text*, which is shown here, the lines that it takes."""
        found, begin, row = [], 0, 0
        for line in text.split("\n"):
            end = begin + len(line)
            rows = 1 + bisect_right(self.breaks, end) - bisect_right(self.breaks, begin)
            found.append(range(row, row + rows))
            row, begin = row + rows, end + 1
        return found

    @property
    def _added(self) -> list[int]:
        return [0, *accumulate(self.indents)]


def lay(text: str, spans: Sequence[Span], columns: int) -> Shown:
    """Break the lines of *text* that are longer than *columns* where that is possible."""
    if len(text) <= columns:
        return Shown(text)
    breaks = list(_breaks(text, spans, columns))
    parts, last = [], 0
    for place, indent in breaks:
        parts += [text[last:place], "\n", " " * (indent - 1)]
        last = place
    parts.append(text[last:])
    return Shown("".join(parts), tuple(place for place, _ in breaks), tuple(indent for _, indent in breaks))


def _breaks(text: str, spans: Sequence[Span], columns: int) -> Iterator[tuple[int, int]]:
    """Where to break, and how many characters (the line break included) come in."""
    starts = [span.start for span in spans]
    begin = 0
    for line in text.split("\n"):
        end = begin + len(line)
        if len(line) > columns:
            inside = spans[max(bisect_right(starts, begin) - 1, 0) : bisect_right(starts, end)]
            yield from _broken(text, begin, end, inside, columns)
        begin = end + 1


def _broken(text: str, begin: int, end: int, spans: Sequence[Span], columns: int) -> Iterator[tuple[int, int]]:
    first = begin + len(text[begin:end]) - len(text[begin:end].lstrip(" "))
    hang = max(HANG, first - begin + 2)
    if 2 * hang > columns:
        hang = min(HANG, columns // 2)
    within = {place for span in spans for place in range(span.start + 1, span.end)}
    places = [place for place in range(first + 1, end) if text[place - 1] in ", " and place not in within]
    commas = [place for place in places if text[place - 1] == "," and text[place] != " "]
    spaces = [place for place in places if text[place - 1] == " " and text[place:end].strip() not in _CONTINUES]
    place, room = begin, columns
    while end - place > room:
        found = _best(commas, spaces, place, place + room)
        if found is None:
            return
        yield found, hang + 1
        place, room = found, columns - hang


def _best(commas: list[int], spaces: list[int], after: int, limit: int) -> int | None:
    """The last comma with room for what stands before it, else the last space; else the first of both."""
    for places in (commas, spaces):
        fitting = [place for place in places if after < place <= limit]
        if fitting:
            return fitting[-1]
    return min((place for place in (*commas, *spaces) if place > limit), default=None)
