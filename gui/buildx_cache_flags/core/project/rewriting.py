"""Lists that a format refuses as they are written, written as it takes them; no other line of the file changes.

Each function offers the whole text after one way to do it, as far as one is sure.  Whoever calls reads the file again and
sees whether it helped.  A comment is never lost: where it can't stay, it goes above the key.
"""

import re
from collections.abc import Iterator
from typing import Final

_HEADER = re.compile(r"(?P<key>[ \t]*(?:- )?(?P<name>[\w-]+):)[ \t]*(?P<rest>.*?)[ \t]*\Z")
_FOLDED = re.compile(r">([-+]?)(?=[ \t]*(?:#.*)?\Z)")
_PLAIN_ITEM = re.compile(
    r"(?P<dash>[ \t]*-[ \t]+)(?P<text>\"[^\"\\]*\"|'[^']*'|[^\s\"'#&*!|>\[\]{}][^#]*?)(?P<more>[ \t]+#.*)?\Z"
)
_FLOW = re.compile(r"\[.*\](?P<more>[ \t]*#.*)?\Z")
_SCALAR = re.compile(r"(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^\s\"'#&*!|>\[\]{}][^#]*?)(?P<more>[ \t]+#.*)?\Z")
_FARTHEST: Final = 40
"""Lines above an entry in which the key of its list is looked for."""


def rewritten(text: str, line: int, wanted: str) -> Iterator[str]:
    """Every *text* in which what stands on *line*, counted from 1, may say *wanted*, an entry a line."""
    lines = text.split("\n")
    if not 0 < line <= len(lines):
        return
    # A line may end with a carriage return, which stays where it is; the last one of a file has none.
    end = "\r" if any(one.endswith("\r") for one in lines[max(line - 2, 0) : line + 1]) else ""
    plain = [one.removesuffix("\r") for one in lines]
    for offered in _offers(plain, line - 1, wanted):
        new = "\n".join(one + end if changed else one for one, changed in _with_ends(plain, lines, offered))
        yield new if lines[-1].endswith("\r") else new.removesuffix("\r")


def _with_ends(plain: list[str], lines: list[str], offered: list[str]) -> Iterator[tuple[str, bool]]:
    """The lines of *offered*, each of those that stay as it was, and whether it is new."""
    start = 0
    while start < min(len(plain), len(offered)) and plain[start] == offered[start]:
        start += 1
    end = 0
    while end < min(len(plain), len(offered)) - start and plain[-1 - end] == offered[-1 - end]:
        end += 1
    yield from ((one, False) for one in lines[:start])
    yield from ((one, True) for one in offered[start : len(offered) - end])
    yield from ((one, False) for one in lines[len(lines) - end :] if end)


def _offers(lines: list[str], at: int, wanted: str) -> Iterator[list[str]]:
    header = _header(lines, at)
    yield from _one_entry(lines, at, wanted, header)
    if header is None:
        return
    match = _HEADER.match(lines[header])
    if match is None:
        return
    rest = match["rest"]
    if _FOLDED.search(rest):
        yield from _unfolded(lines, header, at, wanted)
    elif not rest or rest.startswith("#"):
        yield from _of_block_list(lines, header, match)
    elif _FLOW.match(rest):
        yield from _of_flow_list(lines, header, match, wanted)
    else:
        yield from _of_plain(lines, header, match)
        yield from _as_list(lines, header, match)


def _header(lines: list[str], at: int) -> int | None:
    """The line of the key that the entry at *at* belongs to: the nearest one above that stands farther left."""
    if _HEADER.match(lines[at]):
        return at
    indent = _indent(lines[at])
    for number in range(at - 1, max(at - _FARTHEST, 0) - 1, -1):
        line = lines[number]
        if line.strip() and _HEADER.match(line) and (_indent(line) < indent or lines[at].lstrip().startswith("- ")):
            return number
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _one_entry(lines: list[str], at: int, wanted: str, header: int | None) -> Iterator[list[str]]:
    """An entry of which only something around it goes: quotes, a dash, or a comment, which moves above the key."""
    line = lines[at]
    indent, said = line[: _indent(line)], line.strip()
    if "\n" in wanted or header == at:
        return
    if not wanted and said.startswith("#") and header is not None:
        above = lines[header][: _indent(lines[header])] + said
        yield [*lines[:header], above, *lines[header:at], *lines[at + 1 :]]
    elif wanted and wanted in said:
        before, _, behind = said.partition(wanted)
        comment = behind.strip()
        moved = []
        if comment.startswith("#") and header is not None and not before:
            moved = [lines[header][: _indent(lines[header])] + comment]
        elif before.strip() not in ("", "-", '"', "'") or comment not in ("", '"', "'"):
            return
        start = header if moved and header is not None else at
        yield [*lines[:start], *moved, *lines[start:at], indent + wanted, *lines[at + 1 :]]


