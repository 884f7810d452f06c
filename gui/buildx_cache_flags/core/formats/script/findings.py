"""What a script does otherwise than its author means, one sentence each, with the cause and a fix in its own spelling.

Sources: FACTS of the shells themselves, as recorded from bash 5.2, zsh 5.9, fish 3.6 and PowerShell 7.6 and 5.1.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from buildx_cache_flags.core.check.problems import Problem
from buildx_cache_flags.core.pasted.buildoptions import OptionArgument
from buildx_cache_flags.core.text.wording import visible

from . import flaws, repairs
from .commands import Found
from .values import Text

_SHELL_VARIABLE = (
    re.compile(r"\$\{?(?:env:)?[A-Za-z_]\w*\}?"),
    "In single quotes, docker receives “{}” as text. Use double quotes.",
)
_NO_VARIABLE = (
    re.compile(r"\$\{?(?:env:)?[A-Za-z_]\w*\}?"),
    "cmd doesn't replace “{}”, so docker receives it as text. Use %NAME%.",
)
_BRACED = re.compile(r"(?<![$#{])\{[A-Za-z_][\w.]*\}")
_PLACEHOLDERS: Final = {
    **dict.fromkeys(
        ("javascript", "typescript"),
        (re.compile(r"\$\{[^}\n]+\}"), "docker receives “{}” as text, because only backticks replace it."),
    ),
    "cmd": _NO_VARIABLE,
    "python": (_BRACED, "docker receives “{}” as text, because the string has no f before it."),
    "csharp": (_BRACED, "docker receives “{}” as text, because the string has no $ before it."),
    "ruby": (
        re.compile(r"#\{[^}\n]+\}"),
        "In single quotes, docker receives “{}” as text. Use double quotes.",
    ),
    "go": (re.compile(r"%[sv]"), "docker receives “{}” as text. Use fmt.Sprintf."),
}
"""What a string of a language leaves as it is, though it is written as if it were replaced."""
_WORDS = re.compile(r"\s*--?[A-Za-z][\w-]*[ \t\n]+\S")
_QUOTED = re.compile(r"""["'].*["']\Z""", re.DOTALL)


def of_command(found: Found, arguments: Sequence[OptionArgument], dialect: str) -> Iterator[Problem]:
    """What is wrong with one command."""
    yield from _flaws(found, dialect)
    if found.sort == "flags" and found.tokens[0].text.startswith("-"):
        mark = flaws.mark(dialect)
        message = (
            f"“{visible(found.tokens[0].raw)}” starts a new command, because the line before does not continue."
            f" End that line with {mark}, with nothing after it."
        )
        yield flaws.located(flaws.BROKEN_LINE, found.ran.line, message)
    for token in found.tokens:
        yield from _word(found, token.start, dialect)
    torn = next((argument for argument in arguments if argument.kind == "torn"), None)
    for argument in arguments:
        if argument is torn:
            line = found.text(argument.words[0]).line or found.ran.line
            message = f"The space before “{visible(argument.raw)}” ends the value, so docker reads the rest as something else. Remove the space."
            yield flaws.located(flaws.SPACE_IN_VALUE, line, message)
        elif argument.kind == "value" and argument.name in ("cache-to", "cache-from"):
            yield from _value(found, found.text(argument.word), dialect)


def _flaws(found: Found, dialect: str) -> Iterator[Problem]:
    for code, line, about in found.ran.flaws:
        yield flaws.problem(code, line or found.ran.line, about, dialect)


def _word(found: Found, number: int, dialect: str) -> Iterator[Problem]:
    """A word that should have been several, or none."""
    text = found.ran.words[number]
    plain, line = text.plain, text.line or found.ran.line
    if _WORDS.match(plain) and not _is_value(found, number):
        via = text.via
        known = f"All of {via}" if via else f"“{visible(plain)}”"
        message = f"{known} reaches docker as one argument, spaces included. {_apart(via, dialect)}"
        problem = flaws.located(flaws.ONE_WORD, line, message)
        yield repairs.corrected(problem, *repairs.one_word(via, dialect))
    elif (
        not plain
        and not any(piece.flaw for piece in text.pieces)
        and found.sort == "build"
        and not _is_value(found, number)
    ):
        yield flaws.located(
            flaws.EMPTY_ARGUMENT,
            found.ran.line,
            "An empty value in quotes reaches docker as an empty argument, which it reads as the build context."
            " Use an array, or omit it if it is empty.",
        )


def _is_value(found: Found, number: int) -> bool:
    """Whether a word stands behind an option and is its value."""
    before = found.ran.words[number - 1].plain if number else ""
    behind = before.startswith("-") and "=" not in before and " " not in before
    return behind and not found.ran.words[number].plain.lstrip().startswith("--")


def _apart(via: str, dialect: str) -> str:
    if "powershell" in dialect:
        return "Write a list: @('--cache-to', 'type=…')."
    if via.endswith("[*]}"):
        return f'Write "{via.replace("[*]", "[@]")}".'
    if dialect == "cmd":
        return "Pass each argument separately."
    if dialect == "zsh":
        return f"Use an array, or write ${{={via.strip('${}')}}}." if via else "Pass each argument separately."
    if dialect == "fish":
        return "Use a list: set opts --cache-to type=…."
    name = via.strip("${}")
    if via and "[" not in via:
        return f'Use an array: {name}=(--cache-to "type=…") and "${{{name}[@]}}".'
    return "Pass each argument as its own element."


def _value(found: Found, text: Text, dialect: str) -> Iterator[Problem]:
    """The value of a cache flag."""
    line = text.line or found.ran.line
    value = re.sub(r"\A--[a-z-]+=", "", text.plain)
    if _QUOTED.match(value) and value[0] == value[-1] and "," in value[1:]:
        via = text.via
        origin = f"inside {via} " if via else ""
        fix = (
            "Use an array, or remove the quotes."
            if "powershell" not in dialect
            else "Use a list without quotes inside."
        )
        yield flaws.located(
            flaws.QUOTES_KEPT,
            line,
            f"The quotes {origin}are part of the text, so docker receives them. {fix}",
        )
    noted = {code for code, _, _ in found.ran.flaws}
    if any(code.startswith("script-comma") for code in noted):
        return
    pattern, sentence = _PLACEHOLDERS.get(dialect, _SHELL_VARIABLE)
    for piece in text.pieces:
        literal = pattern.search(piece.text) if piece.kind == "text" else None
        if literal:
            problem = flaws.located(flaws.LITERAL_VARIABLE, piece.line or line, sentence.format(literal[0]))
            yield repairs.corrected(problem, *repairs.literal(piece.text, dialect))
