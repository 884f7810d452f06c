"""The structure of HCL: blocks, attributes, and of values what a Bake file is made of.

python-hcl2, the library there is for it, is not used: it leaves escapes as they are, fails on ``$${`` without a closing
brace and on names beyond ASCII, and takes a second for 60 kB.  What is needed here is small; everything that has to be
worked out (functions, conditions, ``for``) is kept as the text that it is.  Tests hold it against HashiCorp's own reader.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from buildx_cache_flags.core.formats.bake.hcltext import IDENTIFIER, VARIABLE, WORDS, Scanner
from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.text import work
from buildx_cache_flags.core.text.template import Part, Template, plain

_PLAIN_TOKEN = re.compile(r'[^\s"{}\[\](),<#/]+|[/<#]')
NULL: Final = "null"


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of values."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Mapped:
    """An object: keys and values in order."""

    items: tuple[tuple[str, "Node"], ...]
    line: int


Node = Template | Listed | Mapped
"""A value; a number or a switch is its text, and what has to be worked out is an expression."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """``name = value``."""

    name: str
    value: Node
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """``type "label" { … }``."""

    type: str
    labels: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    blocks: tuple["Block", ...]
    line: int


def read(text: str) -> Block:
    """The whole file as a block without a type; :class:`BrokenFileError` says where it is no HCL."""
    reader = _Reader(text)
    body = reader.body()
    if reader.position < len(text):
        raise reader.error("a brace is closed that was never opened")
    return Block("", (), *body, 1)


def read_json(text: str) -> Node:
    """The value of a JSON file whose strings are templates, as Bake reads it."""
    work.spend(len(text))
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise BrokenFileError(f"The file is not valid JSON: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError):
        raise BrokenFileError("This JSON file can't be read: a number is too long, or it nests too deeply") from None
    return _Reader(text, is_json=True).expression(ends="")


class _Reader(Scanner):
    """What values and blocks are made of."""

    def body(self) -> tuple[tuple[Attribute, ...], tuple[Block, ...]]:
        """Attributes and blocks up to a closing brace or the end."""
        attributes: list[Attribute] = []
        blocks: list[Block] = []
        while True:
            self.skip()
            if self.position == len(self.text) or self.at("}"):
                return tuple(attributes), tuple(blocks)
            item = self._item()
            if isinstance(item, Block):
                blocks.append(item)
            else:
                attributes.append(item)

    def _item(self) -> Attribute | Block:
        line, start = self.line, self.position
        match = IDENTIFIER.match(self.text, start)
        if match is None:
            raise self.error("the name of an attribute or a block is missing")
        self.go(match.end())
        self.skip(lines=False)
        if self.at("=") and not self.at("=="):
            self.position += 1
            item = Attribute(match[0], self.expression(ends="\n}"), line)
            self._end_of_item()
            return item
        labels = tuple(self._labels())
        if not self.at("{"):
            raise self.error(f"{match[0]} is followed by neither an equal sign nor a brace")
        self.position += 1
        with self.nested():
            body = self._body_of_block()
        if not self.at("}"):
            raise BrokenFileError(f"The file is not valid HCL: the brace of {match[0]} is never closed", line)
        self.position += 1
        return Block(match[0], labels, *body, line)

    def _body_of_block(self) -> tuple[tuple[Attribute, ...], tuple[Block, ...]]:
        """What stands behind an opening brace; what begins on its line has to be one attribute, and to end there."""
        self.skip(lines=False)
        if self.position == len(self.text) or self.text[self.position] in "\n}":
            return self.body()
        item = self._item()
        self.skip(lines=False)
        if isinstance(item, Block) or (self.position < len(self.text) and not self.at("}")):
            raise self.error("a block that goes on behind its brace holds one attribute and ends on that line")
        return (item,), ()

    def _end_of_item(self) -> None:
        self.skip(lines=False)
        if self.position < len(self.text) and self.text[self.position] not in "\n}":
            raise self.error("there is more text after a value on its line")

    def _labels(self) -> Iterator[str]:
        while True:
            self.skip(lines=False)
            match = IDENTIFIER.match(self.text, self.position)
            if self.at('"'):
                yield self.string().raw
            elif match:
                self.go(match.end())
                yield match[0]
            else:
                return

    def expression(self, ends: str) -> Node:
        """One value; it goes on to the first of *ends* that stands in no brackets."""
        self.skip(lines="\n" not in ends)
        start, line = self.position, self.line
        with self.nested():
            node = self._simple()
        if node is not None:
            self.skip(lines="\n" not in ends)
            if self.position == len(self.text) or self.text[self.position] in ends:
                return node
        self.position = start
        self.go_to(ends)
        source = self.text[start : self.position].strip()
        if not source:
            raise self.error("a value is missing")
        return Template((Part("raw", f"${{{source}}}"),), line)

    def _simple(self) -> Node | None:
        """A string, a list, an object or a single word; ``None`` for everything else."""
        if self.at('"'):
            return self.string()
        if self.at("<<"):
            return self.heredoc()
        if self.at("["):
            return self._list()
        if self.at("{"):
            return self._object()
        match = _PLAIN_TOKEN.match(self.text, self.position)
        if match is None:
            return None
        line = self.line
        self.go(match.end())
        word = match[0]
        if word == NULL:
            return Template((Part("raw", NULL),), line)
        if word not in WORDS and VARIABLE.match(word):
            return Template((Part("name", word),), line)
        is_value = word in WORDS or re.fullmatch(r"-?[0-9][0-9.]*(?:[eE][-+]?[0-9]+)?", word)
        return plain(word, line) if is_value else None

    def _list(self) -> Listed | None:
        line = self.line
        items: list[Node] = []
        for _ in self._items("[", "]", line):
            if self._is_for():
                return None
            items.append(self.expression(ends=",]"))
        return Listed(tuple(items), line)

    def _object(self) -> Mapped | None:
        line = self.line
        items: list[tuple[str, Node]] = []
        for _ in self._items("{", "}", line):
            if self._is_for():
                return None
            key = self._key()
            if key is None:
                return None
            items.append((key, self.expression(ends=",}\n")))
        return Mapped(tuple(items), line)

    def _items(self, opening: str, closing: str, line: int) -> Iterator[None]:
        """Stop at every item between two brackets, and end behind the closing one."""
        self.position += len(opening)
        while True:
            self.skip()
            if self.at(closing):
                self.position += 1
                return
            if self.position == len(self.text):
                raise BrokenFileError(f"The file is not valid HCL: the bracket {opening} is never closed", line)
            yield
            self.skip()
            if self.at(","):
                self.position += 1

    def _is_for(self) -> bool:
        match = IDENTIFIER.match(self.text, self.position)
        return match is not None and match[0] == "for"

    def _key(self) -> str | None:
        """The key of an object with the sign behind it; ``None`` for one that has to be worked out."""
        match = IDENTIFIER.match(self.text, self.position)
        if match:
            self.go(match.end())
            key = match[0]
        elif self.at('"'):
            template = self.string()
            if template.names or template.expressions:
                return None
            key = template.raw
        else:
            return None
        self.skip(lines=False)
        if not (self.at("=") or self.at(":")) or self.at("=="):
            return None
        self.position += 1
        return key