def _below(lines: list[str], header: int) -> range:
    """The lines that belong to the key at *header*, empty ones at the end left out."""
    least = _indent(lines[header])
    end = header + 1
    for number in range(header + 1, len(lines)):
        line = lines[number]
        if line.strip() and _indent(line) <= least and not (_indent(line) == least and line.lstrip().startswith("- ")):
            break
        if line.strip():
            end = number + 1
    return range(header + 1, end)


def _unfolded(lines: list[str], header: int, at: int, wanted: str) -> Iterator[list[str]]:
    """``>-`` as ``|``, where each line is an entry; else all lines of the one entry as one."""
    below = _below(lines, header)
    if "\n" in wanted:
        yield [*lines[:header], _FOLDED.sub(r"|\1", lines[header]), *lines[header + 1 :]]
        return
    said = [lines[number].strip() for number in below]
    if at in below and re.sub(r",\s+", ",", " ".join(said)) == wanted:
        first = lines[below[0]]
        yield [*lines[: below[0]], first[: _indent(first)] + wanted, *lines[below[-1] + 1 :]]


def _of_block_list(lines: list[str], header: int, match: re.Match[str]) -> Iterator[list[str]]:
    """``- item`` on lines of their own as the lines of a text."""
    new: list[str] = []
    comments: list[str] = []
    indent = " " * _indent(lines[header])
    for number in _below(lines, header):
        line = lines[number]
        item = _PLAIN_ITEM.match(line)
        if not line.strip():
            continue
        if line.lstrip().startswith("#"):
            comments.append(indent + line.strip())
        elif item is None:
            return
        else:
            if item["more"]:
                comments.append(indent + item["more"].strip())
            new.append(" " * (max(_indent(line), len(indent)) + 2) + _unquoted(item["text"]))
    if new:
        below = _below(lines, header)
        rest = f" {match['rest']}" if match["rest"] else ""
        yield [*lines[:header], *comments, f"{match['key']} |{rest}", *new, *lines[below[-1] + 1 :]]


def _of_flow_list(lines: list[str], header: int, match: re.Match[str], wanted: str) -> Iterator[list[str]]:
    """``[a, b]`` on one line as the lines of a text."""
    flow = _FLOW.match(match["rest"])
    more = f" {flow['more'].strip()}" if flow and flow["more"] else ""
    indent = " " * (len(match["key"]) - len(match["name"]) - 1 + 2)
    entries = [indent + one for one in wanted.split("\n")]
    yield [*lines[:header], f"{match['key']} |{more}", *entries, *lines[header + 1 :]]


def _of_plain(lines: list[str], header: int, match: re.Match[str]) -> Iterator[list[str]]:
    """A plain text over several lines, an entry each, as a text that keeps its lines."""
    below = _below(lines, header)
    first = next((lines[number] for number in below if lines[number].strip()), None)
    if first is not None and not match["rest"].startswith(("|", ">", '"', "'")) and "#" not in match["rest"]:
        indent = first[: _indent(first)]
        yield [*lines[:header], f"{match['key']} |", indent + match["rest"], *lines[header + 1 :]]


def _as_list(lines: list[str], header: int, match: re.Match[str]) -> Iterator[list[str]]:
    """One text as a list of one."""
    scalar = _SCALAR.match(match["rest"])
    if scalar is None or len(_below(lines, header)):
        return
    text = scalar["text"]
    if text[0] not in "\"'":
        if any(character in text for character in '"\\'):
            return
        text = f'"{text}"'
    yield [*lines[:header], f"{match['key']} [{text}]{scalar['more'] or ''}", *lines[header + 1 :]]


def _unquoted(text: str) -> str:
    return text[1:-1] if text[0] in "\"'" else text
