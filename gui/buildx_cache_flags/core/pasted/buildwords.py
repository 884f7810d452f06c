"""What a pasted command is: a build with docker, flags alone, a value alone, or something that has no place here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from buildx_cache_flags.core.draft.others import words

from .shellscan import ShellToken
from .shellwords import Simple

Sort = Literal["build", "flags", "value", "other"]

NO_FLAG: Final = "not a cache flag or docker build command"
NOT_DOCKER: Final = "not a docker build command"
_BAKE: Final = "bake reads its cache settings from a file, not from --cache-to"
_COMPOSE: Final = "compose reads its cache settings from cache_to and cache_from in a file"
_ANOTHER_BUILDER: Final = "{} is another builder. Only commands for docker are supported"

_PROGRAM = re.compile(r"(?:[^=]*[/\\])?(docker|docker-buildx|buildx|docker-compose)(?:\.exe)?\Z")
_BUILDS = frozenset(
    (
        ("build",),
        ("image", "build"),
        ("builder", "build"),
        ("buildx", "build"),
        ("buildx", "debug", "build"),
        ("buildx", "dap", "build"),
    )
)
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_OTHER_BUILDERS = frozenset(("podman", "nerdctl", "buildah", "buildctl", "img", "kaniko", "finch"))
_WRAPPERS: Final = words(
    "! - call command do doas else env exec if nice nohup run: RUN script: start sudo then time timeout while { @"
)
_GLOBAL_VALUES: Final = words(
    "-H -c -l --builder --config --context --host --invoke --log-level --on --tlscacert --tlscert --tlskey"
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """One command with its sort.

    ``arguments`` are the words behind ``docker build``, all words of flags, or the value; ``prefix`` are those in front
    of docker and ``globals`` its own options, neither of which have a place; ``reason`` says why the rest has none.
    """

    command: Simple
    sort: Sort
    arguments: tuple[ShellToken, ...] = ()
    prefix: tuple[ShellToken, ...] = ()
    globals: tuple[tuple[ShellToken, ...], ...] = ()
    reason: str = ""

    @property
    def caches(self) -> bool:
        """Whether it has a cache flag."""
        return any(word.text.startswith(("--cache-to", "--cache-from")) for word in self.arguments)

    @property
    def like_value(self) -> bool:
        """Whether its first word looks like a value, which a word of prose does not."""
        return any(mark in self.arguments[0].text[:-1] for mark in "=/:")


def recognise(command: Simple) -> Recognised:
    """Say what *command* is."""
    words = command.words
    program = _program(words)
    if program is not None:
        return _docker(command, program)
    first = words[0].text
    builder = _other_builder(words)
    if builder:
        return Recognised(command, "other", reason=_ANOTHER_BUILDER.format(builder))
    if _starts_flags(first) or any(word.text.startswith(("--cache-to", "--cache-from")) for word in words):
        return Recognised(command, "flags", words)
    if len(words) == 1 or (first.endswith(",") and "=" in first):
        return Recognised(command, "value", words)
    return Recognised(command, "other", reason=NO_FLAG)


def _other_builder(words: Sequence[ShellToken]) -> str:
    """The builder that the command is for, where it is known and not docker."""
    name = next((word.text for word in words if not _starts_docker(word.text)), "")
    plain = re.split(r"[/\\]", name)[-1].removesuffix(".exe")
    return plain if plain in _OTHER_BUILDERS and len(words) > 1 else ""


def _starts_docker(text: str) -> bool:
    """Whether *text* may stand in front of a command's name."""
    return text in _WRAPPERS or _ASSIGNMENT.match(text) is not None


def _starts_flags(text: str) -> bool:
    return len(text) > 1 and text[0] in "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


def _program(words: Sequence[ShellToken]) -> int | None:
    """Where docker stands: first, or behind words that only start it."""
    if _PROGRAM.match(words[0].text):
        return 0 if len(words) > 1 or words[0].text == "docker" else None
    if not _starts_docker(words[0].text):
        return None
    return next((number for number, word in enumerate(words) if _PROGRAM.match(word.text)), None)


def _docker(command: Simple, program: int) -> Recognised:
    words = command.words
    match = _PROGRAM.match(words[program].text)
    name = match[1] if match else ""
    names, skipped, position = _path(words, program + 1, name)
    if names in _BUILDS:
        return Recognised(command, "build", words[position:], words[:program], skipped)
    return Recognised(command, "other", reason=_why_not(names))


def _path(
    words: Sequence[ShellToken], position: int, program: str
) -> tuple[tuple[str, ...], tuple[tuple[ShellToken, ...], ...], int]:
    """The names of the subcommands up to the last one, docker's own options among them, and the place behind."""
    names = {"docker-buildx": ("buildx",), "buildx": ("buildx",), "docker-compose": ("compose",)}.get(program, ())
    skipped: list[tuple[ShellToken, ...]] = []
    while position < len(words):
        text = words[position].text
        if text.startswith("-"):
            length = 2 if text in _GLOBAL_VALUES else 1
            skipped.append(tuple(words[position : position + length]))
            position += length
            continue
        position += 1
        names = (*names, "build" if text == "b" and names[-1:] == ("buildx",) else text)
        if text not in ("image", "builder", "buildx", "debug", "dap"):
            break
    return names, tuple(skipped), position


def _why_not(names: tuple[str, ...]) -> str:
    if names[:1] == ("compose",):
        return _COMPOSE
    if names[:2] in (("buildx", "bake"), ("buildx", "f")):
        return _BAKE
    return NOT_DOCKER
