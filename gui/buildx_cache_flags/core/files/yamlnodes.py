"""YAML as nodes that know their lines: anchors and merge keys followed, tags of any kind left alone.

Values are taken as the text that they are written with, so nothing depends on what a version of YAML makes of ``on``.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from .reading import UnreadableError

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_MERGE: Final = "<<"
_MOST_STEPS: Final = 200_000
"""Keys that are looked at, those of merged mappings each time: far more than a file has that a person wrote."""


class Document:
    """The documents of a file, and what is to be said of them."""

    def __init__(self, text: str) -> None:
        self.roots = list(_compose(text))
        self.duplicates: dict[int, str] = {}
        self._mappings: dict[int, Mapping[str, Node]] = {}
        self._steps = 0

    def mapping(self, node: "Node | None") -> Mapping[str, "Node"]:
        """The keys of a mapping with those that it merges, which give way to its own; nothing for other nodes."""
        from ruamel.yaml.nodes import MappingNode

        if not isinstance(node, MappingNode):
            return {}
        if id(node) not in self._mappings:
            # While it is being made, a mapping that merges itself is empty.
            self._mappings[id(node)] = {}
            self._mappings[id(node)] = self._merged(node)
        return self._mappings[id(node)]

    def _merged(self, node: "Node") -> Mapping[str, "Node"]:
        own: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        for key, value in node.value:
            name = text(key)
            if name is None:
                continue
            if name == _MERGE:
                for source in items(value) or [value]:
                    found = self.mapping(source)
                    self._count(len(found))
                    merged = {**found, **merged}
                continue
            if name in own:
                self.duplicates[line(key)] = name
            own[name] = value
        self._count(len(own))
        return {**merged, **own}

    def _count(self, steps: int) -> None:
        self._steps += steps + 1
        if self._steps > _MOST_STEPS:
            raise UnreadableError("The file merges its parts into each other too often to be read")

    def at(self, node: "Node | None", *path: str) -> "Node | None":
        """What stands below *node* under *path*; ``None`` where there is nothing."""
        for name in path:
            node = self.mapping(node).get(name)
        return node


def _compose(source: str) -> Iterator["Node"]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        constructor, _ = YAML(typ="safe", pure=True).get_constructor_parser(source)
        composer: Any = constructor.composer
        while composer.check_node():
            yield composer.get_node()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableError(
            f"The file is no YAML: {error.problem or error.context}", mark.line + 1 if mark else 0
        ) from None
    except RecursionError:
        raise UnreadableError("The file is no YAML that can be read: it nests too deeply") from None
    except YAMLError as error:
        position = getattr(error, "position", 0)
        reason = str(error).partition("\n")[0]
        raise UnreadableError(f"The file is no YAML: {reason}", source.count("\n", 0, position) + 1) from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        # What the library makes of a few broken directives and escapes.
        raise UnreadableError("The file is no YAML: a directive or an escape in it is broken") from None


def text(node: "Node | None") -> str | None:
    """The text of a scalar; ``None`` for other nodes."""
    from ruamel.yaml.nodes import ScalarNode

    if not isinstance(node, ScalarNode):
        return None
    value = str(node.value)
    if value.isascii():
        return value
    # A character written as the two halves that JSON makes of it.
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def is_null(node: "Node | None") -> bool:
    """Whether there is nothing: no node, or an empty one."""
    return node is None or node.tag == "tag:yaml.org,2002:null"


def items(node: "Node | None") -> list["Node"]:
    """The items of a list; nothing for other nodes."""
    from ruamel.yaml.nodes import SequenceNode

    return list(node.value) if isinstance(node, SequenceNode) else []


def line(node: "Node") -> int:
    """The line on which *node* begins."""
    return int(node.start_mark.line) + 1


def first_line(node: "Node") -> int:
    """The line on which the text of a scalar begins: behind the ``|`` of a block."""
    return line(node) + (1 if getattr(node, "style", None) in ("|", ">") else 0)


def keeps_lines(node: "Node") -> bool:
    """Whether a line of the text is a line of the file."""
    return getattr(node, "style", None) == "|"


def is_tagged(node: "Node") -> bool:
    """Whether *node* has a tag of its own, such as ``!reference``."""
    return not str(node.tag).startswith("tag:yaml.org,2002:")
