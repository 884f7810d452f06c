"""YAML as nodes that know their lines: anchors and merge keys followed, tags of any kind left alone.

Values are taken as the text that they are written with, so nothing depends on what a version of YAML makes of ``on``.

libyaml reads it, through PyYAML: GitLab reads with libyaml itself, and Compose and Docker's actions with Go's and
JavaScript's descendants of it.  It takes a twentieth of the time of ruamel.yaml, which writes YAML here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from buildx_cache_flags.core.formats.broken import BrokenFileError
from buildx_cache_flags.core.text import work

DEEPEST: Final = 200
"""Levels of nesting; files of people have ten."""

_MOST_DIRECTIVES: Final = 1_000
_MERGE: Final = "<<"
_STANDARD: Final = "tag:yaml.org,2002:"
_NULLS: Final = frozenset(("", "~", "null", "Null", "NULL"))
_CAN_NOT_STAND: Final = "a character in it is not allowed in YAML"


@dataclass(slots=True, eq=False)
class Node:
    """One node: the tag that is written in front of it, if any, and the line on which it begins, counted from 1."""

    tag: str
    line: int


@dataclass(slots=True, eq=False)
class ScalarNode(Node):
    """A text; ``style`` is the mark in front of it: ``'``, ``"``, ``|``, ``>`` or nothing, ``last`` the line it ends on."""

    value: str
    style: str
    last: int


@dataclass(slots=True, eq=False)
class SequenceNode(Node):
    """A list."""

    value: list[Node] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class MappingNode(Node):
    """Keys and values in order, ``<<`` among them."""

    value: list[tuple[Node, Node]] = field(default_factory=list)


class Document:
    """The documents of a file, and what is to be said of them."""

    def __init__(self, text: str) -> None:
        self.roots = _compose(text)
        self.duplicates: dict[int, str] = {}
        self._mappings: dict[int, Mapping[str, Node]] = {}

    def mapping(self, node: Node | None) -> Mapping[str, Node]:
        """The keys of a mapping with those that it merges, which give way to its own; nothing for other nodes."""
        work.spend()
        if not isinstance(node, MappingNode):
            return {}
        if id(node) not in self._mappings:
            # While it is being made, a mapping that merges itself is empty.
            self._mappings[id(node)] = {}
            self._mappings[id(node)] = self._merged(node)
        return self._mappings[id(node)]

    def _merged(self, node: MappingNode) -> Mapping[str, Node]:
        own: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        for key, value in node.value:
            name = text(key)
            if name is None:
                continue
            if name == _MERGE:
                for source in items(value) or [value]:
                    found = self.mapping(source)
                    work.spend(len(found) + len(merged))
                    merged = {**found, **merged}
                continue
            if name in own:
                self.duplicates[line(key)] = name
            own[name] = value
        work.spend(len(node.value) + len(merged) + len(own))
        return {**merged, **own}

    def at(self, node: Node | None, *path: str) -> Node | None:
        """What stands below *node* under *path*; ``None`` where there is nothing."""
        for name in path:
            node = self.mapping(node).get(name)
        return node


def _compose(source: str) -> list[Node]:
    """The root of every document."""
    import yaml

    composer = _Composer()
    # Where PyYAML was built without libyaml, it brings the same rules in Python.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    work.spend(len(source))
    if source.count("%TAG") > _MOST_DIRECTIVES:
        # libyaml compares each of them with all others.
        raise BrokenFileError("This YAML file can't be read: it has too many %TAG directives")
    try:
        # A character written as the two halves that JSON makes of it would be refused before it is read.
        for event in yaml.parse(_whole(source), Loader=loader):
            work.spend()
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BrokenFileError(
            f"The file is not valid YAML: {error.problem or error.context}", mark.line + 1 if mark else 0
        ) from None
    except yaml.reader.ReaderError as error:
        place = error.position if isinstance(error.position, int) else 0
        line = _line_of(source, place, in_bytes=loader is not yaml.SafeLoader)
        raise BrokenFileError(f"The file is not valid YAML: {_CAN_NOT_STAND}", line) from None
    return composer.roots


