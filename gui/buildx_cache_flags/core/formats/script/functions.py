"""Functions without side effects that scripts make their strings and lists with, on values.

Each takes values and gives one, or ``None`` where it can't tell.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Final

from . import programs
from .values import (
    EMPTY,
    Listed,
    Named,
    Piece,
    Text,
    Value,
    as_text,
    between,
    elements,
    fixed,
    flawed,
    joined,
    mapped,
    split,
    split_at,
    texts,
)

Function = Callable[[Sequence[Value]], Value | None]


def _on_text(change: Callable[[str], str]) -> Function:
    return lambda values: mapped(as_text(values[0]), change)


lower: Final = _on_text(str.lower)
upper: Final = _on_text(str.upper)
strip: Final = _on_text(str.strip)
strip_front: Final = _on_text(str.lstrip)
strip_back: Final = _on_text(str.rstrip)


def unknown(values: Sequence[Value]) -> Value | None:
    """What nobody can tell."""
    return None


def formatted(values: Sequence[Value]) -> Value | None:
    """``printf``: a format and its arguments in a list."""
    return programs.formatted(as_text(values[0]), list(texts(values[1])) if len(values) > 1 else [])


def fields(values: Sequence[Value]) -> Value | None:
    """The words of a text, parted by blanks."""
    return Listed(tuple(split(as_text(values[0]))))


def lines(values: Sequence[Value]) -> Value | None:
    """The lines of a text."""
    found = split_at(as_text(values[0]), "\n")
    return Listed(tuple(found[:-1] if len(found) > 1 and found[-1] == EMPTY else found))


def parted(values: Sequence[Value]) -> Value | None:
    """The parts of a text between a separator; between blanks where there is none."""
    separator = as_text(values[1]).literal if len(values) > 1 else " "
    if len(values) < 2:
        return fields(values)
    return Listed(tuple(split_at(as_text(values[0]), separator))) if separator else None


def connected(values: Sequence[Value]) -> Value | None:
    """The elements of a list with a separator in between: the list, and the separator."""
    if not isinstance(values[0], Listed):
        return as_text(values[0])
    return between(texts(values[0]), as_text(values[1]) if len(values) > 1 else EMPTY)


def replaced(values: Sequence[Value]) -> Value | None:
    """Each of a text replaced by another: the text, what goes, and what comes."""
    old, new = (as_text(value).literal for value in values[1:3])
    if not old or new is None:
        return None
    return mapped(as_text(values[0]), lambda text: text.replace(old, new))


def replaced_once(values: Sequence[Value]) -> Value | None:
    """The first of a text replaced by another."""
    old, new = (as_text(value).literal for value in values[1:3])
    if not old or new is None:
        return None
    return mapped(as_text(values[0]), lambda text: text.replace(old, new, 1))


def replaced_pattern(values: Sequence[Value]) -> Value | None:
    """What fits a regular expression, replaced: the text, the expression, and what comes."""
    text, pattern, by = (as_text(value) for value in values[:3])
    return programs.regular(text, pattern, by)


def element(values: Sequence[Value]) -> Value | None:
    """One element of a list, or one field of a record: the list, and the index or the name."""
    holder, key = values[0], as_text(values[1]).literal
    if key is None:
        return None
    if isinstance(holder, Named):
        return holder.get(key)
    if isinstance(holder, Listed) and key.lstrip("-").isdigit():
        number = int(key)
        return holder.items[number] if -len(holder.items) <= number < len(holder.items) else None
    return None


def stretch(values: Sequence[Value]) -> Value | None:
    """Elements of a list from one index up to another, which is not among them: the list, and both."""
    numbers = [_number(value) for value in values[1:]]
    start, end = (*numbers, None, None)[:2]
    if isinstance(values[0], Listed):
        return Listed(values[0].items[start:end])
    return mapped(as_text(values[0]), lambda text: text[start:end])


def _number(value: Value) -> int | None:
    literal = as_text(value).literal or ""
    return int(literal) if literal.lstrip("-").isdigit() else None


def together(values: Sequence[Value]) -> Value | None:
    """Two values added: lists one behind the other, texts as one."""
    if isinstance(values[0], Listed):
        return Listed(tuple(one for value in values for one in elements(value)))
    return joined(map(as_text, values))


def repeated(values: Sequence[Value]) -> Value | None:
    """How many elements a list has, or characters a text."""
    if isinstance(values[0], Listed):
        return fixed(str(len(values[0].items)))
    literal = as_text(values[0]).literal
    return None if literal is None else fixed(str(len(literal)))


def as_object(about: str, line: int) -> Function:
    """A variable inside a string of PowerShell: an object gives its type, whatever is written behind it."""

    def function(values: Sequence[Value]) -> Value | None:
        if isinstance(values[0], Named):
            return flawed("script-property", line, about, "System.Collections.Hashtable")
        return as_text(values[0])

    return function


def zsh_modified(letter: str) -> Function:
    """What zsh makes of a value behind which a colon and a letter stand."""
    changes: dict[str, Callable[[str], str]] = {
        "e": lambda text: text.rpartition(".")[2] if "." in text else "",
        "h": lambda text: text.rpartition("/")[0] or ".",
        "l": str.lower,
        "r": lambda text: text.rpartition(".")[0] or text,
        "t": lambda text: text.rpartition("/")[2],
        "u": str.upper,
    }
    return lambda values: mapped(as_text(values[0]), changes.get(letter, str))


def filled(values: Sequence[Value]) -> Value | None:
    """The elements of a list that are not empty."""
    return Listed(tuple(one for one in elements(values[0]) if not (isinstance(one, Text) and one.empty)))


def _without(cut: Callable[[str, str], str]) -> Function:
    def function(values: Sequence[Value]) -> Value | None:
        other = as_text(values[1]).literal if len(values) > 1 else None
        return None if other is None else mapped(as_text(values[0]), lambda text: cut(text, other))

    return function


without_suffix: Final = _without(str.removesuffix)
without_prefix: Final = _without(str.removeprefix)


def shell_words(values: Sequence[Value]) -> Value | None:
    """The words of a text as a POSIX shell parts them, with nothing replaced (``shlex.split``)."""
    found: list[list[Piece]] = []
    quote = ""
    begun = False
    for piece in as_text(values[0]).pieces:
        if piece.kind != "text":
            found, begun = (found if begun else [*found, []]), True
            found[-1].append(piece)
            continue
        for match in _SHELL_PART.finditer(piece.text):
            inside = match[0]
            if not quote and inside.isspace():
                begun = False
                continue
            if not begun:
                found.append([])
                begun = True
            if inside in ("'", '"') and quote in ("", inside):
                quote = "" if quote else inside
            elif inside[0] == "\\" and quote != "'" and len(inside) == 2:
                found[-1].append(piece._replace(text=inside[1] if not quote or inside[1] in '"\\' else inside))
            else:
                found[-1].append(piece._replace(text=inside))
    return Listed(tuple(Text(tuple(_merged(pieces))) for pieces in found))


_SHELL_PART = re.compile(r"\\.|['\"]|\s+|[^\s'\"\\]+|\\", re.DOTALL)


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbouring pieces of one origin put together."""
    for _, group in groupby(pieces, key=lambda piece: piece._replace(text="") if piece.kind == "text" else piece):
        same = list(group)
        yield same[0]._replace(text="".join(piece.text for piece in same)) if same[0].kind == "text" else same[0]


