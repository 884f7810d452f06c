"""The text of HCL: strings, which are templates, comments and brackets."""

import json
import re
from typing import Final

from .reading import UnreadableError
from .template import Part, Template

DEEPEST: Final = 64
_BLANK = re.compile(r"(?:[ \t\r\ufeff]|\#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_BLANK_LINES = re.compile(r"(?:[ \t\r\n\ufeff]|\#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
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

    def __init__(self, text: str, *, is_json: bool = False) -> None:
        self.text = text
        self.is_json = is_json
        self.position = 0
        self._counted = (0, 1)

    @property
    def line(self) -> int:
        """The line of the position."""
        before, line = self._counted
        if before > self.position:
            before, line = 0, 1
        self._counted = (self.position, line + self.text.count("\n", before, self.position))
        return self._counted[1]

    def error(self, reason: str) -> UnreadableError:
        """What to raise at the position."""
        return UnreadableError(f"The file is no HCL: {reason}", self.line)

    def skip(self, *, lines: bool = True) -> None:
        """Go behind blanks and comments."""
        match = (_BLANK_LINES if lines else _BLANK).match(self.text, self.position)
        self.position = match.end() if match else self.position

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
            self.position = match.end()
            return template(json.loads(match[0]), line)
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
            self.position = match.end()
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
        self.position = escape.end()
        return Part("text", _ESCAPED[escape[1]] if escape[1] else chr(code))

    def _inserted(self) -> Part:
        """What stands between ``${`` or ``%{`` and its brace."""
        start, is_value = self.position, self.at("${")
        self.position += 2
        self.go_to("}")
        if not self.at("}"):
            raise self.error("a template is never closed")
        self.position += 1
        inner = self.text[start + 2 : self.position - 1].strip().removeprefix("~").removesuffix("~").strip()
        if is_value and VARIABLE.match(inner) and inner not in WORDS:
            return Part("name", inner)
        if is_value and inner.startswith('"'):
            reader = Scanner(inner)
            template = reader.string()
            if reader.position == len(inner) and all(part.kind == "text" for part in template.parts):
                return Part("text", template.raw)
        return Part("raw", self.text[start : self.position])

    def go_to(self, ends: str) -> None:
        """Go to the first of *ends*, over strings, comments and brackets."""
        waiting: list[str] = []
        while True:
            self.skip(lines=bool(waiting) or "\n" not in ends)
            character = self.text[self.position : self.position + 1]
            if not character or (not waiting and character in ends):
                return
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
        end = re.compile(rf"^[ \t]*{re.escape(start[2])}[ \t]*\r?$", re.MULTILINE).search(self.text, start.end())
        if end is None:
            raise self.error(f"the text up to {start[2]} never ends")
        self.position = end.end()
        content = self.text[start.end() : end.start()]
        return template(_unindented(content) if start[1] else content, line)


def _unindented(text: str) -> str:
    lines = text.splitlines(keepends=True)
    depth = min((len(line) - len(line.lstrip(" \t")) for line in lines if line.strip()), default=0)
    return "".join(line[depth:] for line in lines)


def template(text: str, line: int) -> Template:
    """A template that has no escapes but its own."""
    reader = Scanner(text)
    parts: list[Part] = []
    try:
        while reader.position < len(text):
            parts.append(reader._piece(_TEMPLATE_TEXT))
    except UnreadableError as error:
        raise UnreadableError(str(error), line) from None
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
