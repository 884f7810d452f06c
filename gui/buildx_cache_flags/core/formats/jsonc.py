"""JSON with the line of each value; comments and commas too many are passed over, as editors and tools do.

The json module of Python gives no lines and refuses comments.
"""

import json
import re
from dataclasses import dataclass
from typing import Final

from buildx_cache_flags.core.text import work

_BLANK = re.compile(r"(?:\s|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)*")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_SCALAR = re.compile(r"[^\s,\]}\[{:\"/]+")
_DEEPEST: Final = 100


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Other:
    """A number, a truth value or null, as it stands."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Array:
    """A list."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Object:
    """An object; of a key that stands twice the last value counts."""

    fields: dict[str, "Node"]
    line: int


Node = Text | Other | Array | Object


class JsonError(ValueError):
    """Text that is no JSON; the message says what is missing on which line."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def parse(text: str) -> Node:
    """The value that *text* is; :class:`JsonError` where it is none."""
    reader = _Reader(text)
    node = reader.value(0)
    reader.skip()
    if reader.position < len(text):
        raise JsonError("more text follows after its end", reader.line)
    return node


def strings(node: Node | None) -> list[Text]:
    """The strings of a list, or the one that stands in its place."""
    if isinstance(node, Text):
        return [node]
    return [item for item in node.items if isinstance(item, Text)] if isinstance(node, Array) else []


def fields(node: Node | None) -> dict[str, Node]:
    """The fields of an object; none where it is something else."""
    return node.fields if isinstance(node, Object) else {}


class _Reader:
    """Goes through the text once."""

    def __init__(self, text: str) -> None:
        work.spend(len(text))
        self.text = text
        self.position = 0
        self.line = 1

    def _step(self, end: int) -> None:
        self.line += self.text.count("\n", self.position, end)
        self.position = end

    def skip(self) -> None:
        """Step over blanks and comments."""
        match = _BLANK.match(self.text, self.position)
        if match:
            self._step(match.end())

    def _takes(self, mark: str) -> bool:
        self.skip()
        found = self.text.startswith(mark, self.position)
        self.position += len(mark) if found else 0
        return found

    def value(self, depth: int) -> Node:
        """The value at this place."""
        work.spend()
        if depth > _DEEPEST:
            raise JsonError("it is nested too deeply", self.line)
        if self._takes("{"):
            return self._object(depth)
        if self._takes("["):
            return self._array(depth)
        line = self.line
        if self.text.startswith('"', self.position):
            return Text(self._string(), line)
        match = _SCALAR.match(self.text, self.position)
        if not match:
            raise JsonError("a value is missing", line)
        self._step(match.end())
        return Other(match[0], line)

    def _string(self) -> str:
        match = _STRING.match(self.text, self.position)
        if not match:
            raise JsonError("a quotation mark is missing", self.line)
        self._step(match.end())
        try:
            return str(json.loads(match[0], strict=False))
        except ValueError:
            raise JsonError("a string has a wrong escape", self.line) from None

    def _array(self, depth: int) -> Array:
        line, items = self.line, list[Node]()
        while not self._takes("]"):
            items.append(self.value(depth + 1))
            if not self._takes(",") and not self.text.startswith("]", self.position):
                raise JsonError("a comma or ] is missing", self.line)
        return Array(tuple(items), line)

    def _object(self, depth: int) -> Object:
        line, found = self.line, dict[str, Node]()
        while not self._takes("}"):
            if not self.text.startswith('"', self.position):
                raise JsonError("a key in quotes is missing", self.line)
            key = self._string()
            if not self._takes(":"):
                raise JsonError("a colon is missing", self.line)
            found[key] = self.value(depth + 1)
            if not self._takes(",") and not self.text.startswith("}", self.position):
                raise JsonError("a comma or } is missing", self.line)
        return Object(found, line)
