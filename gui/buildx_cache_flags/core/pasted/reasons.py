"""Why a part of a paste has no place in a draft, or has one and is not what the shell makes of it."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .buildoptions import Kind, OptionArgument
    from .shellwords import Script

_UNKNOWN: Final = "not a known option of docker build"
UNSURE: Final = "it may be the value of the unknown option before it"
_TORN: Final = "the space before it ends the value. Remove the space, and paste again"
_STRAY: Final = "a switch needs “=” before its value, as in --push=true"
_HELP: Final = "docker prints its help instead of building"
_NOT_BOOLEAN: Final = "it can only be true or false"
SECOND_CONTEXT: Final = "docker allows only one build context"
CONTEXT_ALONE: Final = "it belongs to no option. A build context is imported only with a whole command"
EMPTY_CONTEXT: Final = "docker rejects an empty build context"
EMPTY_TAG: Final = "the image name is empty"
NO_IMAGE: Final = "there is no image to push yet. Enter one first"
PUSH_IS_TAKEN: Final = "only one of --push and --load is possible, and --push is used"
NOTHING: Final = "nothing to import. Paste a cache flag or a docker buildx build command"
EMPTY: Final = "nothing was pasted. Copy a cache flag or a docker buildx build command first"

_RUN: Final = "only the shell can run it, so it is kept unchanged. Use its result, or a variable such as ${NAME}"
_POWERSHELL: Final = "only PowerShell knows this variable, so it is kept unchanged. Use one such as $env:NAME"
_SHELL: Final = "only the shell knows its value, so it is kept unchanged. Use the value, or a plain ${NAME}"
_HOME: Final = "only the shell knows the home folder, so it is kept unchanged. Use the full path"
LITERAL: Final = "the shell keeps it as text, but here it is a variable"
PLAIN: Final = "variables work only in the image and in free text such as a ref, so it is kept as plain text"

_REASONS: Final[dict["Kind", str]] = {"unknown": _UNKNOWN, "torn": _TORN, "stray": _STRAY}


def why_left_out(argument: "OptionArgument") -> str:
    """Why an argument has no place in a draft, whatever the others are; empty where it has one."""
    if argument.kind in _REASONS:
        return _REASONS[argument.kind]
    if argument.kind == "dash":
        return f"docker options start with two hyphens. Use {argument.name}"
    if argument.kind in ("missing", "open"):
        missing = (
            "it has no value" if argument.kind == "missing" else "the quotation marks of its value are never closed"
        )
        return f"{missing}. Complete it, and paste again"
    if argument.kind == "switch" and argument.on is None:
        return _NOT_BOOLEAN
    return _HELP if argument.kind == "switch" and argument.name == "help" else ""


def why_unread(piece: str, script: "Script") -> str:
    """Why *piece*, which only the shell could replace, stays as it is."""
    if piece == "~":
        return _HOME
    if piece[:1] == "`" or piece[1:2] == "(":
        return _RUN
    return _POWERSHELL if script.dialect == "powershell" else _SHELL