def quoted(values: Sequence[Value]) -> Value | None:
    """Words as one text that a shell parts into them again."""
    mark = fixed("'")
    found = []
    for text in texts(values[0]):
        plain = text.plain
        safe = plain and not re.search(r"[^\w@%+=:,./\ufffc-]", plain)
        found.append(text if safe else joined((mark, text, mark)))
    return between(found, fixed(" "))


def python_format(values: Sequence[Value]) -> Value | None:
    """``"{} {0} {name}".format(…)``: the text, the values in order, and those with names."""
    form, in_order, named = as_text(values[0]), elements(values[1]), values[2]
    return _filled(form, _BRACED, lambda match, count: _chosen(match[1], count, in_order, named))


def percent_format(values: Sequence[Value]) -> Value | None:
    """``"%s %v" % (…)``, and what other languages make of such a format."""
    form, given = as_text(values[0]), elements(values[1]) if len(values) > 1 else ()
    return _filled(form, _PERCENT, lambda match, count: fixed("%") if match[0] == "%%" else _numbered(given, count))


_BRACED = re.compile(r"\{\{|\}\}|\{(\w*)\}")
_PERCENT = re.compile(r"%(?:%|[svdqr])")


def _numbered(given: Sequence[Value], number: int) -> Value | None:
    return given[number] if number < len(given) else None


