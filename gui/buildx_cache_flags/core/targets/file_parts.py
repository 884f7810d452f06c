"""A part of a file: the step that builds, or the lines of the cache alone, ready to be pasted into another file."""

from typing import Final, Literal, get_args

from .rendered import Rendered, Span

Part = Literal["all", "step", "lines"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)

_CLOSES: Final = ("]", "],", "}", "},")
_CONTINUES: Final = (" \\", " `", " ^")


def cut(rendered: Rendered, part: Part) -> Rendered:
    """*part* of *rendered*, moved to the left margin; empty where no cache stands in it."""
    if part == "all":
        return rendered
    lines = rendered.text.split("\n")
    found = cache_lines(rendered)
    if not found:
        return Rendered("")
    first, last = _step(lines, found[0]) if part == "step" else _closed(lines, found[0], found[-1])
    return _moved(rendered, lines, first, last, alone=part == "lines")


def cache_lines(rendered: Rendered) -> list[int]:
    """The numbers, from 0, of the lines that something of a cache stands on."""
    ends, length = [], 0
    for line in rendered.text.split("\n"):
        length += len(line) + 1
        ends.append(length)
    found: dict[int, None] = {}
    number = 0
    for span in rendered.spans:
        if span.place.option is None:
            continue
        while ends[number] <= span.start:
            number += 1
        found.update(dict.fromkeys(at for at in range(number, len(ends)) if at == number or ends[at - 1] < span.end))
    return list(found)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _step(lines: list[str], inside: int) -> tuple[int, int]:
    """The item of a list around the line *inside*; everything where there is none."""
    first = inside
    while first > 0 and not (lines[first].lstrip().startswith("- ") and _indent(lines[first]) < _indent(lines[inside])):
        first -= 1
    if not lines[first].lstrip().startswith("- "):
        return 0, len(lines) - 1
    last = first
    while last + 1 < len(lines) and (not lines[last + 1].strip() or _indent(lines[last + 1]) > _indent(lines[first])):
        last += 1
    return first, last


def _closed(lines: list[str], first: int, last: int) -> tuple[int, int]:
    """With the brackets behind that close what is opened here."""
    while (
        last + 1 < len(lines)
        and lines[last + 1].strip() in _CLOSES
        and _indent(lines[last + 1]) >= _indent(lines[first])
    ):
        last += 1
    return first, last


def _moved(rendered: Rendered, lines: list[str], first: int, last: int, *, alone: bool) -> Rendered:
    taken = lines[first : last + 1]
    while taken and not taken[-1].strip():
        taken.pop()
    margin = min((_indent(line) for line in taken if line.strip()), default=0)
    kept = [line[margin:] for line in taken]
    if alone and kept[-1].endswith(_CONTINUES):
        kept[-1] = kept[-1][:-2]
    text = "\n".join(kept)
    starts, begin = [], sum(len(line) + 1 for line in lines[:first])
    for line in taken:
        starts.append(begin)
        begin += len(line) + 1
    spans: list[Span] = []
    for start, end, place in rendered.spans:
        if starts[0] <= start < begin:
            number = sum(one <= start for one in starts) - 1
            left = margin * (number + 1) + starts[0]
            over = sum(one <= end for one in starts) - 1
            right = margin * (over + 1) + starts[0]
            spans.append(Span(max(start - left, 0), min(end - right, len(text)), place))
    return Rendered(text, tuple(spans))
