"""The variables of Compose in a text, and the ``.env`` file that gives some of them a value.

Source: compose-go's ``template`` package and its ``dotenv`` reader.  A variable of ``.env`` counts as its value and a
default as that default, which the environment may replace; a variable with neither stays open.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from buildx_cache_flags.core.text.template import Part, Template

_DEEPEST: Final = 20
_VARIABLE = re.compile(r"\$(?:(\$)|([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)(:?[-+?])?)")
_BRACES = re.compile(r"\$\{|\}")
_ASSIGNMENT = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:](.*)\Z", re.ASCII)
_COMMENT = re.compile(r"[ \t]+#.*\Z")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t"}


def interpolated(text: str, line: int = 0, known: Mapping[str, str] | None = None) -> Template:
    """*text* with every variable that has a value replaced by it, and the others as parts of their own."""
    return Template(_merged(_parts(text, known or {}, 0)), line)


def _parts(text: str, known: Mapping[str, str], depth: int) -> Iterator[Part]:
    ends = _closings(text)
    position = 0
    for match in _VARIABLE.finditer(text):
        if match.start() < position:
            continue
        end = match.end()
        if match[3] is not None:
            end = ends.get(match.start(), 0)
            if not end or (match[4] is None and end != match.end() + 1):
                continue
        yield Part("text", text[position : match.start()])
        yield from _variable(match, text[match.end() : end - 1], text[match.start() : end], known, depth)
        position = end
    yield Part("text", text[position:])


def _closings(text: str) -> dict[int, int]:
    """For every ``${`` the place behind the brace that closes it."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for match in _BRACES.finditer(text):
        if match[0] == "${":
            opened.append(match.start())
        elif opened:
            found[opened.pop()] = match.end()
    return found


def _variable(match: "re.Match[str]", word: str, source: str, known: Mapping[str, str], depth: int) -> Iterator[Part]:
    if match[1]:
        yield Part("text", "$")
        return
    name, operator = match[2] or match[3], match[4] or ""
    value = known.get(name)
    if value is not None and not (operator.startswith(":") and not value):
        if operator.endswith("+"):
            yield from _parts(word, known, depth + 1) if depth < _DEEPEST else (Part("raw", source),)
        else:
            yield Part("text", value)
    elif operator.endswith("-") and depth < _DEEPEST:
        yield from _parts(word, known, depth + 1)
    elif operator.endswith(("+", "?")):
        yield Part("raw", source)
    else:
        yield Part("name", name, source if source != f"${{{name}}}" else "")


def _merged(parts: Iterator[Part]) -> tuple[Part, ...]:
    merged: list[Part] = []
    for part in parts:
        if not part.text:
            continue
        if merged and part.kind == "text" and merged[-1].kind == "text":
            merged[-1] = Part("text", merged[-1].text + part.text)
        else:
            merged.append(part)
    return tuple(merged)


def read_dotenv(text: str) -> dict[str, str]:
    """The variables of an ``.env`` file whose values stand in it; one that names an unknown variable is left out."""
    known: dict[str, str] = {}
    for line in text.splitlines():
        match = None if line.lstrip().startswith("#") else _ASSIGNMENT.match(line)
        if match is None:
            continue
        value = _unquoted(match[2].strip(), known)
        if value is not None:
            known[match[1]] = value
    return known


def _unquoted(raw: str, known: Mapping[str, str]) -> str | None:
    quote = raw[:1]
    if quote in ("'", '"'):
        end = raw.find(quote, 1)
        while end > 0 and quote == '"' and raw[end - 1] == "\\":
            end = raw.find(quote, end + 1)
        if end < 0:
            return None
        inner = raw[1:end]
        if quote == "'":
            return inner
        value = _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), inner)
    else:
        value = _COMMENT.sub("", raw) if not raw.startswith("#") else ""
    template = interpolated(value, known=known)
    return None if template.names or template.expressions else template.raw
