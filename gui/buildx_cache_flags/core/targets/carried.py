"""What the files that flags are written into have in common for the other options of a build."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.draft import Draft, others
from buildx_cache_flags.core.draft.command import Piece
from buildx_cache_flags.core.draft.others import Other
from buildx_cache_flags.core.draft.place import OTHERS, Place
from buildx_cache_flags.core.text.variables import split

NOT_CARRIED: Final = codes.register(
    "option-not-carried",
    "warning",
    catches="another option of the build that the chosen place has no setting for, so it is left out there",
    source="Bake, Compose and docker/build-push-action: their lists of settings",
)
ON_COMMAND: Final = codes.register(
    "option-on-command",
    "hint",
    catches="another option of the build that belongs to the command that reads the file, and not into the file",
    source="docker buildx bake and docker compose build: their own options",
)

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://|git@|github\.com/", re.IGNORECASE)


class Given(NamedTuple):
    """One other option of a draft, and its place."""

    other: Other
    place: Place

    @property
    def name(self) -> str:
        """Its long name."""
        return self.other.name

    @property
    def value(self) -> str:
        """Its value; empty where it has none."""
        return self.other.value or ""

    def piece(self, text: str) -> Piece:
        """*text*, a part of its value, in which ``${NAME}`` is a variable."""
        return Piece(text, self.place, "reference" if self.name == "tag" else "text")

    @property
    def parts(self) -> list[Piece]:
        """What its value lists, in pieces: what a variable lists stays one."""
        return [self.piece(text) for text in _split(self.value) if text]

    @property
    def pair(self) -> tuple[Piece, Piece | None]:
        """What it sets, and to what; ``None`` where that is taken from the environment."""
        name, value = self.other.pair
        return self.piece(name), None if value is None else self.piece(value)


def _split(text: str) -> list[str]:
    pieces = [""]
    for part, is_name in split(text):
        first, *rest = [f"${{{part}}}"] if is_name else part.split(",")
        pieces[-1] += first
        pieces.extend(rest)
    return pieces


def given(draft: Draft) -> list[Given]:
    """The other options of *draft* that docker has, in order."""
    found = (Given(other, Place(None, number, OTHERS)) for number, other in others.of(draft.others))
    return [one for one in found if not others.flaw(one.other)]


def named(draft: Draft, name: str) -> list[Given]:
    """The options called *name*."""
    return [one for one in given(draft) if one.name == name]


def last(draft: Draft, name: str) -> Given | None:
    """The one called *name* that counts."""
    found = named(draft, name)
    return found[-1] if found else None


def is_on(draft: Draft, name: str) -> Given | None:
    """The switch *name*, where it is on."""
    found = last(draft, name)
    return found if found and found.other.is_on else None


def values(draft: Draft, name: str, *, apart: bool = False) -> list[Piece]:
    """The values of every option *name*; *apart*: those that stand in one value as well."""
    return [piece for one in named(draft, name) for piece in (one.parts if apart else [one.piece(one.value)])]


def fields(text: str) -> dict[str, str]:
    """The fields of a value such as ``id=token,src=file``, by their names; a name alone has no value."""
    pairs = (part.partition("=") for part in _split(text))
    return {name.strip().lower(): value for name, _, value in pairs}


def secret(one: Given) -> tuple[str, str, str] | None:
    """The id of a secret, and its file or its variable; ``None`` where it does not say which of them.

    Docker looks for a variable and then for a file where neither is named, which no file can say.
    """
    found = fields(one.value)
    file, variable = found.get("src") or found.get("source") or "", found.get("env", "")
    if found.get("type") == "env" and not variable:
        file, variable = "", file
    known = {"id", "src", "source", "env", "type"}
    if not found.get("id") or bool(file) == bool(variable) or not found.keys() <= known:
        return None
    return found["id"], file, variable


def attests(draft: Draft) -> list[Piece]:
    """Every attestation as a value of ``--attest``, as buildx itself takes ``--provenance`` and ``--sbom``."""
    found = values(draft, "attest")
    for kind in ("provenance", "sbom"):
        one = last(draft, kind)
        if one is not None:
            found.append(one.piece(f"type={kind}{_attest(one.value)}"))
    return found


def _attest(value: str) -> str:
    if value.lower() in ("true", "1", "t"):
        return ""
    if value.lower() in ("false", "0", "f"):
        return ",disabled=true"
    return f",{value}"


def dockerfile(draft: Draft) -> Piece | None:
    """The Dockerfile as a path that begins in the context, where Bake and Compose look for it.

    ``None`` where none is named, or where no such path says it (:func:`no_path`).
    """
    one = last(draft, "file")
    if one is None or no_path(draft, one):
        return None
    if draft.build_context == "." or posixpath.isabs(one.value):
        return one.piece(one.value)
    return one.piece(posixpath.relpath(one.value, draft.build_context))


def no_path(draft: Draft, one: Given) -> bool:
    """Whether the Dockerfile *one* can't be named from inside the context."""
    if one.value == "-" or _REMOTE.match(one.value):
        return True
    if draft.build_context == "." or posixpath.isabs(one.value):
        return False
    return (
        "${" in draft.build_context or posixpath.isabs(draft.build_context) or bool(_REMOTE.match(draft.build_context))
    )


def outputs(draft: Draft, usual: str) -> list[Piece]:
    """What becomes of the result: the outputs that are named, and *usual* where none of them does what the form says."""
    found: list[Piece] = []
    is_done = not usual
    for one in named(draft, "output"):
        pushes, kind = draft.pushed, fields(one.value).get("type", "")
        text = one.value
        if pushes and kind in ("image", "registry"):
            is_done = True
            text += "" if kind == "registry" or fields(text).get("push") == "true" else ",push=true"
        is_done |= draft.output == "load" and kind == "docker" and "dest" not in fields(text)
        found.append(one.piece(text))
    return found if is_done else [Piece(usual, Place(parameter="output")), *found]


Refuses = Callable[[Draft, Given], bool]
"""Whether the value of an option can't be said in a place that has a setting for it."""


def check(
    draft: Draft, reader: str, carried: Iterable[str], command: Mapping[str, str], refuses: Refuses
) -> Iterator[Problem]:
    """What *reader* has no setting for, and what belongs to the *command* that reads the file.

    *carried* are the options that it has a setting for; *command* gives the words for each option that its command has.
    """
    for one in given(draft):
        if one.name in command:
            message = (
                f"{one.other.spelt} isn't part of the file. Add it to the command: {command[one.name]} {visible(one)}."
            )
            yield Problem.of(ON_COMMAND, one.place, message)
        elif one.name not in carried or refuses(draft, one):
            message = f"{reader} has no setting for {visible(one)}, so it is left out. Use a shell if you need it."
            yield Problem.of(NOT_CARRIED, one.place, message)


def visible(one: Given) -> str:
    """The option as a sentence shows it."""
    from buildx_cache_flags.core.draft.secrets import other_hidden
    from buildx_cache_flags.core.text import wording

    return wording.visible(other_hidden(one.other.text))
