"""The options of ``docker buildx build``, so that a pasted command is taken apart as docker itself would.

How options are written follows pflag, which docker uses: ``--name value``,
``--name=value``, ``-n value``, ``-nvalue``, ``-n=value``, and switches run together as in ``-qt value``.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from buildx_cache_flags.core.draft.others import KNOWN, SHORT, SWITCHES
from buildx_cache_flags.core.text.golang import parse_bool

from .shellscan import ShellToken

Kind = Literal["value", "switch", "missing", "open", "unknown", "dash", "positional", "unsure", "torn", "stray"]


_DASHES = re.compile("[\u2010-\u2015\u2212]")
"""What typesetting makes of a hyphen, or of two."""


@dataclass(frozen=True, slots=True)
class OptionArgument:
    """One argument of a build: what it is, the words that it takes, and its text as it was pasted.

    ``value``: the option ``name`` with a value; ``switch``: one without; ``missing``: an option whose value is not
    there; ``open``: one whose value has no closing quote; ``unknown``: an option that docker does not have, so far as
    is known here; ``dash``: an option that is written with the wrong dashes; ``positional``: the context; ``unsure``: a
    word behind an unknown option, perhaps its value; ``torn``: the rest of a cache value that a space tore off;
    ``stray``: true or false behind a switch, which takes no word of its own.
    """

    kind: Kind
    name: str
    words: tuple[ShellToken, ...]
    raw: str
    value: str = ""

    @property
    def start(self) -> int:
        """The place of its first character."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """The place behind its last character."""
        return self.words[-1].end

    @property
    def word(self) -> ShellToken:
        """The word that holds its value."""
        return self.words[-1]

    @property
    def on(self) -> bool | None:
        """What a switch says; ``None`` where docker refuses it."""
        try:
            return parse_bool(self.value) if self.value else True
        except ValueError:
            return None


def parse(given: Iterable[ShellToken], *, broken: bool = False) -> Iterator[OptionArgument]:
    """Take the words behind ``docker build`` apart; *broken* says that an unclosed quote stands behind the last one.

    The word behind an unknown option is never swallowed: nobody knows whether it belongs to it, so it is ``unsure``.
    """
    rest = deque(given)
    before: OptionArgument | None = None
    while rest:
        word = rest.popleft()
        if word.text == "--":
            yield from (OptionArgument("positional", "", (other,), other.raw, other.text) for other in rest)
            return
        for argument in _argument(word, rest, before):
            lost = broken and not rest and argument.kind == "missing"
            yield replace(argument, kind="open") if lost else argument
            before = argument


def _argument(word: ShellToken, rest: deque[ShellToken], before: OptionArgument | None) -> Iterator[OptionArgument]:
    text = word.text
    if _DASHES.match(text):
        yield OptionArgument("dash", "--" + _DASHES.sub("-", text).lstrip("-"), (word,), word.raw)
    elif not text.startswith("-") or text == "-":
        kind = _positional(text, before)
        yield OptionArgument(kind, before.name if before and kind == "torn" else "", (word,), word.raw, text)
    elif text.startswith("--"):
        yield _long(word, rest)
    elif len(text) > 2 and text[1:].partition("=")[0] in KNOWN:
        yield OptionArgument("dash", f"-{text}", (word,), word.raw)
    else:
        yield from _short(word, rest)


def _positional(text: str, before: OptionArgument | None) -> Kind:
    if before is None:
        return "positional"
    if before.kind in ("unknown", "dash"):
        return "unsure"
    if before.kind == "switch" and text in ("true", "false"):
        return "stray"
    if before.name in ("cache-to", "cache-from") and before.value.endswith(",") and ("=" in text or text[-1:] == ","):
        return "torn"
    return "positional"


def _long(word: ShellToken, rest: deque[ShellToken]) -> OptionArgument:
    name, equals, value = word.text[2:].partition("=")
    if name not in KNOWN:
        return OptionArgument("unknown", name, (word,), word.raw)
    if name in SWITCHES:
        return OptionArgument("switch", name, (word,), word.raw, value)
    if equals:
        return OptionArgument("value", name, (word,), word.raw, value)
    return _with_next(name, word, word.raw, rest)


def _with_next(name: str, word: ShellToken, raw: str, rest: deque[ShellToken]) -> OptionArgument:
    """The option *name* with the next word as its value, unless that is plainly the next option."""
    if not rest or _is_option(rest[0].text):
        return OptionArgument("missing", name, (word,), raw)
    value = rest.popleft()
    return OptionArgument("value", name, (word, value), f"{raw} {value.raw}", value.text)


def _is_option(text: str) -> bool:
    if text.startswith("--"):
        return text[2:].partition("=")[0] in KNOWN
    return len(text) == 2 and text[0] == "-" and text[1] in SHORT


def _short(word: ShellToken, rest: deque[ShellToken]) -> Iterator[OptionArgument]:
    letters = word.text[1:]
    alone = len(letters) == 1
    while letters:
        letter, letters = letters[0], letters[1:]
        name = SHORT.get(letter, "")
        raw = word.raw if alone else f"-{letter}{letters}"
        if not name:
            yield OptionArgument("unknown", letter, (word,), raw)
            return
        if name in SWITCHES and not letters.startswith("="):
            yield OptionArgument("switch", name, (word,), f"-{letter}")
        elif letters:
            kind: Kind = "switch" if name in SWITCHES else "value"
            # pflag drops the "=" only where something follows it.
            value = letters[1:] if len(letters) > 1 and letters[0] == "=" else letters
            yield OptionArgument(kind, name, (word,), raw, value)
            return
        else:
            yield _with_next(name, word, raw, rest)
