"""Variables that most likely hold the name of a branch, which may not fit into a reference.

A branch may be called ``feature/New_Thing+2``; a tag has no ``/`` and no ``+``, and a path no upper case.  Only a plain
``${NAME}`` is carried here, so a safe form has to be made beforehand, and each place has its own way to do that.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.problems import Change, Fix, Problem
from buildx_cache_flags.core.draft.command import Command, Piece
from buildx_cache_flags.core.draft.place import OTHERS, Place
from buildx_cache_flags.core.text import variables

from .bash import is_open

HINT: Final = codes.register(
    "target-branch-name",
    "hint",
    catches="a variable that probably holds the name of a branch",
    source="the grammar of references",
)

_LIKELY = re.compile(r"(?:\A|.*_)(?:BRANCH(?:_?NAME)?|REF_?NAME|HEAD_REF|BASE_REF)\Z|GITHUB_REF\Z", re.IGNORECASE)


def is_likely_branch(name: str) -> bool:
    """Whether the variable *name* usually holds the name of a branch."""
    return _LIKELY.match(name) is not None


def hints(
    command: Command, how: str, *, safe: Mapping[str, str] | None = None, known: Collection[str] = ()
) -> Iterator[Problem]:
    """One hint for each such variable of *command*.

    *how* is a sentence that says how this place makes a safe form; ``NAME`` in it stands for the variable.  *safe*
    gives, for variables that have one there already, the variable with the safe form, and a fix puts it in.
    Those that are *known* are safe already.
    """
    for name, places in _found(command).items():
        if name in known:
            continue
        replacement = (safe or {}).get(name)
        advice = f"Use ${{{replacement}}} instead of ${{{name}}}" if replacement else how.replace("NAME", name)
        message = f"Branch names may contain “/”, which tags don't allow. {advice}."
        fix = _fix(command, places, name, replacement) if replacement else None
        yield Problem.of(HINT, places[0], message, fix)


def _found(command: Command) -> dict[str, list[Place]]:
    """The places of each variable that is likely a branch, in order."""
    found: dict[str, list[Place]] = {}
    for line in command.lines:
        for argument in line.arguments:
            for piece in argument.pieces:
                if piece.place is not None and is_open(piece) and not _is_free(piece):
                    for name in filter(is_likely_branch, variables.names(piece.text)):
                        found.setdefault(name, []).append(piece.place)
    return found


def _is_free(piece: Piece) -> bool:
    """Whether it is the value of an option, such as a build argument, in which any text may stand."""
    return piece.place is not None and piece.place.parameter == OTHERS and piece.kind != "reference"


def _fix(command: Command, places: list[Place], name: str, replacement: str) -> Fix | None:
    """Put *replacement* wherever *name* stands."""
    changes = tuple(_change(command, place, name, replacement) for place in places if not _follows(command, place))
    known = tuple(change for change in changes if change is not None)
    return Fix(f"Use ${{{replacement}}}", known) if known else None


def _follows(command: Command, place: Place) -> bool:
    """Whether the ref at *place* takes its text from another one, and would stop doing so if it were set."""
    draft = command.draft
    return draft is not None and draft.follows and (place.option, place.entry) == ("cache-from", 0)


def _change(command: Command, place: Place, name: str, replacement: str) -> Change | None:
    draft = command.draft
    if draft is None:
        return None
    if place.option is None:
        text: str | None = draft.others[place.entry] if place.parameter == OTHERS else draft.image
    else:
        text = draft.entries(place.option)[place.entry].get(place.parameter)
    changed = (text or "").replace(f"${{{name}}}", f"${{{replacement}}}")
    # Of a repeated key only the last one can be set.
    return Change(place, changed) if changed != text else None


def in_posix(command: Command) -> Iterator[Problem]:
    """The hints for bash, zsh and sh."""
    return hints(command, "Set TAG=$(printf %s \"$NAME\" | tr -c 'A-Za-z0-9_.-' -) first, and use ${TAG} instead")
