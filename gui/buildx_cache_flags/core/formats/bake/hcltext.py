"""The text of HCL: strings, which are templates, comments and brackets."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Part, Template

DEEPEST: Final = 64
"""Blocks, values and strings in each other."""

_BLANK = re.compile(r"(?:[ \t\r\ufeff]|\#[^\n]*|//[^\n]*)*")
_BLANK_LINES = re.compile(r"(?:[ \t\r\n\ufeff]|\#[^\n]*|//[^\n]*)*")
_BREAK = re.compile("\n")
IDENTIFIER = re.compile(r"[^\W\d][\w-]*")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_LITERAL_TEXT = re.compile(r'[^"\\$%\n]+')
_TEMPLATE_TEXT = re.compile(r"[^$%]+")
_ESCAPE = re.compile(r"\\(?:([nrt\"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_HEREDOC = re.compile(r"<<(-?)([^\W\d][\w-]*)[ \t]*\r?\n")
_JSON_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_CLOSING: Final = {"{": "}", "[": "]", "(": ")"}
_HIGHEST: Final = 0x10FFFF
WORDS: Final = frozenset(("true", "false", "null"))


class Scanner:
    """A position in a text, and what can be read there."""

    def __init__(self, text: str, *, is_json: bool = False, depth: int = 0) -> None:
        self.text = text
        self.is_json = is_json
        self.depth = depth
        self.position = 0
        self._breaks: list[int] | None = None

    @property
    def line(self) -> int:
        """The line of the position."""
        if self._breaks is None:
            work.spend(len(self.text))
            self._breaks = [match.start() for match in _BREAK.finditer(self.text)]
        return bisect_left(self._breaks, self.position) + 1

    def go(self, position: int) -> None:
        """Go on to *position*, over all that stands before it."""
        work.spend(position - self.position)
        self.position = position

    @contextmanager
    def nested(self) -> Iterator[None]:
        """What is read meanwhile stands inside of something else."""
        if self.depth >= DEEPEST:
            raise self.error("it nests too deeply")
        self.depth += 1
        yield
        self.depth -= 1

    def error(self, reason: str) -> BrokenFileError:
        """What to raise at the position."""
        return BrokenFileError(f"The file is not valid HCL: {reason}", self.line)

    def skip(self, *, lines: bool = True) -> None:
        """Go behind blanks and comments."""
        blank = _BLANK_LINES if lines else _BLANK
        while True:
            match = blank.match(self.text, self.position)
            self.go(match.end() if match else self.position)
            if not self.at("/*"):
                return
            end = work.find(self.text, "*/", self.position + 2)
            if end < 0:
                raise self.error("a comment is never closed")
            self.position = end + 2

    def at(self, mark: str) -> bool:
        """Whether *mark* stands at the position."""
        return self.text.startswith(mark, self.position)

    def string(self) -> Template:
        """A string in quotation marks, which is a template."""
        line = self.line
        if self.is_json:
            match = _JSON_STRING.match(self.text, self.position)
            if match is None:
                raise self.error("a string is never closed")
            self.go(match.end())
            return template(json.loads(match[0]), line, self.depth)
        self.position += 1
        parts: list[Part] = []
        while not self.at('"'):
            parts.append(self._piece(_LITERAL_TEXT))
        self.position += 1
        return Template(_merged(parts), line)

    def _piece(self, literal: re.Pattern[str]) -> Part:
        """The next stretch of a template: text, an escape, a variable or an expression."""
        match = literal.match(self.text, self.position)
        if match:
            self.go(match.end())
            return Part("text", match[0])
        if self.at("$${") or self.at("%%{"):
            self.position += 3
            return Part("text", self.text[self.position - 2 : self.position])
        if self.at("${") or self.at("%{"):
            return self._inserted()
        character = self.text[self.position : self.position + 1]
        if character in ("$", "%"):
            self.position += 1
            return Part("text", character)
        escape = _ESCAPE.match(self.text, self.position)
        if escape is None:
            raise self.error(
                "a string is never closed" if character in ("", "\n") else "a string has an unknown escape"
            )
        code = int(escape[2] or escape[3] or "0", 16)
        if code > _HIGHEST:
            raise self.error("a string has an unknown escape")
        self.go(escape.end())
        return Part("text", _ESCAPED[escape[1]] if escape[1] else chr(code))

    def _inserted(self) -> Part:
        """What stands between ``${`` or ``%{`` and its brace."""
        start, is_value = self.position, self.at("${")
        self.position += 2
        with self.nested():
            literal = self._literal()
            self.go_to("}")
        if not self.at("}"):
            raise self.error("a template is never closed")
        inner = self.text[start + 2 : self.position].strip()
        self.position += 1
        if inner.startswith("~") or inner.endswith("~"):
            # The marks remove the blanks around, so they have to stay.
            return Part("raw", self.text[start : self.position])
        if is_value and VARIABLE.match(inner) and inner not in WORDS:
            return Part("name", inner)
        if is_value and literal is not None and inner == literal[0]:
            return Part("text", literal[1])
        return Part("raw", self.text[start : self.position])

    def _literal(self) -> tuple[str, str] | None:
        """A string without variables that stands first in a template, as it is written and as it is meant."""
        self.skip()
        if self.at("~"):
            self.position += 1
            self.skip()
        if not self.at('"'):
            return None
        start = self.position
        found = self.string()
        source = self.text[start : self.position]
        return (source, found.raw) if all(part.kind == "text" for part in found.parts) else None

    def go_to(self, ends: str) -> None:
        """Go to the first of *ends*, over strings, comments and brackets."""
        waiting: list[str] = []
        while True:
            self.skip(lines=bool(waiting) or "\n" not in ends)
            character = self.text[self.position : self.position + 1]
            if not character or (not waiting and character in ends):
                return
            work.spend()
            if character in _CLOSING:
                waiting.append(_CLOSING[character])
                if len(waiting) > DEEPEST:
                    raise self.error("it nests too deeply")
            elif waiting and character == waiting[-1]:
                waiting.pop()
            elif character in "}])":
                raise self.error(f"the bracket {character} was never opened")
            self._go_on(character)

    def _go_on(self, character: str) -> None:
        if character == '"':
            self.string()
        elif _HEREDOC.match(self.text, self.position):
            self.heredoc()
        else:
            self.position += 1

    def heredoc(self) -> Template | None:
        """A text over several lines, which is a template without escapes; its line break stays in front of the end."""
        line = self.line
        start = _HEREDOC.match(self.text, self.position)
        if start is None:
            return None
        self.go(start.end())
        for first, last in self._lines():
            if self.text[first:last].strip(" \t\r") == start[2]:
                self.position = last
                content = self.text[start.end() : first]
                with self.nested():
                    return template(_unindented(content) if start[1] else content, line, self.depth)
        raise BrokenFileError(f"The file is not valid HCL: the text up to {start[2]} never ends", line)

    def _lines(self) -> Iterator[tuple[int, int]]:
        """Where each line from the position on starts and ends."""
        first, end = self.position, len(self.text)
        while first < end:
            last = work.find(self.text, "\n", first)
            yield first, last if last >= 0 else end
            first = last + 1 if last >= 0 else end


def _unindented(text: str) -> str:
    lines = text.splitlines(keepends=True)
    depth = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
    return "".join(line[depth:] for line in lines)


def template(text: str, line: int, depth: int) -> Template:
    """A template that has no escapes but its own."""
    reader = Scanner(text, depth=depth)
    parts: list[Part] = []
    try:
        while reader.position < len(text):
            parts.append(reader._piece(_TEMPLATE_TEXT))
    except BrokenFileError as error:
        raise BrokenFileError(str(error), line) from None
    return Template(_merged(parts), line)


def _merged(parts: list[Part]) -> tuple[Part, ...]:
    """*parts* with neighbouring texts as one."""
    merged: list[Part] = []
    texts: list[str] = []
    for part in [*parts, None]:
        if part is not None and part.kind == "text":
            texts.append(part.text)
            continue
        if texts:
            merged.append(Part("text", "".join(texts)))
            texts.clear()
        if part is not None:
            merged.append(part)
    return tuple(merged)
