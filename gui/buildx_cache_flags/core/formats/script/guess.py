"""What a pasted text may be a script of: its fence or first line says so, or what only one language writes."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from buildx_cache_flags.core.pasted import shells

from . import languages
from .languages import Dialect, Language

_FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,})[ \t]*([\w#+-]*)")
_FENCED: Final[dict[str, Dialect | Language]] = {
    **dict.fromkeys(("bash", "shell", "ksh"), "bash"),
    "sh": "sh",
    "zsh": "zsh",
    "fish": "fish",
    **dict.fromkeys(("powershell", "ps1", "ps"), "any-powershell"),
    "pwsh": "powershell",
    **dict.fromkeys(("bat", "batch", "cmd", "dos", "dosbatch"), "cmd"),
    **dict.fromkeys(("python", "py", "python3"), "python"),
    **dict.fromkeys(("js", "javascript", "mjs", "cjs", "jsx"), "javascript"),
    **dict.fromkeys(("ts", "typescript", "tsx"), "typescript"),
    **dict.fromkeys(("go", "golang"), "go"),
    **dict.fromkeys(("ruby", "rb"), "ruby"),
    **dict.fromkeys(("csharp", "cs", "c#"), "csharp"),
    **dict.fromkeys(("perl", "pl"), "perl"),
}

_PATTERNS: Final[dict[Language, str]] = {
    "go": r"^package \w+[ \t\r]*$|\bexec\.Command(?:Context)?\(|^func \w+\(",
    "csharp": r"^using [\w.]+;|\bnew (?:List<string>|ProcessStartInfo)\b|\bProcess\.Start\(",
    "perl": r"^[ \t]*(?:use strict\b|my [$@%(]|sub \w+ *\{)",
    "typescript": r"\b(?:const|let) \w+: [\w\[\]<>]+ =|^[ \t]*interface \w+ \{|\): Promise<",
    "javascript": r"\b(?:const|let|var) [\w${\[]|\brequire\(['\"]|^import .* from ['\"]|\bawait \w*\$`",
    "python": r"^(?:import|from) \w|^(?:async )?def \w+\(|\bsubprocess\.|\bos\.system\(|^\w+ = (?:f?['\"]|\[)",
    "ruby": r"\bsystem[ (]|^[ \t]*sh ['\"]|%w\[|^require ['\"]|^[ \t]*def \w+|\.each do \||\bENV(?:\[|\.fetch)",
}
_SIGNS: Final[dict[Dialect | Language, re.Pattern[str]]] = {
    language: re.compile(pattern, re.MULTILINE) for language, pattern in _PATTERNS.items()
}
_FISH = re.compile(r"(?:^|;)[ \t]*(?:or |and )?set (?:-[A-Za-z]+ )*[A-Za-z_]\w* |^[ \t]*end[ \t\r]*$", re.MULTILINE)
_POWERSHELL = re.compile(
    r"\bforeach *\(|\bparam *\(|@\(['\"$]|@\{|^[ \t]*\$\w+ *\+?=|\$\w+\.\w+\(", re.IGNORECASE | re.MULTILINE
)
_ASSIGNED = re.compile(r"^[ \t]*(?:export |local |readonly )?[A-Za-z_]\w*\+?=", re.MULTILINE)


class Guess(NamedTuple):
    """A language that a text may be written in, and the text, in which every line stands where it stood."""

    language: Dialect | Language
    code: str


def guesses(text: str, name: str = "") -> Iterator[Guess]:
    """What *text* may be a script of, the most likely language first; *name* is that of its file, if it has one."""
    fenced = None if name else _fenced(text)
    code = fenced.code if fenced else text
    if fenced and fenced.language:
        yield fenced
        return
    named = languages.language_of(name, code.lstrip()) or languages.shell_of(name, code.lstrip())
    if named:
        yield Guess(named, code)
        return
    for language, sign in _SIGNS.items():
        if sign.search(code):
            yield Guess(language, code)
    kind = shells.detect(code)
    if kind != "posix":
        yield Guess("any-powershell" if kind == "powershell" else "cmd", code)
        return
    if _POWERSHELL.search(code):
        yield Guess("any-powershell", code)
    if _FISH.search(code) and not _ASSIGNED.search(code):
        yield Guess("fish", code)
    yield Guess("bash", code)
    # What bash would not read to its end.
    yield Guess("fish", code)


def _fenced(text: str) -> Guess | None:
    """The code of the only block between fences; every line of it stands where it stood."""
    lines = text.split("\n")
    fences = [number for number, line in enumerate(lines) if _FENCE.match(line)]
    if len(fences) != 2:
        return None
    first, last = fences
    opening = _FENCE.match(lines[first])
    if not opening or lines[last].strip() != opening[2]:
        return None
    indent = len(opening[1])
    code = (line[indent:] if not line[:indent].strip() else line for line in lines[first + 1 : last])
    return Guess(_FENCED.get(opening[3].lower(), ""), "\n" * (first + 1) + "\n".join(code))
