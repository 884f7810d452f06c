"""Brace expansion of bash and zsh: ``a{b,c}`` and ``{1..3}``, on the text of a word."""

import re
from itertools import pairwise
from typing import Final

from buildx_cache_flags.core.text.work import Work

_TOKEN = re.compile(r"""\\.|'[^']*'|"(?:[^"\\]|\\.)*"|\$\{[^}]*\}|\$\([^)]*\)|[{},]""", re.DOTALL)
_RANGE = re.compile(r"\{(-?\d{1,4})\.\.(-?\d{1,4})\}")
_MOST: Final = 200


def expanded(word: str, work: Work) -> list[str]:
    """The words that *word* becomes; itself alone where it has no braces to expand."""
    done: list[str] = []
    waiting = [word]
    while waiting:
        text = waiting.pop(0)
        work.spend(len(text))
        options = _first(text)
        if options is None or len(done) + len(waiting) > _MOST:
            done.append(text)
        else:
            waiting = [*options, *waiting]
    return done


def _first(text: str) -> list[str] | None:
    """*text* with each alternative of its first braces; ``None`` where there are none."""
    opened: list[tuple[int, list[int]]] = []
    for match in _TOKEN.finditer(text):
        if match[0] == "{":
            opened.append((match.start(), []))
        elif match[0] == "," and opened:
            opened[-1][1].append(match.start())
        elif match[0] == "}" and opened:
            start, commas = opened.pop()
            if commas and not any(places for _, places in opened):
                bounds = [start, *commas, match.start()]
                parts = [text[one + 1 : other] for one, other in pairwise(bounds)]
                return [text[:start] + part + text[match.end() :] for part in parts]
    numbers = _RANGE.search(text)
    if numbers:
        first, last = int(numbers[1]), int(numbers[2])
        step = 1 if last >= first else -1
        return [
            f"{text[: numbers.start()]}{number}{text[numbers.end() :]}"
            for number in range(first, last + step, step)[:_MOST]
        ]
    return None
