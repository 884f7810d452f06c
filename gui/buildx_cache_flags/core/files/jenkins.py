"""Jenkinsfiles: the commands of ``sh``, ``bat``, ``powershell`` and ``pwsh`` steps, with the strings that the file sets.

Source: Jenkins' documentation of "Pipeline: Nodes and Processes"; Apache Groovy's documentation of strings.
"""

import re
from collections.abc import Iterator
from typing import Final

from buildx_cache_flags.core.catalog import Catalog
from buildx_cache_flags.core.formats.script import languages
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Part, Template, plain

from .found_builds import Found
from .scripttext import ScriptText
from .shell import Dialect

_TOKEN = re.compile(
    r"//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)|"
    r"(?P<mark>'''|\"\"\"|'|\")(?P<text>(?:(?<=''')(?:[^\\']|\\[\s\S]|'(?!''))*|(?<=\"\"\")(?:[^\\\"]|\\[\s\S]|\"(?!\"\"))*|(?:(?!(?P=mark))[^\\\n]|\\[\s\S])*))(?:(?P=mark)|\Z)"
)
_STEP = re.compile(r"\b(sh|bat|powershell|pwsh)\s*(?:\(\s*)?(?:(?:[A-Za-z]+\s*:\s*[A-Za-z]+\s*,\s*)*script\s*:\s*)?\Z")
_ASSIGNED = re.compile(r"(\bdef\s+|\bString\s+)?\b([A-Za-z_]\w*)\s*=\s*\Z")
_PLACEHOLDER = re.compile(r"\\([\s\S])|\$\{(?:env\.)?([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)|\$\{[^{}]*\}")
_ESCAPE = re.compile(r"\\([\s\S])")
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "\n": "\\\n"}
_SHELLS: Final[dict[str, Dialect]] = {
    "sh": "sh",
    "bat": "cmd",
    "powershell": "windows-powershell",
    "pwsh": "powershell",
}
_LONGEST_STEP: Final = 200


def read(text: str, catalog: Catalog) -> Found:
    """The builds of all steps."""
    work.spend(len(text))
    return _Reader(text, catalog).found


class _Reader:
    """Goes through the strings of a file."""

    def __init__(self, text: str, catalog: Catalog) -> None:
        self.found = Found()
        self._table = catalog
        self._values: dict[str, tuple[Part, ...]] = {}
        self._environment: set[str] = set()
        self._twice: set[str] = set()
        line, position = 1, 0
        for match in _TOKEN.finditer(text):
            line += text.count("\n", position, match.start())
            position = match.start()
            if match["mark"]:
                self._string(text[max(0, position - _LONGEST_STEP) : position], match["mark"], match["text"], line)

    def _string(self, before: str, mark: str, text: str, line: int) -> None:
        step, assigned = _STEP.search(before), _ASSIGNED.search(before)
        if step:
            self._script(step[1], tuple(self._parts(mark, text)), text, line)
        elif assigned:
            name = assigned[2]
            if name in self._values:
                # Which of the values counts is known only when it runs.
                self._twice.add(name)
            self._values[name] = tuple(self._parts(mark, text))
            if not assigned[1]:
                self._environment.add(name)

    def _parts(self, mark: str, text: str) -> Iterator[Part]:
        """A string of Groovy: with double quotes, its variables are replaced."""
        pattern = _PLACEHOLDER if mark[0] == '"' else _ESCAPE
        position = 0
        for match in pattern.finditer(text):
            work.spend(match.end() - position)
            yield from plain(text[position : match.start()]).parts
            position = match.end()
            if match[1]:
                yield Part("text", _ESCAPES.get(match[1], match[1]))
                continue
            name = match[2] or match[3] or ""
            if name in self._values and name not in self._twice:
                yield from self._values[name]
            else:
                yield Part("name", name, match[0]) if name else Part("raw", match[0], match[0])
        yield from plain(text[position:]).parts

    def _script(self, step: str, parts: tuple[Part, ...], text: str, line: int) -> None:
        whole = "".join(part.text for part in parts if part.kind == "text").lstrip()
        named = languages.shell_of("", whole) if whole.startswith("#!") else ""
        script = ScriptText(named or _SHELLS[step])
        for name in sorted(self._environment - self._twice):
            if name in whole:
                script.set(name, self._values[name], line)
        script.add(Template(parts, line), keeps_lines="\\n" not in text)
        self.found.builds += script.builds(self._table, f"step {step}, ")
