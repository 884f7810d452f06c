"""make that is called again by a recipe, with variables for that run: ``$(MAKE) image TAG=1``."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_SETTING = re.compile(r"([A-Za-z_][\w.-]*)[:?+]?=(.*)", re.DOTALL)
_WORD = re.compile(r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s"';&|])+""")
_QUOTES = re.compile("[\"']")


class Again(NamedTuple):
    """The targets of such a call, and the variables that it sets."""

    targets: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]


def calls(text: str, programs: Sequence[str]) -> Iterator[Again]:
    """The calls of make in one line of a recipe; *programs* are what stands for make itself."""
    for program in programs:
        for match in re.finditer(rf"(?:^|[;&|(@+-])[ \t]*{re.escape(program)}[ \t]+([^;&|\n]*)", text):
            words = [_QUOTES.sub("", word) for word in _WORD.findall(match[1])]
            # In another folder, or with another file, the targets are those of that one.
            if any(word.startswith(("-C", "-f", "--dir", "--file", "--makefile")) for word in words):
                continue
            settings = [found.groups() for word in words if (found := _SETTING.match(word))]
            targets = tuple(word for word in words if not word.startswith("-") and not _SETTING.match(word))
            if settings and targets:
                yield Again(targets, tuple((str(name), str(value)) for name, value in settings))
