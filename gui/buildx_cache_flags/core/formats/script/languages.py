"""Which language a script is in, and the reader of each, imported when the first such script is read."""

import re
from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal

from buildx_cache_flags.core.text.work import Work

if TYPE_CHECKING:
    from .model import Block

Dialect = Literal["", "bash", "sh", "zsh", "fish", "powershell", "windows-powershell", "any-powershell", "cmd"]
"""The shell that runs a script; empty where its text has to tell.

``powershell`` is PowerShell 7.3 and later, ``windows-powershell`` is 5.1, which passes arguments on as 7.2 does;
``any-powershell`` may be either.
"""

Language = Literal["python", "javascript", "typescript", "go", "ruby", "csharp", "perl"]
"""A language whose programs run others."""

Reader = Callable[[str, int, Work, str], "Block"]
"""Text, the number of its first line, what it may take, and the dialect; gives its statements."""

LABELS: Final[dict[str, str]] = {
    "csharp": "C#",
    "go": "Go",
    "javascript": "JavaScript",
    "perl": "Perl",
    "python": "Python",
    "ruby": "Ruby",
    "typescript": "TypeScript",
}

GRAMMARS: Final[dict[str, str]] = {
    "csharp": "tree-sitter-c-sharp",
    "go": "tree-sitter-go",
    "javascript": "tree-sitter-typescript",
    "ruby": "tree-sitter-ruby",
    "typescript": "tree-sitter-typescript",
}
"""The packages of those that are parsed by tree-sitter."""

SHELLS: Final[dict[str, Dialect]] = {
    ".bash": "bash",
    ".bat": "cmd",
    ".cmd": "cmd",
    ".fish": "fish",
    ".ksh": "bash",
    ".ps1": "any-powershell",
    ".psm1": "any-powershell",
    ".sh": "bash",
    ".zsh": "zsh",
}
"""The shells by the end of a file's name."""

PROGRAMS: Final[dict[str, Dialect]] = {
    **dict.fromkeys(("bash", "ksh"), "bash"),
    **dict.fromkeys(("sh", "dash", "ash"), "sh"),
    "fish": "fish",
    "powershell": "windows-powershell",
    "pwsh": "powershell",
    "zsh": "zsh",
}
"""The shells by the program that a first line names."""

LANGUAGES: Final[dict[str, Language]] = {
    ".cjs": "javascript",
    ".cs": "csharp",
    ".csx": "csharp",
    ".cts": "typescript",
    ".go": "go",
    ".js": "javascript",
    ".jsx": "javascript",
    ".mjs": "javascript",
    ".mts": "typescript",
    ".pl": "perl",
    ".pm": "perl",
    ".py": "python",
    ".rb": "ruby",
    ".ts": "typescript",
    ".tsx": "typescript",
}
_INTERPRETERS: Final[dict[str, Language]] = {
    **dict.fromkeys(("bun", "deno", "node", "nodejs", "zx"), "javascript"),
    **dict.fromkeys(("ts-node", "tsx"), "typescript"),
    "perl": "perl",
    "ruby": "ruby",
}
_NAMES: Final[dict[str, Language]] = {"rakefile": "ruby", "fastfile": "ruby"}
_FIRST_LINE = re.compile(r"#!\s*\S*?(?:env\s+(?:-\S+\s+)*)?([\w.-]+)(?:[ \t][^\n]*)?(?:\n|\Z)")


def shell_of(name: str, text: str) -> Dialect:
    """The shell that runs a script: its first line says so, else its name."""
    first = _FIRST_LINE.match(text)
    if first:
        return PROGRAMS.get(first[1], "")
    return SHELLS.get(PurePath(name).suffix.lower(), "")


def language_of(name: str, text: str) -> Language | None:
    """The language of a program by its name or its first line; ``None`` where it is none that is read here."""
    path = PurePath(name)
    known = LANGUAGES.get(path.suffix.lower()) or _NAMES.get(path.name.lower())
    first = _FIRST_LINE.match(text)
    if known or not first:
        return known
    return "python" if first[1].startswith("python") else _INTERPRETERS.get(first[1])


def parse(text: str, first: int, work: Work, dialect: str) -> "Block":
    """The statements of *text*, whose first line is *first*; ``TornError`` where its language refuses it."""
    return _reader(dialect)(text, first, work, dialect)


def _reader(dialect: str) -> Reader:
    """The reader of a language; each import names its module, so that whoever bundles the application sees it."""
    if "powershell" in dialect:
        from . import powershell

        return powershell.read
    if dialect == "cmd":
        from . import cmd

        return cmd.read
    if dialect == "fish":
        from . import fish

        return fish.read
    return _reader_of_programs(dialect) if dialect in LABELS else _posix()


def _posix() -> Reader:
    from . import posix

    return posix.read


def _reader_of_programs(dialect: str) -> Reader:
    if dialect == "python":
        from . import python

        return python.read
    if dialect == "go":
        from . import go

        return go.read
    if dialect == "ruby":
        from . import ruby

        return ruby.read
    if dialect == "csharp":
        from . import csharp

        return csharp.read
    if dialect == "perl":
        from . import perl

        return perl.read
    from . import javascript

    return javascript.read
