"""Bake's functions of strings."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from typing import Final

from buildx_cache_flags.core.text.template import plain

from .arguments import LONGEST, RefusedError, UncallableError, list_of, number_of, of_texts, text_of, truth_of
from .values import Value

_MOST_STEPS: Final = 20_000_000
_DIFFERS = re.compile(r"\)[*+{]|\(\?(?!:|P<)|\\[0-9kpPQEzZACXGCx]|\[\[:|[*+?}]\+")
"""What Go and Python read differently, or what makes Python's engine take long: groups that repeat."""

_REPEATS = re.compile(r"(?<!\\)[*+{]")
_GROUP = re.compile(r"\$\$|\$(?:(\w+)|\{(\w+)\})", re.ASCII)
_BRACKETS = re.compile(r"[\[\]{}]")
_DEEPEST: Final = 60
_VERB = re.compile(r"%(?:\[(\d+)\])?([-+ 0#]*)(\d*)(?:\.(\d+))?([%svdqtfgeixXob])")


def format_(template: Value, *arguments: Value) -> str:
    """``format`` with Go's verbs."""
    remaining = iter(range(len(arguments)))

    def filled(match: re.Match[str]) -> str:
        if match[5] == "%":
            return "%"
        value = arguments[int(match[1]) - 1 if match[1] else next(remaining)]
        return written(match, value)

    text = text_of(template)
    if "%" in _VERB.sub("", text):
        raise UncallableError
    return _VERB.sub(filled, text)


def written(match: re.Match[str], value: Value) -> str:
    """One value as a verb writes it."""
    flags, width, precision, verb = match[2], match[3], match[4], match[5]
    if int(width or 0) > LONGEST:
        raise UncallableError
    if verb in "sv":
        text = text_of(value)
    elif verb == "q":
        text = json.dumps(text_of(value), ensure_ascii=False)
    elif verb == "t":
        text = "true" if truth_of(value) else "false"
    else:
        number = number_of(value)
        whole = verb in "dixXob"
        kind = {"i": "d"}.get(verb, verb)
        text = f"{int(number) if whole else float(number):{'+' if '+' in flags else ''}{'' if whole or not precision else '.' + precision}{kind}}"
    if "0" in flags and "-" not in flags and verb not in "svqt":
        return text.zfill(int(width or 0))
    return text.ljust(int(width or 0)) if "-" in flags else text.rjust(int(width or 0))


def formatlist(template: Value, *arguments: Value) -> Value:
    """``format`` for each place of the lists among the arguments."""
    lists = [argument for argument in arguments if isinstance(argument, list)]
    if not lists:
        return [plain(format_(template, *arguments))]
    if len({len(items) for items in lists}) > 1:
        raise RefusedError
    rows = range(len(lists[0]))
    return [
        plain(format_(template, *(one[row] if isinstance(one, list) else one for one in arguments))) for row in rows
    ]


def replace(text: Value, old: Value, new: Value) -> str:
    """A string with another one replaced."""
    return text_of(text).replace(text_of(old), text_of(new))


def compiled(pattern: str, subject: str) -> re.Pattern[str]:
    """A regular expression that Go and Python read alike, and that takes no long time over *subject*."""
    repeats = len(_REPEATS.findall(pattern))
    if _DIFFERS.search(pattern) or not pattern.isascii() or (len(subject) + 1) ** (repeats + 1) > _MOST_STEPS:
        raise UncallableError
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, RecursionError) as error:
        raise UncallableError from error


def regex_replace(text: Value, pattern: Value, new: Value) -> str:
    """A string with a pattern replaced; ``$1`` and ``${name}`` stand for groups."""
    subject, replacement = text_of(text), text_of(new)

    def group(of: "re.Match[str]", name: str) -> str:
        try:
            return of[int(name) if name.isdigit() else name] or ""
        except IndexError:
            return ""

    def filled(match: "re.Match[str]") -> str:
        return _GROUP.sub(lambda name: "$" if name[0] == "$$" else group(match, name[1] or name[2]), replacement)

    return compiled(text_of(pattern), subject).sub(filled, subject)


