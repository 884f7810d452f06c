"""Every code of what a script does otherwise than its author means, with its sentence where one is enough for all.

Sources: what bash 5.2, zsh 5.9, fish 3.6 and PowerShell 7.6 and 5.1 hand to a program, as recorded from them.
"""

from typing import Final

from buildx_cache_flags.core.catalog.severity import Severity
from buildx_cache_flags.core.check import codes
from buildx_cache_flags.core.check.codes import Code
from buildx_cache_flags.core.check.problems import Location, Problem
from buildx_cache_flags.core.draft.place import Place
from buildx_cache_flags.core.text.wording import visible

from . import repairs

_SHELL: Final = "the shell's own rules"
_POWERSHELL: Final = "PowerShell 7.3 and later, and Windows PowerShell 5.1"

_LONGEST: Final = 160
"""Characters of a part of the script that a sentence shows."""

_SENTENCES: dict[str, tuple[Code, str]] = {}


def _code(code: str, severity: Severity, catches: str, source: str = _SHELL, sentence: str = "") -> Code:
    made = codes.register(f"script-{code}", severity, catches=catches, source=source)
    _SENTENCES[made.code] = made, sentence
    return made


OWN_VARIABLE: Final = _code(
    "own-variable",
    "error",
    "X=new before a command that uses $X itself",
    sentence="The shell replaces ${about} before the assignment in this line takes effect. Assign it on its own line.",
)
FIRST_ELEMENT: Final = _code(
    "first-element",
    "error",
    "an array of bash without an index, of which only the first element is passed on",
    sentence='${about} is an array, and without an index only its first element is passed on. Use "${{{about}[@]}}".',
)
SPACE_BEHIND_MARK: Final = _code(
    "space-behind-mark",
    "error",
    "a space after the mark that should continue a line",
    sentence="There is a space after {mark} at the end of the line, so the command ends there. Remove the space.",
)
COMMENT_BETWEEN: Final = _code(
    "comment-between",
    "error",
    "a comment between the lines of one command",
    sentence="The comment ends the command, so the lines after it are not part of it. Move the comment before docker.",
)
WRONG_MARK: Final = _code(
    "wrong-mark",
    "error",
    "a line that should continue and ends with another shell's mark",
    sentence="“{about}” does not continue a line in this shell, so the command ends there. End the line with {mark}.",
)
COMMA_LIST: Final = _code(
    "comma-list",
    "error",
    "a variable next to a comma without quotes, in PowerShell 7.3 or later",
    _POWERSHELL,
    "The comma makes “{about}” a list, which PowerShell since 7.3 passes on unchanged. Put all of it in double quotes.",
)
COMMA_LIST_VERSION: Final = _code(
    "comma-list-version",
    "warning",
    "a variable next to a comma without quotes, if the version of PowerShell is unknown or before 7.3",
    _POWERSHELL,
    "The comma makes “{about}” a list: PowerShell since 7.3 passes it on unchanged, 5.1 replaces the variable."
    " Put all of it in double quotes.",
)
DRIVE: Final = _code(
    "drive",
    "error",
    'a colon after a variable in PowerShell, as in "$Image:cache"',
    _POWERSHELL,
    "PowerShell reads “{about}” as a variable of a drive, which is empty. Use ${{{name}}}:{rest}.",
)
PROPERTY: Final = _code(
    "property",
    "error",
    "a property in double quotes without $( ) in PowerShell",
    _POWERSHELL,
    "In double quotes, “{about}” is the object followed by the name as text. Use $({about}).",
)
GLUED_QUOTES: Final = _code(
    "glued-quotes",
    "error",
    "quotes before more text in PowerShell, where they end the argument",
    _POWERSHELL,
    "The quote that closes “{about}” ends the argument, so the rest is another one."
    " Put all of it in one pair of double quotes.",
)
MODIFIER: Final = _code(
    "modifier",
    "error",
    "a colon and a letter after a variable in zsh, which change the value",
    "zsh 5.9",
    "In zsh, “{about}” changes the value and drops the letter after the colon. Use ${{{name}}}:….",
)
SPACE_IN_NAME: Final = _code(
    "space-in-name",
    "error",
    "a space before the equals sign of set in a batch file, which becomes part of the name",
    "cmd.exe, as Wine has it",
    "In cmd, the space before = is part of the name, so %{about}% is empty. Write set {about}=… without spaces.",
)
ZSH_ONE_WORD: Final = _code(
    "zsh-one-word",
    "hint",
    "a variable with several options in a pasted text, which zsh does not split",
    "zsh 5.9",
    "If this runs in zsh, ${{{name}}} stays one argument. Use an array, or write ${{={name}}}.",
)
REFUSED: Final = _code("refused", "error", "what the shell can't read", sentence="{about}.")
ONE_WORD: Final = _code("one-word", "error", "several options that reach docker as one argument")
EMPTY_ARGUMENT: Final = _code("empty-argument", "error", "an empty text that reaches docker as an argument")
QUOTES_KEPT: Final = _code("quotes-kept", "error", "quotes inside a variable's text, which reach docker")
LITERAL_VARIABLE: Final = _code("literal-variable", "error", "a variable in single quotes, which stays as it is")
BROKEN_LINE: Final = _code("broken-line", "error", "cache flags on a line that the line before does not continue to")
SPACE_IN_VALUE: Final = _code("space-in-value", "error", "a space that splits the value of a cache flag")
CACHE_SHARED: Final = _code(
    "cache-shared",
    "warning",
    "one cache that several builds of a script write",
    "BuildKit: an export replaces what is there",
)
NOT_FOLLOWED: Final = _code(
    "not-followed",
    "warning",
    "a script whose loops and functions are too long to be followed",
    "this check: reading must end",
)


CUTTING: Final = frozenset((SPACE_BEHIND_MARK.code, COMMENT_BETWEEN.code, WRONG_MARK.code))
"""What ends a command before its last line."""


def located(code: Code, line: int, message: str) -> Problem:
    """A problem of a script, on a line of it."""
    return Problem(code.code, code.severity, Place(), message, location=Location(line=line))


def problem(code: str, line: int, about: str, dialect: str) -> Problem:
    """A problem whose sentence only differs in what it is about."""
    known, sentence = _SENTENCES[code]
    name, _, rest = about.removeprefix("$").partition(":")
    shown = visible(about, _LONGEST)
    found = located(known, line, sentence.format(about=shown, name=name, rest=rest, mark=mark(dialect)))
    return repairs.corrected(found, *repairs.of_code(code, about, dialect))


def mark(dialect: str) -> str:
    """What continues a line."""
    return "a backtick" if "powershell" in dialect else "^" if dialect == "cmd" else "\\"
