"""What a command of a script is: a build with docker or a program like it, or something else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from buildx_cache_flags.core.pasted import buildwords
from buildx_cache_flags.core.pasted.buildwords import Recognised
from buildx_cache_flags.core.pasted.shellscan import ShellToken
from buildx_cache_flags.core.pasted.shellwords import Simple
from buildx_cache_flags.core.text.template import Sealed

from .follow.ran import Ran
from .values import Text

Sort = Literal["build", "flags", "bake", "buildctl", "another"]

_PRINTING: Final = frozenset(
    [
        "echo",
        "printf",
        "print",
        "cat",
        "log",
        "info",
        "warn",
        "warning",
        "error",
        "debug",
        "die",
        "fail",
        "grep",
        "sed",
        "awk",
        "test",
        "[",
        "write-host",
        "write-output",
        "write-verbose",
        "write-information",
        "write-error",
        "throw",
        "return",
        ":",
        "true",
        "false",
        "cd",
        "mkdir",
        "rm",
        "cp",
        "mv",
        "exec_log",
    ]
)
_DOCKER = re.compile(
    r"(?:.*[/\\])?(docker|docker-buildx|buildx|depot|buildctl|podman|nerdctl|buildah|finch)(?:\.exe)?\Z"
)
_BUILD: Final = ("build", "buildx", "image", "builder", "bake", "b")
_OTHERS: Final = ("podman", "nerdctl", "buildah", "finch")


@dataclass(frozen=True, slots=True)
class Found:
    """A command that builds: what it is, its words as tokens, those behind ``docker build``, and where it runs."""

    ran: Ran
    sort: Sort
    tokens: tuple[ShellToken, ...]
    arguments: tuple[ShellToken, ...]
    program: str = "docker build"

    def text(self, token: ShellToken) -> Text:
        """The value of one of its tokens."""
        return self.ran.words[token.start]


def find(commands: Sequence[Ran], sealed: Sealed) -> Iterator[Found]:
    """The commands that build, or that have cache flags."""
    for ran in commands:
        found = _found(ran, sealed)
        if found is not None:
            yield found


def _found(ran: Ran, sealed: Sealed) -> Found | None:
    tokens = tuple(
        ShellToken("word", number, text.template().raw, sealed.seal(text.template()))
        for number, text in enumerate(ran.words)
    )
    first = ran.words[0].literal if ran.words else ""
    if not tokens or (first or "").lower() in _PRINTING:
        return None
    place = _program(tokens, ran)
    if place is None:
        return _flags(ran, tokens)
    name = match[1] if (match := _DOCKER.match(tokens[place].text)) else "docker"
    rest = tokens[place + 1 :]
    if name in _OTHERS:
        return Found(ran, "another", tokens, rest, name) if _has_caches(rest) else None
    if name == "buildctl":
        return Found(ran, "buildctl", tokens, rest, name) if any(one.text == "build" for one in rest[:6]) else None
    if name == "depot":
        build = next((number for number, one in enumerate(rest) if one.text in ("build", "bake")), None)
        return None if build is None else Found(ran, _sort(rest[build].text), tokens, rest[build + 1 :], "depot build")
    program = ShellToken("word", place, "docker", "docker" if not match else tokens[place].text)
    recognised = buildwords.recognise(Simple((program, *rest)))
    return _of(recognised, ran, tokens)


def _sort(word: str) -> Sort:
    return "bake" if word == "bake" else "build"


def _of(recognised: Recognised, ran: Ran, tokens: tuple[ShellToken, ...]) -> Found | None:
    if recognised.sort == "build":
        return Found(ran, "build", tokens, recognised.arguments)
    texts = [token.text for token in recognised.command.words]
    bake = next((number for number, text in enumerate(texts) if text in ("bake", "f")), None)
    if bake is not None and texts[:bake] and "compose" not in texts[:bake]:
        return Found(ran, "bake", tokens, recognised.command.words[bake + 1 :], "docker buildx bake")
    return None


def _program(tokens: Sequence[ShellToken], ran: Ran) -> int | None:
    """Where docker stands: first, or behind words that start it; an open word before ``build`` is taken for it."""
    for number, token in enumerate(tokens):
        following = tokens[number + 1].text if number + 1 < len(tokens) else ""
        if _DOCKER.match(token.text) and (number == 0 or following in _BUILD or following.startswith("-")):
            return number
    known = ran.words[0].known
    if not known and len(tokens) > 1 and tokens[1].text in _BUILD and _has_caches(tokens):
        return 0
    return None


def _flags(ran: Ran, tokens: tuple[ShellToken, ...]) -> Found | None:
    """Cache flags without docker: of a program of its own, or torn off by the end of a line."""
    return Found(ran, "flags", tokens, tokens, "flags") if _has_caches(tokens) else None


def _has_caches(tokens: Sequence[ShellToken]) -> bool:
    return any(re.match(r"--cache-(?:to|from)(?:[= ]|\Z)", token.text) for token in tokens)
