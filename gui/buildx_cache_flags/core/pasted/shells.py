"""The three kinds of shell that a command may have been written for, and how each of them quotes.

``posix`` is bash, zsh, sh and, so far as it is the same there, fish; ``powershell`` is Windows PowerShell and pwsh;
``cmd`` is the Windows command prompt and its batch files.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

Dialect = Literal["posix", "powershell", "cmd"]

ODD_SPACES: Final = "\u00a0\u2000-\u200b\u202f\u2060\u3000\ufeff"
"""Characters that look like a space, or like nothing, and that no shell takes for one (inside a character class)."""

_NAME = "[A-Za-z_][A-Za-z0-9_]*"
_NEWLINE = r"(?:\r\n|\n|\r)"
_SINGLE = "'\u2018\u2019\u201a\u201b"
_DOUBLE = '"\u201c\u201d\u201e'


@dataclass(frozen=True, slots=True)
class Grammar:
    """How one shell splits text into words.

    ``outside`` and ``inside`` (of double quotes) match at any place; the group that matched says what it is.
    ``unquote`` and ``escapes`` give what is meant by quoted text and by an escape.  ``remark`` is a comment that only
    counts where a command may begin; ``home`` says whether a leading ``~`` is the home folder.
    """

    continuation: str
    outside: re.Pattern[str]
    inside: re.Pattern[str]
    unquote: Callable[[str], str]
    escapes: Callable[[str], str]
    remark: re.Pattern[str] | None = None
    home: bool = False


def _pattern(**groups: str) -> re.Pattern[str]:
    """One pattern that tries *groups* in order and always matches at least one character.

    ``plain`` is a run of characters that mean themselves.  ``whole``, one that ends a word, with the blanks behind it,
    comes first because nearly every word is one.
    """
    whole = {"whole": rf"{groups['plain']}(?=[ \t\r\n]|\Z)[ \t]*"} if "blank" in groups else {}
    named = "|".join(f"(?P<{name}>{group})" for name, group in {**whole, **groups, "other": "."}.items())
    return re.compile(named, re.DOTALL)


def _continued(mark: str) -> dict[str, str]:
    return {
        "continuation": mark + _NEWLINE,
        "loose": rf"{mark}[ \t]+{_NEWLINE}",
        "dangling": rf"{mark}[ \t]*\Z",
    }


def _spaces(comment: str) -> dict[str, str]:
    return {
        "blank": r"[ \t]+",
        "newline": rf"{_NEWLINE}(?:[ \t]*{_NEWLINE})*",
        "odd": f"[{ODD_SPACES}]+",
        "comment": comment,
    }


def _comment(after: str) -> str:
    """``#`` to the end of the line, unless it stands inside a word."""
    return rf"(?<![^\s{ODD_SPACES}{after}])#[^\r\n]*"


_POSIX_VARIABLE: Final = {
    "variable": rf"\$(?:\{{(?P<braced>{_NAME})\}}|(?P<bare>{_NAME}))",
    "unread": r"\$[0-9@*#?$!-]|`[^`\\]*(?:\\.[^`\\]*)*`",
    "substitution": r"\$[({]",
    "unclosed": "`",
}

_POSIX_QUOTED = re.compile(r"""'[^']*'|"[^"]*\"""")


def _posix() -> Grammar:
    return Grammar(
        continuation="\\",
        outside=_pattern(
            **_spaces(_comment(";&|()")),
            **_continued(r"\\"),
            heredoc=r"<<-?(?!<)[ \t]*[\"']?(?P<ends>\w+)[\"']?",
            ansi=r"\$'[^'\\]*(?:\\.[^'\\]*)*'",
            **{**_POSIX_VARIABLE, "substitution": r"\$[({]|[<>](?=\()\("},
            redirection=r"&>>?|\d{0,3}(?:<<<|<>|[<>]&(?:\d+|-)?|>>|>\||[<>])",
            operator="&&|\\|\\||;;|\\|&|[;&|()]",
            plain=rf"[^ \t\r\n{ODD_SPACES}\\'\"$`#&|;<>()]+",
            quoted=r"""(?:'[^']*'|"[^"\\$`]*")+""",
            open='"',
            broken="'",
            escape=r"(?:\\[^ \t\r\n])+|\\.",
        ),
        inside=_pattern(
            plain=r'[^"\\$`]+',
            close='"',
            glue=r"\\(?:\r\n|\n)",
            escape=r'(?:\\[\\"$`])+',
            **_POSIX_VARIABLE,
        ),
        unquote=lambda text: "".join(part[1:-1] for part in _POSIX_QUOTED.findall(text)),
        escapes=lambda text: text[1::2],
        home=True,
    )