def _whole(source: str) -> str:
    return source if source.isascii() else source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _line_of(source: str, place: int, *, in_bytes: bool) -> int:
    before = source.encode("utf-8", "replace")[:place].decode("utf-8", "replace") if in_bytes else source[:place]
    return before.count("\n") + 1


class _Composer:
    """Nodes out of the events of the parser; without recursion, as the file decides how deep it goes."""

    def __init__(self) -> None:
        self.roots: list[Node] = []
        self._anchors: dict[str, Node] = {}
        self._open: list[SequenceNode | MappingNode] = []
        self._key: list[Node | None] = []

    def take(self, event: Any) -> None:  # noqa: ANN401 - PyYAML has no types
        """Take the next event."""
        name = type(event).__name__
        if name == "ScalarEvent":
            self._found(_scalar(event), event.anchor)
        elif name == "AliasEvent":
            self._alias(event)
        elif name == "SequenceStartEvent":
            self._begin(SequenceNode(event.tag or "", _line(event)), event.anchor)
        elif name == "MappingStartEvent":
            self._begin(MappingNode(event.tag or "", _line(event)), event.anchor)
        elif name in ("SequenceEndEvent", "MappingEndEvent"):
            self._open.pop()
            self._key.pop()
        elif name == "DocumentStartEvent":
            self._anchors.clear()

    def _begin(self, node: SequenceNode | MappingNode, anchor: str | None) -> None:
        if len(self._open) >= DEEPEST:
            raise BrokenFileError("This YAML file can't be read: it nests too deeply", node.line)
        self._found(node, anchor)
        self._open.append(node)
        self._key.append(None)

    def _alias(self, event: Any) -> None:  # noqa: ANN401 - PyYAML has no types
        node = self._anchors.get(event.anchor)
        if node is None:
            raise BrokenFileError(f"The file is not valid YAML: nothing has the anchor {event.anchor}", _line(event))
        self._found(node, None)

    def _found(self, node: Node, anchor: str | None) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._open:
            self.roots.append(node)
            return
        parent, key = self._open[-1], self._key[-1]
        if isinstance(parent, SequenceNode):
            parent.value.append(node)
        elif key is None:
            self._key[-1] = node
        else:
            parent.value.append((key, node))
            self._key[-1] = None


def _line(event: Any) -> int:  # noqa: ANN401 - PyYAML has no types
    return int(event.start_mark.line) + 1


def _scalar(event: Any) -> ScalarNode:  # noqa: ANN401 - PyYAML has no types
    last = int(event.end_mark.line) + 1
    return ScalarNode(event.tag or "", _line(event), event.value, str(event.style or ""), last)


def text(node: Node | None) -> str | None:
    """The text of a scalar; ``None`` for other nodes."""
    return _whole(node.value) if isinstance(node, ScalarNode) else None


def is_null(node: Node | None) -> bool:
    """Whether there is nothing: no node, or an empty one."""
    if node is None or node.tag == f"{_STANDARD}null":
        return True
    return isinstance(node, ScalarNode) and not node.style and not node.tag and node.value in _NULLS


def is_list(node: Node | None) -> bool:
    """Whether *node* is a list, or nothing at all."""
    return isinstance(node, SequenceNode) or is_null(node)


def items(node: Node | None) -> list[Node]:
    """The items of a list; nothing for other nodes.  A list may stand in many places, and is paid for in each."""
    if not isinstance(node, SequenceNode):
        return []
    work.spend(len(node.value) + 1)
    return node.value


def line(node: Node) -> int:
    """The line on which *node* begins."""
    return node.line


def first_line(node: Node) -> int:
    """The line on which the text of a scalar begins: behind the ``|`` of a block."""
    return node.line + (1 if isinstance(node, ScalarNode) and node.style in ("|", ">") else 0)


def keeps_lines(node: Node) -> bool:
    """Whether a line of the text is a line of the file."""
    return isinstance(node, ScalarNode) and node.style == "|"


def is_folded(node: Node) -> bool:
    """Whether lines of the file are joined to one line of the text."""
    return isinstance(node, ScalarNode) and (node.style == ">" or (node.style != "|" and node.last > node.line))


def is_tagged(node: Node) -> bool:
    """Whether *node* has a tag of its own, such as ``!reference``."""
    return node.tag not in ("", "!") and not node.tag.startswith(_STANDARD)
