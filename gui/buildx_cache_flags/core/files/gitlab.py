"""GitLab CI: the shell commands of every job."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from buildx_cache_flags.core.parameters import Table

from . import shell, yamlnodes
from .reading import Build, LeftOutAt
from .template import plain
from .yamlnodes import Document

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_SCRIPTS: Final = ("before_script", "script", "after_script")
_ELSEWHERE: Final = "what it takes over from elsewhere is not read"
_DEEPEST: Final = 10


def read(document: Document, table: Table) -> tuple[list[Build], list[LeftOutAt]]:
    """The builds of all jobs."""
    builds: list[Build] = []
    left: list[LeftOutAt] = []
    for root in document.roots:
        for name, job in document.mapping(root).items():
            for key in ("include", "extends"):
                node = document.at(root, key) if name == key else document.at(job, key)
                if node is not None:
                    left.append(LeftOutAt(key, _ELSEWHERE, yamlnodes.line(node)))
            for key in _SCRIPTS:
                for item in _items(document.at(job, key), left):
                    text = yamlnodes.text(item) or ""
                    script = plain(text, yamlnodes.first_line(item))
                    builds += shell.read(script, table, f"job {name}, ", keeps_lines=yamlnodes.keeps_lines(item))
    return builds, left


def _items(node: "Node | None", left: list[LeftOutAt], depth: int = 0) -> Iterator["Node"]:
    """The commands of a script; lists may stand in lists."""
    if node is None or depth > _DEEPEST:
        return
    if yamlnodes.is_tagged(node):
        left.append(LeftOutAt(str(node.tag), _ELSEWHERE, yamlnodes.line(node)))
    elif yamlnodes.text(node) is not None:
        yield node
    for item in yamlnodes.items(node):
        if not yamlnodes.is_tagged(node):
            yield from _items(item, left, depth + 1)