_POWERSHELL_VARIABLE: Final = {
    "variable": rf"\$(?:\{{[Ee][Nn][Vv]:(?P<braced>{_NAME})\}}|[Ee][Nn][Vv]:(?P<bare>{_NAME}))",
    "unread": r"\$\{[^{}\r\n]*\}|\$[A-Za-z_][A-Za-z0-9_]*(?::[A-Za-z_][A-Za-z0-9_]*)?|\$[$?^]",
    "substitution": r"\$\(",
}
_POWERSHELL_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


def _powershell() -> Grammar:
    return Grammar(
        continuation="`",
        outside=_pattern(
            block=r"<#.*?(?:#>|\Z)",
            **_spaces(_comment(";&|(){}")),
            **_continued("`"),
            **{**_POWERSHELL_VARIABLE, "substitution": r"[$@]\("},
            redirection=r"[1-6*]?>>?(?:&[12])?|<",
            operator=r"&&|\|\||[;|&()]",
            plain=rf"[^ \t\r\n{ODD_SPACES}{_SINGLE}{_DOUBLE}`$@#&|;<>()]+",
            quoted=f"[{_SINGLE}][^{_SINGLE}]*(?:[{_SINGLE}]{{2}}[^{_SINGLE}]*)*[{_SINGLE}](?![{_SINGLE}])",
            open=f"[{_DOUBLE}]",
            broken=f"[{_SINGLE}]",
            escape=r"(?:`[^ \t\r\n])+|`.",
        ),
        inside=_pattern(
            plain=f"[^{_DOUBLE}`$]+",
            doubled=f"[{_DOUBLE}]{{2}}",
            close=f"[{_DOUBLE}]",
            glue=f"`{_NEWLINE}",
            escape=r"(?:`[^ \t\r\n])+|`.",
            **_POWERSHELL_VARIABLE,
        ),
        unquote=lambda text: re.sub(f"[{_SINGLE}]([{_SINGLE}])", r"\1", text[1:-1]),
        escapes=lambda text: "".join(_POWERSHELL_ESCAPES.get(letter, letter) for letter in text[1::2]),
    )


_CMD_VARIABLE: Final = {
    "variable": rf"%(?P<bare>{_NAME})%(?P<braced>)",
    "unread": rf"%~?[A-Za-z]{{0,8}}[0-9*]|%{_NAME}:[^%\r\n]*%|!{_NAME}(?::[^!\r\n]*)?!",
}


# A whole argument with a caret in front of each of its quotes; a backslash keeps one from closing it.
_CARETED: Final = (
    r'(?<![^ \t\r\n])\^"(?:[^\r\n"^\\]|\^[^"\r\n]|\\+(?!\\|\^")|(?:\\\\)*\\\^")*(?:\\\\)*\^"(?![^ \t\r\n])'
)


