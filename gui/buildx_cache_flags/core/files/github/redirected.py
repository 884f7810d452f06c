"""Scripts that write into the files of GitHub, as scripts that keep what they write in lists of their own.

Following a script tells what its variables are at the end, on each way through it.  So ``echo x >> "$GITHUB_OUTPUT"``
becomes ``GITHUB_OUTPUT_LINES+=("$(echo x)")``, and at the end the list has what was written, in the order of writing.
"""

import re
from typing import Final, Literal

Target = Literal["OUTPUT", "ENV"]

LISTS: Final[dict[Target, str]] = {"OUTPUT": "GITHUB_OUTPUT_LINES", "ENV": "GITHUB_ENV_LINES"}
"""The variables that have what is written."""

_FILE = r"""["']?\$(?:\{GITHUB_(?P<ONE>OUTPUT|ENV)\}|GITHUB_(?P<TWO>OUTPUT|ENV)\b)["']?"""


def _file(one: str, two: str, pattern: str = _FILE) -> str:
    return pattern.replace("ONE", one).replace("TWO", two)


_HEREDOC = re.compile(
    r"cat[ \t]*(?:<<-?[ \t]*(?P<q1>['\"]?)(?P<e1>\w+)(?P=q1)[ \t]*>>?[ \t]*"
    + _file("a", "b")
    + r"|>>?[ \t]*"
    + _file("c", "d")
    + r"[ \t]*<<-?[ \t]*(?P<q2>['\"]?)(?P<e2>\w+)(?P=q2))[ \t]*\n"
)
_WRITES = re.compile(
    r"[ \t]*(?:>>?|\|[ \t]*(?:sudo[ \t]+)?tee(?:[ \t]+(?:-a|--append))?)[ \t]*"
    + _file("a", "b")
    + r"(?:[ \t]*>[ \t]*/dev/null)?"
)
_SET_OUTPUT = re.compile(
    r"echo[ \t]+(?P<quote>[\"']?)::set-output[ \t]+name=(?P<name>[\w.-]+)::(?P<value>[^\n]*?)(?P=quote)[ \t]*$",
    re.MULTILINE,
)
_POWERSHELL_FILE = r"[\"']?\$(?:\{env:GITHUB_(?P<ONE>OUTPUT|ENV)\}|env:GITHUB_(?P<TWO>OUTPUT|ENV)\b)[\"']?"
_POWERSHELL = re.compile(
    r"^(?P<before>[ \t]*)(?:(?:echo|Write-Output)[ \t]+)?(?P<text>\"(?:[^\"`\n]|`.)*\"|'(?:[^'\n]|'')*')[ \t]*"
    r"(?:>>|\|[ \t]*(?:Out-File|Add-Content|Tee-Object)(?:[ \t]+-(?:Append|Encoding|FilePath|Path|Encoding[ \t]+\w+)\b)*)[ \t]*"
    + _file("a", "b", _POWERSHELL_FILE)
    + r"(?:[ \t]+-[A-Za-z]+(?:[ \t]+\w+)?)*[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_LONGEST: Final = 50_000
_SEPARATORS: Final = ("&&", "||", ";", "\n", "{", "(", "&")
_KEYWORDS = re.compile(r"[ \t]*(?:then|do|else|elif|if|while|until|!)\b[ \t]*")


def names_files(text: str) -> bool:
    """Whether a script may write into those files at all."""
    return "GITHUB_OUTPUT" in text or "GITHUB_ENV" in text or "::set-output" in text


def in_posix(text: str) -> str:
    """A script of bash or sh, its lines where they were."""
    if len(text) > _LONGEST:
        return text
    text = _SET_OUTPUT.sub(lambda match: _added("OUTPUT", f'"{match["name"]}={match["value"]}"'), text)
    text = _heredocs(text)
    position = len(text)
    while (match := _last(text, position)) is not None:
        start = _start(text, match.start())
        target: Target = "ENV" if (match["a"] or match["b"]) == "ENV" else "OUTPUT"
        command = text[start : match.start()].strip()
        added = _added(target, f'"$({command})"') if command else ""
        text = text[:start] + _with_lines(added, text[start : match.end()]) + text[match.end() :]
        position = start
    return text


def in_powershell(text: str) -> str:
    """A script of PowerShell, its lines where they were."""

    def added(match: re.Match[str]) -> str:
        target: Target = "ENV" if (match["a"] or match["b"]).upper() == "ENV" else "OUTPUT"
        return f"{match['before']}${LISTS[target]} += @({match['text']})"

    return text if len(text) > _LONGEST else _POWERSHELL.sub(added, text)


def _added(target: Target, word: str) -> str:
    return f"{LISTS[target]}+=({word})"


def _with_lines(text: str, old: str) -> str:
    """*text* with as many line breaks as *old* had."""
    return text + "\n" * (old.count("\n") - text.count("\n"))


def _last(text: str, end: int) -> "re.Match[str] | None":
    found = None
    for match in _WRITES.finditer(text, 0, end):
        found = match
    return found


def _heredocs(text: str) -> str:
    """Each ``cat`` of a text that stands in the script as the text itself."""
    found: list[str] = []
    position = 0
    for match in _HEREDOC.finditer(text):
        if match.start() < position:
            continue
        name, quote = match["e1"] or match["e2"], match["q1"] or match["q2"]
        end = re.compile(rf"^[ \t]*{re.escape(name)}[ \t]*$", re.MULTILINE).search(text, match.end())
        if end is None:
            break
        body = text[match.end() : end.start()].rstrip("\n")
        word = "'" + body.replace("'", "'\\''") + "'" if quote else '"' + body.replace('"', '\\"') + '"'
        kinds = (match["a"], match["b"], match["c"], match["d"])
        target: Target = "ENV" if "ENV" in kinds else "OUTPUT"
        found += [text[position : match.start()], _with_lines(_added(target, word), text[match.start() : end.end()])]
        position = end.end()
    return "".join([*found, text[position:]])


def _start(text: str, end: int) -> int:
    """Where the command begins that ends at *end*: behind the last separator outside of quotes."""
    if text[:end].rstrip().endswith("}"):
        return _opening(text, len(text[:end].rstrip()) - 1)
    line = text.rfind("\n", 0, end) + 1
    while line and text[: line - 1].endswith("\\"):
        line = text.rfind("\n", 0, line - 1) + 1
    start, position, quote, depth = line, line, "", 0
    while position < end:
        character = text[position]
        if character == "\\" and quote != "'":
            position += 2
            continue
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif text.startswith("$(", position):
            depth += 1
            position += 1
        elif character == ")" and depth:
            depth -= 1
        elif not depth and (mark := next((one for one in _SEPARATORS if text.startswith(one, position)), "")):
            # A brace belongs to a variable where a dollar stands in front of it.
            if not (mark == "{" and text[position - 1 : position] == "$"):
                start = position + len(mark)
            position += len(mark) - 1
        position += 1
    while match := _KEYWORDS.match(text, start, end):
        start = match.end()
    return start + len(text[start:end]) - len(text[start:end].lstrip(" \t"))


def _opening(text: str, closing: int) -> int:
    """The brace that *closing* closes."""
    depth = 0
    for position in range(closing, -1, -1):
        if text[position] == "}":
            depth += 1
        elif text[position] == "{":
            depth -= 1
            if not depth:
                return position - (1 if text[position - 1 : position] == "$" else 0)
    return closing
