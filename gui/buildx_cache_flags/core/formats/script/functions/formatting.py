"""Texts with places for values in them: ``printf``, ``"{}".format(…)``, ``"%s" % …`` and ``{0}``."""

import re
from collections.abc import Callable, Sequence

from buildx_cache_flags.core.formats.script.functions import programs
from buildx_cache_flags.core.formats.script.values import (
    EMPTY,
    Named,
    Text,
    Value,
    as_text,
    elements,
    fixed,
    joined,
    texts,
)


def formatted(values: Sequence[Value]) -> Value | None:
    """``printf``: a format and its arguments in a list."""
    return programs.formatted(as_text(values[0]), list(texts(values[1])) if len(values) > 1 else [])


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


_PLACE = re.compile(r"\{\{|\}\}|\{(\d{1,3})\}")


def braced_format(values: Sequence[Value]) -> Value | None:
    """``{0}`` and so on, as PowerShell's ``-f`` and .NET have them, replaced; widths and number formats are not covered."""
    form = as_text(values[0])
    arguments = elements(values[1]) if len(values) > 1 else ()
    found: list[Text] = []
    for piece in form.pieces:
        if piece.kind != "text":
            found.append(Text((piece,)))
            continue
        if re.search(r"[{}]", _PLACE.sub("", piece.text)):
            return None
        position = 0
        for match in _PLACE.finditer(piece.text):
            found.append(Text((piece._replace(text=piece.text[position : match.start()]),)))
            position = match.end()
            if match[1] is None:
                found.append(Text((piece._replace(text=match[0][0]),)))
            elif int(match[1]) < len(arguments):
                found.append(as_text(arguments[int(match[1])]))
            else:
                return None
        found.append(Text((piece._replace(text=piece.text[position:]),)))
    return joined(found)
