"""Markdown: the blocks of code between fences, each read as what its fence says it is.

Source: CommonMark, "Fenced code blocks".
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.pasted.leftout import LeftOutAt
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import plain

from . import reader, shell
from .found_builds import Build, Found
from .scripttext import relined
from .shell import Dialect

_FENCE = re.compile(r"([ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?)(`{3,}|~{3,})[ \t]*\{?\.?([\w+#-]*)")
_CACHE = re.compile(r"cache[-_](?:to|from)|cacheFrom")
_NOT_READ: Final = "no build was found in this block of code"
_SHELLS: Final[dict[str, Dialect]] = {
    **dict.fromkeys(("bash", "sh", "shell", "ksh"), "bash"),
    "zsh": "zsh",
    "fish": "fish",
    **dict.fromkeys(("powershell", "ps1", "ps"), "any-powershell"),
    "pwsh": "powershell",
    **dict.fromkeys(("bat", "batch", "cmd", "dos"), "cmd"),
    **dict.fromkeys(("", "console", "shell-session", "shellsession", "terminal", "text", "txt", "plaintext"), ""),
}
_FILES: Final = {
    **dict.fromkeys(("yaml", "yml"), "block.yaml"),
    "hcl": "block.hcl",
    **dict.fromkeys(("json", "jsonc", "json5"), ""),
    **dict.fromkeys(("make", "makefile", "mk"), "Makefile"),
    **dict.fromkeys(("just", "justfile"), "justfile"),
    **dict.fromkeys(("groovy", "jenkinsfile"), "Jenkinsfile"),
    **dict.fromkeys(("python", "py"), "block.py"),
    **dict.fromkeys(("js", "javascript"), "block.js"),
    **dict.fromkeys(("ts", "typescript"), "block.ts"),
    "go": "block.go",
    "ruby": "block.rb",
}


class _Block(NamedTuple):
    """A block of code with the line of its first line of code."""

    language: str
    text: str
    line: int


def read(text: str, catalog: Catalog) -> Found:
    """The builds of all blocks; a block that names a cache and has no build is named."""
    found = Found()
    for block in _blocks(text):
        known = _read(block, catalog)
        lines = [block.line + number for number in range(block.text.count("\n") + 1)]
        if known is not None:
            found.builds += (relined(build, lines) for build in known)
        if not known and _CACHE.search(block.text):
            first = next(line for line in block.text.split("\n") if _CACHE.search(line))
            number = block.text.split("\n").index(first)
            found.unchecked.append(LeftOutAt(first.strip(), _NOT_READ, block.line + number))
    return found


def _read(block: _Block, catalog: Catalog) -> list[Build] | None:
    language = block.language.lower()
    if language in _SHELLS:
        return shell.read(plain(block.text, 1), catalog, dialect=_SHELLS[language])
    if language in _FILES:
        return list(reader.read_file(_FILES[language], block.text, catalog).builds)
    return None


def _blocks(text: str) -> Iterator[_Block]:
    work.spend(len(text))
    lines = text.replace("\r\n", "\n").split("\n")
    number = 0
    while number < len(lines):
        fence = _FENCE.match(lines[number])
        number += 1
        if not fence:
            continue
        start = number
        indent = len(fence[1])
        quoted = ">" in fence[1]
        code: list[str] = []
        while number < len(lines):
            line = lines[number]
            inner = line.lstrip("> \t" if quoted else " \t")
            number += 1
            if inner.startswith(fence[2]) and not inner.strip(fence[2][0]).strip():
                break
            code.append(line[indent:] if not line[:indent].strip("> \t") else inner)
        yield _Block(fence[3], "\n".join(code), start + 1)