def _found(match: "re.Match[str]") -> Value:
    """What a match gives: itself, or its groups as a list or as an object."""
    groups: list[Value] = [None if group is None else plain(group) for group in match.groups()]
    if match.re.groupindex:
        if len(match.re.groupindex) != len(groups):
            raise UncallableError
        return {name: groups[number - 1] for name, number in match.re.groupindex.items()}
    return groups or plain(match[0])


def regex(pattern: Value, text: Value) -> Value:
    """What a pattern matches first."""
    match = compiled(text_of(pattern), text_of(text)).search(text_of(text))
    if match is None:
        raise RefusedError
    return _found(match)


def regexall(pattern: Value, text: Value) -> Value:
    """Everything that a pattern matches."""
    return [_found(match) for match in compiled(text_of(pattern), text_of(text)).finditer(text_of(text))]


def parseint(text: Value, base: Value) -> int:
    """A number of another base."""
    written = text_of(text)
    if not re.fullmatch(r"[-+]?[0-9A-Za-z]{1,40}", written):
        raise UncallableError
    return int(written, int(number_of(base)))


def indent(spaces: Value, text: Value) -> str:
    """A string with blanks in front of every line but the first."""
    count = int(number_of(spaces))
    if not 0 <= count <= LONGEST:
        raise UncallableError
    return text_of(text).replace("\n", "\n" + " " * count)


def jsondecode(text: Value) -> Value:
    """The value of a text in JSON."""
    written = text_of(text)
    if _too_deep(written):
        raise UncallableError
    try:
        return _made(json.loads(written))
    except ValueError as error:
        raise RefusedError from error


def _too_deep(text: str) -> bool:
    depth = 0
    for bracket in _BRACKETS.findall(text):
        depth += 1 if bracket in "[{" else -1
        if depth > _DEEPEST:
            return True
    return False


def _made(value: object) -> Value:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_made(item) for item in value]
    if isinstance(value, dict):
        return {key: _made(item) for key, item in value.items()}
    return value if isinstance(value, (bool, int, float)) else None


def csvdecode(text: Value) -> Value:
    """The rows of a text in CSV as objects; its first row has their keys."""
    rows = list(csv.reader(io.StringIO(text_of(text), newline=""), strict=True))
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise RefusedError
    return [dict(zip(rows[0], map(plain, row), strict=True)) for row in rows[1:]]


def join(separator: Value, *lists: Value) -> str:
    """Strings with a separator between them."""
    return text_of(separator).join(text_of(item) for items in lists for item in list_of(items))


def length(value: Value) -> int:
    """Characters of a string, or items."""
    return len(value) if isinstance(value, (list, dict)) else len(text_of(value))


def split(separator: Value, text: Value) -> Value:
    """A string in pieces."""
    between, subject = text_of(separator), text_of(text)
    return [plain(part) for part in (subject.split(between) if between else list(subject))]


def substr(text: Value, offset: Value, length: Value) -> str:
    """A part of a string; a negative length takes the rest."""
    subject, start, count = text_of(text), int(number_of(offset)), int(number_of(length))
    start = start if start >= 0 else len(subject) + start
    return subject[start:] if count < 0 else subject[start : start + count]


def jsonencode(value: Value) -> str:
    """A value as JSON."""
    return json.dumps(bare(value), separators=(",", ":"), ensure_ascii=False)


def bare(value: Value) -> object:
    """A value as Python's JSON writer takes it."""
    if isinstance(value, list):
        return [bare(item) for item in value]
    if isinstance(value, dict):
        return {key: bare(value[key]) for key in sorted(value)}
    return value if value is None or isinstance(value, (bool, int, float)) else text_of(value)


def digest(name: str) -> Callable[..., str]:
    """A function that gives a checksum in hex."""
    return of_texts(lambda text: hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest())


def without(text: str, prefix: str, suffix: str) -> str:
    """A string without what may stand at its ends."""
    return text.removeprefix(prefix).removesuffix(suffix)