def _careted(text: str) -> str:
    """What docker receives for such an argument."""
    bare = re.sub(r"\^(.)", r"\1", text)[1:-1]
    return re.sub(r'(\\*)("|\Z)', lambda match: match[1][: len(match[1]) // 2] + match[2], bare)


def _with_backslashes(other: str) -> str:
    """A run of *other* characters and of backslashes that stand in front of no quote."""
    backslashes = r'\\+(?![\\"])'
    return f"(?={other}|{backslashes}){other}*(?:{backslashes}{other}*)*"


def _cmd() -> Grammar:
    return Grammar(
        continuation="^",
        outside=_pattern(
            **_spaces(r"(?!)"),
            **_continued(r"\^"),
            careted=_CARETED,
            backslashes=r'\\+"',
            **_CMD_VARIABLE,
            redirection=r"[0-9]?>>?(?:&[0-9])?|<",
            operator=r"&&|\|\||[&|]",
            plain=_with_backslashes(rf"[^ \t\r\n{ODD_SPACES}\\\"%!^&|<>]"),
            open=r'\^?"',
            escape=r"\^.",
        ),
        inside=_pattern(
            plain=_with_backslashes(r'[^"\\%!\r\n]'),
            backslashes=r'\\+"',
            doubled='""',
            close='"',
            broken=_NEWLINE,
            **_CMD_VARIABLE,
        ),
        unquote=_careted,
        escapes=lambda text: text[1:],
        remark=re.compile(r"[ \t]*(@?(?:rem\b|::)[^\r\n]*)", re.IGNORECASE),
    )


_GRAMMARS: Final[dict[Dialect, Callable[[], Grammar]]] = {"posix": _posix, "powershell": _powershell, "cmd": _cmd}


@cache
def grammar(dialect: Dialect) -> Grammar:
    """The grammar of *dialect*, made when it is first used: nobody waits for these patterns at the start."""
    return _GRAMMARS[dialect]()


_FENCED: Final[dict[str, Dialect]] = {
    **dict.fromkeys(("powershell", "pwsh", "ps1", "ps"), "powershell"),
    **dict.fromkeys(("cmd", "bat", "batch", "dosbatch", "dos"), "cmd"),
    **dict.fromkeys(("bash", "sh", "shell", "zsh", "console", "fish"), "posix"),
}
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[ \t]*(\w+)", re.MULTILINE)

_CONTINUATION = re.compile(r"(\\|(?<![^ \t\r\n])[`^])[ \t]*[\r\n]")
_CONTINUATIONS: Final[dict[str, Dialect]] = {"\\": "posix", "`": "powershell", "^": "cmd"}
_WINDOWS_PATH = re.compile(r"(?<![\w.])(?:[A-Za-z]:|\.\.?)\\(?=[\w. ])")

_QUOTED = re.compile(r"""\\['"]|'[^']*'|"[^"\\]*(?:\\.[^"\\]*)*\"""", re.DOTALL)
_SINGLE_QUOTED = re.compile(r"""(\\['"]|"[^"\\]*(?:\\.[^"\\]*)*")|'[^']*'""", re.DOTALL)

_Signs = tuple[tuple[Dialect, re.Pattern[str]], ...]


def _compiled(*signs: tuple[Dialect, str]) -> _Signs:
    return tuple((dialect, re.compile(sign, re.MULTILINE)) for dialect, sign in signs)


_PROMPTS: Final = _compiled(
    ("powershell", r"^[ \t]*PS(?: [^>\r\n]*)?>"),
    ("cmd", r"^[ \t]*[A-Za-z]:\\[^>\r\n]*>"),
    ("posix", r"^[ \t]*\$[ \t]+"),
)
_STATEMENTS: Final = _compiled(
    ("powershell", r"^[ \t]*\$[A-Za-z_]\w*[ \t]*="),
    ("powershell", r"(?<!\S)<#"),
    ("cmd", r"^[ \t]*@?(?:[Rr][Ee][Mm]|echo off|call)\b"),
    ("cmd", r"(?<!\S)\^(?:\"|'')"),
)
_VARIABLES: Final = _compiled(
    ("powershell", r"(?<!\\)\$\{?[Ee][Nn][Vv]:"),
    ("posix", r"\$[({A-Za-z_]"),
    ("cmd", rf"%{_NAME}%"),
)


def detect(text: str) -> Dialect:
    """The shell that *text* was most likely written for; ``posix`` where nothing speaks for another one.

    The first of these decides: the language named at a fence; a prompt (``PS C:\\>``, ``C:\\>``, ``$``); the character
    in front of the first line break that a command goes on behind (``\\``, backtick, ``^``); lines that only
    one of them has (``$name = …``, ``REM …``); how variables are written (``$env:NAME``, ``$NAME``, ``%NAME%``); and at
    last a path with a drive or backslashes, where a single quote tells PowerShell from cmd.  What stands in quotes says
    nothing, but for variables in double ones.
    """
    for dialect in _signs(text):
        return dialect
    return "posix"


def _told(signs: _Signs, text: str) -> Iterator[Dialect]:
    for dialect, sign in signs:
        if sign.search(text):
            yield dialect


def _signs(text: str) -> Iterator[Dialect]:
    fence = _FENCE.search(text)
    if fence and fence[1].lower() in _FENCED:
        yield _FENCED[fence[1].lower()]
    bare = _QUOTED.sub("''", text)
    yield from _told(_PROMPTS, bare)
    continuation = _CONTINUATION.search(bare)
    if continuation:
        yield _CONTINUATIONS[continuation[1]]
    yield from _told(_STATEMENTS, bare)
    live = "".join(filter(None, _SINGLE_QUOTED.split(text)))
    yield from _told(_VARIABLES, live)
    if _WINDOWS_PATH.search(live):
        yield "powershell" if "'" in text else "cmd"