def _chosen(name: str | None, count: int, in_order: Sequence[Value], named: Value) -> Value | None:
    if name is None:
        return EMPTY
    if not name or name.isdigit():
        return _numbered(in_order, int(name or count))
    return named.get(name) if isinstance(named, Named) else None


def _filled(form: Text, pattern: re.Pattern[str], choose: Callable[[re.Match[str], int], Value | None]) -> Value | None:
    found: list[Text] = []
    count = 0
    for piece in form.pieces:
        position = 0
        for match in pattern.finditer(piece.text) if piece.kind == "text" else ():
            found.append(Text((piece._replace(text=piece.text[position : match.start()]),)))
            position = match.end()
            value = choose(match, count)
            if value is None:
                return None
            doubled = match[0] in ("{{", "}}", "%%")
            count += not doubled
            found.append(Text((piece._replace(text=match[0][0]),)) if doubled else as_text(value))
        found.append(Text((piece._replace(text=piece.text[position:]),)))
    return Text(tuple(piece for text in found for piece in text.pieces if piece.text))


def pairs(values: Sequence[Value]) -> Value | None:
    """The names and values of a record, each a list of two."""
    if not isinstance(values[0], Named):
        return None
    return Listed(tuple(Listed((fixed(name), value)) for name, value in values[0].fields))


def record_values(values: Sequence[Value]) -> Value | None:
    """The values of a record."""
    return Listed(tuple(value for _, value in values[0].fields)) if isinstance(values[0], Named) else None


def record_names(values: Sequence[Value]) -> Value | None:
    """The names of a record."""
    return Listed(tuple(fixed(name) for name, _ in values[0].fields)) if isinstance(values[0], Named) else None


def numbered(values: Sequence[Value]) -> Value | None:
    """The elements of a list with their numbers, each a list of two."""
    if not isinstance(values[0], Listed):
        return None
    return Listed(tuple(Listed((fixed(str(number)), value)) for number, value in enumerate(values[0].items)))


def iterated(values: Sequence[Value]) -> Value | None:
    """What a loop goes through: the elements of a list, or the names of a record."""
    return values[0] if isinstance(values[0], Listed) else record_names(values)


def flattened(values: Sequence[Value]) -> Value | None:
    """The elements of a list, and of the lists in it."""
    return Listed(tuple(one for value in elements(values[0]) for one in elements(value)))


def template_words(values: Sequence[Value]) -> Value | None:
    """The words of a command in which blanks part the texts, and a list is a value that no blank parts."""
    found: list[Text] = []
    current: Text | None = None
    for value in values:
        if isinstance(value, Listed):
            items = list(texts(value))
            if current is not None and items:
                items[0] = joined((current, items[0]))
                current = None
            found += items[:-1]
            current = items[-1] if items else current
            continue
        for number, part in enumerate(_blanks(as_text(value))):
            if number and current is not None:
                found.append(current)
                current = None
            if part.pieces:
                current = part if current is None else joined((current, part))
    return Listed((*found, *((current,) if current is not None else ())))


def _blanks(text: Text) -> list[Text]:
    """The parts of a text between runs of blanks, empty ones at its ends included."""
    parts: list[list[Piece]] = [[]]
    for piece in text.pieces:
        for number, part in enumerate(re.split(r"\s+", piece.text)):
            if number:
                parts.append([])
            if part:
                parts[-1].append(piece._replace(text=part))
    return [Text(tuple(part)) for part in parts]


def replaced_pattern_once(values: Sequence[Value]) -> Value | None:
    """What first fits a regular expression, replaced."""
    text, pattern, by = (as_text(value) for value in values[:3])
    return programs.regular(text, pattern, by, count=1)


def entries_of(values: Sequence[Value]) -> Value | None:
    """What a loop of Go goes through: index and element, or name and value."""
    return pairs(values) if isinstance(values[0], Named) else numbered(values)


def pairs_or_items(values: Sequence[Value]) -> Value | None:
    """The names and values of a record, or the elements of a list, which are lists of two themselves."""
    return pairs(values) if isinstance(values[0], Named) else values[0]
