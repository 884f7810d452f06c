"""Why a part of a paste has no place in a draft, or has one and is not what the shell makes of it."""

from typing import Final

from buildx_cache_flags.core.catalog.parameters import OPTIONS

from . import buildoptions
from .buildoptions import Argument
from .shellwords import Script

_UNKNOWN: Final = "docker build has no such option, so far as is known here"
UNSURE: Final = "it may be the value of the option in front of it, which is not known here"
_TORN: Final = "the space in front of it ends the value: take the space out, and paste it again"
_STRAY: Final = "a switch takes its value only with “=”, as in --push=true"
_ONLY_CACHE: Final = "this application builds cache flags only"
_NOT_BOOLEAN: Final = "docker takes only true or false for it"
_PUSHES: Final = "an output has no place here; if it is meant to push the image, choose push (--push)"
_LOADS: Final = "an output has no place here; if it is meant to load the image, choose load (--load)"
SECOND_TAG: Final = "it is one more name, and the form has one image"
SECOND_CONTEXT: Final = "it is a second build context, and docker takes one only"
CONTEXT_ALONE: Final = "it belongs to no option, and a build context is taken over with a whole command only"
EMPTY_CONTEXT: Final = "it is an empty build context, which docker refuses"
EMPTY_TAG: Final = "it names no image"
NO_IMAGE: Final = "there is no image to push: it counts once the form has one"
PUSH_IS_TAKEN: Final = "the form does one of both, and --push is taken"
NOTHING: Final = "nothing to take over was found: paste a value, flags or a docker buildx build command"
EMPTY: Final = "nothing was pasted: copy a value, flags or a docker buildx build command first"

_RUN: Final = "the shell would run it, and it is kept as it stands: write its result, or a variable such as ${NAME}"
_POWERSHELL: Final = "it is a variable of PowerShell alone, and it is kept as it stands: write one such as $env:NAME"
_SHELL: Final = "only the shell knows what it stands for, and it is kept as it stands: write that, or a plain ${NAME}"
_HOME: Final = "only the shell knows the home folder, and it is kept as it stands: write the whole path"
LITERAL: Final = "the shell would leave it as it is, but in a reference it is a variable here"
PLAIN: Final = "a variable counts only in the image and in a ref, and this one is kept as plain text"

_TAKEN: Final = frozenset(("tag", "push", "load", *OPTIONS))
_REASONS: Final[dict[buildoptions.Kind, str]] = {"unknown": _UNKNOWN, "torn": _TORN, "stray": _STRAY}


def why_left_out(argument: Argument) -> str:
    """Why an argument has no place in a draft, whatever the others are; empty where it has one."""
    if argument.kind in _REASONS:
        return _REASONS[argument.kind]
    if argument.kind == "dash":
        return f"its dash is another than docker's two hyphens: write {argument.name}"
    if argument.kind in ("missing", "open"):
        missing = "it has no value" if argument.kind == "missing" else "its value is never closed"
        return f"{missing}: write it behind the option, and paste it again"
    if argument.kind == "switch" and argument.on is None:
        return _NOT_BOOLEAN
    if argument.kind == "value" and argument.name == "output":
        return _why_output(argument.value)
    return _ONLY_CACHE if argument.kind in ("value", "switch") and argument.name not in _TAKEN else ""


def _why_output(value: str) -> str:
    fields = value.split(",")
    if "type=registry" in fields or ("type=image" in fields and "push=true" in fields):
        return _PUSHES
    loads = "type=docker" in fields and not any(field.startswith("dest=") for field in fields)
    return _LOADS if loads else _ONLY_CACHE


def why_unread(piece: str, script: Script) -> str:
    """Why *piece*, which only the shell could replace, stays as it is."""
    if piece == "~":
        return _HOME
    if piece[:1] == "`" or piece[1:2] == "(":
        return _RUN
    return _POWERSHELL if script.dialect == "powershell" else _SHELL
