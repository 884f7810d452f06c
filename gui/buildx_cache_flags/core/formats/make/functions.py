"""The functions of make that only look at text.

Source: GNU make manual, "Functions for Transforming Text".
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple


class Function(NamedTuple):
    """How many arguments a function has at most, and what it makes of them."""

    most: int
    apply: Callable[[Sequence[str]], str]


def matches(pattern: str, word: str) -> str | None:
    """What ``%`` in *pattern* stands for in *word*; ``None`` where it does not fit."""
    before, percent, after = pattern.partition("%")
    if not percent:
        return "" if pattern == word else None
    fits = len(word) >= len(before) + len(after) and word.startswith(before) and word.endswith(after)
    return word[len(before) : len(word) - len(after)] if fits else None


def replaced(pattern: str, replacement: str, words: str) -> str:
    """``patsubst``: every word that fits *pattern* as *replacement*."""
    found = []
    for word in words.split():
        stem = matches(pattern, word)
        if stem is None:
            found.append(word)
        else:
            found.append(replacement.replace("%", stem, 1) if "%" in pattern else replacement)
    return " ".join(found)


def _subst(arguments: Sequence[str]) -> str:
    old, new, text = arguments
    return text.replace(old, new) if old else text + new


def _kept(arguments: Sequence[str], *, fitting: bool) -> str:
    patterns = arguments[0].split()
    words = arguments[1].split()
    return " ".join(
        word for word in words if any(matches(pattern, word) is not None for pattern in patterns) == fitting
    )


def _each(change: Callable[[str], str]) -> Callable[[Sequence[str]], str]:
    return lambda arguments: " ".join(found for word in arguments[0].split() if (found := change(word)))


def _directory(word: str) -> str:
    head, slash, _ = word.rpartition("/")
    return head + slash if slash else "./"


def _suffix(word: str) -> str:
    match = re.search(r"\.[^./]*\Z", word)
    return match[0] if match else ""


def _basename(word: str) -> str:
    suffix = _suffix(word)
    return word[: len(word) - len(suffix)] if suffix else word


def _joined(arguments: Sequence[str]) -> str:
    one, other = (argument.split() for argument in arguments)
    longest = max(len(one), len(other))
    padded = zip(_padded(one, longest), _padded(other, longest), strict=True)
    return " ".join(first + second for first, second in padded)


def _padded(words: list[str], length: int) -> Iterable[str]:
    return [*words, *[""] * (length - len(words))]


def _number(text: str) -> int:
    stripped = text.strip()
    return int(stripped) if stripped.isdecimal() and len(stripped) < 6 else 0


def _word(arguments: Sequence[str]) -> str:
    words, number = arguments[1].split(), _number(arguments[0])
    return words[number - 1] if 0 < number <= len(words) else ""


def _wordlist(arguments: Sequence[str]) -> str:
    first, last = _number(arguments[0]), _number(arguments[1])
    return " ".join(arguments[2].split()[max(first - 1, 0) : last])


TEXT: Final[dict[str, Function]] = {
    "subst": Function(3, _subst),
    "patsubst": Function(3, lambda given: replaced(given[0].strip(), given[1].strip(), given[2])),
    "strip": Function(1, lambda given: " ".join(given[0].split())),
    "findstring": Function(2, lambda given: given[0] if given[0] in given[1] else ""),
    "filter": Function(2, lambda given: _kept(given, fitting=True)),
    "filter-out": Function(2, lambda given: _kept(given, fitting=False)),
    "sort": Function(1, lambda given: " ".join(sorted(set(given[0].split())))),
    "word": Function(2, _word),
    "words": Function(1, lambda given: str(len(given[0].split()))),
    "wordlist": Function(3, _wordlist),
    "firstword": Function(1, lambda given: " ".join(given[0].split()[:1])),
    "lastword": Function(1, lambda given: " ".join(given[0].split()[-1:])),
    "dir": Function(1, _each(_directory)),
    "notdir": Function(1, _each(lambda word: word.rpartition("/")[2])),
    "suffix": Function(1, _each(_suffix)),
    "basename": Function(1, _each(_basename)),
    "addprefix": Function(2, lambda given: " ".join(given[0] + word for word in given[1].split())),
    "addsuffix": Function(2, lambda given: " ".join(word + given[0] for word in given[1].split())),
    "join": Function(2, _joined),
}
SAYING: Final = ("info", "warning", "error")
"""Functions that only say something, and give nothing."""

OUTSIDE: Final = ("shell", "wildcard", "realpath", "abspath", "file", "guile", "origin", "flavor")
"""Functions that ask the machine or make itself."""
