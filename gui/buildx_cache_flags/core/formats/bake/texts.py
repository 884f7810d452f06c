"""Bake's functions of strings."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Final

from buildx_cache_flags.core.text.template import plain

from .arguments import LONGEST, UncallableError, list_of, number_of, of_texts, text_of, truth_of
from .values import Value

_MOST_REPEATS: Final = 3
_NESTING = re.compile(r"[(]")
_REPEATS = re.compile(r"(?<!\\)[*+{]")
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


def replace(text: Value, old: Value, new: Value) -> str:
    """A string with another one replaced; between slashes stands a pattern, which is not followed."""
    pattern, subject = text_of(old), text_of(text)
    if len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/"):
        raise UncallableError
    return subject.replace(pattern, text_of(new))


def compiled(text: Value) -> re.Pattern[str]:
    """A regular expression that Go and Python read alike and that takes no long time: no groups, few repetitions."""
    pattern = text_of(text)
    if _NESTING.search(pattern) or len(_REPEATS.findall(pattern)) > _MOST_REPEATS or not pattern.isascii():
        raise UncallableError
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, RecursionError) as error:
        raise UncallableError from error


def regex_replace(text: Value, pattern: Value, new: Value) -> str:
    """A string with a pattern replaced."""
    replacement = text_of(new)
    if "$" in replacement or len(text_of(text)) > LONGEST // 10:
        raise UncallableError
    return compiled(pattern).sub(lambda _: replacement, text_of(text))


def regex(pattern: Value, text: Value) -> str:
    """What a pattern matches first."""
    match = compiled(pattern).search(text_of(text))
    if match is None:
        raise UncallableError
    return match[0]


def regexall(pattern: Value, text: Value) -> Value:
    """Everything that a pattern matches."""
    return [plain(match[0]) for match in compiled(pattern).finditer(text_of(text))]


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
