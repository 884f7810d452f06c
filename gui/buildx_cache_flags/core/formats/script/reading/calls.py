"""Calls of a program from a programming language: which of them run what they are given, and how."""

import re
from collections.abc import Sequence
from typing import Final

from buildx_cache_flags.core.formats.script.model import (
    Command,
    Evaluate,
    Expression,
    Fixed,
    Items,
    Joined,
    Record,
    Spread,
    Statement,
    Variable,
)

_PRINTING: Final = frozenset(
    [
        "print",
        "println",
        "printf",
        "log",
        "info",
        "debug",
        "warn",
        "warning",
        "error",
        "echo",
        "puts",
        "write",
        "writeline",
        "fprintf",
        "sprintf",
        "errorf",
        "fatal",
        "fatalf",
        "exception",
        "critical",
        "notice",
        "group",
        "startgroup",
        "setfailed",
        "secho",
        "append",
        "push",
        "concat",
        "add",
        "require",
        "import",
        "describe",
        "it",
        "test",
        "assert_equal",
        "assertequal",
        "equal",
        "equals",
        "expect",
        "join",
        "format",
    ]
)
_PROGRAM = re.compile(
    r"(?:[\w./\\:-]*[/\\])?(?:docker|docker-buildx|buildx|depot|buildctl|sudo|env|time|nice)(?:\.exe)?"
)
_SHELL: Final = frozenset(
    [
        "system",
        "popen",
        "shell",
        "sh",
        "bash",
        "exec",
        "execsync",
        "getoutput",
        "getstatusoutput",
        "create_subprocess_shell",
        "command",
        "local",
        "sudo",
        "run",
        "execa",
        "execacommand",
        "execacommandsync",
        "cmd",
        "qx",
        "spawn",
        "dir",
        "passthru",
        "shell_exec",
        "capture2",
        "capture2e",
        "capture3",
        "check_output",
        "call",
        "check_call",
        "$",
    ]
)


def run(
    name: str, last: str, first: Expression, arguments: Sequence[Expression], line: int, *, shell: bool = False
) -> list[Statement]:
    """What a call with *first* and further *arguments* runs: a list is a program with its arguments, a text is read by a shell.

    ``Command("docker", "build", …)`` and ``exec("docker", ["build", …])`` hand the arguments over one by one.
    """
    lowered = last.lower()
    if lowered in _PRINTING:
        return []
    if shell:
        return [Evaluate(first, line, "bash")]
    replaced = re.fullmatch(r"os\.(?:exec|spawn|posix_spawn)([lv])?\w*", name)
    if replaced:
        handed = (arguments[-1:] if replaced[1] == "v" else arguments[2:]) if "spawn" in name else arguments[1:]
        return [Command(tuple(map(Spread, handed)), line)]
    words = tuple(Spread(one) for one in arguments if not isinstance(one, Record))
    if isinstance(first, Items):
        return [Command((Spread(first),), line, through=True)]
    if _is_program(first) and len(words) > 1:
        return [Command(words, line)]
    if len(arguments) == 1 and isinstance(first, Fixed | Joined):
        return [Evaluate(first, line, "bash")] if lowered in _SHELL and _is_command(first) else []
    if lowered in ("docker", "buildx"):
        return [Command((Fixed(lowered, line), *words), line)]
    # A value that is only known once it is followed: a list is run as it is, a text through a shell.
    if lowered in _SHELL or re.match(r"(?:check_|exec|run|spawn|call|start|popen|create_subprocess)", lowered):
        return [Command(words, line, through=True)]
    return []


def _is_program(first: Expression) -> bool:
    """Whether a text is the name of a program that builds, or that starts one."""
    return isinstance(first, Fixed) and _PROGRAM.fullmatch(first.text) is not None


def _is_command(first: Expression) -> bool:
    start = first.parts[0] if isinstance(first, Joined) and first.parts else first
    if isinstance(start, Variable):
        return True
    return isinstance(start, Fixed | Joined)


def lines(text: str, line: int) -> Expression:
    """A text of several lines, each with its own."""
    if "\n" not in text:
        return Fixed(text, line)
    return Joined(tuple(Fixed(part, line + number) for number, part in enumerate(text.splitlines(keepends=True))))
